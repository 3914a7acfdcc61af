/* test-list-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-list-order-private.h"

#include <string.h>

/* Jobs are the numbers of their submission, from 1 on; their keys are letters. */

typedef struct
{
  BatchListOrder *order;
  GArray         *view;      /* of int: what somebody sees who only hears of changes */
  char            keys[64];
  gboolean        settled[64];
  int             n_jobs;
} List;

static void
list_init (List *list)
{
  memset (list, 0, sizeof *list);
  list->order = batch_list_order_new ();
  list->view = g_array_new (FALSE, FALSE, sizeof (int));
}

static void
list_clear (List *list)
{
  batch_list_order_free (list->order);
  g_array_unref (list->view);
}

/* Follows a change as a view does, and finds the view equal to the list. */
static void
list_apply (List            *list,
            BatchListChange  change)
{
  guint size = batch_list_order_get_size (list->order);

  g_array_remove_range (list->view, change.position, change.n_removed);
  for (guint i = 0; i < change.n_added; i++)
    {
      gpointer job = batch_list_order_get_nth (list->order, change.position + i);
      int number = GPOINTER_TO_INT (job);

      g_array_insert_val (list->view, change.position + i, number);
    }

  g_assert_cmpuint (list->view->len, ==, size);
  for (guint i = 0; i < size; i++)
    {
      gpointer job = batch_list_order_get_nth (list->order, i);

      g_assert_cmpint (g_array_index (list->view, int, i), ==, GPOINTER_TO_INT (job));
      g_assert_cmpuint (batch_list_order_find (list->order, job), ==, i);
    }
  g_assert_null (batch_list_order_get_nth (list->order, size));
}

static void
list_insert (List *list,
             char  key)
{
  const char name[2] = { key, '\0' };
  int number = ++list->n_jobs;

  list->keys[number] = key;
  list_apply (list, batch_list_order_insert (list->order, GINT_TO_POINTER (number), name, number));
}

static void
list_settle (List *list,
             int   number)
{
  batch_list_order_settle (list->order, GINT_TO_POINTER (number));
  list->settled[number] = TRUE;
}

/* "b1 b3 a2": the keys and the numbers, "!" behind those that are settled. */
static void
assert_list (List       *list,
             const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->view->len; i++)
    {
      int number = g_array_index (list->view, int, i);

      g_string_append_printf (text, "%s%c%d", i > 0 ? " " : "", list->keys[number], number);
    }

  g_assert_cmpstr (text->str, ==, expected);
}

/* The first one that is queued, of all and of each key, is the one that a look at each
 * finds. */
static void
assert_first_queued (List *list)
{
  gpointer first = NULL;

  for (char key = 'a'; key <= 'z'; key++)
    {
      const char name[2] = { key, '\0' };
      gpointer first_of_key = NULL;

      for (guint i = list->view->len; i > 0; i--)
        {
          int number = g_array_index (list->view, int, i - 1);

          if (list->keys[number] == key && !list->settled[number])
            first_of_key = GINT_TO_POINTER (number);
        }
      g_assert_true (batch_list_order_first_queued (list->order, name) == first_of_key);
    }

  for (guint i = list->view->len; i > 0; i--)
    {
      int number = g_array_index (list->view, int, i - 1);

      if (!list->settled[number])
        first = GINT_TO_POINTER (number);
    }
  g_assert_true (batch_list_order_first_queued (list->order, NULL) == first);
}

static int
lead_of (List *list,
         int   number)
{
  return batch_list_order_get_lead (list->order, GINT_TO_POINTER (number));
}

typedef struct
{
  const char *name;
  const char *steps;      /* a letter: a job of that key; !n: job n is settled; -n: removed; */
  const char *expected;   /* >np: job n is dragged to place p */
} Case;

