/* batch-row-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-row-plan-private.h"

void
batch_row_plan_free (BatchRowPlan *self)
{
  g_ptr_array_unref (self->files);
  g_free (self->text);
  g_free (self->encoding);
  g_strfreev (self->include);
  g_strfreev (self->exclude);
  g_free (self->rows);
  g_free (self);
}

static gpointer
copy_file (gconstpointer file,
           gpointer      user_data)
{
  return g_object_ref ((gpointer) file);
}

BatchRowPlan *
batch_row_plan_copy (const BatchRowPlan *self)
{
  BatchRowPlan *copy = g_memdup2 (self, sizeof *self);

  copy->files = g_ptr_array_copy (self->files, copy_file, NULL);
  copy->text = g_strdup (self->text);
  copy->encoding = g_strdup (self->encoding);
  copy->include = g_strdupv (self->include);
  copy->exclude = g_strdupv (self->exclude);
  copy->rows = g_memdup2 (self->rows, self->n_rows * sizeof *self->rows);
  return copy;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

void
batch_row_plan_set_rows (BatchRowPlan *self,
                         const gint64 *rows,
                         gsize         n_rows)
{
  g_free (self->rows);
  self->rows = g_memdup2 (rows, n_rows * sizeof *rows);
  self->n_rows = n_rows;
  if (n_rows > 1)
    qsort (self->rows, n_rows, sizeof *rows, compare_rows);
}
