/* batch-engine.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ENGINE (batch_engine_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchEngine, batch_engine, BATCH, ENGINE, GObject)

BATCH_AVAILABLE_IN_ALL
char        *batch_engine_dup_usual_uri            (void);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_open_async               (const char           *store_uri,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_open_read_only_async     (const char           *store_uri,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchEngine *batch_engine_open_read_only_finish    (GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
BatchEngine *batch_engine_open_finish              (GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_close_async              (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_close_finish             (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_id                   (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_store_uri            (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_read_only            (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_active               (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_active               (BatchEngine          *self,
                                                    gboolean              active);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_paused               (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_paused               (BatchEngine          *self,
                                                    gboolean              paused);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_streaming            (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_streaming            (BatchEngine          *self,
                                                    gboolean              streaming);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_pausing              (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_pause_async              (BatchEngine          *self,
                                                    BatchPauseMode        mode,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_pause_finish             (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_free_models_async        (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_free_models_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_pause_job_async          (BatchEngine          *self,
                                                    const char           *job_id,
                                                    BatchPauseMode        mode,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_pause_job_finish         (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
BatchPolicy  batch_engine_get_policy               (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_policy               (BatchEngine          *self,
                                                    BatchPolicy           policy);
BATCH_AVAILABLE_IN_ALL
guint        batch_engine_get_max_failures_in_a_row
                                                   (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_max_failures_in_a_row
                                                   (BatchEngine          *self,
                                                    guint                 max_failures_in_a_row);
BATCH_AVAILABLE_IN_ALL
guint        batch_engine_get_max_server_failures  (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_max_server_failures  (BatchEngine          *self,
                                                    guint                 max_server_failures);
BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_default_backend      (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_default_backend      (BatchEngine          *self,
                                                    const char           *backend);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_engine_get_global_webhook_urls (BatchEngine    *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_global_webhook_urls  (BatchEngine          *self,
                                                    const char * const   *urls);
BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_webhook_secret       (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_set_webhook_secret       (BatchEngine          *self,
                                                    const char           *name);
BATCH_AVAILABLE_IN_ALL
const GError *batch_engine_get_trouble             (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
const GError *batch_engine_get_job_trouble         (BatchEngine          *self,
                                                    BatchJob             *job);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_worked_on            (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_find_stopped_async       (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_find_stopped_finish      (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_get_job_worked_on        (BatchEngine          *self,
                                                    BatchJob             *job);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_try_again                (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
const char  *batch_engine_get_current_model        (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
guint        batch_engine_get_loads_done           (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
guint        batch_engine_get_loads_swapped        (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
guint        batch_engine_get_loads_left           (BatchEngine          *self);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_get_loading              (BatchEngine          *self);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_register_handler         (BatchEngine          *self,
                                                    const char           *name,
                                                    BatchItemHandler     *handler);
BATCH_AVAILABLE_IN_ALL
char        *batch_engine_use_url                  (BatchEngine          *self,
                                                    const char           *url,
                                                    const char           *api_key);

G_END_DECLS
