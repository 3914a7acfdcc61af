/* test-import-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-import-queue-private.h"

/* Imports that only note what they are told. */

#define MAX_IMPORTS 40

typedef struct
{
  BatchImportPlace *place;         /* NULL: it has left, or has not come */
  gboolean          is_group;
  gboolean          begun;
  gboolean          ready;
  gboolean          queuing;
  gboolean          queued;
} Import;

static GString *journal;           /* “b” and “q” with the number of the import */
static Import imports[MAX_IMPORTS];

static void
begin (gpointer data)
{
  Import *import = data;

  g_assert_false (import->begun);
  import->begun = TRUE;
  g_string_append_printf (journal, "b%d ", (int) (import - imports));
}

static void
enqueue (gpointer data)
{
  Import *import = data;

  g_assert_true (import->ready);
  g_assert_false (import->queuing);
  import->queuing = TRUE;
  g_string_append_printf (journal, "q%d ", (int) (import - imports));
}

static const BatchImportSteps single_steps = { begin, enqueue, FALSE };
static const BatchImportSteps group_steps = { begin, enqueue, TRUE };

static void
set_up (void)
{
  journal = g_string_new (NULL);
  for (guint i = 0; i < MAX_IMPORTS; i++)
    imports[i] = (Import) { 0 };
}

static void
tear_down (void)
{
  g_string_free (journal, TRUE);
}

static void
join (BatchImportQueue *queue,
      guint             i,
      gboolean          is_group)
{
  imports[i].is_group = is_group;
  imports[i].place = batch_import_place_new (queue, is_group ? &group_steps : &single_steps,
                                             &imports[i]);
}

static void
make_ready (guint i)
{
  imports[i].ready = TRUE;
  batch_import_place_ready (imports[i].place);
}

static void
make_queued (guint i)
{
  imports[i].queued = TRUE;
  batch_import_place_queued (imports[i].place);
}

static void
leave (guint i)
{
  batch_import_place_free (g_steal_pointer (&imports[i].place));
}

static void
assert_journal (const char *expected)
{
  g_assert_cmpstr (journal->str, ==, expected);
  g_string_truncate (journal, 0);
}

/* Who has no queue waits for nobody. */
static void
test_alone (void)
{
  set_up ();
  join (NULL, 0, FALSE);
  join (NULL, 1, TRUE);
  assert_journal ("");
  batch_import_place_start (imports[1].place);
  batch_import_place_start (imports[0].place);
  assert_journal ("b1 b0 ");
  make_ready (1);
  assert_journal ("q1 ");
  make_queued (1);
  leave (1);
  /* It has failed. */
  leave (0);
  assert_journal ("");
  tear_down ();
}

/* All of those that go by themselves are under way at once, and end in the order in which they
 * came. */
static void
test_order (void)
{
  BatchImportQueue *queue = batch_import_queue_new ();

  set_up ();
  for (guint i = 0; i < 3; i++)
    {
      join (queue, i, FALSE);
      batch_import_place_start (imports[i].place);
    }
  assert_journal ("b0 b1 b2 ");

  make_ready (2);
  make_ready (1);
  assert_journal ("");
  make_ready (0);
  assert_journal ("q0 ");
  make_queued (0);
  assert_journal ("q1 ");
  /* One that fails while it is queued is no obstacle. */
  leave (1);
  assert_journal ("q2 ");
  make_queued (2);
  leave (0);
  leave (2);
  assert_journal ("");
  batch_import_queue_free (queue);
  tear_down ();
}

/* Two groups at once; and behind one, who goes by itself begins when that is queued. */
static void
test_groups (void)
{
  BatchImportQueue *queue = batch_import_queue_new ();

  set_up ();
  for (guint i = 0; i < 4; i++)
    {
      join (queue, i, i < 3);
      batch_import_place_start (imports[i].place);
    }
  assert_journal ("b0 b1 ");

  make_ready (1);
  assert_journal ("");
  make_ready (0);
  assert_journal ("q0 ");
  /* It is queued, but has not ended. */
  make_queued (0);
  assert_journal ("q1 ");
  make_queued (1);
  assert_journal ("");
  leave (0);
  assert_journal ("b2 ");
  make_ready (2);
  assert_journal ("q2 ");
  make_queued (2);
  assert_journal ("b3 ");
  for (guint i = 1; i < 4; i++)
    leave (i);
  assert_journal ("");
  batch_import_queue_free (queue);
  tear_down ();
}

