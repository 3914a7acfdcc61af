/* api/batch-api-service-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-exchange-private.h"
#include "api/batch-api-assemblies-private.h"
#include "api/batch-api-client-log-private.h"
#include "api/batch-api-probe-private.h"
#include "api/batch-api-scratch-private.h"
#include "api/batch-api-share-private.h"
#include "api/batch-api-silence-log-private.h"
#include "engine/batch-engine-private.h"

G_BEGIN_DECLS

typedef struct _BatchApiDirectory BatchApiDirectory;
typedef struct _BatchApiPeer BatchApiPeer;

/* Told in the thread of the server, and not more often than a person can look.
 * @entries: (transfer full): of BatchApiClientEntry */
typedef void (*BatchApiClientsFunc) (GPtrArray *entries,
                                    gpointer   user_data);

/* The server in its thread: an engine of its own, which only looks and takes in, and what
 * answers requests. The engines that work on the jobs are others, here or elsewhere. */
struct _BatchApiService
{
  BatchEngine         *engine;
  SoupServer          *server;
  GSocketListener     *listener;
  GCancellable        *stopping;
  GSource             *expiry;          /* (nullable) until it stops */
  GHashTable          *peers;           /* the connections that are open */
  GSource             *crowded;         /* (nullable) until one of them can go */
  gint64               complained;      /* us, monotonic; 0: not of those that cannot come in */
  BatchApiSilenceLog  *silence;         /* of those that have said nothing */
  GHashTable          *submissions;     /* id of a receipt to its BatchApiSubmission */
  GHashTable          *requests;        /* labels to the number of answers */
  BatchApiAssemblies  *assemblies;      /* files that come in parts */
  BatchApiDirectory   *directory;
  BatchApiProbe        probe;           /* how the store is */
  GHashTable          *talks;           /* the set of BatchApiTalk that are under way */
  BatchMailbox        *news;            /* of them */
  BatchMailbox        *engine_inbox;    /* of the engine that works on them */
  BatchApiShare        admitted;        /* what all of them take */
  GHashTable          *shares;          /* … and those of each key that has any, by its id */
  GSource             *claim_again;     /* (nullable) unless a call for those has failed */
  guint                n_claims;        /* calls for batches from before, or of others */
  BatchApiClientLog   *clients;
  GSource             *telling;         /* (nullable) unless there is something to tell of them */
  BatchApiClientsFunc  clients_func;    /* (nullable) */
  gpointer             clients_data;
  char                *address;
  GStrv                hosts;           /* names besides */
  char                *default_backend; /* (nullable) */
  char                *scratch_dir;
  void           (*stopped) (gpointer user_data);  /* (nullable) until it has */
  gpointer             stopped_data;
  guint                patience;        /* s that a client may take to say what it wants */
  int                  nobody;          /* -1; the other end of what libsoup listens to */
  guint16              port;
  guint                needs_key : 1;
  guint                accepting : 1;   /* a connection is awaited */
};

/* Everything that can be set before it starts. */
typedef struct
{
  char    *address;
  GStrv    hosts;                  /* (nullable) names that it is called by besides */
  char    *default_backend;        /* (nullable) */
  char    *backend_url;            /* (nullable) if that has no name */
  char    *backend_key;            /* (nullable) */
  BatchMailbox *engine_inbox;      /* of the engine that works */
  BatchClock *clock;               /* the same */
  guint    patience;               /* s */
  guint16  port;                   /* 0: any that is free */
  gboolean needs_key;
  BatchApiClientsFunc clients_func;  /* (nullable) */
  gpointer clients_data;
  GDestroyNotify clients_free;
} BatchApiSettings;

/* @engine: (transfer full), open, of this thread. NULL: it cannot listen there. */
BatchApiService *batch_api_service_new   (BatchEngine             *engine,
                                          const BatchApiSettings  *settings,
                                          GError                 **error);
/* Nobody is answered any more. Calls @stopped when nothing is under way with the engine. */
void             batch_api_service_stop  (BatchApiService         *self,
                                          void                   (*stopped) (gpointer user_data),
                                          gpointer                 user_data);
void             batch_api_service_free  (BatchApiService         *self);
BatchStore      *batch_api_service_get_store (BatchApiService     *self);

/* --- batch-api-connections.c: who is connected --- */

void             batch_api_connections_begin (BatchApiService     *self);
void             batch_api_connections_end   (BatchApiService     *self);
/* Lets the next one in, if there is a place for it; otherwise, and else, when there is one. */
void             batch_api_connections_accept (BatchApiService    *self);
/* @peer is closed. */
void             batch_api_connections_forget (BatchApiService    *self,
                                             BatchApiPeer        *peer);
/* Whether clients may stay for another request. */
gboolean         batch_api_connections_have_room (BatchApiService *self);

/* --- batch-api-peer.c: the one whose message it is --- */

