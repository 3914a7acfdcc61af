/* http/batch-deadlines-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _BatchDeadlines BatchDeadlines;

/* Lives inside its owner. All zero but for the owner, it is stopped. */
typedef struct
{
  gpointer owner;
  GList    link;
  gint64   due; /* monotonic, µs */
  guint    kind;
  guint    running : 1;
} BatchDeadline;

/* @deadline is stopped by then; the function may start and stop any of them. */
typedef void (*BatchDeadlineFunc) (BatchDeadline *deadline,
                                   gpointer       user_data);

BatchDeadlines *batch_deadlines_new   (guint              n_kinds,
                                       BatchDeadlineFunc  expired,
                                       gpointer           user_data);
void            batch_deadlines_free  (BatchDeadlines    *self);
void            batch_deadlines_start (BatchDeadlines    *self,
                                       BatchDeadline     *deadline,
                                       guint              kind,
                                       gint64             due);
void            batch_deadlines_stop  (BatchDeadlines    *self,
                                       BatchDeadline     *deadline);

G_END_DECLS
