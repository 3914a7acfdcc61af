/* batch-closures.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* What the templates show, as text. Called by the .ui files. */
char *batch_closure_job_title    (gpointer       unused,
                                  const char    *title,
                                  const char    *input_name,
                                  const char    *id);
char *batch_closure_job_state    (gpointer       unused,
                                  BatchJobState  state,
                                  gboolean       paused);
char *batch_closure_job_counts   (gpointer       unused,
                                  gint64         succeeded,
                                  gint64         failed,
                                  gint64         total);
char *batch_closure_eta          (gpointer       unused,
                                  BatchJobState  state,
                                  BatchEta      *eta);
char *batch_closure_item_status  (gpointer         unused,
                                  BatchItemStatus  status);
char *batch_closure_item_detail  (gpointer       unused,
                                  const char    *model,
                                  const char    *last_error,
                                  gint64         duration_ms);

/* "40 s", "12 min", "2 h 5 min" */
char *batch_format_duration      (gint64         ms);

G_END_DECLS
