/* batch-verdict.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-verdict-private.h"

/* The rule, in one table. An attempt is used up by what may be the request's own doing, and
 * by what nobody can tell; not by a server that says it has not begun.
 *
 * A load that fails is not the item's doing either, but costs one: an end has to come, even
 * where nobody counts the failures of the model.
 */

G_DEFINE_ENUM_TYPE (BatchVerdict, batch_verdict,
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_OK, "ok"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_TRUNCATED_LENGTH, "truncated-length"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_TRUNCATED_SILENT, "truncated-silent"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_WAIT_LOADING, "wait-loading"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_WAIT_BUSY, "wait-busy"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_SWAPPED_AWAY, "swapped-away"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_LOAD_FAILED, "load-failed"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_WRONG_MODEL, "wrong-model"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_NO_SUCH_MODEL, "no-such-model"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_AUTH, "auth"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_WRONG_ADDRESS, "wrong-address"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_PERMANENT_REQUEST, "permanent-request"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_TRY_AGAIN, "try-again"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_SERVER_GONE, "server-gone"),
  G_DEFINE_ENUM_VALUE (BATCH_VERDICT_CANCELLED, "cancelled"))

/* pause, keeps_answer, retriable, costs_attempt, slows, reloads */
static const BatchConsequence consequences[BATCH_N_VERDICTS] = {
  [BATCH_VERDICT_OK]                = { BATCH_PAUSE_NOTHING, 1, 0, 1, 0, 0 },
  [BATCH_VERDICT_TRUNCATED_LENGTH]  = { BATCH_PAUSE_NOTHING, 1, 0, 1, 0, 0 },
  [BATCH_VERDICT_TRUNCATED_SILENT]  = { BATCH_PAUSE_ITEM,    1, 1, 1, 0, 0 },
  [BATCH_VERDICT_WAIT_LOADING]      = { BATCH_PAUSE_KEY,     0, 1, 0, 0, 0 },
  [BATCH_VERDICT_WAIT_BUSY]         = { BATCH_PAUSE_ITEM,    0, 1, 0, 1, 0 },
  [BATCH_VERDICT_SWAPPED_AWAY]      = { BATCH_PAUSE_KEY,     0, 1, 0, 0, 1 },
  [BATCH_VERDICT_LOAD_FAILED]       = { BATCH_PAUSE_KEY,     0, 1, 1, 0, 1 },
  [BATCH_VERDICT_WRONG_MODEL]       = { BATCH_PAUSE_KEY,     0, 1, 1, 0, 1 },
  [BATCH_VERDICT_NO_SUCH_MODEL]     = { BATCH_PAUSE_KEY,     0, 0, 1, 0, 0 },
  [BATCH_VERDICT_AUTH]              = { BATCH_PAUSE_LANE,    0, 0, 1, 0, 0 },
  [BATCH_VERDICT_WRONG_ADDRESS]     = { BATCH_PAUSE_LANE,    0, 1, 0, 0, 1 },
  [BATCH_VERDICT_PERMANENT_REQUEST] = { BATCH_PAUSE_NOTHING, 0, 0, 1, 0, 0 },
  [BATCH_VERDICT_TRY_AGAIN]         = { BATCH_PAUSE_ITEM,    0, 1, 1, 0, 0 },
  [BATCH_VERDICT_SERVER_GONE]       = { BATCH_PAUSE_LANE,    0, 1, 0, 0, 1 },
  [BATCH_VERDICT_CANCELLED]         = { BATCH_PAUSE_NOTHING, 0, 1, 0, 0, 0 },
};

const BatchConsequence *
batch_verdict_get_consequence (BatchVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < BATCH_N_VERDICTS, &consequences[BATCH_VERDICT_TRY_AGAIN]);

  return &consequences[verdict];
}
