/* test-row-table.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-row-table-private.h"

#include <string.h>

#include "output/batch-row-ids-private.h"

/* --- What an id says --- */

static void
test_split (void)
{
  static const struct
  {
    const char *custom_id;
    gsize       stem;
    guint       number;
  } cases[] = {
    { "a-1", 1, 1 },
    { "a-4294967295", 1, G_MAXUINT },
    { "\xC3\xA4\xE2\x82\xAC-7", 5, 7 },
    { "a--3", 2, 3 },
    { "--3", 1, 3 },
    { "a b\n-10", 4, 10 },
    { "2026-11-26-5", 10, 5 },
    { "a-4294967296", 0, 0 },
    { "a-18446744073709551617", 0, 0 },
    { "a-99999999999999999999999999", 0, 0 },
    { "a-0", 0, 0 },
    { "a-01", 0, 0 },
    { "-1", 0, 0 },
    { "a-1 ", 0, 0 },
    { "a-1b", 0, 0 },
    { "a_1", 0, 0 },
    { "a-\xD9\xA1", 0, 0 },
    { "-", 0, 0 },
    { "12", 0, 0 },
    { "", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint number = 0;

      g_test_message ("%s", cases[i].custom_id);
      g_assert_cmpuint (batch_row_ids_split (cases[i].custom_id, &number), ==, cases[i].stem);
      g_assert_cmpuint (number, ==, cases[i].number);
    }
}

/* --- By their ids --- */

static GPtrArray *
items_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
}

static void
add_item (GPtrArray  *items,
          const char *custom_id,
          const char *model)
{
  BatchItemRecord *item = batch_item_record_new ();

  item->custom_id = g_strdup (custom_id);
  item->key = g_strdup (model);
  g_ptr_array_add (items, item);
}

/* @text: "id=model id …" */
static GPtrArray *
items_parse (const char *text)
{
  g_auto(GStrv) words = g_strsplit_set (text, " ", -1);
  GPtrArray *items = items_new ();

  for (guint i = 0; words[i] != NULL && *words[0] != '\0'; i++)
    {
      g_auto(GStrv) parts = g_strsplit (words[i], "=", 2);

      add_item (items, parts[0], parts[1]);
    }

  return items;
}

static void
test_by_ids (void)
{
  static const struct
  {
    const char *first;
    const char *last;
    guint       n_items;
    guint       n_models;          /* 0: there are no rows */
  } cases[] = {
    { "a-1=x a-2=y", "a-1=x a-2=y", 2, 2 },
    { "a-1=x a-2=y b-1=x", "a-2=y z-1=x z-2=y", 1000, 2 },
    { "a-1=x a-2=y a-3=z b-1=x", "y-3=z z-1=x z-2=y z-3=z", 6, 3 },
    /* Whatever stands in the middle, and whoever answers the last row. */
    { "a-1=x a-2=y", "z-1=q z-2=q", 4, 2 },

    /* The number of items is none of whole rows. */
    { "a-1=x a-2=y b-1=x", "z-1=x z-2=y", 5, 0 },
    /* The last row is shorter, longer, or another one. */
    { "a-1=x a-2=y b-1=x", "y-2=y z-1=x", 4, 0 },
    { "a-1=x a-2=y b-1=x", "y-1=x z-2=y", 4, 0 },
    { "a-1=x a-2=y b-1=x", "z-2=y z-3=x", 4, 0 },
    { "a-1=x a-2=y b-1=x", "z-2=y", 4, 0 },
    { "a-1=x a-2=y b-1=x", "", 4, 0 },
    /* One model is asked twice, or it is not known who is asked. */
    { "a-1=x a-2=x", "z-1=x z-2=x", 4, 0 },
    { "a-1=x a-2=y a-3=x", "z-1=x z-2=y z-3=x", 6, 0 },
    { "a-1=x a-2", "z-1=x z-2=y", 4, 0 },
    { "a-1 a-2=x", "z-1=x z-2=y", 4, 0 },
    /* There is one model, or there are ids of no rows. */
    { "a-1=x b-1=x", "y-1=x z-1=x", 4, 0 },
    { "a=x b=y", "y=x z=y", 4, 0 },
    { "a-2=x a-3=y", "z-1=x z-2=y", 4, 0 },
    { "", "", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) first = items_parse (cases[i].first);
      g_autoptr(GPtrArray) last = items_parse (cases[i].last);
      g_autoptr(BatchRowTable) table = batch_row_table_new_by_ids (first, last, cases[i].n_items);

      g_test_message ("%u: %s … %s", i, cases[i].first, cases[i].last);
      g_assert_true ((table != NULL) == (cases[i].n_models > 0));
      if (table == NULL)
        continue;

      g_assert_true (batch_row_table_is_by_place (table));
      g_assert_cmpuint (table->n_models, ==, cases[i].n_models);
      g_assert_cmpuint (table->n_rows, ==, cases[i].n_items / cases[i].n_models);
      g_assert_cmpuint (g_strv_length (table->models), ==, table->n_models);
      for (guint column = 0; column < table->n_models; column++)
        g_assert_cmpstr (table->models[column], ==,
                         ((BatchItemRecord *) g_ptr_array_index (first, column))->key);
      g_assert_cmpuint (batch_row_table_get (table, table->n_rows - 1, table->n_models - 1), ==,
                        cases[i].n_items - 1);
    }
}

