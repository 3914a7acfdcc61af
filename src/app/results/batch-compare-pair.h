/* batch-compare-pair.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_COMPARE_PAIR (batch_compare_pair_get_type ())

G_DECLARE_FINAL_TYPE (BatchComparePair, batch_compare_pair, BATCH, COMPARE_PAIR, AdwBin)

/* @row: (nullable). @left_name, @right_name: what the columns are called */
void batch_compare_pair_show (BatchComparePair   *self,
                              BatchComparisonRow *row,
                              guint               left,
                              guint               right,
                              const char         *left_name,
                              const char         *right_name);

G_END_DECLS