static const Case cases[] = {
  { "15, 34: groups as they first came, not by the alphabet", "bab", "b1 b3 a2" },
  { "a llava, moondream, llava queue", "lml", "l1 l3 m2" },
  { "16: the running job stays", "b!1ab", "b1 a2 b3" },
  { "36: whatever its key", "c!1ac", "c1 a2 c3" },
  { "35: nothing to group, nothing moves", "ba", "b1 a2" },
  { "37: one key, nothing moves", "aaa", "a1 a2 a3" },
  { "three keys", "abcabc", "a1 a4 b2 b5 c3 c6" },
  { "queued jobs flow around the settled ones", "ba!2b", "b1 a2 b3" },
  { "in their order", "bac!2b", "b1 a2 b4 c3" },
  { "around several", "bcadef!2!3!5b", "b1 c2 a3 b7 e5 d4 f6" },
  { "a settled group draws nobody", "aab!1!2ca", "a1 a2 b3 c4 a5" },
  { "behind the last one that still waits", "aab!2ca", "a1 a2 a5 b3 c4" },
  { "what is removed leaves no place behind", "bab-2", "b1 b3" },
  { "nor a group", "bab-1-3b", "a2 b4" },
  { "dragged up", "abc>30", "c3 a1 b2" },
  { "dragged down", "abc>12", "b2 c3 a1" },
  { "past the end", "abc>19", "b2 c3 a1" },
  { "a dragged job takes its group along for those to come", "abc>30c", "c3 c4 a1 b2" },
  { "dragged around a settled one, up", "abcd!2>40", "d4 b2 a1 c3" },
  { "and down", "abcd!2>13", "c3 b2 d4 a1" },
  { "onto a settled one", "abc!2>11", "a1 b2 c3" },
  { "a settled one is dragged, too", "abc!1>12", "b2 c3 a1" },
  { "around another one", "abcd!1!3>13", "b2 d4 c3 a1" },
  { "and keeps its new place", "abcd!1>12a", "b2 c3 a1 d4 a5" },
};

static void
run_step (List        *list,
          const char **step)
{
  const char *s = *step;
  gpointer job = GINT_TO_POINTER (s[1] - '0');

  *step += strchr ("!-", *s) != NULL ? 2 : *s == '>' ? 3 : 1;
  if (*s == '!')
    list_settle (list, s[1] - '0');
  else if (*s == '-')
    list_apply (list, batch_list_order_remove (list->order, job));
  else if (*s == '>')
    list_apply (list, batch_list_order_move (list->order, job, (guint) (s[2] - '0')));
  else
    list_insert (list, *s);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      List list;

      g_test_message ("%s", cases[i].name);
      list_init (&list);
      for (const char *step = cases[i].steps; *step != '\0';)
        run_step (&list, &step);
      assert_list (&list, cases[i].expected);
      assert_first_queued (&list);
      list_clear (&list);
    }
}

/* Only those that really stand elsewhere say so, and why. */
static void
test_leads (void)
{
  g_autofree char *up = NULL;
  g_autofree char *down = NULL;
  List list;

  list_init (&list);
  for (const char *key = "babc"; *key != '\0'; key++)
    list_insert (&list, *key);
  assert_list (&list, "b1 b3 a2 c4");
  g_assert_cmpint (lead_of (&list, 1), ==, 0);
  g_assert_cmpint (lead_of (&list, 2), ==, -1);
  g_assert_cmpint (lead_of (&list, 3), ==, 1);
  g_assert_cmpint (lead_of (&list, 4), ==, 0);

  /* What is settled does not count. */
  batch_list_order_settle (list.order, GINT_TO_POINTER (1));
  g_assert_cmpint (lead_of (&list, 1), ==, 0);
  g_assert_cmpint (lead_of (&list, 3), ==, 1);
  batch_list_order_settle (list.order, GINT_TO_POINTER (3));
  g_assert_cmpint (lead_of (&list, 2), ==, 0);
  g_assert_cmpint (lead_of (&list, 3), ==, 0);
  list_clear (&list);

  up = batch_list_order_note (1, "b");
  down = batch_list_order_note (-2, "a");
  g_assert_cmpstr (up, ==, "Moved up 1 place, to the other jobs for “b”");
  g_assert_cmpstr (down, ==, "Moved down 2 places, behind jobs for models that came before “a”");
  g_assert_null (batch_list_order_note (0, "a"));
}

