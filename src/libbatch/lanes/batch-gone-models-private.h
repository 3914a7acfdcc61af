/* batch-gone-models-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The models of a server that have answered, and those that are not there, or not any more. */
typedef struct _BatchGoneModels BatchGoneModels;

typedef gboolean (*BatchModelNeeded) (gpointer    user_data,
                                      const char *model);

BatchGoneModels *batch_gone_models_new         (void);
void             batch_gone_models_free        (BatchGoneModels  *self);

void             batch_gone_models_note_answer (BatchGoneModels  *self,
                                                const char       *model,
                                                const char       *job_id,
                                                guint32           position);
/* The server lists @model, which says something only of one that is gone. */
void             batch_gone_models_note_listed (BatchGoneModels  *self,
                                                const char       *model);
/* The server says that it does not have @model. @job_id: (nullable): no item was sent.
 * Returns: TRUE: it is gone, or that is doubted, and what is asked of it waits; FALSE: it never was
 * there, or the item is at fault */
gboolean         batch_gone_models_note_missing
                                               (BatchGoneModels  *self,
                                                const char       *model,
                                                const char       *job_id,
                                                guint32           position);
gboolean         batch_gone_models_has_answered
                                               (BatchGoneModels  *self,
                                                const char       *model);
/* It counts as gone, but only until the list was asked. */
gboolean         batch_gone_models_doubts      (BatchGoneModels  *self,
                                                const char       *model);
/* It has never answered, and was listed since it counts as gone. */
gboolean         batch_gone_models_expects     (BatchGoneModels  *self,
                                                const char       *model);
gboolean         batch_gone_models_has         (BatchGoneModels  *self,
                                                const char       *model);
/* For how long one that is gone is not asked for: longer each time, until it answers. */
guint            batch_gone_models_rest        (BatchGoneModels  *self,
                                                const char       *model);
/* Those that nobody waits for are not known to be gone, either. */
void             batch_gone_models_keep        (BatchGoneModels  *self,
                                                BatchModelNeeded  needed,
                                                gpointer          user_data);

G_END_DECLS
