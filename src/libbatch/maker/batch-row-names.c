/* batch-row-names.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-row-names-private.h"

#include <string.h>

#include "core/batch-excerpt-private.h"

#define USUAL_COLUMN  "custom_id"
#define MAX_ID        64                  /* characters of a custom_id */
#define MAX_FILE_NAME 48                  /* characters, which leaves room for numbers */
#define MAX_SHOWN     48                  /* bytes */
#define MAX_SUSPECTS  100                 /* the first that is there twice is enough */

void
batch_row_names_init (BatchRowNames *self,
                      const char    *wanted,
                      guint          n_models)
{
  *self = (BatchRowNames) { .wanted = wanted, .n_models = n_models, .column = -1 };
}

void
batch_row_names_clear (BatchRowNames *self)
{
  g_clear_pointer (&self->index, batch_id_index_free);
}

/* --- The column --- */

static gboolean
settle_column (BatchRowNames *self,
               BatchRows     *rows)
{
  g_autofree char *known = NULL;

  if (self->settled)
    return TRUE;

  self->settled = TRUE;
  if (g_strcmp0 (self->wanted, "") == 0)
    return TRUE;

  self->column = batch_rows_find_column ((const char *const *) rows->columns,
                                         self->wanted != NULL ? self->wanted : USUAL_COLUMN);
  if (self->column >= 0)
    self->index = batch_id_index_new (64);
  if (self->column >= 0 || self->wanted == NULL)
    return TRUE;

  known = g_strjoinv (", ", rows->columns);
  g_set_error (&rows->error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "The ids are to be those of “%s”, which is none of the columns: %s", self->wanted,
               known);
  return FALSE;
}

/* --- The rows --- */

static guint
get_room (const BatchRowNames *self)
{
  g_autofree char *suffix = g_strdup_printf ("-%u", self->n_models);

  return self->n_models > 1 ? MAX_ID - (guint) strlen (suffix) : MAX_ID;
}

/* Nobody sees the blanks around an id in a spreadsheet, and “a ” would not be the “a” that is
 * looked for in the results. */
static char *
dup_id (const BatchRowNames *self,
        const BatchRow      *row)
{
  return g_strstrip (g_strdup (row->values[self->column]));
}

static gboolean
check_id (BatchRowNames  *self,
          BatchRows      *rows,
          const BatchRow *row,
          const char     *id)
{
  const char *column = rows->columns[self->column];
  g_autofree char *shown = NULL;

  if (*id == '\0')
    return batch_rows_refuse (rows, row->line, BATCH_LINE_ERROR_INVALID_VALUE,
                              "there is nothing in “%s”, from which the id of the request comes",
                              column);
  if (g_utf8_strlen (id, -1) <= get_room (self))
    return TRUE;

  shown = batch_excerpt (id, -1, MAX_SHOWN);
  return batch_rows_refuse (rows, row->line, BATCH_LINE_ERROR_STRING_TOO_LONG,
                            "“%s” in “%s” is longer than %u characters, which an id may have",
                            shown, column, get_room (self));
}

gboolean
batch_row_names_take (BatchRowNames  *self,
                      BatchRows      *rows,
                      const BatchRow *row)
{
  g_autofree char *id = NULL;

  if (!settle_column (self, rows))
    return FALSE;
  if (self->column < 0)
    return TRUE;

  id = dup_id (self, row);
  if (!check_id (self, rows, row, id))
    return FALSE;

  batch_id_index_add (self->index, id, strlen (id), (guint32) row->number);
  return TRUE;
}

static char *
make_stem (const BatchRowNames *self,
           const BatchRow      *row)
{
  g_autofree char *start = NULL;

  if (self->column >= 0)
    return dup_id (self, row);
  if (row->name == NULL)
    return g_strdup_printf ("row-%" G_GINT64_FORMAT, row->number);
  if (g_utf8_strlen (row->name, -1) <= MAX_FILE_NAME)
    return g_strdup (row->name);

  start = batch_excerpt (row->name, -1, MAX_FILE_NAME - 16);
  return g_strdup_printf ("%s-%" G_GINT64_FORMAT, start, row->number);
}

char *
batch_row_names_make_id (const BatchRowNames *self,
                         const BatchRow      *row,
                         guint                model)
{
  g_autofree char *stem = make_stem (self, row);

  return self->n_models < 2 ? g_steal_pointer (&stem) : g_strdup_printf ("%s-%u", stem, model + 1);
}

/* --- Those that are there twice --- */

typedef struct
{
  const BatchRowNames *names;
  GHashTable          *places;    /* id → line, or number of the row */
} Comparison;

/* Lines of several files would be mistaken for each other. */
static gboolean
has_lines (BatchRows      *rows,
           const BatchRow *row)
{
  return row->line > 0 && rows->plan->files->len < 2;
}

static gboolean
compare_row_cb (BatchRows      *rows,
                const BatchRow *row,
                gpointer        user_data)
{
  Comparison *comparison = user_data;
  guint column = (guint) comparison->names->column;
  gint64 place = has_lines (rows, row) ? row->line : row->number;
  g_autofree char *id = column < g_strv_length (rows->columns) ? dup_id (comparison->names, row)
                                                               : NULL;
  const gint64 *first = id != NULL ? g_hash_table_lookup (comparison->places, id) : NULL;
  g_autofree char *shown = NULL;

  /* It is read for the second time. */
  if (id == NULL)
    return batch_rows_refuse (rows, row->line, BATCH_LINE_ERROR_INVALID_VALUE,
                              "this was changed while it was read");
  if (first == NULL)
    {
      g_hash_table_insert (comparison->places, g_strdup (id), g_memdup2 (&place, sizeof place));
      return TRUE;
    }

  shown = batch_excerpt (id, -1, MAX_SHOWN);
  return batch_rows_refuse (rows, row->line, BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID,
                            has_lines (rows, row)
                            ? "the id “%s” is there already, on line %" G_GINT64_FORMAT
                            : "the id “%s” is there already, in row %" G_GINT64_FORMAT,
                            shown, *first);
}

static gboolean
compare_rows (const BatchRowNames  *self,
              BatchRowPlan         *plan,
              GCancellable         *cancellable,
              GError              **error)
{
  g_autoptr(GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Comparison comparison = { .names = self, .places = places };
  g_auto(BatchRows) rows = {
    .plan = plan,
    .cancellable = cancellable,
    .func = compare_row_cb,
    .user_data = &comparison,
  };

  return batch_rows_run (&rows, error);
}

gboolean
batch_row_names_check_unique (BatchRowNames  *self,
                              BatchRowPlan   *plan,
                              GCancellable   *cancellable,
                              GError        **error)
{
  g_autoptr(GArray) suspects = NULL;
  g_autofree gint64 *numbers = NULL;

  if (self->index == NULL)
    return TRUE;

  suspects = batch_id_index_find_suspects (self->index, MAX_SUSPECTS);
  if (suspects->len == 0)
    return TRUE;

  numbers = g_new (gint64, suspects->len);
  for (guint i = 0; i < suspects->len; i++)
    numbers[i] = g_array_index (suspects, guint32, i);
  batch_row_plan_set_rows (plan, numbers, suspects->len);
  return compare_rows (self, plan, cancellable, error);
}
