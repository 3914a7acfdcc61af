/* store-cases-sharing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"

/* Several engines on one queue: lanes, the change log, and the dead. */

#define LANE "http://127.0.0.1:8080"

static void
join_other (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  batch_test_store_join (fixture->store, OTHER, NOW, &error);
  g_assert_no_error (error);
}

static void
assert_enter (BatchStore *store,
              const char *engine_id,
              const char *key,
              gboolean    entered,
              const char *resident)
{
  g_autofree char *found = NULL;
  g_autoptr(GError) error = NULL;
  gboolean answer;

  batch_test_store_enter_lane (store, engine_id, LANE, key, NOW, &answer, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer, ==, entered);
  g_assert_cmpstr (found, ==, resident);
}

static void
assert_listed (BatchStore *store,
               const char *key)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) keys = batch_test_store_list_lanes (store, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (keys, LANE), ==, key);
}

static void
test_lanes (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;

  join_other (fixture);
  assert_listed (fixture->store, NULL);
  assert_enter (fixture->store, ENGINE, "alpha", TRUE, NULL);
  assert_listed (fixture->store, "alpha");
  assert_enter (fixture->store, OTHER, "beta", FALSE, "alpha");
  assert_enter (fixture->store, OTHER, "alpha", TRUE, "alpha");

  /* Nobody switches while the other is there. */
  assert_enter (fixture->store, ENGINE, "beta", FALSE, "alpha");
  batch_test_store_leave_lane (fixture->store, OTHER, LANE, NOW, &error);
  g_assert_no_error (error);
  assert_enter (fixture->store, ENGINE, "beta", TRUE, "alpha");

  batch_test_store_leave (fixture->store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  assert_listed (fixture->store, "beta");
  assert_enter (fixture->store, OTHER, "gamma", TRUE, "beta");
}

static BatchChange *
find_change (GPtrArray       *changes,
             BatchChangeKind  kind,
             const char      *subject)
{
  BatchChange *found = NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      BatchChange *change = g_ptr_array_index (changes, i);

      if (change->kind == kind && g_strcmp0 (change->subject, subject) == 0)
        found = change;
    }
  return found;
}

static GPtrArray *
list_changes (Fixture *fixture,
              gint64   after)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *changes = batch_test_store_list_changes (fixture->store, after, &error);

  g_assert_no_error (error);
  return changes;
}

static void
assert_empty (BatchStore *store,
              const char *key,
              const char *left)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_test_store_empty_lane (store, LANE, key, &error));
  g_assert_no_error (error);
  assert_listed (store, left);
}

/* Whoever is not in it is told that as well. */
static void
assert_emptied (Fixture *fixture,
                gboolean is_news)
{
  g_autoptr(GPtrArray) before = list_changes (fixture, 0);
  g_autoptr(GPtrArray) changes = NULL;
  const BatchChange *last = g_ptr_array_index (before, before->len - 1);

  assert_empty (fixture->store, "alpha", is_news ? NULL : "alpha");
  changes = list_changes (fixture, last->sequence);
  g_assert_cmpint (find_change (changes, BATCH_CHANGE_LANE, LANE) != NULL, ==, is_news);
}

/* What the server has unloaded nobody finds there; what came after it stays. */
static void
test_empty_lane (Fixture       *fixture,
                 gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;

  join_other (fixture);
  assert_empty (fixture->store, "alpha", NULL);
  assert_enter (fixture->store, ENGINE, "alpha", TRUE, NULL);
  assert_empty (fixture->store, "beta", "alpha");
  batch_test_store_leave_lane (fixture->store, ENGINE, LANE, NOW, &error);
  g_assert_no_error (error);
  assert_emptied (fixture, TRUE);

  /* Whoever is in it has it loaded again. */
  assert_enter (fixture->store, OTHER, "alpha", TRUE, NULL);
  assert_emptied (fixture, FALSE);
  assert_enter (fixture->store, ENGINE, "beta", FALSE, "alpha");
  assert_enter (fixture->store, ENGINE, "alpha", TRUE, "alpha");
}

