/* batch-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BATCH_TYPE_ROW (batch_row_get_type ())

G_DECLARE_FINAL_TYPE (BatchRow, batch_row, BATCH, ROW, AdwBin)

const char *batch_row_get_spoken (BatchRow   *self);
void        batch_row_set_spoken (BatchRow   *self,
                                  const char *spoken);

G_END_DECLS