/* It has said what it wants: from now on it has to go on, but can take as long as it does. */
void             batch_api_peer_heard        (SoupServerMessage   *message);
/* It can do nothing until something was found out here, such as who it is. */
void             batch_api_peer_wait         (SoupServerMessage   *message);
/* Whether its request is let in: only then it keeps its place when there are too many. */
void             batch_api_peer_welcome      (SoupServerMessage   *message,
                                             gboolean             welcome);
/* There is an answer for it to take, or the beginning of one. */
void             batch_api_peer_answer       (SoupServerMessage   *message);
/* The request was read to its end. */
void             batch_api_peer_said         (SoupServerMessage   *message);
/* It asks for something else. */
void             batch_api_peer_goes_on      (SoupServerMessage   *message);
/* Whether it stays open for another request when this one is answered. */
gboolean         batch_api_peer_keep         (SoupServerMessage   *message);
/* All of @data, which fits into what the system holds, with nothing more written after it; what
 * comes from the client is still read. */
void             batch_api_peer_say_last     (SoupServerMessage   *message,
                                              const char          *data,
                                              gsize                length);
/* At once, with nothing more read or written. */
void             batch_api_peer_reset        (SoupServerMessage   *message);
/* So many bytes more, or less, have to be taken of an answer that comes by and by; 0: there is
 * nothing of it yet. */
void             batch_api_peer_expect       (SoupServerMessage   *message,
                                             gint64               bytes);
/* Calls @gone when the client goes. NULL: no more */
void             batch_api_peer_watch        (SoupServerMessage   *message,
                                             void               (*gone) (gpointer user_data),
                                             gpointer             user_data);

/* --- What is asked for, by noun. Each answers @exchange. --- */

void             batch_api_files_create   (BatchApiExchange *exchange);
void             batch_api_files_list     (BatchApiExchange *exchange);
void             batch_api_files_get      (BatchApiExchange *exchange);
void             batch_api_files_read     (BatchApiExchange *exchange);
void             batch_api_files_remove   (BatchApiExchange *exchange);
void             batch_api_uploads_create (BatchApiExchange *exchange);
void             batch_api_uploads_admit  (BatchApiExchange *exchange);
void             batch_api_uploads_add    (BatchApiExchange *exchange);
void             batch_api_uploads_complete (BatchApiExchange *exchange);
void             batch_api_uploads_cancel (BatchApiExchange *exchange);
void             batch_api_batches_create (BatchApiExchange *exchange);
void             batch_api_batches_list   (BatchApiExchange *exchange);
void             batch_api_batches_get    (BatchApiExchange *exchange);
void             batch_api_batches_cancel (BatchApiExchange *exchange);
void             batch_api_messages_create (BatchApiExchange *exchange);
void             batch_api_messages_remove (BatchApiExchange *exchange);
void             batch_api_messages_read  (BatchApiExchange *exchange);
void             batch_api_models_list    (BatchApiExchange *exchange);
void             batch_api_models_get     (BatchApiExchange *exchange);
void             batch_api_chats_create   (BatchApiExchange *exchange);
void             batch_api_tokens_count   (BatchApiExchange *exchange);
void             batch_api_metrics_get    (BatchApiExchange *exchange);

/* --- batch-api-chats.c: requests whose clients wait for the answer --- */

/* Whether there is room for another one; asked when its client was let in. */
void             batch_api_chats_admit    (BatchApiExchange *exchange);
void             batch_api_chats_release  (BatchApiExchange *exchange);
void             batch_api_chats_stop     (BatchApiService  *self);
/* How many wait for a model server, and how many are answered at the moment. */
void             batch_api_chats_count    (BatchApiService  *self,
                                           guint            *n_waiting,
                                           guint            *n_running);

/* The body of an upload is taken in as it comes: called before any of it. */
void             batch_api_files_prepare  (BatchApiExchange *exchange);
void             batch_api_messages_prepare (BatchApiExchange *exchange);
void             batch_api_uploads_prepare (BatchApiExchange *exchange);

/* --- batch-api-expiry.c: files and uploads whose time is over --- */

void             batch_api_expiry_begin      (BatchApiService     *self);
void             batch_api_expiry_end        (BatchApiService     *self);

/* --- batch-api-submission.c: from the receipt to the files --- */

/* Goes on with every receipt that is open, unless another service is at it. */
void             batch_api_submission_resume (BatchApiService          *self);
/* @receipt: one that the engine of the service has */
void             batch_api_submission_begin  (BatchApiService          *self,
                                              const BatchReceiptRecord *receipt);
/* Calls @stopped once none is left. */
void             batch_api_submission_stop   (BatchApiService          *self,
                                              void                    (*stopped) (gpointer data),
                                              gpointer                  user_data);
/* The client wants it to end, and @receipt says since when. */
void             batch_api_submission_cancel (BatchApiService          *self,
                                              const BatchReceiptRecord *receipt);

G_END_DECLS