static void
test_changes (Fixture       *fixture,
              gconstpointer  factory)
{
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(BatchJobRecord) cancelled = NULL;
  g_autoptr(GError) error = NULL;
  BatchChange *change;
  gint64 last;

  store_add_job (fixture->store, JOB, 2, 1);
  first = list_changes (fixture, 0);
  change = find_change (first, BATCH_CHANGE_JOB, JOB);
  g_assert_nonnull (change);
  g_assert_null (change->engine_id);
  last = ((BatchChange *) g_ptr_array_index (first, first->len - 1))->sequence;

  /* An engine knows its own changes again. */
  items = store_claim (fixture->store, ENGINE, JOB, 1);
  assert_enter (fixture->store, ENGINE, "alpha", TRUE, NULL);
  batch_test_store_leave_lane (fixture->store, ENGINE, LANE, NOW, &error);
  g_assert_no_error (error);
  cancelled = batch_test_store_cancel_item (fixture->store, JOB, 0, NOW, &error);
  g_assert_no_error (error);

  second = list_changes (fixture, last);
  g_assert_nonnull (find_change (second, BATCH_CHANGE_JOB, JOB));
  g_assert_nonnull (find_change (second, BATCH_CHANGE_ITEMS, JOB));
  change = find_change (second, BATCH_CHANGE_LANE, LANE);
  g_assert_nonnull (change);
  g_assert_cmpstr (change->engine_id, ==, ENGINE);
  for (guint i = 0; i < second->len; i++)
    g_assert_cmpint (((BatchChange *) g_ptr_array_index (second, i))->sequence, >, last);
}

static void
wait_for_lane (Fixture    *fixture,
               const char *engine_id,
               const char *key,
               gboolean    urgent,
               guint       n_changes)
{
  g_autoptr(GPtrArray) before = list_changes (fixture, 0);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;
  const BatchChange *last = before->len > 0 ? g_ptr_array_index (before, before->len - 1) : NULL;

  batch_test_store_wait_for_lane (fixture->store, engine_id, LANE, key, urgent, &error);
  g_assert_no_error (error);
  changes = list_changes (fixture, last != NULL ? last->sequence : 0);
  g_assert_cmpuint (changes->len, ==, n_changes);
  g_assert_cmpint (find_change (changes, BATCH_CHANGE_LANE, LANE) != NULL, ==, n_changes > 0);
}

static void
assert_waiters (Fixture    *fixture,
                const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) waiters = batch_test_store_list_lane_waiters (fixture->store, &error);
  g_autoptr(GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < waiters->len; i++)
    {
      const BatchLaneWaiter *waiter = g_ptr_array_index (waiters, i);

      g_assert_cmpstr (waiter->lane, ==, LANE);
      g_string_append_printf (found, "%s %s%s;", waiter->engine_id, waiter->key,
                              waiter->urgent ? "!" : "");
    }
  g_assert_cmpstr (found->str, ==, expected);
}

#define GAP 1000

static void
visit (Fixture    *fixture,
       const char *engine_id,
       const char *key,
       gint64      now,
       gboolean    entered,
       gint64      again_at)
{
  g_autoptr(GError) error = NULL;
  gint64 again;
  gboolean answer;

  batch_test_store_visit_lane (fixture->store, engine_id, LANE, key, GAP, now, &answer, NULL,
                               &again, &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer, ==, entered);
  g_assert_cmpint (again, ==, again_at);
}

static void
leave (Fixture    *fixture,
       const char *engine_id,
       gint64      now)
{
  g_autoptr(GError) error = NULL;

  batch_test_store_leave_lane (fixture->store, engine_id, LANE, now, &error);
  g_assert_no_error (error);
}

/* Who only answers clients brings another model once in a gap, whoever it is, as long as somebody
 * has batches for the lane. */
