/* backend/batch-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "http/batch-response-private.h"
#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* The batch API of a provider, as pure steps: what is asked, and what its answers mean.
 * Nothing here sends anything. */

/* How a batch stands at the provider. */
typedef enum
{
  BATCH_UPSTREAM_UNKNOWN,          /* in a word that we do not know: it is waited for */
  BATCH_UPSTREAM_WORKING,
  BATCH_UPSTREAM_CANCELLING,
  BATCH_UPSTREAM_COMPLETED,
  BATCH_UPSTREAM_FAILED,           /* it was refused as a whole */
  BATCH_UPSTREAM_EXPIRED,
  BATCH_UPSTREAM_CANCELLED,
} BatchUpstreamState;

/* What the provider tells of a batch. */
typedef struct
{
  char               *id;
  char               *mark;        /* (nullable) that we put on it */
  char               *file;        /* (nullable) its input */
  char               *output;      /* (nullable) what to ask for the answers */
  char               *errors;      /* (nullable) … and for what failed */
  char               *message;     /* (nullable) why it was refused */
  gint64              n_total;
  gint64              n_done;
  gint64              n_failed;
  gint64              created_at;  /* s; 0: it does not say */
  BatchUpstreamState  state;
} BatchUpstream;

BatchUpstream *batch_upstream_new     (void);
void           batch_upstream_free    (BatchUpstream      *self);
gboolean       batch_upstream_is_over (BatchUpstreamState  state);

typedef enum
{
  BATCH_FATE_ANSWERED,             /* with a status, as if it had been asked for by itself */
  BATCH_FATE_FAILED,               /* without an answer */
  BATCH_FATE_EXPIRED,
  BATCH_FATE_CANCELLED,
} BatchFate;

/* A line of what it gives. */
typedef struct
{
  char           *custom_id;
  char           *request_id;      /* (nullable) */
  char           *message;         /* (nullable) one sentence, with FAILED */
  BatchJsonValue  body;            /* lies in the line; type NONE: there is none */
  int             status;          /* 0: there was no answer */
  BatchFate       fate;
} BatchUpstreamLine;

void           batch_upstream_line_clear (BatchUpstreamLine *self);

/* What can be asked. @id: of the file or batch; of LIST, behind which batch to go on. */
typedef enum
{
  BATCH_ASK_UPLOAD,                /* POST the input, where it is a file by itself */
  BATCH_ASK_FILE,                  /* GET how the input stands */
  BATCH_ASK_CREATE,                /* POST */
  BATCH_ASK_LIST,                  /* GET */
  BATCH_ASK_BATCH,                 /* GET */
  BATCH_ASK_CANCEL,                /* POST */
  BATCH_ASK_CONTENT,               /* GET the lines */
} BatchAsk;

/* What is asked for when a batch is created. */
typedef struct
{
  const char    *file_id;
  const char    *mark;
  const char    *job_id;
  BatchEndpoint  endpoint;
} BatchOrder;

typedef struct
{
  const char *title;               /* of the API, for people */
  guint       max_items;
  gint64      max_bytes;           /* of the input with everything around it */
  guint       item_bytes;          /* that an item takes beyond its body, at most */
  guint       endpoints;           /* bits 1 << BatchEndpoint */
  guint       one_key : 1;         /* all items of a batch are for the same model */
  guint       has_files : 1;       /* the input is uploaded before the batch is created */
  guint       has_marks : 1;       /* a batch carries a mark of ours, and is found by it */

  /* The input is what is POSTed, with its type. */
  const char *content_type;
  void      (*begin_input)  (GString             *out,
                             const char          *name);
  void      (*add_item)     (GString             *out,
                             const char          *custom_id,
                             const char          *url,
                             BatchEndpoint        endpoint,
                             GBytes              *body,
                             gboolean             first);
  void      (*end_input)    (GString             *out);

  /* @url: of the server, in canonical form. */
  char     *(*make_path)    (const char          *url,
                             BatchAsk             what,
                             const char          *id);
  /* (nullable) where the input itself creates the batch */
  GBytes   *(*make_order)   (const char          *url,
                             const BatchOrder    *order);
  /* The id in what an upload, or FILE, is answered with; @ready: it can be used. */
  char     *(*read_file)    (GBytes              *body,
                             gboolean            *ready);
  /* FALSE: it is not one. */
  gboolean  (*read_batch)   (BatchJsonScanner    *scanner,
                             BatchUpstream       *batch);
  gboolean  (*read_line)    (const guint8        *line,
                             gsize                length,
                             BatchUpstreamLine   *answer);
} BatchProviderApi;

extern const BatchProviderApi batch_openai_provider;
extern const BatchProviderApi batch_azure_provider;
extern const BatchProviderApi batch_anthropic_provider;

/* Returns: (nullable) (transfer full): NULL when @body is no batch */
BatchUpstream *batch_provider_read_batch (const BatchProviderApi *api,
                                          GBytes                 *body);
/* Returns: (nullable) (transfer full): of BatchUpstream. @more: there is another page */
GPtrArray     *batch_provider_read_list  (const BatchProviderApi *api,
                                          GBytes                 *body,
                                          gboolean               *more);

/* The ids that items have at the provider. */
char          *batch_provider_custom_id  (const char             *mark,
                                          guint32                 position);
/* FALSE: it is none of that mark. */
gboolean       batch_provider_parse_id   (const char             *mark,
                                          const char             *custom_id,
                                          guint32                *position);

/* --- Rules --- */

/* How long to wait before a batch is asked for again, the @n_polls-th time. */
gint64         batch_provider_poll_wait  (guint                   n_polls,
                                          gint64                  retry_after_ms,
                                          double                  random01);
/* … before what failed is tried again. */
gint64         batch_provider_retry_wait (guint                   n_failures,
                                          gint64                  retry_after_ms,
                                          double                  random01);

/* What an answer to a question means. */
typedef enum
{
  BATCH_REPLY_GOOD,
  BATCH_REPLY_LATER,               /* surely not done; it is worth another try */
  BATCH_REPLY_LOST,                /* nobody can tell whether it was done */
  BATCH_REPLY_SHUT_OUT,            /* the key is not good */
  BATCH_REPLY_REFUSED,             /* … and will be */
} BatchReplyMeaning;

/* @error: (nullable): what there is in place of @response */
BatchReplyMeaning batch_provider_judge   (const BatchResponse    *response,
                                          const GError           *error);
/* What it says itself of a refusal. */
char          *batch_provider_dup_reason (const BatchResponse    *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchUpstream, batch_upstream_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchUpstreamLine, batch_upstream_line_clear)

G_END_DECLS