static void
test_most_models (void)
{
  for (guint n = BATCH_ROW_MAX_MODELS - 1; n <= BATCH_ROW_MAX_MODELS + 1; n++)
    {
      g_autoptr(GPtrArray) items = items_new ();
      g_autoptr(BatchRowTable) table = NULL;

      for (guint i = 1; i <= n; i++)
        {
          g_autofree char *custom_id = g_strdup_printf ("row-%u", i);
          g_autofree char *model = g_strdup_printf ("model-%u", i);

          add_item (items, custom_id, model);
        }

      table = batch_row_table_new_by_ids (items, items, n * 3);
      g_assert_true ((table != NULL) == (n <= BATCH_ROW_MAX_MODELS));
      if (table != NULL)
        g_assert_cmpuint (batch_row_table_get (table, 2, 4), ==, 2 * n + 4);
    }
}

/* --- By what they ask --- */

static gboolean
add_request (BatchRowFinder *finder,
             guint32         position,
             const char     *model,
             guint           asked)
{
  guint8 digest[BATCH_REQUEST_DIGEST_SIZE] = { 0 };

  /* They differ in the last byte only, which is to be looked at as well. */
  digest[sizeof digest - 1] = (guint8) asked;
  return batch_row_finder_add (finder, position, model, digest);
}

static char *
describe (const BatchRowTable *table)
{
  GString *text = g_string_new (NULL);
  g_autofree char *models = g_strjoinv (" ", table->models);

  g_string_append_printf (text, "%s", models);
  for (guint row = 0; row < table->n_rows; row++)
    {
      g_string_append (text, " |");
      for (guint column = 0; column < table->n_models; column++)
        {
          guint32 position = batch_row_table_get (table, row, column);

          if (position == BATCH_ROW_NO_ITEM)
            g_string_append (text, " -");
          else
            g_string_append_printf (text, " %u", position);
        }
    }

  return g_string_free (text, FALSE);
}

static void
test_requests (void)
{
  static const struct
  {
    const char *items;             /* the model and what it is asked, a letter and a digit each */
    const char *rows;              /* NULL: there are none */
  } cases[] = {
    { "a1 b1", "a b | 0 1" },
    { "b1 a1", "b a | 0 1" },
    { "a1 a2 b2 b1", "a b | 0 3 | 1 2" },
    { "a1 b2 b1 a2", "a b | 0 2 | 3 1" },
    /* What nobody else was asked is in no row, but its model has a column. */
    { "c9 a1 b1", "c a b | - 1 2" },
    { "a1 b1 a2 c3", "a b c | 0 1 -" },
    /* The same twice. */
    { "a1 a1 b1", "a b | 0 2" },
    { "a1 a1 b1 b1", "a b | 0 2 | 1 3" },
    { "b1 a1 a1 b1", "b a | 0 1 | 3 2" },
    { "a1 a1 b1 c1 c1 c1", "a b c | 0 2 3 | 1 - 4" },
    /* By their first items, though what they ask is sorted otherwise. */
    { "a9 a1 b1 b9", "a b | 0 3 | 1 2" },
    { "a1 a1 a1", NULL },
    { "a1 b2 c3", NULL },
    { "a1", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) words = g_strsplit (cases[i].items, " ", -1);
      g_autoptr(BatchRowFinder) finder = batch_row_finder_new ();
      g_autoptr(BatchRowTable) table = NULL;
      g_autofree char *text = NULL;

      for (guint j = 0; words[j] != NULL; j++)
        {
          const char model[] = { words[j][0], '\0' };

          g_assert_true (add_request (finder, j, model, words[j][1] - '0'));
        }

      table = batch_row_finder_finish (finder);
      text = table != NULL ? describe (table) : NULL;
      g_assert_cmpstr (text, ==, cases[i].rows);
      if (table != NULL)
        g_assert_false (batch_row_table_is_by_place (table));
    }
}

