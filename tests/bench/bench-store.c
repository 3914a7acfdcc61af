/* bench-store.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <locale.h>

#include "bench-verdict.h"
#include "store-sync.h"
#include "test-support.h"

/* What the queue costs on the disk: taking in a million items, claiming among
 * them, and the commits of a run. Prints one line for each figure, with what it
 * is compared to. */

#define N_ITEMS  1000000
#define N_KEYS   3
#define CHUNK    4096
#define N_CLAIMS 200
#define ENGINE   "bench"

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1e6;
}

static BatchStore *
open_store (const char *folder,
            const char *name)
{
  g_autofree char *uri = g_strconcat ("sqlite:", folder, "/", name, "/queue.db", NULL);
  g_autoptr(GError) error = NULL;
  BatchStore *store = batch_test_store_open (uri, &error);

  g_assert_no_error (error);
  batch_test_store_join (store, ENGINE, 1, &error);
  g_assert_no_error (error);
  return store;
}

static void
add_job (BatchStore *store,
         const char *id)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(GError) error = NULL;

  job->id = g_strdup (id);
  job->handler = g_strdup (BATCH_HTTP_HANDLER);
  job->operation = g_strdup ("chat");
  batch_test_store_insert_job (store, job, &error);
  g_assert_no_error (error);
}

/* @n_alike: how many of a key come one after the other. */
static BatchItemChunk *
make_chunk (guint first,
            guint n_items,
            guint n_alike)
{
  static const char *keys[N_KEYS] = { "alpha", "beta", "gamma" };
  BatchItemChunk *chunk = batch_item_chunk_new (n_items);

  for (guint i = first; i < first + n_items; i++)
    {
      char custom_id[32];
      BatchNewItem item = { .custom_id = custom_id, .key = keys[i / n_alike % N_KEYS] };

      g_snprintf (custom_id, sizeof custom_id, "request-%07u", i);
      item.endpoint = "/v1/chat/completions";
      item.offset = (gint64) i * 700;
      item.length = 600;
      item.line = i + 1;
      batch_item_chunk_add (chunk, &item);
    }
  return chunk;
}

/* One chunk is made while the one before is written. */
static double
submit (BatchStore *store,
        const char *id,
        guint       n_items,
        guint       n_alike)
{
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GAsyncResult) previous = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  add_job (store, id);
  for (guint first = 0; first < n_items; first += CHUNK)
    {
      BatchItemChunk *chunk = make_chunk (first, MIN (CHUNK, n_items - first), n_alike);

      if (first > 0)
        {
          batch_test_wait (&previous);
          batch_store_insert_items_finish (store, previous, &error);
          g_assert_no_error (error);
          g_clear_object (&previous);
        }
      batch_store_insert_items_async (store, id, first, chunk, NULL,
                                      batch_test_store_result, &previous);
    }

  batch_test_wait (&previous);
  batch_store_insert_items_finish (store, previous, &error);
  g_assert_no_error (error);

  values->state = BATCH_JOB_STATE_QUEUED;
  after = batch_test_store_change_job (store, id, values, BATCH_JOB_FIELD_STATE, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (after->counts.pending, ==, n_items);
  return seconds_since (start);
}

/* @first: as of [vfunc@Store.claim]. */
static GPtrArray *
claim (BatchStore *store,
       const char *id,
       const char *key,
       gint64      first,
       guint       limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *items;

  batch_store_claim_async (store, ENGINE, id, key, first, limit, 1, NULL,
                           batch_test_store_result, &result);
  batch_test_wait (&result);
  items = batch_store_claim_finish (store, result, &error);
  g_assert_no_error (error);
  return items;
}

static GArray *
lease_all (GPtrArray *items)
{
  GArray *leases = batch_store_leases_new (items->len);

  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);

      batch_store_leases_add (leases, item->job_id, item->position, item->generation);
    }
  return leases;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The median, in ms, of claiming 64 of the last group. */
static double
measure_claims (BatchStore *store,
                const char *id,
                gint64      first)
{
  double durations[N_CLAIMS];

  for (guint i = 0; i < N_CLAIMS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GPtrArray) items = claim (store, id, "gamma", first, 64);
      g_autoptr(GPtrArray) jobs = NULL;
      g_autoptr(GError) error = NULL;

      durations[i] = seconds_since (start) * 1000;
      g_assert_cmpuint (items->len, ==, 64);
      jobs = batch_test_store_release (store, ENGINE, lease_all (items), 1, &error);
      g_assert_no_error (error);
    }

  qsort (durations, N_CLAIMS, sizeof (double), compare_doubles);
  return durations[N_CLAIMS / 2];
}

static GPtrArray *
finish_all (GPtrArray *items,
            GBytes    *body)
{
  GPtrArray *finishes = g_ptr_array_new_full (items->len, (GDestroyNotify) batch_finish_free);

  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);
      BatchFinish *finish = batch_finish_new ();

      finish->job_id = g_strdup (item->job_id);
      finish->position = item->position;
      finish->generation = item->generation;
      finish->status = BATCH_ITEM_STATUS_SUCCEEDED;
      finish->body = g_bytes_ref (body);
      finish->status_code = 200;
      finish->costs_attempt = TRUE;
      finish->duration_ms = 20;
      g_ptr_array_add (finishes, finish);
    }
  return finishes;
}

