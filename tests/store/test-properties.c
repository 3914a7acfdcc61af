/* test-properties.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-enum-private.h"
#include "core/batch-transitions.h"
#include "store-fixture.h"
#include "test-support.h"

/* Two engines do whatever comes to their minds. Whatever that is, the counts tell
 * what the rows tell, nothing moves against the rules, what has succeeded stays as
 * it is, and nobody writes with a lease that is not his. */

#define N_ITEMS 30
#define N_STEPS 400

typedef struct
{
  BatchStore *store;
  const char *id;
  GPtrArray  *claimed;         /* of BatchItemRecord, as far as it knows */
  GPtrArray  *running;
  GPtrArray  *lost;            /* leases from a former life */
} Worker;

typedef struct
{
  char            *uri;
  Worker           workers[2];
  BatchItemStatus  statuses[N_ITEMS];
  gint64           now;
  gboolean         shared;     /* the workers share a store object */
} World;

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
}

static void
worker_join (World  *world,
             Worker *worker)
{
  g_autoptr(GError) error = NULL;

  if (worker->store == NULL)
    worker->store = batch_test_store_open (world->uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (worker->store, worker->id, world->now, &error);
  g_assert_no_error (error);
  worker->claimed = new_items ();
  worker->running = new_items ();
  if (worker->lost == NULL)
    worker->lost = new_items ();
}

static void
worker_forget (Worker *worker)
{
  g_ptr_array_extend_and_steal (worker->lost, g_steal_pointer (&worker->claimed));
  g_ptr_array_extend_and_steal (worker->lost, g_steal_pointer (&worker->running));
}

static BatchItemRecord *
take_any (GPtrArray *items)
{
  if (items->len == 0)
    return NULL;
  return g_ptr_array_steal_index_fast (items, g_test_rand_int_range (0, items->len));
}

/* --- What they may do --- */

static void
do_claim (World  *world,
          Worker *worker)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autofree char *key = g_strdup_printf ("model-%d", g_test_rand_int_range (0, 2));
  g_autoptr(GError) error = NULL;

  items = batch_test_store_claim (worker->store, worker->id, JOB, key,
                                  g_test_rand_int_range (1, 5), world->now, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (worker->claimed, batch_item_record_ref (g_ptr_array_index (items, i)));
}

static BatchFinish *
random_finish (World           *world,
               BatchItemRecord *item)
{
  static const BatchItemStatus ends[] = {
    BATCH_ITEM_STATUS_SUCCEEDED, BATCH_ITEM_STATUS_SUCCEEDED, BATCH_ITEM_STATUS_FAILED,
    BATCH_ITEM_STATUS_PENDING, BATCH_ITEM_STATUS_SKIPPED, BATCH_ITEM_STATUS_CANCELLED,
  };
  BatchFinish *finish = store_new_finish (item, ends[g_test_rand_int_range (0, 6)]);

  if (finish->status == BATCH_ITEM_STATUS_PENDING && g_test_rand_bit ())
    finish->not_before = world->now + g_test_rand_int_range (1, 20);
  if (finish->status == BATCH_ITEM_STATUS_SUCCEEDED && g_test_rand_bit ())
    finish->review_reason = g_test_rand_int_range (1, BATCH_REVIEW_REASON_OTHER + 1);
  return finish;
}

static void
do_advance (World  *world,
            Worker *worker)
{
  GPtrArray *finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  GArray *leases = batch_store_leases_new (4);
  g_autoptr(BatchItemRecord) ended = take_any (worker->running);
  g_autoptr(BatchItemRecord) begun = take_any (worker->claimed);
  g_autoptr(GArray) started = NULL;
  g_autoptr(GError) error = NULL;

  if (ended != NULL)
    g_ptr_array_add (finishes, random_finish (world, ended));
  if (begun != NULL)
    batch_store_leases_add (leases, JOB, begun->position, begun->generation);

  batch_test_store_advance (worker->store, worker->id, finishes, leases, world->now,
                            NULL, &started, NULL, &error);
  g_assert_no_error (error);
  if (begun != NULL && g_array_index (started, gboolean, 0))
    g_ptr_array_add (worker->running, g_steal_pointer (&begun));
}

/* Remembers a lease that it lost. */
static void
do_write_late (World  *world,
               Worker *worker)
{
  g_autoptr(BatchItemRecord) item = take_any (worker->lost);
  g_autoptr(GPtrArray) items = g_ptr_array_new ();

  if (item == NULL)
    return;

  g_ptr_array_add (items, item);
  g_assert_cmpuint (store_start (worker->store, worker->id, items), ==, 0);
  g_assert_cmpuint (store_finish (worker->store, worker->id, items, BATCH_ITEM_STATUS_SUCCEEDED),
                    ==, 0);
}

static void
do_release (World  *world,
            Worker *worker)
{
  GArray *leases = batch_store_leases_new (1);
  g_autoptr(BatchItemRecord) item = take_any (worker->claimed);
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;

  if (item != NULL)
    batch_store_leases_add (leases, JOB, item->position, item->generation);
  jobs = batch_test_store_release (worker->store, worker->id, leases, world->now, &error);
  g_assert_no_error (error);
}

static void
do_wake (World  *world,
         Worker *worker)
{
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;
  gint64 next_due;

  world->now += g_test_rand_int_range (0, 10);
  jobs = batch_test_store_wake (worker->store, world->now, &next_due, &error);
  g_assert_no_error (error);
  g_assert_true (next_due == 0 || next_due > world->now);
}

static void
do_cancel_item (World  *world,
                Worker *worker)
{
  guint position = g_test_rand_int_range (0, N_ITEMS);
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;

  if (g_test_rand_int_range (0, 10) != 0)
    return;

  job = batch_test_store_cancel_item (worker->store, JOB, position, world->now, &error);
  g_assert_true (job != NULL || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE));
}