/* As it was in the store: nothing is grouped anew. */
static void
test_restored (void)
{
  List list;

  list_init (&list);
  memcpy (list.keys, " bab", 5);
  list.n_jobs = 3;
  list_apply (&list, batch_list_order_append (list.order, GINT_TO_POINTER (2), "a", 2, FALSE));
  list_apply (&list, batch_list_order_append (list.order, GINT_TO_POINTER (3), "b", 3, TRUE));
  list_apply (&list, batch_list_order_append (list.order, GINT_TO_POINTER (1), "b", 1, TRUE));
  list.settled[2] = TRUE;
  assert_list (&list, "a2 b3 b1");
  assert_first_queued (&list);
  g_assert_cmpint (lead_of (&list, 1), ==, -1);
  g_assert_cmpint (lead_of (&list, 2), ==, 0);
  g_assert_cmpint (lead_of (&list, 3), ==, 1);

  list_insert (&list, 'b');
  assert_list (&list, "a2 b3 b1 b4");
  list_clear (&list);
}

/* Those that were moved over by another settled one have new places, too. */
static void
settle_again (List  *list,
              guint *settled)
{
  for (int i = 1; i <= list->n_jobs; i++)
    if (settled[i] > 0)
      settled[i] = 1 + batch_list_order_find (list->order, GINT_TO_POINTER (i));
}

/* Whatever happens: settled jobs stay where they are unless something before them
 * is removed or one of them is moved, each job is there once, and views that follow the
 * changes agree. */
static void
test_any_steps (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (5);

  for (guint round = 0; round < 500; round++)
    {
      guint settled[64] = { 0, };
      List list;

      list_init (&list);
      for (guint step = 0; step < 60; step++)
        {
          int job = list.n_jobs > 0 ? g_rand_int_range (random, 1, list.n_jobs + 1) : 0;
          int what = g_rand_int_range (random, 0, 3);

          if (what == 0 || job == 0)
            list_insert (&list, (char) ('a' + g_rand_int_range (random, 0, 4)));
          else if (what == 1 && settled[job] == 0)
            {
              list_settle (&list, job);
              settled[job] = 1 + batch_list_order_find (list.order, GINT_TO_POINTER (job));
            }
          else
            {
              guint place = (guint) g_rand_int_range (random, 0, 60);

              list_apply (&list,
                          batch_list_order_move (list.order, GINT_TO_POINTER (job), place));
              if (settled[job] > 0)
                settle_again (&list, settled);
            }

          for (int i = 1; i <= list.n_jobs; i++)
            if (settled[i] > 0)
              g_assert_cmpuint (batch_list_order_find (list.order, GINT_TO_POINTER (i)), ==,
                                settled[i] - 1);
          assert_first_queued (&list);
        }
      list_clear (&list);
    }
}

static void
test_many (void)
{
  static const char * const keys[] = { "a", "b", "c" };
  const int n = 100000;
  g_autoptr(BatchListOrder) order = batch_list_order_new ();
  gint64 started = g_get_monotonic_time ();

  for (int i = 1; i <= n; i++)
    {
      batch_list_order_insert (order, GINT_TO_POINTER (i), keys[i % 3], i);
      g_assert_cmpint (batch_list_order_get_lead (order, GINT_TO_POINTER (i)), >=, 0);
    }

  g_test_message ("%.2f us a job", (double) (g_get_monotonic_time () - started) / n);
  if (g_test_perf ())
    g_assert_cmpint (g_get_monotonic_time () - started, <, 40 * n);
  g_assert_true (batch_list_order_get_nth (order, 0) == GINT_TO_POINTER (1));
  g_assert_true (batch_list_order_get_nth (order, 1) == GINT_TO_POINTER (4));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/list-order/cases", test_cases);
  g_test_add_func ("/batch/planning/list-order/leads", test_leads);
  g_test_add_func ("/batch/planning/list-order/restored", test_restored);
  g_test_add_func ("/batch/planning/list-order/any-steps", test_any_steps);
  g_test_add_func ("/batch/planning/list-order/many", test_many);
  return g_test_run ();
}