static void
test_visits (Fixture       *fixture,
             gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;

  join_other (fixture);
  batch_test_store_join (fixture->store, "guest", NOW, &error);
  g_assert_no_error (error);
  assert_enter (fixture->store, ENGINE, "alpha", TRUE, NULL);
  wait_for_lane (fixture, OTHER, "beta", TRUE, 1);
  visit (fixture, OTHER, "beta", NOW, FALSE, 0);

  /* The batches step aside for the first of two visits, and the other one is too early then; not
   * so with the model that is there. */
  leave (fixture, ENGINE, NOW);
  wait_for_lane (fixture, ENGINE, "alpha", FALSE, 1);
  visit (fixture, OTHER, "beta", NOW + 10, TRUE, 0);
  visit (fixture, "guest", "gamma", NOW + 20, FALSE, NOW + 10 + GAP);
  visit (fixture, "guest", "beta", NOW + 20, TRUE, 0);
  leave (fixture, "guest", NOW + 20);
  leave (fixture, OTHER, NOW + 30);
  visit (fixture, "guest", "gamma", NOW + 40, FALSE, NOW + 30 + GAP);
  assert_enter (fixture->store, ENGINE, "alpha", TRUE, "beta");
  wait_for_lane (fixture, ENGINE, NULL, FALSE, 1);
  visit (fixture, "guest", "gamma", NOW + 50, FALSE, 0);

  /* Batches come and go as they like, and make no visit too early. */
  leave (fixture, ENGINE, NOW + 60);
  wait_for_lane (fixture, ENGINE, "alpha", FALSE, 1);
  visit (fixture, "guest", "gamma", NOW + 30 + GAP, TRUE, 0);
  leave (fixture, "guest", NOW + 40 + GAP);
  visit (fixture, OTHER, "beta", NOW + 50 + GAP, FALSE, NOW + 40 + 2 * GAP);

  /* Nobody has batches, or the clock was put back. */
  wait_for_lane (fixture, ENGINE, NULL, FALSE, 1);
  visit (fixture, OTHER, "beta", NOW + 60 + GAP, TRUE, 0);
  leave (fixture, OTHER, NOW + 70 + GAP);
  wait_for_lane (fixture, ENGINE, "alpha", FALSE, 1);
  visit (fixture, OTHER, "gamma", NOW, TRUE, 0);
}

typedef struct
{
  const char *engine_id;
  guint       limit;
  guint       in_use;
  gboolean    urgent;
  guint       slots;               /* what it gets */
  guint       n_others;
  guint       n_changes;           /* that the others are told of */
} ShareStep;

static void
share (Fixture         *fixture,
       const ShareStep *step)
{
  BatchLaneShareRequest request = {
    step->engine_id, LANE, step->limit, step->in_use, step->urgent,
  };
  g_autoptr(GPtrArray) before = list_changes (fixture, 0);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;
  const BatchChange *last = before->len > 0 ? g_ptr_array_index (before, before->len - 1) : NULL;
  BatchLaneShare answer;

  batch_test_store_share_lane (fixture->store, &request, &answer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer.slots, ==, step->slots);
  g_assert_cmpuint (answer.n_others, ==, step->n_others);
  changes = list_changes (fixture, last != NULL ? last->sequence : 0);
  g_assert_cmpuint (changes->len, ==, step->n_changes);
}

static void
share_all (Fixture         *fixture,
           const ShareStep *steps,
           guint            n_steps)
{
  for (guint i = 0; i < n_steps; i++)
    {
      g_test_message ("step %u: %s wants a share of %u", i, steps[i].engine_id, steps[i].limit);
      share (fixture, &steps[i]);
    }
}

