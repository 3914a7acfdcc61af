/* batch-export-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "output/batch-export.h"

G_BEGIN_DECLS

struct _BatchExport
{
  GObject              parent_instance;

  char                *destination;     /* (nullable) with a stream */
  GOutputStream       *stream;          /* (nullable) */
  char                *filter;          /* (nullable) */
  char                *name_template;
  char                *path;            /* (nullable) */
  GArray              *positions;       /* (nullable) of guint32, sorted */
  gint64               n_written;
  BatchExportFormat    format;
  BatchExportConflict  conflict;
  guint                formula_guard : 1;
  guint                byte_order_mark : 1;
};

G_END_DECLS
