/* test-item-walk.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-fixture.h"
#include "store/batch-item-walk-private.h"
#include "test-support.h"

/* Some more than a page, and a run of answers in the middle. */
#define N_ITEMS   600
#define N_ANSWERS 300

typedef struct
{
  char       *folder;
  BatchStore *store;
} Place;

typedef struct
{
  GArray       *seen;           /* of guint32 */
  GCancellable *cancellable;    /* (nullable) cancelled at … */
  guint         end;            /* … so many, or without it the visit fails */
  guint         n_bodies;
} Visit;

static void
set_up (Place         *place,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;

  place->folder = batch_test_make_dir ();
  path = g_build_filename (place->folder, "queue.db", NULL);
  uri = g_strconcat ("sqlite:", path, NULL);
  place->store = batch_test_store_open (uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (place->store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  store_add_job (place->store, JOB, N_ITEMS, 1);
  store_run (place->store, JOB, N_ANSWERS, BATCH_ITEM_STATUS_SUCCEEDED);
}

static void
tear_down (Place         *place,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  batch_test_store_leave (place->store, ENGINE, NOW, &error);
  batch_test_store_close (place->store, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (place->store);
  batch_test_remove_dir (place->folder);
  g_free (place->folder);
}

static void
visit_init (Visit *visit)
{
  *visit = (Visit) { g_array_new (FALSE, FALSE, sizeof (guint32)), NULL, G_MAXUINT, 0 };
}

static gboolean
visit_cb (const BatchItemRecord  *item,
          gpointer                user_data,
          GError                **error)
{
  Visit *visit = user_data;

  g_assert_cmpstr (item->job_id, ==, JOB);
  g_array_append_val (visit->seen, item->position);
  visit->n_bodies += item->body != NULL;
  if (visit->seen->len < visit->end)
    return TRUE;

  if (visit->cancellable != NULL)
    {
      g_cancellable_cancel (visit->cancellable);
      return TRUE;
    }

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "Full");
  return FALSE;
}

static gboolean
walk (Place                 *place,
      const char            *job_id,
      const BatchItemQuery  *query,
      Visit                 *visit,
      GError               **error)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  return batch_item_walk (place->store, job_id, query, waiter, visit->cancellable, visit_cb,
                          visit, error);
}

/* --- Those of a query --- */

static void
test_query (Place         *place,
            gconstpointer  data)
{
  static const struct
  {
    BatchItemQuery query;
    guint          first;
    guint          n;
    guint          n_bodies;
  } cases[] = {
    { { 0 }, 0, N_ITEMS, 0 },
    { { .with_body = TRUE }, 0, N_ITEMS, N_ANSWERS },
    { { .statuses = 1u << BATCH_ITEM_STATUS_SUCCEEDED }, 0, N_ANSWERS, 0 },
    { { .statuses = 1u << BATCH_ITEM_STATUS_PENDING }, N_ANSWERS, N_ITEMS - N_ANSWERS, 0 },
    { { .statuses = 1u << BATCH_ITEM_STATUS_FAILED }, 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint descending = FALSE; descending <= TRUE; descending++)
      {
        BatchItemQuery query = cases[i].query;
        g_autoptr(GError) error = NULL;
        Visit visit;

        query.descending = descending;
        visit_init (&visit);
        g_assert_true (walk (place, JOB, &query, &visit, &error));
        g_assert_no_error (error);
        g_assert_cmpuint (visit.seen->len, ==, cases[i].n);
        g_assert_cmpuint (visit.n_bodies, ==, cases[i].n_bodies);
        for (guint j = 0; j < visit.seen->len; j++)
          g_assert_cmpuint (g_array_index (visit.seen, guint32, j), ==,
                            cases[i].first + (descending ? cases[i].n - 1 - j : j));
        g_array_unref (visit.seen);
      }
}

/* Wherever that is in a page, nothing more is visited, and the store goes on. */
static void
test_query_fails (Place         *place,
                  gconstpointer  data)
{
  static const guint ends[] = { 1, 2, 255, 256, 257, 512, N_ITEMS };
  const BatchItemQuery query = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr(GError) error = NULL;
      Visit visit;

      visit_init (&visit);
      visit.end = ends[i];
      g_assert_false (walk (place, JOB, &query, &visit, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_assert_cmpuint (visit.seen->len, ==, ends[i]);
      g_array_unref (visit.seen);
    }
}

static void
test_query_cancelled (Place         *place,
                      gconstpointer  data)
{
  static const guint ends[] = { 1, 256, 257 };
  const BatchItemQuery query = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      Visit visit;
      guint n_seen;

      visit_init (&visit);
      visit.end = ends[i];
      visit.cancellable = cancellable;
      g_assert_false (walk (place, JOB, &query, &visit, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      /* The page that is being visited may be the last one. */
      n_seen = visit.seen->len;
      g_assert_cmpuint (n_seen, <, N_ITEMS);

      g_clear_error (&error);
      g_assert_false (walk (place, JOB, &query, &visit, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (visit.seen->len, ==, n_seen);
      g_array_unref (visit.seen);
    }
}

static void
test_no_job (Place         *place,
             gconstpointer  data)
{
  const BatchItemQuery query = { 0 };
  g_autoptr(GError) error = NULL;
  Visit visit;

  visit_init (&visit);
  g_assert_false (walk (place, "batch_none", &query, &visit, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_cmpuint (visit.seen->len, ==, 0);
  g_array_unref (visit.seen);
}

/* --- Those at positions --- */

static gboolean
walk_positions (Place   *place,
                GArray  *positions,
                Visit   *visit,
                GError **error)
{
  g_autoptr(BatchWaiter) waiter = batch_waiter_new ();

  return batch_item_walk_positions (place->store, JOB, positions, waiter, visit->cancellable,
                                    visit_cb, visit, error);
}

static void
check_positions (Place  *place,
                 GArray *positions)
{
  g_autoptr(GError) error = NULL;
  guint n_bodies = 0;
  Visit visit;

  for (guint i = 0; i < positions->len; i++)
    n_bodies += g_array_index (positions, guint32, i) < N_ANSWERS;
  visit_init (&visit);
  g_assert_true (walk_positions (place, positions, &visit, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (visit.seen->data, visit.seen->len * sizeof (guint32),
                   positions->data, positions->len * sizeof (guint32));
  g_assert_cmpuint (visit.n_bodies, ==, n_bodies);
  g_array_unref (visit.seen);
}

/* Every one, none, and some of each density: alone, in short runs, and in long ones. */
static void
test_positions (Place         *place,
                gconstpointer  data)
{
  static const guint percents[] = { 0, 1, 10, 50, 90, 99, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (percents); i++)
    {
      g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint32));

      for (guint32 j = 0; j < N_ITEMS; j++)
        if ((guint) g_test_rand_int_range (0, 100) < percents[i])
          g_array_append_val (positions, j);
      check_positions (place, positions);
    }
}

static void
test_positions_fail (Place         *place,
                     gconstpointer  data)
{
  static const guint32 some[] = { 0, 2, 3, 4, 299, 300, 599 };
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_vals (positions, some, G_N_ELEMENTS (some));
  check_positions (place, positions);
  for (guint end = 1; end <= G_N_ELEMENTS (some); end++)
    {
      g_autoptr(GError) error = NULL;
      Visit visit;

      visit_init (&visit);
      visit.end = end;
      g_assert_false (walk_positions (place, positions, &visit, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_assert_cmpuint (visit.seen->len, ==, end);
      g_array_unref (visit.seen);
    }
}

/* Cancelled at the last of them, there is no page to come that would tell. */
static void
test_positions_cancelled (Place         *place,
                          gconstpointer  data)
{
  static const guint32 some[] = { 0, 1, 300 };
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Visit visit;

  g_array_append_vals (positions, some, G_N_ELEMENTS (some));
  visit_init (&visit);
  visit.end = G_N_ELEMENTS (some);
  visit.cancellable = cancellable;
  g_assert_false (walk_positions (place, positions, &visit, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (visit.seen->len, ==, G_N_ELEMENTS (some));
  g_array_unref (visit.seen);
}

/* One that is not there is left out, at the end of a run and by itself. */
static void
test_positions_beyond (Place         *place,
                       gconstpointer  data)
{
  static const guint32 some[] = { 598, 599, 600, 601, 700, 1000000 };
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GError) error = NULL;
  Visit visit;

  g_array_append_vals (positions, some, G_N_ELEMENTS (some));
  visit_init (&visit);
  g_assert_true (walk_positions (place, positions, &visit, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (visit.seen->data, visit.seen->len * sizeof (guint32), some,
                   2 * sizeof *some);
  g_array_unref (visit.seen);
}

/* --- Long answers --- */

#define N_LONG      4
#define LONG_ANSWER (3 * 1024 * 1024)

static void
add_long_answers (Place *place)
{
  g_autoptr(GPtrArray) items = store_claim (place->store, ENGINE, JOB, N_LONG);
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  g_autoptr(GBytes) body = g_bytes_new_take (g_malloc0 (LONG_ANSWER), LONG_ANSWER);
  g_autoptr(GArray) finished = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (store_start (place->store, ENGINE, items), ==, N_LONG);
  for (guint i = 0; i < N_LONG; i++)
    {
      BatchFinish *finish = store_new_finish (g_ptr_array_index (items, i),
                                              BATCH_ITEM_STATUS_SUCCEEDED);

      g_bytes_unref (finish->body);
      finish->body = g_bytes_ref (body);
      g_ptr_array_add (finishes, finish);
    }
  batch_test_store_advance (place->store, ENGINE, finishes, NULL, NOW + 1, &finished, NULL, NULL,
                            &error);
  g_assert_no_error (error);
}

/* They make the pages short: nothing is left out, or visited twice, at their ends. */
static void
test_long_answers (Place         *place,
                   gconstpointer  data)
{
  const BatchItemQuery query = { .with_body = TRUE };
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GError) error = NULL;
  Visit some;
  Visit all;

  add_long_answers (place);
  for (guint32 i = N_ANSWERS - 2; i < N_ANSWERS + N_LONG + 2; i++)
    g_array_append_val (positions, i);
  visit_init (&some);
  g_assert_true (walk_positions (place, positions, &some, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (some.seen->data, some.seen->len * sizeof (guint32),
                   positions->data, positions->len * sizeof (guint32));
  g_assert_cmpuint (some.n_bodies, ==, N_LONG + 2);
  g_array_unref (some.seen);

  visit_init (&all);
  g_assert_true (walk (place, JOB, &query, &all, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (all.seen->len, ==, N_ITEMS);
  for (guint32 i = 0; i < N_ITEMS; i++)
    g_assert_cmpuint (g_array_index (all.seen, guint32, i), ==, i);
  g_assert_cmpuint (all.n_bodies, ==, N_ANSWERS + N_LONG);
  g_array_unref (all.seen);
}

static void
add (const char *name,
     void      (*test) (Place         *place,
                        gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/batch/store/item-walk/", name, NULL);

  g_test_add (path, Place, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("query", test_query);
  add ("query-fails", test_query_fails);
  add ("query-cancelled", test_query_cancelled);
  add ("no-job", test_no_job);
  add ("positions", test_positions);
  add ("positions-fail", test_positions_fail);
  add ("positions-cancelled", test_positions_cancelled);
  add ("positions-beyond", test_positions_beyond);
  add ("long-answers", test_long_answers);
  return g_test_run ();
}
