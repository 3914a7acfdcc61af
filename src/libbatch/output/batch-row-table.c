/* batch-row-table.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-row-table-private.h"

#include <string.h>

#include "output/batch-row-ids-private.h"

/* The rule, first match first:
 *
 *   the first and the last row have ids as a maker writes   → rows are where their number says
 *   two models are asked the same, but for their names      → they are a row, wherever they stand
 *   anything else                                           → there is nothing to compare
 *
 * A model that is asked the same twice has a place in two rows: its first item in the first one,
 * and so on. A row has an item of at least two models. Rows stand in the order of their first
 * items, columns in the order in which the models come.
 */

void
batch_row_table_free (BatchRowTable *self)
{
  g_strfreev (self->models);
  g_free (self->positions);
  g_free (self);
}

guint32
batch_row_table_get (const BatchRowTable *self,
                     guint                row,
                     guint                column)
{
  guint place = row * self->n_models + column;

  return self->positions != NULL ? self->positions[place] : place;
}

gboolean
batch_row_table_is_by_place (const BatchRowTable *self)
{
  return self->positions == NULL;
}

/* --- By their ids --- */

static guint
count_row (GPtrArray *items,
           guint      first)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_sized_new (items->len);

  for (guint i = first; i < items->len; i++)
    g_ptr_array_add (ids, ((BatchItemRecord *) g_ptr_array_index (items, i))->custom_id);

  return batch_row_ids_count ((const char *const *) ids->pdata, ids->len);
}

/* Returns: (nullable): NULL when two of them are the same */
static char **
collect_models (GPtrArray *items,
                guint      n)
{
  g_auto(GStrv) models = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const char *model = ((BatchItemRecord *) g_ptr_array_index (items, i))->key;

      if (model == NULL || g_strv_contains ((const char *const *) models, model))
        return NULL;
      models[i] = g_strdup (model);
    }

  return g_steal_pointer (&models);
}

BatchRowTable *
batch_row_table_new_by_ids (GPtrArray *first,
                            GPtrArray *last,
                            guint      n_items)
{
  guint n = count_row (first, 0);
  char **models;
  BatchRowTable *self;

  if (n < 2 || n > BATCH_ROW_MAX_MODELS || n_items % n != 0 || last->len < n
      || count_row (last, last->len - n) != n || !(models = collect_models (first, n)))
    return NULL;

  self = g_new0 (BatchRowTable, 1);
  self->models = models;
  self->n_models = n;
  self->n_rows = n_items / n;
  return self;
}

/* --- By what they ask --- */

typedef struct
{
  guint8  digest[BATCH_REQUEST_DIGEST_SIZE];
  guint32 position;
  guint32 turn;                    /* how often the model was asked the same before */
  guint   model;
} Asked;

typedef struct
{
  guint start;                     /* among the items, which are sorted */
  guint length;
  guint32 first;                   /* the lowest position */
} Row;

struct _BatchRowFinder
{
  GArray    *items;                /* of Asked */
  GPtrArray *models;
};

BatchRowFinder *
batch_row_finder_new (void)
{
  BatchRowFinder *self = g_new (BatchRowFinder, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (Asked));
  self->models = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
batch_row_finder_free (BatchRowFinder *self)
{
  g_array_unref (self->items);
  g_ptr_array_unref (self->models);
  g_free (self);
}

gboolean
batch_row_finder_add (BatchRowFinder *self,
                      guint32         position,
                      const char     *model,
                      const guint8    digest[BATCH_REQUEST_DIGEST_SIZE])
{
  Asked asked = { .position = position };

  if (!g_ptr_array_find_with_equal_func (self->models, model, g_str_equal, &asked.model))
    {
      asked.model = self->models->len;
      g_ptr_array_add (self->models, g_strdup (model));
    }
  if (self->models->len > BATCH_ROW_MAX_MODELS)
    return FALSE;

  memcpy (asked.digest, digest, sizeof asked.digest);
  g_array_append_val (self->items, asked);
  return TRUE;
}

static int
compare (guint one,
         guint other)
{
  return (one > other) - (one < other);
}

static int
compare_askings (gconstpointer a,
                 gconstpointer b)
{
  const Asked *one = a;
  const Asked *other = b;
  int by_digest = memcmp (one->digest, other->digest, sizeof one->digest);

  if (by_digest != 0)
    return by_digest;
  if (one->model != other->model)
    return compare (one->model, other->model);
  return compare (one->position, other->position);
}

static int
compare_turns (gconstpointer a,
               gconstpointer b)
{
  const Asked *one = a;
  const Asked *other = b;
  int by_digest = memcmp (one->digest, other->digest, sizeof one->digest);

  if (by_digest != 0)
    return by_digest;
  if (one->turn != other->turn)
    return compare (one->turn, other->turn);
  return compare (one->model, other->model);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  return compare (((const Row *) a)->first, ((const Row *) b)->first);
}

static gboolean
is_same (const Asked *one,
         const Asked *other)
{
  return memcmp (one->digest, other->digest, sizeof one->digest) == 0;
}

static void
take_turns (GArray *items)
{
  Asked *asked = (Asked *) items->data;

  g_array_sort (items, compare_askings);
  for (guint i = 1; i < items->len; i++)
    if (is_same (&asked[i - 1], &asked[i]) && asked[i - 1].model == asked[i].model)
      asked[i].turn = asked[i - 1].turn + 1;

  g_array_sort (items, compare_turns);
}

static GArray *
collect_rows (GArray *items)
{
  const Asked *asked = (const Asked *) items->data;
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  Row row;

  for (guint i = 0; i < items->len; i += row.length)
    {
      row = (Row) { i, 1, asked[i].position };
      for (; i + row.length < items->len; row.length++)
        {
          const Asked *next = &asked[i + row.length];

          if (!is_same (&asked[i], next) || next->turn != asked[i].turn)
            break;
          row.first = MIN (row.first, next->position);
        }
      if (row.length > 1)
        g_array_append_val (rows, row);
    }

  g_array_sort (rows, compare_rows);
  return rows;
}

static char **
dup_models (BatchRowFinder *self)
{
  char **models = g_new0 (char *, self->models->len + 1);

  for (guint i = 0; i < self->models->len; i++)
    models[i] = g_strdup (g_ptr_array_index (self->models, i));

  return models;
}

BatchRowTable *
batch_row_finder_finish (BatchRowFinder *self)
{
  g_autoptr(GArray) rows = NULL;
  BatchRowTable *table;

  take_turns (self->items);
  rows = collect_rows (self->items);
  if (rows->len == 0)
    return NULL;

  table = g_new (BatchRowTable, 1);
  *table = (BatchRowTable) { dup_models (self), self->models->len, rows->len, NULL };
  table->positions = g_new (guint32, table->n_rows * table->n_models);
  memset (table->positions, 0xFF, table->n_rows * table->n_models * sizeof (guint32));
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      for (guint j = 0; j < row->length; j++)
        {
          const Asked *asked = &g_array_index (self->items, Asked, row->start + j);

          table->positions[i * table->n_models + asked->model] = asked->position;
        }
    }

  return table;
}
