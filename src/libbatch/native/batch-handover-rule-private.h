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

/* A batch that may have been created is looked for so often before it is created again. */
#define BATCH_HANDOVER_SEARCHES 3

typedef struct
{
  BatchHandoverState      state;
  const BatchProviderApi *api;     /* (nullable) until there is a link */
  guint                   n_searches;
  guint                   wanted : 1;      /* the job still wants its answers */
  guint                   may_begin : 1;   /* it is not paused */
  guint                   refused : 1;     /* the provider wants nothing of it */
  guint                   has_input : 1;
  guint                   has_file : 1;    /* the provider has the input */
  guint                   file_ready : 1;
  guint                   intent_is_fresh : 1; /* written down by us, and nothing was sent */
  guint                   is_over : 1;     /* there, as far as it was asked */
  guint                   cancel_sent : 1;
  guint                   fetched : 1;
} BatchHandoverMoment;

BatchStep    batch_handover_next (const BatchHandoverMoment *moment);

/* What becomes of what is left. @upstream: (nullable): what the provider told last.
 * @refusal: (nullable): why it wants nothing of it
 * Returns: (transfer full): for each of the items */
BatchFinish *batch_handover_rest (const BatchHandoverRecord *handover,
                                  const BatchJobRecord      *job,
                                  const BatchUpstream       *upstream,
                                  const char                *refusal,
                                  gint64                     now);

G_END_DECLS
