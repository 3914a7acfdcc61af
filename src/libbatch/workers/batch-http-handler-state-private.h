/* batch-http-handler-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-private.h"
#include "backend/batch-outcome-private.h"
#include "format/batch-request-body-private.h"
#include "http/batch-client-private.h"
#include "workers/batch-chat-private.h"
#include "workers/batch-http-handler-private.h"

G_BEGIN_DECLS

typedef struct _BatchHttpSend BatchHttpSend;

/* What the files of the handler share. */
typedef struct
{
  BatchWorker             parent;
  const BatchHttpOptions *options;
  BatchBackend           *backend;
  const BatchBackendKind *kind;
  BatchClient            *client;      /* NULL until the key and the kind are known */
  char                   *key_name;    /* (nullable) */
  char                   *api_key;     /* (nullable) of a server that has no name for it */
  GPtrArray              *waiting;     /* of Send, until there is a client */
  GPtrArray              *doubtful;    /* of Send, while it is looked whether the server is there */
  GCancellable           *stop;
  BatchStreaming          streaming;   /* that the server knows, as far as we have learnt */
  char                   *pace_key;    /* (nullable) of the last good answer, … */
  guint                   n_quick;     /* … before which so many came at once, and it, too */
  gint64                  took_ms;     /* that one */
  guint                   n_broken;    /* streams that failed, before any did not; … */
  guint                   n_helped;    /* … and answers in one piece that came after them */
  guint                   lacks;       /* endpoints, as bits; likewise */
  guint                   works;       /* those that have answered well in their own words */
  guint                   n_absences;  /* how often it was found to be away */
  BatchHttpSend          *trial;       /* (nullable) that is to show whether it is there */
  char                   *suspect_job; /* (nullable) of the last item that found it away … */
  gint64                  suspect_position;  /* … which is there in it, … */
  guint                   n_faults;    /* … so often, with answers for others in between */
  guint                   n_foreign;   /* answers as of no model server, before any was good */
  guint                   preparing : 1;
  guint                   renewed : 1; /* while it was being prepared */
  guint                   knows_kind : 1;        /* from somebody who has asked the server */
  guint                   told_other_model : 1;
  guint                   says_no_end : 1;       /* its answers do not say that they are whole */
  guint                   has_streamed : 1;      /* an answer has come as a stream, … */
  guint                   lacks_usage : 1;       /* … the last good one, without counts of tokens */
  guint                   there : 1;   /* it has answered since it was away, or we began */
  guint                   away : 1;    /* a gateway has told us, and nothing else since */
  guint                   served : 1;  /* a request was answered well */
  guint                   listed : 1;  /* it was seen to list its models */
} BatchHttpHandler;

struct _BatchHttpSend
{
  BatchHttpHandler *handler;
  BatchJobRecord  *job;            /* NULL of a chat, as the next two */
  BatchItemRecord *item;
  GBytes          *payload;
  BatchChat       *chat;           /* (nullable) */
  GBytes          *body;
  GCancellable    *cancellable;
  BatchWorkerFunc  func;
  gpointer         user_data;
  BatchEndpoint    endpoint;
  BatchStreaming   streaming;      /* that we have asked for */
  gint64           wait_ms;        /* for the answer to begin, when it was sent */
  BatchEndpoint    asked;          /* what the answer is to be turned into; NONE: it is not */
  char            *problem;        /* (nullable) why it cannot be sent, or not otherwise */
  char            *obstacle;       /* (nullable) the member of it that is why */
  BatchEnding     *refusal;        /* (nullable) of it in its own words, while others are tried */
  BatchEnding     *doubt;          /* (nullable) what it comes to if the server is there */
  gboolean         asked_for_less;
  gboolean         spoke;          /* the server */
  gboolean         other_words;    /* it is put in those of the other API, for a trial */
  gboolean         by_gateway;     /* it was answered by what is in front of the server */
  gboolean         foreign;        /* … or perhaps by what is no model server */
  gboolean         was_there;      /* the server, when it was sent */
  gboolean         is_trial;       /* that is sent although the server may be away */
  guint            n_absences;     /* of the server until then */
};

/* batch-http-handler.c */
/* Sends it as soon as there is a client. */
void         batch_http_send_start     (BatchHttpSend       *send);
/* There is one. */
void         batch_http_send_now       (BatchHttpSend       *send);
/* Takes @ending. */
void         batch_http_send_end       (BatchHttpSend       *send,
                                        BatchEnding         *ending);
/* Whoever performs is told later, never from within the call. @obstacle: (nullable): the member
 * of the request that it is about */
void         batch_http_send_fail_later (BatchHttpSend      *send,
                                        const char          *problem,
                                        const char          *obstacle);
/* In which words it goes to the server. */
gboolean     batch_http_send_make_wire (BatchHttpSend       *send,
                                        BatchWire           *wire,
                                        GError             **error);
/* For an answer in one piece: one that comes as a stream is put together, if it can be.
 * @idempotency_key, @progress: (nullable) */
void         batch_http_send_whole     (BatchHttpSend       *send,
                                        const BatchWire     *wire,
                                        const char          *idempotency_key,
                                        BatchClientProgress  progress,
                                        GAsyncReadyCallback  callback);
/* A server that was away may be another one when it is back. */
void         batch_http_forget_kind    (BatchHttpHandler    *self);

/* batch-http-readiness.c */
/* Makes a client, for all that wait. */
void         batch_http_prepare        (BatchHttpHandler    *self);

/* batch-http-absence.c */
/* Sends it if the server is back, and ends it otherwise. */
void         batch_http_send_if_there  (BatchHttpSend       *send,
                                        BatchClient         *client);
/* Ends it once it is known whether the server is there; takes @ending. */
void         batch_http_send_doubt     (BatchHttpSend       *send,
                                        BatchClient         *client,
                                        BatchEnding         *ending);

/* batch-http-endpoints.c */
/* Whether it is to be sent again in the words of the other API; and if not, what that tells. */
gboolean     batch_http_send_ask_otherwise (BatchHttpSend   *send,
                                        const BatchResponse *response);
/* Whether an endpoint that has worked is not found, as when a proxy in front of it reads its routes
 * anew: then it is found again. */
gboolean     batch_http_send_misses_endpoint (const BatchHttpSend *send,
                                        const BatchResponse *response);
/* It is sent again as if it had never been. */
void         batch_http_send_forget_words (BatchHttpSend    *send);
/* Whether the server has no such endpoint, which is not that it has no such model. */
gboolean     batch_http_lacks_endpoint (const BatchResponse *response);
/* Why it could not be asked in others. */
void         batch_http_send_mention_problem (const BatchHttpSend *send,
                                        BatchEnding         *ending);

/* batch-http-endings.c */
/* The answer in the words of who has asked; what cannot be told spoils @outcome. */
GBytes      *batch_http_send_read_answer (const BatchHttpSend *send,
                                        const BatchResponse *response,
                                        BatchOutcome        *outcome);
BatchEnding *batch_http_ending_for_response (BatchHttpSend       *send,
                                        BatchResponse       *response);
BatchEnding *batch_http_ending_for     (BatchOutcome        *outcome);
BatchEnding *batch_http_ending_for_error (const GError      *error);
/* The same, of what was sent; notes what answered. */
BatchEnding *batch_http_ending_for_lost (BatchHttpSend       *send,
                                        const GError        *error);

/* batch-http-chats.c */
void         batch_http_converse       (BatchWorker         *worker,
                                        BatchChat           *chat,
                                        BatchWorkerFunc      func,
                                        gpointer             user_data);
void         batch_http_relay          (BatchHttpSend       *send);

G_END_DECLS
