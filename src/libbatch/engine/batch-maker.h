/* batch-maker.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_MAKE_SOURCE (batch_make_source_get_type ())

/**
 * BatchMakeSource:
 * @BATCH_MAKE_SOURCE_TABLE: a CSV or TSV file, whose first record names the columns
 * @BATCH_MAKE_SOURCE_LINES: a text file; its columns are `line` and `number`
 * @BATCH_MAKE_SOURCE_FOLDER: a folder of pictures or texts; its columns are `name`,
 *   `stem`, `text` and `number`
 *
 * What a batch file is made from.
 */
typedef enum
{
  BATCH_MAKE_SOURCE_TABLE,
  BATCH_MAKE_SOURCE_LINES,
  BATCH_MAKE_SOURCE_FOLDER,
} BatchMakeSource;

BATCH_AVAILABLE_IN_ALL
GType batch_make_source_get_type (void);

#define BATCH_TYPE_MAKER (batch_maker_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchMaker, batch_maker, BATCH, MAKER, GObject)

BATCH_AVAILABLE_IN_ALL
BatchMaker         *batch_maker_new         (const char           *prompt,
                                             const char * const   *models);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_prompt  (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_maker_get_models  (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_system  (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_system  (BatchMaker           *self,
                                             const char           *system);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_url     (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_url     (BatchMaker           *self,
                                             const char           *url);
BATCH_AVAILABLE_IN_ALL
const char         *batch_maker_get_members (BatchMaker           *self);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_set_members (BatchMaker           *self,
                                             const char           *members);
BATCH_AVAILABLE_IN_ALL
void                batch_maker_make_async  (BatchMaker           *self,
                                             BatchMakeSource       kind,
                                             GFile                *source,
                                             GOutputStream        *output,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
BATCH_AVAILABLE_IN_ALL
gint64              batch_maker_make_finish (BatchMaker           *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
