/* test-trouble.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-trouble-private.h"

#define BOX "http://127.0.0.1:8080"

static BatchTrouble *
make_trouble (const char *source,
              const char *message)
{
  BatchTrouble *trouble = g_new0 (BatchTrouble, 1);

  trouble->source = g_strdup (source);
  trouble->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, message);
  return trouble;
}

static void
put (GPtrArray  *troubles,
     const char *source,
     const char *handler,
     const char *message)
{
  BatchTrouble *trouble = make_trouble (source, message);

  trouble->handler = g_strdup (handler);
  batch_troubles_put (troubles, trouble);
}

static void
check_first (GPtrArray  *troubles,
             const char *message)
{
  const GError *found = batch_troubles_find (troubles, NULL);

  g_assert_cmpstr (found != NULL ? found->message : NULL, ==, message);
}

/* 1. Each until the one who met it says so. */
static void
test_sources (void)
{
  g_autoptr(GPtrArray) troubles = batch_troubles_new ();
  g_autoptr(GPtrArray) copy = NULL;

  check_first (troubles, NULL);
  put (troubles, "a", "http", "down");
  put (troubles, "b", "http", "no key");
  put (troubles, "a", "http", "silent");
  check_first (troubles, "silent");
  put (troubles, "c", NULL, "disk full");
  check_first (troubles, "disk full");
  copy = batch_troubles_copy (troubles);

  g_assert_true (batch_troubles_remove (troubles, "c"));
  check_first (troubles, "silent");
  g_assert_false (batch_troubles_remove (troubles, "c"));
  g_assert_true (batch_troubles_remove (troubles, "a"));
  check_first (troubles, "no key");
  g_assert_true (batch_troubles_remove (troubles, "b"));
  check_first (troubles, NULL);
  check_first (copy, "disk full");
}

typedef struct
{
  const char *job_id;
  const char *handler;
  const char *url;
  const char *name;
  gboolean    by_default;
  const char *key;
} Trouble;

typedef struct
{
  const char *handler;
  const char *backend;
  const char *left[3];             /* keys of what is left to do */
  gint64      running;
} Job;

static BatchTrouble *
make_case (const Trouble *values)
{
  BatchTrouble *trouble = make_trouble ("a", "trouble");
  const char *names[] = { "other", values->name, NULL };

  trouble->job_id = g_strdup (values->job_id);
  trouble->handler = g_strdup (values->handler);
  trouble->url = g_strdup (values->url);
  trouble->names = g_strdupv ((char **) names);
  trouble->by_default = values->by_default != FALSE;
  trouble->key = g_strdup (values->key);
  return trouble;
}

static BatchJobRecord *
make_job (const Job *values)
{
  BatchJobRecord *job = batch_job_record_new ();
  BatchGroupRecord *done = batch_group_record_new ("done", BATCH_SIZE_BUCKET_UNKNOWN);

  job->id = g_strdup ("job");
  job->handler = g_strdup (values->handler);
  job->backend = g_strdup (values->backend);
  job->counts.running = values->running;
  g_ptr_array_add (job->groups, done);
  for (guint i = 0; values->left[i] != NULL; i++)
    {
      BatchGroupRecord *group = batch_group_record_new (values->left[i],
                                                        BATCH_SIZE_BUCKET_UNKNOWN);

      group->waiting = i == 0;
      group->delayed = i > 0;
      g_ptr_array_add (job->groups, group);
    }
  return job;
}

/* 2. and 3. Whose it is. */
static void
test_whose (void)
{
#define SERVER NULL, "http", BOX, "box"
  static const struct
  {
    Trouble  trouble;
    Job      job;
    gboolean in_the_way;
  } cases[] = {
    { { NULL }, { "http", "box", { "m" } }, TRUE },
    { { NULL }, { "queue", NULL, { "m" } }, TRUE },
    { { "job", "http" }, { "http", "box", { "m" } }, TRUE },
    { { "another", "http" }, { "http", "box", { "m" } }, FALSE },
    { { NULL, "queue" }, { "queue", NULL, { "m" } }, TRUE },
    { { NULL, "queue" }, { "http", NULL, { "m" } }, FALSE },
    { { SERVER }, { "queue", NULL, { "m" } }, FALSE },
    { { SERVER }, { "http", "box", { "m" } }, TRUE },
    { { SERVER }, { "http", "other", { "m" } }, TRUE },
    { { SERVER }, { "http", "tower", { "m" } }, FALSE },
    { { SERVER }, { "http", BOX, { "m" } }, TRUE },
    { { SERVER }, { "http", BOX "/v1/", { "m" } }, TRUE },
    { { SERVER }, { "http", "http://localhost:8080/v1", { "m" } }, TRUE },
    { { SERVER }, { "http", "http://127.0.0.1:9090/v1", { "m" } }, FALSE },
    { { SERVER }, { "http", "http://127.0.0.2:8080/v1", { "m" } }, FALSE },
    { { SERVER }, { "http", NULL, { "m" } }, FALSE },
    { { SERVER, TRUE }, { "http", NULL, { "m" } }, TRUE },
    { { SERVER, TRUE }, { "http", "tower", { "m" } }, FALSE },
    { { SERVER, FALSE, "m" }, { "http", "box", { "m" } }, TRUE },
    { { SERVER, FALSE, "m" }, { "http", "box", { "m", "n" } }, FALSE },
    { { SERVER, FALSE, "n" }, { "http", "box", { "m", "n" } }, FALSE },
    { { SERVER, FALSE, "n" }, { "http", "box", { "m" } }, FALSE },
    { { SERVER, FALSE, "n" }, { "http", "tower", { "n" } }, FALSE },
    { { SERVER, FALSE, "m" }, { "http", "box", { NULL } }, FALSE },
    { { SERVER, FALSE, "m" }, { "http", "box", { "m" }, 1 }, FALSE },
    { { SERVER }, { "http", "box", { "m" }, 1 }, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) troubles = batch_troubles_new ();
      g_autoptr(BatchJobRecord) job = make_job (&cases[i].job);

      g_test_message ("case %u", i);
      batch_troubles_put (troubles, make_case (&cases[i].trouble));
      g_assert_cmpint (batch_troubles_find (troubles, job) != NULL, ==, cases[i].in_the_way);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/executor/trouble/sources", test_sources);
  g_test_add_func ("/executor/trouble/whose", test_whose);

  return g_test_run ();
}
