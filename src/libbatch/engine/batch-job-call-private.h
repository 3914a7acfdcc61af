/* batch-job-call-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-engine.h"

G_BEGIN_DECLS

/* A call about a job, made of an engine or of a queue (@source) and carried out by the
 * executor, which answers the task. */

GTask    *batch_job_call_new          (gpointer              source,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data,
                                       gpointer              source_tag);

/* For those that are answered by the record of the job. The job shows what the record
 * says before anybody reads it. Returns: (transfer full) (nullable) */
BatchJob *batch_job_call_finish       (BatchEngine          *engine,
                                       gpointer              source,
                                       GAsyncResult         *result,
                                       GError              **error);
/* Likewise, for who only wants to know that it was done. */
gboolean  batch_job_call_finish_done  (BatchEngine          *engine,
                                       gpointer              source,
                                       GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