/* One model too many is told at its first item; those that are known go on. */
static void
test_too_many_models (void)
{
  g_autoptr(BatchRowFinder) finder = batch_row_finder_new ();

  for (guint i = 0; i < 2 * BATCH_ROW_MAX_MODELS; i++)
    {
      g_autofree char *model = g_strdup_printf ("model-%u", i % BATCH_ROW_MAX_MODELS);

      g_assert_true (add_request (finder, i, model, 1));
    }

  g_assert_false (add_request (finder, 2 * BATCH_ROW_MAX_MODELS, "one more", 1));
}

/* --- Against a model of the rule --- */

#define N_MODELS    4
#define N_QUESTIONS 5

typedef struct
{
  guint32 items[N_MODELS];
  guint32 first;
} ModelRow;

static int
compare_first (gconstpointer a,
               gconstpointer b)
{
  guint32 one = ((const ModelRow *) a)->first;
  guint32 other = ((const ModelRow *) b)->first;

  return (one > other) - (one < other);
}

/* Returns: which of the items of @model that ask @question is the @turn-th one */
static guint32
find_turn (const guint *models,
           const guint *questions,
           guint        n_items,
           guint        model,
           guint        question,
           guint        turn)
{
  for (guint i = 0; i < n_items; i++)
    if (models[i] == model && questions[i] == question && turn-- == 0)
      return i;

  return BATCH_ROW_NO_ITEM;
}

static GArray *
model_rows (const guint *models,
            const guint *questions,
            guint        n_items)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (ModelRow));

  for (guint question = 0; question < N_QUESTIONS; question++)
    for (guint turn = 0; turn < n_items; turn++)
      {
        ModelRow row = { .first = BATCH_ROW_NO_ITEM };
        guint n = 0;

        for (guint model = 0; model < N_MODELS; model++)
          {
            row.items[model] = find_turn (models, questions, n_items, model, question, turn);
            row.first = MIN (row.first, row.items[model]);
            n += row.items[model] != BATCH_ROW_NO_ITEM;
          }
        if (n > 1)
          g_array_append_val (rows, row);
      }

  g_array_sort (rows, compare_first);
  return rows;
}

static void
check_rows (const BatchRowTable *table,
            GArray              *rows)
{
  g_assert_cmpuint (table != NULL ? table->n_rows : 0, ==, rows->len);

  for (guint i = 0; i < rows->len; i++)
    for (guint column = 0; column < table->n_models; column++)
      {
        guint model = table->models[column][0] - 'a';

        g_assert_cmpuint (batch_row_table_get (table, i, column), ==,
                          g_array_index (rows, ModelRow, i).items[model]);
      }
}

static void
test_random_requests (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20261);

  for (guint round = 0; round < 400; round++)
    {
      guint models[40];
      guint questions[40];
      guint n_items = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (models) + 1);
      g_autoptr(BatchRowFinder) finder = batch_row_finder_new ();
      g_autoptr(BatchRowTable) table = NULL;
      g_autoptr(GArray) rows = NULL;

      for (guint i = 0; i < n_items; i++)
        {
          char name[] = { 'a', '\0' };

          models[i] = (guint) g_rand_int_range (random, 0, N_MODELS);
          questions[i] = (guint) g_rand_int_range (random, 0, N_QUESTIONS);
          name[0] += (char) models[i];
          g_assert_true (add_request (finder, i, name, questions[i]));
        }

      table = batch_row_finder_finish (finder);
      rows = model_rows (models, questions, n_items);
      check_rows (table, rows);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/output/row-table/split", test_split);
  g_test_add_func ("/batch/output/row-table/by-ids", test_by_ids);
  g_test_add_func ("/batch/output/row-table/most-models", test_most_models);
  g_test_add_func ("/batch/output/row-table/requests", test_requests);
  g_test_add_func ("/batch/output/row-table/too-many-models", test_too_many_models);
  g_test_add_func ("/batch/output/row-table/random-requests", test_random_requests);

  return g_test_run ();
}