static void
advance_all (BatchStore *store,
             GPtrArray  *finishes,
             GArray     *starts)
{
  g_autoptr(GError) error = NULL;

  batch_test_store_advance (store, ENGINE, finishes, starts, 1, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Runs items as slots do: each commit ends some and starts as many. */
static double
run_items (BatchStore *store,
           const char *id,
           const char *key,
           guint       n_items,
           guint       together)
{
  g_autofree char *answer = g_strnfill (800, 'x');
  g_autoptr(GBytes) body = g_bytes_new (answer, 800);
  g_autoptr(GPtrArray) running = NULL;
  gint64 start = g_get_monotonic_time ();
  guint n_done = 0;

  while (n_done < n_items)
    {
      g_autoptr(GPtrArray) next = claim (store, id, key, -1, MAX (together, 64));

      for (guint i = 0; i < next->len; i += together)
        {
          g_autoptr(GPtrArray) some = g_ptr_array_new_with_free_func (
            (GDestroyNotify) batch_item_record_unref);

          for (guint j = i; j < MIN (i + together, next->len); j++)
            g_ptr_array_add (some, batch_item_record_ref (g_ptr_array_index (next, j)));

          advance_all (store, running != NULL ? finish_all (running, body) : NULL,
                       lease_all (some));
          n_done += running != NULL ? running->len : 0;
          g_clear_pointer (&running, g_ptr_array_unref);
          running = g_steal_pointer (&some);
        }
      if (next->len == 0)
        break;
    }

  if (running != NULL)
    advance_all (store, finish_all (running, body), NULL);
  return seconds_since (start);
}

static gint64
file_size (const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, "queue.db", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInfo) info = g_file_query_info (file, "standard::size", 0, NULL, NULL);

  return info != NULL ? g_file_info_get_size (info) : 0;
}

static void
tell_longest (BatchStore *store,
              const char *what)
{
  double ms = batch_store_get_longest_transaction (store) / 1000.0;

  bench_verdict (what, "under 50 ms", ms < 50, "%.0f ms", ms);
}

static void
bench_submit_and_claim (const char *folder)
{
  g_autoptr(BatchStore) small = open_store (folder, "small");
  g_autoptr(BatchStore) large = open_store (folder, "large");
  g_autoptr(GError) error = NULL;
  double duration;
  double few;
  double many;

  submit (small, "small", 1000, 1);
  duration = submit (large, "large", N_ITEMS, 1);
  g_print ("submit:  %7.0f items/s (1 000 000 in chunks of 4 096)\n", N_ITEMS / duration);
  bench_verdict ("submit, 1 000 000 items", "at least 200 000/s", N_ITEMS / duration >= 200000,
                 "%.0f/s", N_ITEMS / duration);
  tell_longest (large, "longest transaction of submitting");

  few = measure_claims (small, "small", -1);
  many = measure_claims (large, "large", -1);
  g_print ("claim:   %7.3f ms for 64 of 1 000, %.3f ms for 64 of 1 000 000\n", few, many);
  bench_verdict ("claim 64 of the last of three groups, of 1 000 000 to of 1 000",
                 "at most 1.5 times", many <= 1.5 * few, "%.2f times", many / few);

  batch_test_store_close (large, &error);
  g_assert_no_error (error);
  g_print ("size:    %7.1f MB for 1 000 000 items\n", file_size (folder, "large") / 1e6);
}

/* The last of the keys begins behind two thirds of the items. */
static void
bench_claim_in_order (const char *folder)
{
  g_autoptr(BatchStore) store = open_store (folder, "order");
  double few;
  double many;

  submit (store, "small", 1000, 1000 / N_KEYS);
  submit (store, "large", N_ITEMS, N_ITEMS / N_KEYS);
  few = measure_claims (store, "small", 0);
  many = measure_claims (store, "large", 0);
  g_print ("order:   %7.3f ms for the first 64 of 1 000, %.3f ms of 1 000 000\n", few, many);
  bench_verdict ("claim the first 64 of the last of three groups in input order, of 1 000 000 to "
                 "of 1 000", "at most 1.5 times", many <= 1.5 * few, "%.2f times", many / few);
}

static void
bench_advance (const char *folder)
{
  static const guint sizes[] = { 1, 8, 64, 256 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("advance-%u", sizes[i]);
      g_autoptr(BatchStore) store = open_store (folder, name);
      guint n_items = sizes[i] == 1 ? 5000 : 40000;
      double duration;

      submit (store, name, n_items * N_KEYS, 1);
      duration = run_items (store, name, "alpha", n_items, sizes[i]);
      g_print ("advance: %7.0f items/s, %u together\n", n_items / duration, sizes[i]);
    }
}

static void
bench_run (const char *folder)
{
  g_autoptr(BatchStore) store = open_store (folder, "run");
  double duration;

  submit (store, "run", N_ITEMS, 1);
  duration = run_items (store, "run", "alpha", N_ITEMS, 64) +
             run_items (store, "run", "beta", N_ITEMS, 64) +
             run_items (store, "run", "gamma", N_ITEMS, 64);
  g_print ("run:     %7.0f items/s (1 000 000, 64 together)\n", N_ITEMS / duration);
  tell_longest (store, "longest transaction of a run of 1 000 000");
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = batch_test_make_dir ();
  gboolean all = argc < 2;

  setlocale (LC_ALL, "C");
  if (all || g_str_equal (argv[1], "claim"))
    bench_submit_and_claim (folder);
  if (all || g_str_equal (argv[1], "order"))
    bench_claim_in_order (folder);
  if (all || g_str_equal (argv[1], "advance"))
    bench_advance (folder);
  if (all || g_str_equal (argv[1], "run"))
    bench_run (folder);

  batch_test_remove_dir (folder);
  return 0;
}
