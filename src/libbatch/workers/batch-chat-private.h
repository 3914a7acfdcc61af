/* batch-chat-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "planning/batch-parallelism-private.h"
#include "workers/batch-mailbox-private.h"
#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* A request whose client waits for the answer: a chat, or embeddings. It is in no store, and
 * goes before the items of batches. The thread of the client makes it and gets what comes of it
 * by messages; in between it belongs to the engine thread. */
typedef struct _BatchChat BatchChat;

typedef enum
{
  BATCH_CHAT_BEGINS,               /* its request leaves */
  BATCH_CHAT_STREAMS,              /* the server begins a stream */
  BATCH_CHAT_PIECE,                /* more of it, in body */
  BATCH_CHAT_ENDS,                 /* of the stream, which is whole */
  BATCH_CHAT_BREAKS,               /* … which is not */
  BATCH_CHAT_ANSWERED,             /* in one piece, in body */
  BATCH_CHAT_REFUSED,              /* with status, message and, if the server said more, body */
} BatchChatEvent;

/* What comes of it; after the last three nothing more does. */
typedef struct
{
  BatchChat      *chat;
  GBytes         *body;            /* (nullable) */
  char           *message;         /* (nullable) a sentence */
  char           *obstacle;        /* (nullable) the member of the request that it is about */
  gint64          retry_after_s;   /* 0: nobody knows */
  guint           status;
  BatchChatEvent  event;
} BatchChatNews;

struct _BatchChat
{
  /* As it was made. */
  char            *model;
  char           **servers;        /* names or URLs of those that may have the model */
  GBytes          *body;
  BatchMailbox    *client;
  BatchMailboxFunc tell;           /* gets the receiver of @client and BatchChatNews */
  gpointer         client_data;
  BatchEndpoint    endpoint;
  gboolean         wants_stream;
  gboolean         wants_usage;    /* a stream is to tell it at its end; set before it is put in */
  char            *betas;          /* (nullable) what it asks for by a header; likewise */
  char            *seen;           /* (nullable) the roll of all servers when it came; likewise */

  int              in_transit;     /* atomic: bytes on their way to the client */

  /* Only on the engine thread. */
  gpointer         lane;           /* (nullable) where it waits or is under way */
  const char      *server;         /* (nullable) of servers, whose lane that is */
  char            *key;            /* (nullable) of its model there */
  GCancellable    *cancellable;
  GSource         *retry;          /* (nullable) until it is tried again */
  gint64           came_at;        /* monotonic; so are the next two */
  gint64           began_at;
  gint64           busy_since;     /* of the first try that was turned away */
  BatchParallelismTry trying;      /* of how many its server takes at a time */
  guint            n_tries;
  guint            streams : 1;    /* the client has got something */
  guint            during_load : 1; /* it left before its model was loaded, */
  guint            unproved : 1;   /* or before anybody had seen it in memory */
  guint            over : 1;       /* the client was told how it ended */
};

/* @servers, @body: (transfer full) */
BatchChat *batch_chat_new      (BatchEndpoint     endpoint,
                                const char       *model,
                                GStrv             servers,
                                GBytes           *body,
                                gboolean          wants_stream,
                                BatchMailbox     *client,
                                BatchMailboxFunc  tell,
                                gpointer          client_data);
BatchChat *batch_chat_ref      (BatchChat        *self);
void       batch_chat_unref    (BatchChat        *self);

/* On the engine thread. @body: (nullable) (transfer none) */
void       batch_chat_tell     (BatchChat        *self,
                                BatchChatEvent    event,
                                GBytes           *body);
void       batch_chat_refuse   (BatchChat        *self,
                                guint             status,
                                gint64            retry_after_s,
                                const char       *message);
/* What the client is told of @ending, which is not one to wait after. */
void       batch_chat_end      (BatchChat         *self,
                                const BatchEnding *ending);
/* Nobody waits for it any more. */
void       batch_chat_abandon  (BatchChat        *self);
/* Whether the client can take more; until then there is no need to read on. */
gboolean   batch_chat_has_room (BatchChat        *self);

/* The client has taken so many bytes. Any thread. */
void       batch_chat_taken    (BatchChat        *self,
                                gsize             length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchChat, batch_chat_unref)

G_END_DECLS
