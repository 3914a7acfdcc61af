/* batch-handover-rule-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-provider-private.h"
#include "core/batch-handover-record.h"

G_BEGIN_DECLS

/* What is to be done next for a handover, and what becomes of items of which nothing came
 * back. Pure. */

typedef enum
{
  BATCH_STEP_WAIT,                 /* for a person, or for the job to go on */
  BATCH_STEP_GATHER,               /* take items */
  BATCH_STEP_LINK,                 /* find out how the provider is spoken to */
  BATCH_STEP_WRITE,                /* put the input together */
  BATCH_STEP_UPLOAD,
  BATCH_STEP_CHECK_FILE,           /* ask whether the provider has read it */
  BATCH_STEP_INTEND,               /* write down that the batch is going to be created */
  BATCH_STEP_CREATE,
  BATCH_STEP_SEARCH,               /* look whether the provider has it */
  BATCH_STEP_HOLD,                 /* leave it to a person */
  BATCH_STEP_POLL,
  BATCH_STEP_CANCEL,
  BATCH_STEP_COLLECT,              /* write down that it is over there */
  BATCH_STEP_FETCH,                /* take its answers */
  BATCH_STEP_SETTLE,               /* end what is left, and the handover */
  BATCH_STEP_NONE,
} BatchStep;

/* A batch that may have been created is looked for until that is so long ago. The clients of the
 * providers wait ten minutes for an answer, so a request may still be worked on when a gateway has
 * long given it up; the rest is for a list that lags behind. */
#define BATCH_HANDOVER_SEARCH_MIN 15
/* … and only so often when nobody wants it any more: then it is looked for to be cancelled. */
#define BATCH_HANDOVER_LAST_SEARCHES 3

typedef struct
{
  BatchHandoverState      state;
  const BatchProviderApi *api;     /* (nullable) until there is a link */
  guint                   n_searches;      /* that came to the end of the list */
  guint                   wanted : 1;      /* the job still wants its answers */
  guint                   may_begin : 1;   /* it is not paused */
  guint                   refused : 1;     /* the provider wants nothing of it */
  guint                   has_input : 1;
  guint                   has_file : 1;    /* the provider has the input */
  guint                   file_ready : 1;
  guint                   intent_is_fresh : 1; /* written down by us, and nothing was sent */
  guint                   searched_late : 1; /* and to the end, when it was time to give up */
  guint                   is_over : 1;     /* there, as far as it was asked */
  guint                   cancel_sent : 1;
  guint                   fetched : 1;
} BatchHandoverMoment;

BatchStep    batch_handover_next (const BatchHandoverMoment *moment);

/* @age_us: of the intent. Whether a search that begins then is the last one. */
gboolean     batch_handover_is_late     (gint64 age_us);
/* How long to wait, in ms, after the @n_searches-th one: ever longer, but the last one comes in
 * time. */
gint64       batch_handover_search_wait (guint  n_searches,
                                         gint64 age_us);

/* What becomes of what is left. @upstream: (nullable): what the provider told last.
 * @refusal: (nullable): why it wants nothing of it
 * Returns: (transfer full): for each of the items */
BatchFinish *batch_handover_rest (const BatchHandoverRecord *handover,
                                  const BatchJobRecord      *job,
                                  const BatchUpstream       *upstream,
                                  const char                *refusal,
                                  gint64                     now);

G_END_DECLS