/* Nobody gets what another one still has. */
static void
test_shares (Fixture       *fixture,
             gconstpointer  factory)
{
  static const ShareStep two[] = {
    { ENGINE, 3, 0, FALSE, 3, 0, 0 },
    { OTHER, 3, 0, FALSE, 0, 0, 0 },           /* it is not in the lane */
  };
  static const ShareStep inside[] = {
    { OTHER, 3, 0, FALSE, 0, 1, 1 },
    { ENGINE, 3, 3, FALSE, 3, 1, 0 },          /* all are under way */
    { ENGINE, 3, 2, FALSE, 2, 1, 1 },
    { OTHER, 3, 0, FALSE, 1, 1, 1 },
    { OTHER, 3, 1, FALSE, 1, 1, 0 },
    { ENGINE, 0, 1, FALSE, 1, 1, 1 },          /* it rests */
    { OTHER, 3, 1, FALSE, 2, 1, 1 },
    { ENGINE, 0, 0, FALSE, 0, 1, 1 },
    { OTHER, 3, 2, FALSE, 3, 1, 1 },
    { ENGINE, 3, 0, FALSE, 0, 1, 1 },
    { OTHER, 3, 0, FALSE, 1, 1, 1 },
    { ENGINE, 3, 0, FALSE, 2, 1, 1 },
    { OTHER, 3, 1, TRUE, 1, 1, 1 },            /* its clients come first */
    { ENGINE, 3, 1, FALSE, 1, 1, 1 },
    { OTHER, 3, 1, TRUE, 2, 1, 1 },
  };
  static const ShareStep alone[] = { { OTHER, 3, 2, FALSE, 3, 0, 0 } };
  g_autoptr(GError) error = NULL;

  join_other (fixture);
  assert_enter (fixture->store, ENGINE, "alpha", TRUE, NULL);
  share_all (fixture, two, G_N_ELEMENTS (two));
  assert_enter (fixture->store, OTHER, "alpha", TRUE, "alpha");
  share_all (fixture, inside, G_N_ELEMENTS (inside));

  batch_test_store_leave_lane (fixture->store, ENGINE, LANE, NOW, &error);
  g_assert_no_error (error);
  share_all (fixture, alone, G_N_ELEMENTS (alone));
}

/* What the others know already is not told again: they would wake each other for ever. */
static void
test_waiters (Fixture       *fixture,
              gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;

  join_other (fixture);
  assert_enter (fixture->store, ENGINE, "alpha", TRUE, NULL);
  assert_waiters (fixture, "");
  wait_for_lane (fixture, OTHER, NULL, FALSE, 0);
  wait_for_lane (fixture, OTHER, "beta", FALSE, 1);
  wait_for_lane (fixture, OTHER, "beta", FALSE, 0);
  wait_for_lane (fixture, OTHER, "beta", TRUE, 1);
  assert_waiters (fixture, OTHER " beta!;");
  wait_for_lane (fixture, ENGINE, "gamma", FALSE, 1);
  assert_waiters (fixture, ENGINE " gamma;" OTHER " beta!;");
  wait_for_lane (fixture, OTHER, NULL, FALSE, 1);
  assert_waiters (fixture, ENGINE " gamma;");

  batch_test_store_leave (fixture->store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  assert_waiters (fixture, "");
}

/* Else two who look after each other would never come to rest. */
static void
test_looking_is_no_change (Fixture       *fixture,
                           gconstpointer  factory)
{
  g_autoptr(BatchJobRecord) nothing = batch_job_record_new ();
  g_autoptr(BatchJobRecord) seen = NULL;
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autoptr(GError) error = NULL;

  store_add_job (fixture->store, JOB, 2, 1);
  before = list_changes (fixture, 0);
  seen = batch_test_store_change_job (fixture->store, JOB, nothing, 0, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seen->counts.pending, ==, 2);

  after = list_changes (fixture, 0);
  g_assert_cmpuint (after->len, ==, before->len);
}

static void
test_living_engines (Fixture       *fixture,
                     gconstpointer  factory)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  guint n_items;
  guint n_others;

  join_other (fixture);
  store_add_job (fixture->store, JOB, 2, 1);
  items = store_claim (fixture->store, OTHER, JOB, 2);
  batch_test_store_reap (fixture->store, ENGINE, NOW, &n_items, &n_others, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items, ==, 0);
  g_assert_cmpuint (n_others, ==, 1);
  g_assert_cmpuint (store_start (fixture->store, OTHER, items), ==, 2);
}

static void
assert_working (BatchStore *store,
                const char *engine_id,
                guint       n_working,
                guint       n_dead)
{
  g_autoptr(GError) error = NULL;
  guint working;
  guint dead;

  g_assert_true (batch_test_store_count_working (store, engine_id, &working, &dead, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (working, ==, n_working);
  g_assert_cmpuint (dead, ==, n_dead);
}

static void
set_working (BatchStore *store,
             const char *engine_id,
             gboolean    working)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_test_store_set_working (store, engine_id, working, &error));
  g_assert_no_error (error);
}