/* A group that has not begun may be added to, as long as nobody stands behind it. */
static void
test_open (void)
{
  BatchImportQueue *queue = batch_import_queue_new ();

  set_up ();
  g_assert_null (batch_import_queue_get_open (queue, &group_steps));
  join (queue, 0, TRUE);
  g_assert_true (batch_import_queue_get_open (queue, &group_steps) == &imports[0]);
  g_assert_null (batch_import_queue_get_open (queue, &single_steps));
  join (queue, 1, FALSE);
  g_assert_null (batch_import_queue_get_open (queue, &group_steps));
  assert_journal ("");
  /* It leaves before it has begun, by which the queue goes on: now the group has begun. */
  leave (1);
  assert_journal ("b0 ");
  g_assert_null (batch_import_queue_get_open (queue, &group_steps));
  leave (0);
  assert_journal ("");
  batch_import_queue_free (queue);
  tear_down ();
}

/* --- Held against what the header says, in any order of events --- */

/* Whether somebody who joined earlier is in the way of @i. */
static gboolean
has_before (guint    i,
            gboolean (*is_in_the_way) (const Import *import))
{
  for (guint j = 0; j < i; j++)
    if (imports[j].place != NULL && is_in_the_way (&imports[j]))
      return TRUE;

  return FALSE;
}

static gboolean
is_not_begun (const Import *import)
{
  return !import->begun;
}

static gboolean
is_not_queued (const Import *import)
{
  return !import->queued;
}

static gboolean
is_late_group (const Import *import)
{
  return import->is_group && !import->queued;
}

static guint
count_groups (void)
{
  guint n = 0;

  for (guint i = 0; i < MAX_IMPORTS; i++)
    n += imports[i].place != NULL && imports[i].is_group && imports[i].begun;

  return n;
}

static void
assert_rules (guint n_joined)
{
  g_assert_cmpuint (count_groups (), <=, 2);
  for (guint i = 0; i < n_joined; i++)
    {
      const Import *import = &imports[i];
      gboolean may_begin;

      if (import->place == NULL)
        continue;

      may_begin = !has_before (i, is_not_begun)
                  && (import->is_group ? count_groups () < 2 : !has_before (i, is_late_group));
      /* Nobody waits without need. */
      g_assert_true (import->begun || !may_begin);
      g_assert_true (import->queuing || !import->ready || has_before (i, is_not_queued));
      /* Nobody goes before those who came earlier. */
      g_assert_false (import->begun && has_before (i, is_not_begun));
      g_assert_false (import->begun && !import->is_group && has_before (i, is_late_group));
      g_assert_false (import->queuing && has_before (i, is_not_queued));
    }
}

/* Something that can happen to import @i in its stage. */
static void
go_on (guint  i,
       GRand *rand)
{
  Import *import = &imports[i];

  if (import->place == NULL)
    return;

  if (import->queued || g_rand_int_range (rand, 0, 8) == 0)
    leave (i);
  else if (import->queuing)
    make_queued (i);
  else if (import->begun && !import->ready)
    make_ready (i);
}

static void
test_any_order (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint round = 0; round < 200; round++)
    {
      BatchImportQueue *queue = batch_import_queue_new ();
      guint n_joined = 0;
      guint n_left;

      set_up ();
      do
        {
          if (n_joined < MAX_IMPORTS && g_rand_boolean (rand))
            {
              join (queue, n_joined, g_rand_boolean (rand));
              batch_import_place_start (imports[n_joined++].place);
            }
          else if (n_joined > 0)
            go_on ((guint) g_rand_int_range (rand, 0, (int) n_joined), rand);

          assert_rules (n_joined);
          n_left = 0;
          for (guint i = 0; i < n_joined; i++)
            n_left += imports[i].place == NULL;
        }
      while (n_left < MAX_IMPORTS);

      batch_import_queue_free (queue);
      tear_down ();
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/intake/import-queue/alone", test_alone);
  g_test_add_func ("/batch/intake/import-queue/order", test_order);
  g_test_add_func ("/batch/intake/import-queue/groups", test_groups);
  g_test_add_func ("/batch/intake/import-queue/open", test_open);
  g_test_add_func ("/batch/intake/import-queue/any-order", test_any_order);

  return g_test_run ();
}
