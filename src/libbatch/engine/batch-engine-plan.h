/* batch-engine-plan.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_plan_async           (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchPlan   *batch_engine_get_plan_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_history_async        (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GDateTime            *from,
                                                    GDateTime            *to,
                                                    guint                 resolution,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_get_history_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_loads_async         (BatchEngine          *self,
                                                    const char           *job_id,
                                                    GDateTime            *from,
                                                    GDateTime            *to,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_loads_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_estimate_quality_async (BatchEngine        *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchEstimateQuality *
             batch_engine_get_estimate_quality_finish
                                                   (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_move_job_async (BatchEngine           *self,
                                          const char            *job_id,
                                          BatchMove              move,
                                          const char            *other_id,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_move_job_finish (BatchEngine           *self,
                                           GAsyncResult          *result,
                                           GError                **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_run_next_async (BatchEngine           *self,
                                          const char            *job_id,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_run_next_finish (BatchEngine           *self,
                                           GAsyncResult          *result,
                                           GError                **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_move_group_async (BatchEngine           *self,
                                            const char            *backend,
                                            const char            *resource_key,
                                            const char            *before,
                                            GCancellable          *cancellable,
                                            GAsyncReadyCallback    callback,
                                            gpointer               user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_move_group_finish (BatchEngine           *self,
                                             GAsyncResult          *result,
                                             GError                **error);

G_END_DECLS
