/* batch-verdict-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_VERDICT (batch_verdict_get_type ())

/* What an attempt has come to, as far as it matters for what is done next. */
typedef enum
{
  BATCH_VERDICT_OK,
  BATCH_VERDICT_TRUNCATED_LENGTH,  /* the answer was cut at a limit, and says so */
  BATCH_VERDICT_TRUNCATED_SILENT,  /* it ends, and does not say why */
  BATCH_VERDICT_WAIT_LOADING,
  BATCH_VERDICT_WAIT_BUSY,
  BATCH_VERDICT_SWAPPED_AWAY,      /* the model was taken out of memory meanwhile */
  BATCH_VERDICT_LOAD_FAILED,       /* the server could not get the model into memory */
  BATCH_VERDICT_WRONG_MODEL,       /* another model than the one asked for has answered */
  BATCH_VERDICT_NO_SUCH_MODEL,
  BATCH_VERDICT_AUTH,
  BATCH_VERDICT_WRONG_ADDRESS,     /* what answers there is no model server */
  BATCH_VERDICT_PERMANENT_REQUEST, /* this request will never be answered */
  BATCH_VERDICT_TRY_AGAIN,         /* the server failed, or nobody knows what became of it */
  BATCH_VERDICT_SERVER_GONE,       /* nobody answers: no other item would fare better */
  BATCH_VERDICT_CANCELLED,
} BatchVerdict;

#define BATCH_N_VERDICTS (BATCH_VERDICT_CANCELLED + 1)

/* What has to wait before anything is tried again. */
typedef enum
{
  BATCH_PAUSE_NOTHING,
  BATCH_PAUSE_ITEM,
  BATCH_PAUSE_KEY,                 /* all items of the model on that server */
  BATCH_PAUSE_LANE,                /* everything on that server */
} BatchPause;

typedef struct
{
  BatchPause pause;
  guint      keeps_answer : 1;     /* what there is stays, if no other one comes */
  guint      retriable : 1;        /* another attempt may fare better */
  guint      costs_attempt : 1;
  guint      slows : 1;            /* the server gets fewer at a time */
  guint      reloads : 1;          /* the model has to be loaded before the next attempt */
} BatchConsequence;

GType                   batch_verdict_get_type        (void);
const BatchConsequence *batch_verdict_get_consequence (BatchVerdict verdict);

G_END_DECLS
