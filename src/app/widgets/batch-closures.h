/* batch-closures.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* What the templates show, as text. Called by the .ui files, by these names. */
char      *batch_closure_job_state      (gpointer         unused,
                                         BatchJobState    state,
                                         gboolean         paused,
                                         gint64           running);
char      *batch_closure_job_counts     (gpointer         unused,
                                         gint64           succeeded,
                                         gint64           failed,
                                         gint64           total);
char      *batch_closure_job_details    (gpointer         unused,
                                         gint64           total,
                                         gint64           succeeded,
                                         gint64           running,
                                         gint64           pending,
                                         gint64           failed,
                                         gint64           skipped,
                                         gint64           cancelled,
                                         gint64           expired);
char      *batch_closure_job_note       (gpointer         unused,
                                         BatchJobState    state,
                                         const char      *failure,
                                         const char      *standstill,
                                         GDateTime       *since,
                                         GDateTime       *next_try,
                                         const char      *reorder_note);
char      *batch_closure_job_spoken     (gpointer         unused,
                                         const char      *title,
                                         const char      *state,
                                         const char      *counts,
                                         const char      *took);
/* How long one took that is over, and when it was; empty for others. */
char      *batch_closure_job_took       (gpointer         unused,
                                         BatchJobState    state,
                                         GDateTime       *started,
                                         GDateTime       *completed);
/* How long one still takes, or why nothing of it moves. */
char      *batch_closure_job_progress   (gpointer         unused,
                                         BatchJobState    state,
                                         gboolean         paused,
                                         gint64           running,
                                         BatchEta        *eta,
                                         const char      *standstill,
                                         GDateTime       *next_try);
/* Empty for none. */
char      *batch_closure_review_count   (gpointer         unused,
                                         gint64           n);
char      *batch_closure_eta            (gpointer         unused,
                                         BatchJobState    state,
                                         gboolean         paused,
                                         gint64           running,
                                         BatchEta        *eta);
char      *batch_closure_pause_label    (gpointer         unused,
                                         gboolean         paused);
char      *batch_closure_join           (gpointer         unused,
                                         const char      *first,
                                         const char      *second);
gboolean   batch_closure_has_text       (gpointer         unused,
                                         const char      *text);

char      *batch_closure_item_status    (gpointer         unused,
                                         BatchItemStatus  status,
                                         gboolean         needs_review);
char      *batch_closure_item_word      (BatchItem       *item);
char      *batch_closure_item_icon      (gpointer         unused,
                                         BatchItemStatus  status,
                                         gboolean         needs_review);
char     **batch_closure_item_classes   (gpointer         unused,
                                         BatchItemStatus  status,
                                         gboolean         needs_review);
char      *batch_closure_item_time      (gpointer         unused,
                                         BatchItemStatus  status,
                                         gint64           duration_ms);
char      *batch_closure_item_detail    (gpointer         unused,
                                         BatchItemStatus  status,
                                         const char      *model,
                                         const char      *last_error,
                                         gint64           duration_ms);
char      *batch_closure_item_spoken    (gpointer         unused,
                                         const char      *custom_id,
                                         const char      *status,
                                         const char      *detail);

char      *batch_closure_item_review    (gpointer         unused,
                                         BatchItemStatus  status,
                                         BatchReviewReason reason);
char      *batch_closure_tokens         (gpointer         unused,
                                         gint64           tokens);
char      *batch_closure_duration       (gpointer         unused,
                                         gint64           ms);

/* In one line, and no more than so many characters of it. */
char      *batch_format_excerpt         (const char      *text,
                                         guint            max_characters);
/* "40 s", "12 min", "2 h 5 min" */
char      *batch_format_duration        (gint64           ms);
/* "03:10", or with the day when that would not be clear, or the date alone. */
char      *batch_format_clock           (GDateTime       *time,
                                         GDateTime       *now);
/* The times of day between which something ends that takes so long from now on. */
char      *batch_format_finish          (gint64           low_ms,
                                         gint64           high_ms);
/* Of a model server by its address only what tells it from others. */
char      *batch_format_server          (const char      *server);

G_END_DECLS
