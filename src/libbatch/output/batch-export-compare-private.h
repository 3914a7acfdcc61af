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

/* Whether it is of all that several models were asked alike, and not of items. */
gboolean batch_export_compares      (BatchExportFormat      format);

/* Writes what came of each thing that several models were asked: a table with a row for it, or the
 * two answers of every vote. */
gboolean batch_export_compare_write (BatchExportWork       *work,
                                     GString               *buffer,
                                     BatchExportFlushFunc   flush,
                                     gpointer               user_data,
                                     GError               **error);

G_END_DECLS
