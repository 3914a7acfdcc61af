/* test-closures.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-closures.h"
#include "widgets/batch-standstill-text.h"

#include "app-driver.h"
#include "core/batch-enum-private.h"

static void
assert_text (char       *text,
             const char *expected)
{
  g_autofree char *owned = text;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_durations (void)
{
  static const struct { gint64 ms; const char *text; } cases[] = {
    { -5, "1 s" },
    { 0, "1 s" },
    { 1499, "1 s" },
    { 1500, "2 s" },
    { 89000, "89 s" },
    { 90000, "2 min" },
    { 89 * 60000, "89 min" },
    { 90 * 60000, "1 h 30 min" },
    { 125 * 60000, "2 h 5 min" },
    { G_GINT64_CONSTANT (360000000), "100 h 0 min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_text (batch_format_duration (cases[i].ms), cases[i].text);
}

static void
test_servers (void)
{
  assert_text (batch_format_server (NULL), "No Model Server");
  assert_text (batch_format_server ("local"), "local");
  assert_text (batch_format_server ("http://127.0.0.1:8080"), "127.0.0.1:8080");
  assert_text (batch_format_server ("http://127.0.0.1:8080/v1"), "127.0.0.1:8080");
  assert_text (batch_format_server ("https://models.example/a/v1"), "models.example/a");
}

static void
test_job_states (void)
{
  static const struct
  {
    BatchJobState state;
    gboolean      paused;
    gint64        running;
    const char   *word;
  } cases[] = {
    { BATCH_JOB_STATE_QUEUED, FALSE, 0, "Waiting" },
    { BATCH_JOB_STATE_QUEUED, TRUE, 0, "Paused" },
    { BATCH_JOB_STATE_RUNNING, FALSE, 4, "Running" },
    { BATCH_JOB_STATE_RUNNING, FALSE, 0, "Waiting" },
    { BATCH_JOB_STATE_RUNNING, TRUE, 2, "Pausing…" },
    { BATCH_JOB_STATE_RUNNING, TRUE, 0, "Paused" },
    { BATCH_JOB_STATE_CANCELLING, TRUE, 2, "Cancelling…" },
    { BATCH_JOB_STATE_COMPLETED, TRUE, 0, "Done" },
    { BATCH_JOB_STATE_COMPLETED_WITH_ERRORS, FALSE, 0, "Done, with Errors" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_text (batch_closure_job_state (NULL, cases[i].state, cases[i].paused,
                                          cases[i].running), cases[i].word);
}

/* Every state and status there is has a word and, for items, a shape. */
static void
test_all_states_have_words (void)
{
  for (int state = 0; state < BATCH_N_JOB_STATES; state++)
    {
      g_autofree char *word = batch_closure_job_state (NULL, state, FALSE, 0);

      g_assert_cmpstr (word, !=, "");
    }

  for (int status = 0; status < BATCH_N_ITEM_STATUSES; status++)
    {
      g_autofree char *word = batch_closure_item_status (NULL, status, FALSE);
      g_autofree char *icon = batch_closure_item_icon (NULL, status, FALSE);
      g_auto(GStrv) classes = batch_closure_item_classes (NULL, status, FALSE);

      g_assert_cmpstr (word, !=, "");
      g_assert_true (g_str_has_suffix (icon, "-symbolic"));
      g_assert_cmpuint (g_strv_length (classes), ==, 2);
    }
}

static void
test_counts (void)
{
  assert_text (batch_closure_job_counts (NULL, 0, 0, 1), "0 of 1 item");
  assert_text (batch_closure_job_counts (NULL, 5, 0, 60), "5 of 60 items");
  assert_text (batch_closure_job_counts (NULL, 5, 3, 60), "5 of 60 items · 3 failed");
  assert_text (batch_closure_job_details (NULL, 60, 5, 4, 48, 3, 0, 0, 0),
               "5 of 60 items · 4 running · 48 waiting · 3 failed");
  assert_text (batch_closure_job_details (NULL, 4, 0, 0, 0, 1, 1, 1, 1),
               "0 of 4 items · 1 failed · 1 skipped · 1 cancelled · 1 out of time");
  assert_text (batch_closure_review_count (NULL, 0), "");
  assert_text (batch_closure_review_count (NULL, 1), "1 needs review");
  assert_text (batch_closure_review_count (NULL, 12), "12 need review");
  assert_text (batch_closure_pause_label (NULL, FALSE), "_Pause");
  assert_text (batch_closure_pause_label (NULL, TRUE), "_Resume");
}

