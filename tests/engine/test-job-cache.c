/* test-job-cache.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-cache-private.h"
#include "engine/batch-job-private.h"

static BatchJob *
job_new (const char *id)
{
  BatchJob *job = g_object_new (BATCH_TYPE_JOB, NULL);

  batch_job_set_id (job, id);
  return job;
}

static void
test_one_object (void)
{
  g_autoptr(BatchJobCache) cache = batch_job_cache_new ();
  g_autoptr(BatchJob) job = job_new ("one");
  g_autoptr(BatchJob) found = NULL;

  g_assert_null (batch_job_cache_lookup (cache, "one"));
  batch_job_cache_add (cache, job);
  found = batch_job_cache_lookup (cache, "one");
  g_assert_true (found == job);
  g_assert_null (batch_job_cache_lookup (cache, "two"));

  batch_job_cache_remove (cache, "one");
  batch_job_cache_remove (cache, "two");
  g_assert_null (batch_job_cache_lookup (cache, "one"));
}

static void
test_replaced (void)
{
  g_autoptr(BatchJobCache) cache = batch_job_cache_new ();
  g_autoptr(BatchJob) old = job_new ("one");
  g_autoptr(BatchJob) job = job_new ("one");
  g_autoptr(BatchJob) found = NULL;

  batch_job_cache_add (cache, old);
  batch_job_cache_add (cache, job);
  found = batch_job_cache_lookup (cache, "one");
  g_assert_true (found == job);
  g_assert_cmpuint (batch_job_cache_size (cache), ==, 1);
}

static void
test_keeps_none_alive (void)
{
  g_autoptr(BatchJobCache) cache = batch_job_cache_new ();
  BatchJob *job = job_new ("one");

  batch_job_cache_add (cache, job);
  g_assert_finalize_object (job);
  g_assert_null (batch_job_cache_lookup (cache, "one"));
}

/* Many that come and go leave little behind, and those that are held stay. */
static void
test_stays_small (void)
{
  g_autoptr(BatchJobCache) cache = batch_job_cache_new ();
  g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr(BatchJob) job = job_new (id);

      batch_job_cache_add (cache, job);
      if (i % 100 == 0)
        g_ptr_array_add (held, g_steal_pointer (&job));
    }

  g_assert_cmpuint (batch_job_cache_size (cache), <=, 2 * held->len);
  for (guint i = 0; i < held->len; i++)
    {
      BatchJob *job = g_ptr_array_index (held, i);
      g_autoptr(BatchJob) found = batch_job_cache_lookup (cache, batch_job_get_id (job));

      g_assert_true (found == job);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/engine/job-cache/one-object", test_one_object);
  g_test_add_func ("/batch/engine/job-cache/replaced", test_replaced);
  g_test_add_func ("/batch/engine/job-cache/keeps-none-alive", test_keeps_none_alive);
  g_test_add_func ("/batch/engine/job-cache/stays-small", test_stays_small);
  return g_test_run ();
}
