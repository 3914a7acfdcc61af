/* test-prefix-affinity.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-prefix-affinity-private.h"

#include <string.h>

/* Requests are letters: the upper one is the root, the lower one the group in it. What happens,
 * in order, and after it whose turn it is:
 *
 *   >Aa  one leaves     !0  the one that left as the first of all has been read
 *   <0   it is back     ?Aa now, later, or if there is nobody else (n, l, i)
 *   x    the server has forgotten all
 */
static const struct
{
  BatchPrefixMemory  memory;
  const char        *story;
} cases[] = {
  { BATCH_PREFIX_MEMORY_NONE, "?Aan >Aa ?Aan ?Abn" },

  { BATCH_PREFIX_MEMORY_SHARED, "?Aan >Aa ?Aal ?Abl ?Ban" },
  { BATCH_PREFIX_MEMORY_SHARED, ">Aa !0 ?Aan ?Abn >Aa ?Aan ?Abn" },
  /* Each document is read once, and so is what they have in common. */
  { BATCH_PREFIX_MEMORY_SHARED, ">Aa !0 >Ab ?Abl ?Aan ?Acn >Ac ?Acl !1 ?Abn" },
  /* One that failed has read nothing: the next one is the first. */
  { BATCH_PREFIX_MEMORY_SHARED, ">Aa <0 ?Aan >Aa ?Aal <1 ?Aan" },
  { BATCH_PREFIX_MEMORY_SHARED, ">Aa !0 <0 x ?Aan >Aa ?Aal" },
  { BATCH_PREFIX_MEMORY_SHARED, ">Aa >Ba ?Aal ?Bal ?Can !1 ?Ban ?Aal" },
  { BATCH_PREFIX_MEMORY_SHARED, ">-- ?--n >-- ?--n" },

  { BATCH_PREFIX_MEMORY_OF_SLOTS, "?Aan >Aa ?Aai ?Abn ?Ban" },
  { BATCH_PREFIX_MEMORY_OF_SLOTS, ">Aa !0 ?Aai >Aa <0 ?Aai <1 ?Aan" },
  { BATCH_PREFIX_MEMORY_OF_SLOTS, ">-- ?--n" },
};

static BatchPrefixMark
mark_of (const char *letters)
{
  gint64 prefix = (gint64) letters[0] << 32 | letters[1];

  return batch_prefix_mark (7, letters[0] == '-' ? 0 : prefix);
}

static char
look (BatchPrefixAffinity *affinity,
      const char          *letters)
{
  BatchPrefixMark mark = mark_of (letters);

  return "nil"[batch_prefix_affinity_look (affinity, &mark)];
}

static void
run_story (BatchPrefixAffinity *affinity,
           const char          *story)
{
  g_auto(GStrv) steps = g_strsplit (story, " ", -1);
  BatchPrefixMark marks[8];
  guint n_marks = 0;

  g_test_message ("%s", story);
  for (guint i = 0; steps[i] != NULL; i++)
    {
      const char *step = steps[i];

      if (*step == '>')
        {
          marks[n_marks] = mark_of (step + 1);
          batch_prefix_affinity_begin (affinity, &marks[n_marks++]);
        }
      else if (*step == '!')
        batch_prefix_affinity_read (affinity, &marks[step[1] - '0']);
      else if (*step == '<')
        batch_prefix_affinity_end (affinity, &marks[step[1] - '0']);
      else if (*step == '?')
        g_assert_cmpint (look (affinity, step + 1), ==, step[3]);
      else
        batch_prefix_affinity_forget (affinity);
    }

  for (guint i = 0; i < n_marks; i++)
    batch_prefix_affinity_end (affinity, &marks[i]);
}

static void
test_stories (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchPrefixAffinity affinity;

      batch_prefix_affinity_init (&affinity);
      batch_prefix_affinity_set_memory (&affinity, cases[i].memory);
      run_story (&affinity, cases[i].story);
      g_assert_cmpuint (g_hash_table_size (affinity.busy), ==, 0);
      batch_prefix_affinity_clear (&affinity);
    }
}

/* Prefixes are numbers within a job. */
static void
test_jobs (void)
{
  BatchPrefixMark first = batch_prefix_mark (1, 5);
  BatchPrefixMark second = batch_prefix_mark (2, 5);

  g_assert_cmpuint (first.root, !=, second.root);
  g_assert_cmpuint (first.group, !=, second.group);
}

/* What is learnt of the server while requests are under way holds for those after them. */
static void
test_memory_changes (void)
{
  BatchPrefixAffinity affinity;
  BatchPrefixMark mark = mark_of ("Aa");

  batch_prefix_affinity_init (&affinity);
  batch_prefix_affinity_set_memory (&affinity, BATCH_PREFIX_MEMORY_SHARED);
  batch_prefix_affinity_begin (&affinity, &mark);
  batch_prefix_affinity_set_memory (&affinity, BATCH_PREFIX_MEMORY_NONE);
  g_assert_cmpint (look (&affinity, "Aa"), ==, 'l');
  batch_prefix_affinity_end (&affinity, &mark);
  batch_prefix_affinity_set_memory (&affinity, BATCH_PREFIX_MEMORY_NONE);
  batch_prefix_affinity_begin (&affinity, &mark);
  g_assert_cmpint (look (&affinity, "Aa"), ==, 'n');
  batch_prefix_affinity_end (&affinity, &mark);
  batch_prefix_affinity_clear (&affinity);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/planning/prefix-affinity/stories", test_stories);
  g_test_add_func ("/batch/planning/prefix-affinity/jobs", test_jobs);
  g_test_add_func ("/batch/planning/prefix-affinity/memory-changes", test_memory_changes);

  return g_test_run ();
}
