/* backend/batch-outcome-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-kind.h"
#include "core/batch-endpoint-private.h"
#include "core/batch-timings-private.h"
#include "core/batch-verdict-private.h"
#include "http/batch-response-private.h"
#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* What an attempt has come to. */
typedef struct
{
  BatchVerdict      verdict;           /* what follows from it; so are the bits at the end */
  BatchFailureKind  kind;              /* NONE: it is good */
  BatchReviewReason review_reason;     /* why it may not be as good as that */
  int               status_code;       /* 0: there is no answer */
  BatchError        error;             /* of whom it keeps out; 0: @kind says it */
  gint64            retry_after_ms;    /* -1: the server does not say */
  char             *message;           /* (owned) one sentence; NULL when it is good */
  char             *review_message;    /* (owned) one sentence; NULL without a reason */
  gint64            prompt_tokens;     /* -1: it does not say; so are the next two */
  gint64            completion_tokens;
  gint64            cached_tokens;
  gsize             written_bytes;   /* of the answer; 0: it has no text */
  BatchTimings      timings;
  char             *model;             /* (owned) (nullable) that has answered, as it says */
  guint             retriable : 1;
  guint             costs_attempt : 1;
  guint             server_down : 1;   /* nobody can be reached: no other item would fare better */
  guint             lasting : 1;       /* and waiting does not help */
  guint             unloaded : 1;      /* it waits for a load that nobody may have begun */
  guint             by_gateway : 1;    /* it is said by what is in front of the server */
  guint             foreign : 1;       /* it is not worded as model servers do: it may be none */
  guint             has_api : 1;       /* it is an error in JSON, as such APIs have them */
} BatchOutcome;

/* @request: (nullable): the body that was sent; @now_us is the wall clock, for a
 * Retry-After that is a date. */
void batch_outcome_from_response (BatchOutcome        *self,
                                  const BatchResponse *response,
                                  BatchEndpoint        endpoint,
                                  GBytes              *request,
                                  gint64               now_us);

/* @error is what a BatchClient has failed with. */
void batch_outcome_from_error    (BatchOutcome        *self,
                                  const GError        *error);
/* Compares who has answered with who was asked, where such a server may mistake one for
 * another: then it is no good answer. Returns: whether they differ */
gboolean batch_outcome_check_model (BatchOutcome        *self,
                                    const char          *asked,
                                    BatchBackendFlags    flags);
/* A good answer that cannot be translated into the API of the request fails after all. */
void batch_outcome_refuse        (BatchOutcome        *self,
                                  const BatchObstacle *obstacle);
/* What was refused for good is asked again after all. */
void batch_outcome_try_again     (BatchOutcome        *self);
void batch_outcome_clear         (BatchOutcome        *self);

/* For whoever asked for something that is no item: an error for the caller. */
GError *batch_outcome_to_error   (const BatchOutcome  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchOutcome, batch_outcome_clear)

G_END_DECLS
