/* batch-item-detail.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_ITEM_DETAIL (batch_item_detail_get_type ())

G_DECLARE_FINAL_TYPE (BatchItemDetail, batch_item_detail, BATCH, ITEM_DETAIL, AdwBin)

void        batch_item_detail_set_item   (BatchItemDetail *self,
                                          BatchItem       *item);
/* What the pane says of the answer, for tests. (transfer full) */
char       *batch_item_detail_dup_answer (BatchItemDetail *self);

G_END_DECLS