/* How far before now it was done, and how that is told. */
/* On a Thursday at eight in the morning. What was before midnight was on another day; what is to be
 * in the night to come is next. */
static void
test_clock (void)
{
  static const struct {
    int         hours;
    const char *text;
  } cases[] = {
    { 0, "08:00" },
    { -3, "05:00" },
    { -8, "00:00" },
    { -9, "Wed 23:00" },
    { -19, "Wed 13:00" },
    { -5 * 24, "Sat 08:00" },
    { -7 * 24, "26 Feb 2026" },
    { 19, "03:00" },
    { 21, "Fri 05:00" },
    { 7 * 24, "12 Mar 2026" },
  };
  g_autoptr(GDateTime) now = g_date_time_new_utc (2026, 3, 5, 8, 0, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GDateTime) time = g_date_time_add_hours (now, cases[i].hours);

      assert_text (batch_format_clock (time, now), cases[i].text);
    }
}

static void
test_took (void)
{
  static const struct {
    GTimeSpan   ago;
    GTimeSpan   duration;
    const char *took;
  } cases[] = {
    { 0, 12 * G_TIME_SPAN_MINUTE, "took 12 min" },
    { 19 * G_TIME_SPAN_HOUR, 3 * G_TIME_SPAN_SECOND, "took 3 s" },
    { 30 * G_TIME_SPAN_HOUR, 100 * G_TIME_SPAN_MINUTE, "took 1 h 40 min" },
    { 200 * G_TIME_SPAN_DAY, 0, "took 1 s" },
    /* The clock was set back meanwhile. */
    { 0, -G_TIME_SPAN_MINUTE, NULL },
  };
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GDateTime) completed = g_date_time_add (now, -cases[i].ago);
      g_autoptr(GDateTime) started = g_date_time_add (completed, -cases[i].duration);
      g_autofree char *clock = batch_format_clock (completed, now);
      g_autofree char *text = g_strdup_printf ("%s · until %s", cases[i].took, clock);

      assert_text (batch_closure_job_took (NULL, BATCH_JOB_STATE_COMPLETED, started, completed),
                   cases[i].took != NULL ? text : "");
      assert_text (batch_closure_job_took (NULL, BATCH_JOB_STATE_RUNNING, started, completed), "");
      assert_text (batch_closure_job_took (NULL, BATCH_JOB_STATE_CANCELLED, NULL, completed), "");
    }
}

static void
test_progress (void)
{
  assert_text (batch_closure_job_progress (NULL, BATCH_JOB_STATE_RUNNING, FALSE, 1, NULL, "busy",
                                           NULL), "busy");
  assert_text (batch_closure_job_progress (NULL, BATCH_JOB_STATE_RUNNING, TRUE, 1, NULL, "busy",
                                           NULL), "");
  assert_text (batch_closure_job_progress (NULL, BATCH_JOB_STATE_FAILED, FALSE, 0, NULL, "busy",
                                           NULL), "");
  assert_text (batch_closure_job_progress (NULL, BATCH_JOB_STATE_RUNNING, FALSE, 1, NULL, NULL,
                                           NULL), "");
}

static void
test_notes (void)
{
  assert_text (batch_closure_job_note (NULL, BATCH_JOB_STATE_FAILED, "gone", "busy", NULL, NULL,
                                       "beside"),
               "gone");
  assert_text (batch_closure_job_note (NULL, BATCH_JOB_STATE_QUEUED, NULL, "busy", NULL, NULL,
                                       "beside"),
               "busy");
  assert_text (batch_closure_job_note (NULL, BATCH_JOB_STATE_QUEUED, NULL, NULL, NULL, NULL,
                                       "beside"),
               "beside");
  assert_text (batch_closure_job_note (NULL, BATCH_JOB_STATE_COMPLETED, NULL, NULL, NULL, NULL,
                                       "beside"),
               "");
  assert_text (batch_closure_join (NULL, "Running", "about 3 s left"), "Running · about 3 s left");
  assert_text (batch_closure_join (NULL, "Running", ""), "Running");
  assert_text (batch_closure_join (NULL, NULL, NULL), "");
  g_assert_true (batch_closure_has_text (NULL, "a"));
  g_assert_false (batch_closure_has_text (NULL, ""));
  g_assert_false (batch_closure_has_text (NULL, NULL));
}

