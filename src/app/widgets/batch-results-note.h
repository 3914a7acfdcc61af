/* batch-results-note.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* Whether its results belong in files, and are not there although it has run: who was to write them
 * is gone, or is about to. */
gboolean batch_job_lacks_results    (BatchJob      *job);

/* "" where nothing is lacking. */
char    *batch_closure_results_note (gpointer       unused,
                                     BatchJobState  state,
                                     const char    *output_path,
                                     const char    *error_path,
                                     GDateTime     *exported_at);

G_END_DECLS
