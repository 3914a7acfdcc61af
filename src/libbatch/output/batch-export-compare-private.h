/* batch-export-compare-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "output/batch-export-work-private.h"

G_BEGIN_DECLS

/* Takes what is in @buffer, when there is enough of it. */
typedef gboolean (*BatchExportFlushFunc) (GString   *buffer,
                                          gpointer   user_data,
                                          GError   **error);

/* Writes a table with a row for each thing that several models were asked. */
gboolean batch_export_compare_write (BatchExportWork       *work,
                                     GString               *buffer,
                                     BatchExportFlushFunc   flush,
                                     gpointer               user_data,
                                     GError               **error);

G_END_DECLS