static void
do_pause (World  *world,
          Worker *worker)
{
  batch_job_record_unref (store_change (worker->store, JOB, BATCH_JOB_FIELD_PAUSED,
                                        g_test_rand_int_range (0, 4) == 0));
}

/* Lets go of everything without a word, or with one. */
static void
do_restart (World  *world,
            Worker *worker)
{
  g_autoptr(GError) error = NULL;

  if (g_test_rand_int_range (0, 5) != 0)
    return;

  worker_forget (worker);
  if (world->shared || g_test_rand_bit ())
    {
      batch_test_store_leave (worker->store, worker->id, world->now, &error);
      g_assert_no_error (error);
    }
  if (!world->shared)
    g_assert_finalize_object (g_steal_pointer (&worker->store));
  worker_join (world, worker);
}

static void
do_reap (World  *world,
         Worker *worker)
{
  g_autoptr(GError) error = NULL;
  guint n_items;
  guint n_others;

  batch_test_store_reap (worker->store, worker->id, world->now, &n_items, &n_others, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items, ==, 0);
  g_assert_cmpuint (n_others, ==, 1);
}

/* What a job needs from time to time, so that there is always something to do. */
static void
do_end (World  *world,
        Worker *worker)
{
  g_autoptr(BatchJobRecord) job = store_get (worker->store, JOB);
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_retried;
  gint64 next;

  if (job->state == BATCH_JOB_STATE_FINALIZING)
    batch_job_record_unref (store_set_state (worker->store, JOB,
                                             BATCH_JOB_STATE_COMPLETED_WITH_ERRORS));
  if (job->state == BATCH_JOB_STATE_FINALIZING || g_test_rand_int_range (0, 5) == 0)
    after = batch_test_store_retry (worker->store, JOB, g_test_rand_int_range (-1, 10),
                                    g_test_rand_int_range (1, 10), world->now,
                                    &n_retried, &next, &error);
  g_assert_no_error (error);
}

/* --- What must be so --- */

