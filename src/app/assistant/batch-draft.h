/* batch-draft.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* What the assistant has been told so far. Its steps look at it and change it; none knows
 * another. */

#define BATCH_TYPE_DRAFT (batch_draft_get_type ())

G_DECLARE_FINAL_TYPE (BatchDraft, batch_draft, BATCH, DRAFT, GObject)

BatchDraft     *batch_draft_new         (BatchQueue     *queue);
BatchQueue     *batch_draft_get_queue   (BatchDraft     *self);
BatchEngine    *batch_draft_get_engine  (BatchDraft     *self);
/* The model server that was chosen for it, or that everything goes to; NULL without one. */
const char     *batch_draft_get_backend (BatchDraft     *self);
void            batch_draft_set_backend (BatchDraft     *self,
                                         const char     *backend);
BatchMaker     *batch_draft_get_maker   (BatchDraft     *self);
BatchRowSource *batch_draft_get_source  (BatchDraft     *self);
/* Looks into it; "report" and "problem" follow. */
void            batch_draft_set_source  (BatchDraft     *self,
                                         BatchRowSource *source);
/* After something of the source was changed. */
void            batch_draft_inspect     (BatchDraft     *self);
/* NULL while it is not known, or when there is a problem instead. */
BatchRowReport *batch_draft_get_report  (BatchDraft     *self);
/* NULL, or why the source cannot be used. */
const char     *batch_draft_get_problem (BatchDraft     *self);
/* Whether anything was said that would be lost. */
gboolean        batch_draft_is_touched  (BatchDraft     *self);

G_END_DECLS
