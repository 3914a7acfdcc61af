/* test-prefix-index.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-prefix-index-private.h"

#include <string.h>

#define MAX_ITEMS 16
#define MAX_STEPS 12

/* Prompts are words whose letters are steps; two that begin with the same letters are alike so
 * far. In which order they are to be sent, as places in the input. */
static const struct
{
  const char *prompts;
  const char *order;
} cases[] = {
  /* What has nothing in common stays where it was, and so does what is short. */
  { "abcd efgh ijkl", "0 1 2" },
  { "- - abc -", "0 1 2 3" },
  { "a b a b", "0 2 1 3" },
  /* Documents with questions, in an interleaved file. */
  { "abcdef ghijkl abcdef ghijkl abcdef", "0 2 4 1 3" },
  /* The questions are long enough to have a step of their own. */
  { "abcdeM ghijkN abcdeO ghijkP", "0 2 1 3" },
  /* One system prompt before all documents. */
  { "SSabcd SSefgh SSabcd SSefgh", "0 2 1 3" },
  /* Two system prompts: what shares one stays together. */
  { "SSabcd TTabcd SSefgh TTefgh SSabcd TTabcd", "0 4 2 1 5 3" },
  /* A system prompt before texts that are all different. */
  { "SSSSa - SSSSb TTTTc SSSSd", "0 2 4 1 3" },
  /* A conversation that grows. */
  { "abcd xyzw abcde abcdef abcdefg", "0 2 3 4 1" },
  /* What came first says where a group is. */
  { "- QQQQ RRRR QQQQ - RRRR", "0 1 3 2 5 4" },
};

typedef struct
{
  gint64 prefix;
  guint  position;
} Place;

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const Place *first = a;
  const Place *second = b;

  if (first->prefix != second->prefix)
    return first->prefix < second->prefix ? -1 : 1;
  return (int) first->position - (int) second->position;
}

static gint64
add_word (BatchPrefixIndex *index,
          const char       *word,
          guint             position)
{
  guint64 steps[MAX_STEPS];
  guint n_steps = strcmp (word, "-") == 0 ? 0 : (guint) strlen (word);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autofree char *beginning = g_strndup (word, i + 1);

      steps[i] = g_str_hash (beginning) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
    }
  return batch_prefix_index_add (index, steps, n_steps, position);
}

static char *
order_of (const char *prompts)
{
  g_autoptr(BatchPrefixIndex) index = batch_prefix_index_new ();
  g_auto(GStrv) words = g_strsplit (prompts, " ", -1);
  g_autoptr(GString) order = g_string_new (NULL);
  Place places[MAX_ITEMS];
  guint n = g_strv_length (words);

  for (guint i = 0; i < n; i++)
    places[i] = (Place) { add_word (index, words[i], i), i };

  qsort (places, n, sizeof (Place), compare_places);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (order, "%s%u", i > 0 ? " " : "", places[i].position);
  return g_string_free (g_steal_pointer (&order), FALSE);
}

static void
test_order (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *order = order_of (cases[i].prompts);

      g_test_message ("%s", cases[i].prompts);
      g_assert_cmpstr (order, ==, cases[i].order);
    }
}

/* 1000 documents with 20 questions each, all after one system prompt. */
static void
test_documents (void)
{
  g_autoptr(BatchPrefixIndex) index = batch_prefix_index_new ();
  g_autofree gint64 *groups = g_new0 (gint64, 1000);

  for (guint i = 0; i < 20000; i++)
    {
      guint document = i % 1000;
      guint64 steps[12];
      gint64 prefix;

      for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
        steps[j] = ((j < 4 ? 0 : document) * 16 + j + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
      prefix = batch_prefix_index_add (index, steps, G_N_ELEMENTS (steps), i);
      g_assert_cmpint (batch_prefix_get_root (prefix), ==, 1);
      if (i < 1000)
        groups[document] = prefix;
      g_assert_cmpint (prefix, ==, groups[document]);
      g_assert_cmpint (prefix & G_MAXUINT32, ==, document);
    }
}

/* Whatever there is of it, it is remembered up to a bound, and what is new goes on. */
static void
test_bounded (void)
{
  g_autoptr(BatchPrefixIndex) index = batch_prefix_index_new ();
  guint64 state = 1;
  gint64 first = 0;

  for (guint i = 0; i < 400000; i++)
    {
      guint64 steps[8];
      gint64 prefix;

      for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
        steps[j] = state = state * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407;
      prefix = batch_prefix_index_add (index, steps, G_N_ELEMENTS (steps), i);
      g_assert_cmpint (prefix, >, first);
      g_assert_cmpint (batch_prefix_get_root (prefix), ==, (gint64) i + 1);
      g_assert_cmpint (batch_prefix_index_add (index, steps, G_N_ELEMENTS (steps), i + 1),
                       ==, prefix);
      first = prefix;
    }
}

/* Those that are run alike come one after the other, and begin alike only among themselves. What
 * says nothing of how it is run has the number that it always had. */
static void
test_settings (void)
{
  static const struct
  {
    gint64 prefix;
    guint  setting;
    gint64 root;
  } settings[] = {
    { 0, 0, 0 },
    { 0, 1, 0 },
    { 0, BATCH_PREFIX_MAX_SETTING, 0 },
    { G_GINT64_CONSTANT (1) << 32, 0, 1 },
    { G_GINT64_CONSTANT (7) << 32 | 9, 2, (G_GINT64_CONSTANT (2) << 25) + 7 },
  };
  gint64 last = -1;

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      gint64 prefix = batch_prefix_set_setting (settings[i].prefix, settings[i].setting);

      g_assert_cmpuint (batch_prefix_get_setting (prefix), ==, settings[i].setting);
      g_assert_cmpint (batch_prefix_get_root (prefix), ==, settings[i].root);
      if (settings[i].setting == 0)
        g_assert_cmpint (prefix, ==, settings[i].prefix);
    }

  for (guint i = 0; i <= BATCH_PREFIX_MAX_SETTING; i++)
    {
      g_assert_cmpint (batch_prefix_set_setting (0, i), >, last);
      last = batch_prefix_set_setting (G_GINT64_CONSTANT (0x1ffffff) << 32 | G_MAXUINT32, i);
      g_assert_cmpint (last, >, batch_prefix_set_setting (0, i));
    }
  g_assert_cmpint (batch_prefix_set_setting (0, 1000), ==,
                   batch_prefix_set_setting (0, BATCH_PREFIX_MAX_SETTING));
}

/* However late it comes, a prefix is never taken for a setting. */
static void
test_late (void)
{
  g_autoptr(BatchPrefixIndex) index = batch_prefix_index_new ();
  guint64 steps[] = { 1, 2, 3 };
  guint64 others[] = { 4, 5, 6 };
  gint64 late = batch_prefix_index_add (index, steps, G_N_ELEMENTS (steps), G_MAXUINT32 - 1);
  gint64 last = batch_prefix_index_add (index, others, G_N_ELEMENTS (others), G_MAXUINT32);

  g_assert_cmpuint (batch_prefix_get_setting (late), ==, 0);
  g_assert_cmpint (batch_prefix_get_root (late), >, 0);
  g_assert_cmpint (last, >, late);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/planning/prefix-index/order", test_order);
  g_test_add_func ("/batch/planning/prefix-index/documents", test_documents);
  g_test_add_func ("/batch/planning/prefix-index/bounded", test_bounded);
  g_test_add_func ("/batch/planning/prefix-index/settings", test_settings);
  g_test_add_func ("/batch/planning/prefix-index/late", test_late);

  return g_test_run ();
}
