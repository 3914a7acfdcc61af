/* batch-when-done.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

#include "shell/batch-when-done-rule.h"

G_BEGIN_DECLS

#define BATCH_TYPE_WHEN_DONE (batch_when_done_get_type ())

G_DECLARE_FINAL_TYPE (BatchWhenDone, batch_when_done, BATCH, WHEN_DONE, GObject)

/* Waits for the last of the work to end. It begins with nothing to be done then. */
BatchWhenDone     *batch_when_done_new              (BatchQueue         *queue);
BatchWhenDoneKind  batch_when_done_get_kind         (BatchWhenDone      *self);
/* What needs no more than to be said: nothing, to notify, to free the models. */
void               batch_when_done_set_kind         (BatchWhenDone      *self,
                                                     BatchWhenDoneKind   kind);
void               batch_when_done_set_export       (BatchWhenDone      *self,
                                                     const char         *folder);
/* NULL until one was set; it is kept when another kind is chosen. */
const char        *batch_when_done_get_command      (BatchWhenDone      *self);
void               batch_when_done_set_command      (BatchWhenDone      *self,
                                                     const char         *command);
/* How long a person has to say no. */
void               batch_when_done_set_seconds      (BatchWhenDone      *self,
                                                     guint               seconds);
/* -1 while it does not count down. */
int                batch_when_done_get_seconds_left (BatchWhenDone      *self);
/* Not this time. */
void               batch_when_done_cancel           (BatchWhenDone      *self);
/* Whether it is about to do what it was told, or does it. */
gboolean           batch_when_done_get_pending      (BatchWhenDone      *self);
/* What it is about to do, in words; NULL while it does not count down. */
char              *batch_when_done_dup_countdown    (BatchWhenDone      *self);

G_END_DECLS