/* What does not move says since when, and until when as long as that is still to come. */
static void
test_standstills (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) soon = g_date_time_add_seconds (now, 40);
  g_autoptr(GDateTime) gone = g_date_time_ref (now);
  g_autoptr(GDateTime) days_ago = g_date_time_add_days (now, -3);
  g_autofree char *before = g_date_time_format (gone, "%X");
  g_autofree char *day = g_date_time_format (days_ago, "%a %X");
  g_autofree char *next = batch_standstill_next_try (soon);
  g_autofree char *since = g_strdup_printf ("busy · waiting since %s", before);
  g_autofree char *both = g_strdup_printf ("busy · waiting since %s · %s", before, next);
  g_autofree char *later = g_strdup_printf ("busy · waiting since %s", day);

  g_assert_true (g_str_has_prefix (next, "next try at "));
  assert_text (batch_standstill_text ("busy", gone, soon), both);
  assert_text (batch_standstill_text ("busy", gone, NULL), since);
  assert_text (batch_standstill_text ("busy", gone, gone), since);
  assert_text (batch_standstill_text ("busy", days_ago, NULL), later);
  assert_text (batch_standstill_text ("busy", NULL, NULL), "busy");
  assert_text (batch_standstill_text (NULL, NULL, NULL), "");
  assert_text (batch_standstill_next_try (gone), "");
  assert_text (batch_closure_job_note (NULL, BATCH_JOB_STATE_QUEUED, NULL, "busy", gone, soon,
                                       "beside"), both);
}

/* Without an estimate, or while nothing moves, there is no time to tell. */
static void
test_no_eta (void)
{
  assert_text (batch_closure_eta (NULL, BATCH_JOB_STATE_RUNNING, FALSE, 4, NULL), "");
  assert_text (batch_closure_eta (NULL, BATCH_JOB_STATE_COMPLETED, FALSE, 0, NULL), "");
}

static void
test_items (void)
{
  static const struct
  {
    BatchItemStatus  status;
    const char      *model;
    const char      *error;
    gint64           ms;
    const char      *detail;
  } cases[] = {
    { BATCH_ITEM_STATUS_PENDING, NULL, NULL, -1, "" },
    { BATCH_ITEM_STATUS_PENDING, "qwen", NULL, -1, "qwen" },
    { BATCH_ITEM_STATUS_RUNNING, "qwen", NULL, 0, "qwen" },
    { BATCH_ITEM_STATUS_SUCCEEDED, "qwen", NULL, 120, "qwen · 120 ms" },
    { BATCH_ITEM_STATUS_SUCCEEDED, "qwen", "busy", 1840, "qwen · 1.8 s" },
    { BATCH_ITEM_STATUS_SUCCEEDED, NULL, NULL, 61000, "61 s" },
    { BATCH_ITEM_STATUS_FAILED, "qwen", "The server said no", 5, "The server said no" },
    { BATCH_ITEM_STATUS_PENDING, "qwen", "The server is busy", -1, "The server is busy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_text (batch_closure_item_detail (NULL, cases[i].status, cases[i].model,
                                            cases[i].error, cases[i].ms), cases[i].detail);

  assert_text (batch_closure_item_status (NULL, BATCH_ITEM_STATUS_SUCCEEDED, TRUE),
               "Needs Review");
  assert_text (batch_closure_item_spoken (NULL, "request-1", "Done", "qwen"),
               "request-1, Done, qwen");
  assert_text (batch_closure_item_spoken (NULL, "request-1", "Waiting", ""),
               "request-1, Waiting");
  assert_text (batch_closure_job_spoken (NULL, "a.jsonl", "Done", "2 of 2 items", ""),
               "a.jsonl, Done, 2 of 2 items");
  assert_text (batch_closure_job_spoken (NULL, "a.jsonl", "Done", "2 of 2 items", "took 3 s"),
               "a.jsonl, Done, 2 of 2 items, took 3 s");
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/closures/durations", test_durations);
  g_test_add_func ("/batch/app/closures/clock", test_clock);
  g_test_add_func ("/batch/app/closures/took", test_took);
  g_test_add_func ("/batch/app/closures/progress", test_progress);
  g_test_add_func ("/batch/app/closures/servers", test_servers);
  g_test_add_func ("/batch/app/closures/job-states", test_job_states);
  g_test_add_func ("/batch/app/closures/all-states-have-words", test_all_states_have_words);
  g_test_add_func ("/batch/app/closures/counts", test_counts);
  g_test_add_func ("/batch/app/closures/notes", test_notes);
  g_test_add_func ("/batch/app/closures/standstills", test_standstills);
  g_test_add_func ("/batch/app/closures/no-eta", test_no_eta);
  g_test_add_func ("/batch/app/closures/items", test_items);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
