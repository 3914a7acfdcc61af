/* batch-maker.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "maker/batch-preview.h"
#include "maker/batch-row-source.h"

G_BEGIN_DECLS

#define BATCH_TYPE_MAKER (batch_maker_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchMaker, batch_maker, BATCH, MAKER, GObject)

BATCH_AVAILABLE_IN_ALL
BatchMaker         *batch_maker_new             (const char           *prompt,
                                                 const char * const   *models);
BATCH_AVAILABLE_IN_ALL
BatchMaker         *batch_maker_new_from_json   (const char           *json,
                                                 GError              **error);
BATCH_AVAILABLE_IN_ALL
char               *batch_maker_to_json         (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_name        (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_name        (BatchMaker           *self,
                                                 const char           *name);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_maker_check_name      (BatchMaker           *self,
                                                 GError              **error);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_prompt      (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_prompt      (BatchMaker           *self,
                                                 const char           *prompt);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_system      (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_system      (BatchMaker           *self,
                                                 const char           *system);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_maker_get_models      (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_models      (BatchMaker           *self,
                                                 const char * const   *models);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_url         (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_url         (BatchMaker           *self,
                                                 const char           *url);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_id_column   (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_id_column   (BatchMaker           *self,
                                                 const char           *column);
BATCH_AVAILABLE_IN_ALL
double              batch_maker_get_temperature (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_temperature (BatchMaker           *self,
                                                 double                temperature);
BATCH_AVAILABLE_IN_ALL
double              batch_maker_get_top_p       (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_top_p       (BatchMaker           *self,
                                                 double                top_p);
BATCH_AVAILABLE_IN_ALL
gint64              batch_maker_get_max_tokens  (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_max_tokens  (BatchMaker           *self,
                                                 gint64                max_tokens);
BATCH_AVAILABLE_IN_ALL
gint64              batch_maker_get_seed        (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_seed        (BatchMaker           *self,
                                                 gint64                seed);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_schema      (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_schema      (BatchMaker           *self,
                                                 const char           *schema);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_members     (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_members     (BatchMaker           *self,
                                                 const char           *members);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_guessed_encoding (BatchMaker      *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_guessed_file (BatchMaker          *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_maker_get_keep_columns (BatchMaker          *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_keep_columns (BatchMaker          *self,
                                                 gboolean              keep_columns);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_make_async      (BatchMaker           *self,
                                                 BatchRowSource       *source,
                                                 GOutputStream        *output,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64              batch_maker_make_finish     (BatchMaker           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_preview_async   (BatchMaker           *self,
                                                 BatchRowSource       *source,
                                                 gint64                row,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
BatchPreview       *batch_maker_preview_finish  (BatchMaker           *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

G_END_DECLS
