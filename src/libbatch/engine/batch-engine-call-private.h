/* batch-engine-call-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/batch-engine.h"

G_BEGIN_DECLS

/* A call made of an engine, or of a queue for its engine (@source). */

GTask    *batch_engine_call_new         (gpointer              source,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data,
                                         gpointer              source_tag);

/* One that changes something: once it was done, that is told, even if it was cancelled in the
 * last moment. */
GTask    *batch_engine_change_new       (gpointer              source,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data,
                                         gpointer              source_tag);

/* For those that the executor answers with the record of a job. The job shows what the
 * record says before anybody reads it. Returns: (transfer full) (nullable) */
BatchJob *batch_engine_call_finish_job  (BatchEngine          *self,
                                         gpointer              source,
                                         GAsyncResult         *result,
                                         GError              **error);
/* Likewise, for who only wants to know that it was done. */
gboolean  batch_engine_call_finish_done (BatchEngine          *self,
                                         gpointer              source,
                                         GAsyncResult         *result,
                                         GError              **error);

/* Answers @task with what the store has answered. @task, @error: (transfer full) */
void      batch_engine_return_done      (GTask                *task,
                                         gboolean              done,
                                         GError               *error);

/* An object for a record of the store, which it takes. */
typedef gpointer (*BatchWrapFunc) (gpointer record);

/* Answers @task with a list of objects of @type, one for each record. @records: (transfer full) */
void      batch_engine_return_list      (GTask                *task,
                                         GPtrArray            *records,
                                         GType                 type,
                                         BatchWrapFunc         wrap);

G_END_DECLS
