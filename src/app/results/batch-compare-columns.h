/* batch-compare-columns.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The columns of a table of BatchComparisonRow: after the first one, which stays, one for each
 * model. The first function makes them anew, the second one gives them other names. */
void batch_compare_columns_set  (GtkColumnView     *table,
                                 const char *const *names);
void batch_compare_columns_name (GtkColumnView     *table,
                                 const char *const *names);

G_END_DECLS
