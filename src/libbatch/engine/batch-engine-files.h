/* batch-engine-files.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_templates_async     (BatchEngine          *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_templates_finish    (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_save_template_async      (BatchEngine          *self,
                                                    BatchMaker           *maker,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_save_template_finish     (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_template_async    (BatchEngine          *self,
                                                    const char           *name,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_template_finish   (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

BATCH_AVAILABLE_IN_ALL
void         batch_engine_add_file_async           (BatchEngine          *self,
                                                    GInputStream         *stream,
                                                    const char           *name,
                                                    const char           *key_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchFile   *batch_engine_add_file_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_get_file_async           (BatchEngine          *self,
                                                    const char           *file_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchFile   *batch_engine_get_file_finish          (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_read_file_async          (BatchEngine          *self,
                                                    const char           *file_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GInputStream *batch_engine_read_file_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_list_files_async         (BatchEngine          *self,
                                                    const char           *key_id,
                                                    const char           *after,
                                                    guint                 limit,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
GListModel  *batch_engine_list_files_finish        (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
BATCH_AVAILABLE_IN_ALL
void         batch_engine_remove_file_async        (BatchEngine          *self,
                                                    const char           *file_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gboolean     batch_engine_remove_file_finish       (BatchEngine          *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