/* @working: what it says now. */
static void
assert_told (Fixture  *fixture,
             gboolean  working,
             gboolean  is_news)
{
  g_autoptr(GPtrArray) before = list_changes (fixture, 0);
  g_autoptr(GPtrArray) changes = NULL;
  gint64 last = before->len > 0
                ? ((const BatchChange *) g_ptr_array_index (before, before->len - 1))->sequence : 0;

  set_working (fixture->store, OTHER, working);
  changes = list_changes (fixture, last);
  g_assert_cmpint (find_change (changes, BATCH_CHANGE_ENGINES, "") != NULL, ==, is_news);
  assert_working (fixture->store, ENGINE, working, 0);
}

static void
test_working (Fixture       *fixture,
              gconstpointer  factory)
{
  g_autoptr(GError) error = NULL;

  join_other (fixture);
  assert_working (fixture->store, ENGINE, 0, 0);
  assert_told (fixture, FALSE, FALSE);
  assert_told (fixture, TRUE, TRUE);
  assert_told (fixture, TRUE, FALSE);

  /* Nobody counts oneself. */
  assert_working (fixture->store, OTHER, 0, 0);
  set_working (fixture->store, ENGINE, TRUE);
  assert_working (fixture->store, OTHER, 1, 0);
  assert_working (fixture->store, ENGINE, 1, 0);
  assert_told (fixture, FALSE, TRUE);

  /* Who leaves says no more of itself; one that comes again only looks. */
  set_working (fixture->store, OTHER, TRUE);
  batch_test_store_leave (fixture->store, OTHER, NOW, &error);
  g_assert_no_error (error);
  assert_working (fixture->store, ENGINE, 0, 0);
  g_assert_false (batch_test_store_set_working (fixture->store, OTHER, TRUE, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);
  join_other (fixture);
  assert_working (fixture->store, ENGINE, 0, 0);
}

/* It works no more, though it has not said so. */
static void
test_dead_engine_that_worked (Fixture       *fixture,
                              gconstpointer  factory)
{
  g_autoptr(BatchStore) other = NULL;
  g_autoptr(GError) error = NULL;
  guint n_items;
  guint n_others;

  other = batch_test_store_open (fixture->uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (other, OTHER, NOW, &error);
  g_assert_no_error (error);
  set_working (other, OTHER, TRUE);
  assert_working (fixture->store, ENGINE, 1, 0);

  g_assert_finalize_object (g_steal_pointer (&other));
  assert_working (fixture->store, ENGINE, 0, 1);
  batch_test_store_reap (fixture->store, ENGINE, NOW, &n_items, &n_others, &error);
  g_assert_no_error (error);
  assert_working (fixture->store, ENGINE, 0, 0);
}

/* One that let go of everything without a word, as the dead do. */
static void
test_dead_engine (Fixture       *fixture,
                  gconstpointer  factory)
{
  g_autoptr(BatchStore) other = NULL;
  g_autoptr(GPtrArray) running = NULL;
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(BatchItemRecord) lost = NULL;
  g_autoptr(BatchItemRecord) waiting = NULL;
  g_autoptr(GError) error = NULL;
  guint n_items;
  guint n_others;

  other = batch_test_store_open (fixture->uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (other, OTHER, NOW, &error);
  g_assert_no_error (error);

  store_add_job (fixture->store, JOB, 3, 1);
  running = store_claim (other, OTHER, JOB, 1);
  g_assert_cmpuint (store_start (other, OTHER, running), ==, 1);
  claimed = store_claim (other, OTHER, JOB, 1);
  assert_enter (other, OTHER, "alpha", TRUE, NULL);
  assert_enter (fixture->store, ENGINE, "beta", FALSE, "alpha");
  batch_test_store_wait_for_lane (other, OTHER, LANE, "gamma", TRUE, &error);
  g_assert_no_error (error);
  assert_waiters (fixture, OTHER " gamma!;");
  g_assert_finalize_object (g_steal_pointer (&other));

  batch_test_store_reap (fixture->store, ENGINE, NOW, &n_items, &n_others, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_items, ==, 2);
  g_assert_cmpuint (n_others, ==, 0);
  store_check_counts (fixture->store, JOB);

  lost = store_get_item (fixture->store, JOB, 0);
  g_assert_cmpint (lost->status, ==, BATCH_ITEM_STATUS_PENDING);
  g_assert_cmpuint (lost->lost, ==, 1);
  g_assert_cmpuint (lost->attempts, ==, 0);
  waiting = store_get_item (fixture->store, JOB, 1);
  g_assert_cmpuint (waiting->lost, ==, 0);
  assert_waiters (fixture, "");
  assert_enter (fixture->store, ENGINE, "beta", TRUE, "alpha");
}

/* Nobody has to look for the dead before a lane can be entered. */
static void
test_dead_engine_in_lane (Fixture       *fixture,
                          gconstpointer  factory)
{
  g_autoptr(BatchStore) other = NULL;
  g_autoptr(GError) error = NULL;

  other = batch_test_store_open (fixture->uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (other, OTHER, NOW, &error);
  g_assert_no_error (error);
  assert_enter (other, OTHER, "alpha", TRUE, NULL);
  g_assert_finalize_object (g_steal_pointer (&other));
  assert_enter (fixture->store, ENGINE, "beta", TRUE, "alpha");
}

/* What two have in memory is not what is true, when both write. */
static void
test_two_writers (Fixture       *fixture,
                  gconstpointer  factory)
{
  g_autoptr(BatchStore) other = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(GError) error = NULL;

  other = batch_test_store_open (fixture->uri, &error);
  g_assert_no_error (error);
  batch_test_store_join (other, OTHER, NOW, &error);
  g_assert_no_error (error);

  store_add_job (fixture->store, JOB, 40, 1);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(GPtrArray) mine = store_claim (fixture->store, ENGINE, JOB, 1);
      g_autoptr(GPtrArray) theirs = store_claim (other, OTHER, JOB, 1);

      g_assert_cmpuint (store_start (fixture->store, ENGINE, mine), ==, 1);
      g_assert_cmpuint (store_start (other, OTHER, theirs), ==, 1);
      g_assert_cmpuint (store_finish (fixture->store, ENGINE, mine, BATCH_ITEM_STATUS_SUCCEEDED),
                        ==, 1);
      g_assert_cmpuint (store_finish (other, OTHER, theirs, BATCH_ITEM_STATUS_SUCCEEDED), ==, 1);
    }

  job = store_get (other, JOB);
  g_assert_cmpint (job->counts.succeeded, ==, 40);
  g_assert_cmpint (job->state, ==, BATCH_JOB_STATE_FINALIZING);
  store_check_counts (fixture->store, JOB);
  batch_test_store_close (other, &error);
  g_assert_no_error (error);
}

void
store_cases_add_sharing (const char              *prefix,
                         const BatchStoreFactory *factory)
{
  fixture_add (prefix, "lanes", factory, test_lanes);
  fixture_add (prefix, "empty-lane", factory, test_empty_lane);
  fixture_add (prefix, "changes", factory, test_changes);
  fixture_add (prefix, "waiters", factory, test_waiters);
  fixture_add (prefix, "shares", factory, test_shares);
  fixture_add (prefix, "visits", factory, test_visits);
  fixture_add (prefix, "looking-is-no-change", factory, test_looking_is_no_change);
  fixture_add (prefix, "living-engines", factory, test_living_engines);
  fixture_add (prefix, "working", factory, test_working);
  if (!factory->shared)
    return;

  fixture_add (prefix, "dead-engine", factory, test_dead_engine);
  fixture_add (prefix, "dead-engine-in-lane", factory, test_dead_engine_in_lane);
  fixture_add (prefix, "dead-engine-that-worked", factory, test_dead_engine_that_worked);
  fixture_add (prefix, "two-writers", factory, test_two_writers);
}
