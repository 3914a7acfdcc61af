/* batch-when-done-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-when-done-rule.h"

G_DEFINE_ENUM_TYPE (BatchWhenDoneKind, batch_when_done_kind,
  G_DEFINE_ENUM_VALUE (BATCH_WHEN_DONE_NOTHING, "nothing"),
  G_DEFINE_ENUM_VALUE (BATCH_WHEN_DONE_NOTIFY, "notify"),
  G_DEFINE_ENUM_VALUE (BATCH_WHEN_DONE_EXPORT, "export"),
  G_DEFINE_ENUM_VALUE (BATCH_WHEN_DONE_FREE_MODELS, "free-models"),
  G_DEFINE_ENUM_VALUE (BATCH_WHEN_DONE_RUN_COMMAND, "run-command"))

/* Whether it changes something outside of the queue, which nobody can take back. */
static gboolean
counts_down (BatchWhenDoneKind kind)
{
  return kind == BATCH_WHEN_DONE_FREE_MODELS || kind == BATCH_WHEN_DONE_RUN_COMMAND;
}

BatchWhenDoneStep
batch_when_done_rule_next (const BatchWhenDoneState *state)
{
  gboolean counting = state->seconds_left >= 0;

  /* New work has come meanwhile. What has ended is still to be seen to, with it. */
  if (state->n_unfinished > 0)
    return counting ? BATCH_WHEN_DONE_STOP : BATCH_WHEN_DONE_WAIT;
  if (counting && !counts_down (state->kind))
    return BATCH_WHEN_DONE_STOP;
  if (state->n_ended == 0)
    return BATCH_WHEN_DONE_WAIT;
  if (state->kind == BATCH_WHEN_DONE_NOTHING)
    return BATCH_WHEN_DONE_FORGET;
  if (counting)
    return state->seconds_left == 0 ? BATCH_WHEN_DONE_ACT : BATCH_WHEN_DONE_WAIT;

  return counts_down (state->kind) ? BATCH_WHEN_DONE_COUNT_DOWN : BATCH_WHEN_DONE_ACT;
}