static void
check_moves (World     *world,
             GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);
      BatchItemStatus before = world->statuses[i];

      if (item->status != before)
        g_assert_true (batch_transition_item (before, item->status, NULL) ||
                       batch_transition_reopen_item (before, NULL));
      if (item->status == BATCH_ITEM_STATUS_SUCCEEDED)
        g_assert_nonnull (item->body);
      else
        g_assert_null (item->body);
      if (item->status != BATCH_ITEM_STATUS_PENDING)
        g_assert_cmpint (item->not_before, ==, 0);
      world->statuses[i] = item->status;
    }
}

/* However they are found, those of some statuses are those that have them. */
static void
check_filters (Worker    *worker,
               GPtrArray *items)
{
  guint statuses = (guint) g_test_rand_int_range (1, 1 << BATCH_N_ITEM_STATUSES)
                   & (guint) g_test_rand_int_range (1, 1 << BATCH_N_ITEM_STATUSES);
  g_autoptr(GPtrArray) found = store_list (worker->store, JOB, statuses);
  guint n_found = 0;

  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);

      if (statuses != 0 && (statuses & (1u << item->status)) == 0)
        continue;

      g_assert_cmpuint (n_found, <, found->len);
      g_assert_cmpuint (((BatchItemRecord *) g_ptr_array_index (found, n_found++))->position, ==,
                        item->position);
    }

  g_assert_cmpuint (n_found, ==, found->len);
}

static void
check (World  *world,
       Worker *worker)
{
  g_autoptr(GPtrArray) items = store_list (worker->store, JOB, 0);
  g_autoptr(BatchJobRecord) job = store_get (worker->store, JOB);

  g_assert_cmpuint (items->len, ==, N_ITEMS);
  check_moves (world, items);
  check_filters (worker, items);
  store_check_counts (worker->store, JOB);
  if (job->counts.pending + job->counts.claimed + job->counts.running == 0)
    g_assert_cmpint (job->state, >=, BATCH_JOB_STATE_FINALIZING);
  else
    g_assert_cmpint (job->state, <, BATCH_JOB_STATE_FINALIZING);
}

static void
play (World *world)
{
  static void (* const actions[]) (World *, Worker *) = {
    do_claim, do_claim, do_advance, do_advance, do_advance, do_advance, do_release, do_wake,
    do_cancel_item, do_pause, do_restart, do_reap, do_end,
    do_write_late,
  };

  world->now = NOW;
  world->workers[0].id = ENGINE;
  world->workers[1].id = OTHER;
  worker_join (world, &world->workers[0]);
  if (world->shared)
    world->workers[1].store = g_object_ref (world->workers[0].store);
  worker_join (world, &world->workers[1]);
  store_add_job (world->workers[0].store, JOB, N_ITEMS, 2);

  for (guint step = 0; step < N_STEPS; step++)
    {
      Worker *worker = &world->workers[g_test_rand_int_range (0, 2)];

      actions[g_test_rand_int_range (0, G_N_ELEMENTS (actions))] (world, worker);
      check (world, &world->workers[g_test_rand_int_range (0, 2)]);
    }

  for (guint i = 0; i < 2; i++)
    {
      worker_forget (&world->workers[i]);
      g_clear_pointer (&world->workers[i].lost, g_ptr_array_unref);
      g_clear_object (&world->workers[i].store);
    }
}

static void
test_one_store (void)
{
  for (guint i = 0; i < 5; i++)
    {
      World world = { .uri = (char *) "sqlite::memory:", .shared = TRUE };

      play (&world);
    }
}

static void
test_two_stores (void)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *folder = batch_test_make_dir ();
      g_autofree char *uri = g_strconcat ("sqlite:", folder, "/queue.db", NULL);
      World world = { .uri = uri };

      play (&world);
      batch_test_remove_dir (folder);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/store/properties/one-store", test_one_store);
  g_test_add_func ("/batch/store/properties/two-stores", test_two_stores);
  return g_test_run ();
}
