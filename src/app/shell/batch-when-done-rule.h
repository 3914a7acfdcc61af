/* batch-when-done-rule.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define BATCH_TYPE_WHEN_DONE_KIND (batch_when_done_kind_get_type ())

typedef enum
{
  BATCH_WHEN_DONE_NOTHING,
  BATCH_WHEN_DONE_NOTIFY,
  BATCH_WHEN_DONE_EXPORT,
  BATCH_WHEN_DONE_FREE_MODELS,
  BATCH_WHEN_DONE_RUN_COMMAND,
} BatchWhenDoneKind;

GType batch_when_done_kind_get_type (void);

typedef enum
{
  BATCH_WHEN_DONE_WAIT,
  BATCH_WHEN_DONE_COUNT_DOWN,      /* begin to, so that a person can still say no */
  BATCH_WHEN_DONE_STOP,            /* counting down */
  BATCH_WHEN_DONE_FORGET,          /* what has ended so far */
  BATCH_WHEN_DONE_ACT,
} BatchWhenDoneStep;

typedef struct
{
  BatchWhenDoneKind kind;
  guint             n_unfinished;  /* batches */
  guint             n_ended;       /* that came to an end by themselves since the last time */
  int               seconds_left;  /* of counting down; -1 when it does not */
} BatchWhenDoneState;

/* What is to be done when all work is done is done once for it, and never because a person has
 * removed or cancelled all that was left. */
BatchWhenDoneStep batch_when_done_rule_next (const BatchWhenDoneState *state);

G_END_DECLS
