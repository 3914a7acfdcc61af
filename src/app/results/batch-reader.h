/* batch-reader.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_READER (batch_reader_get_type ())

G_DECLARE_FINAL_TYPE (BatchReader, batch_reader, BATCH, READER, AdwBin)

void       batch_reader_set_items (BatchReader *self,
                                   GListModel  *items);
guint      batch_reader_get_index (BatchReader *self);
void       batch_reader_set_index (BatchReader *self,
                                   guint        index);
/* What is being read; NULL when there is nothing. */
BatchItem *batch_reader_get_item  (BatchReader *self);

G_END_DECLS
