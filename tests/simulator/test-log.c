/* test-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "simulator/batch-simulator-log.h"
#include "simulator/batch-simulator-tally.h"

#define MANY 1000000

static const BatchSimulatorClock usual_clock = { 0, 0, 1 };

static void
begin (BatchSimulatorLog  *log,
       BatchSimulatorMark *mark,
       const char         *model,
       const char         *text,
       const char         *marker)
{
  BatchSimulatorPrompt prompt;

  batch_simulator_prompt_init (&prompt);
  g_string_assign (prompt.model, model);
  g_string_assign (prompt.text, text);
  g_string_assign (prompt.marker, marker);
  prompt.hash = batch_simulator_hash (model, strlen (model), text, strlen (text));
  batch_simulator_log_begin (log, mark, "/v1/chat/completions", &prompt);
  batch_simulator_prompt_clear (&prompt);
}

static void
test_records (void)
{
  BatchSimulatorLog *log = batch_simulator_log_new (TRUE, &usual_clock);
  BatchSimulatorMark first;
  BatchSimulatorMark second;
  BatchSimulatorMark load;
  BatchSimulatorRecord record;

  begin (log, &first, "alpha", "What is “one” and one?", "row-1");
  begin (log, &second, "beta", "Short", "");
  batch_simulator_log_load_begin (log, &load, "alpha");
  batch_simulator_log_end (log, &second, 503, "status", FALSE, FALSE);
  batch_simulator_log_load_end (log, &load, BATCH_SIMULATOR_LOAD_GOOD);
  batch_simulator_log_eviction (log, "alpha");
  batch_simulator_log_other (log, "/v1/models", 200);
  g_assert_cmpuint (batch_simulator_log_get_length (log), ==, 5);

  g_assert_true (batch_simulator_log_get_record (log, 0, &record));
  g_assert_cmpint (record.event, ==, BATCH_SIMULATOR_EVENT_REQUEST);
  g_assert_cmpstr (record.model, ==, "alpha");
  g_assert_cmpstr (record.prompt, ==, "What is “one");
  g_assert_cmpstr (record.marker, ==, "row-1");
  g_assert_cmpstr (record.path, ==, "/v1/chat/completions");
  g_assert_cmpuint (record.in_flight, ==, 1);
  g_assert_false (record.ended);

  g_assert_true (batch_simulator_log_get_record (log, 1, &record));
  g_assert_cmpuint (record.in_flight, ==, 2);
  g_assert_cmpuint (record.status, ==, 503);
  g_assert_cmpstr (record.fault, ==, "status");
  g_assert_cmpstr (record.marker, ==, "");
  g_assert_true (record.ended);
  g_assert_false (record.answered);

  g_assert_true (batch_simulator_log_get_record (log, 2, &record));
  g_assert_cmpint (record.event, ==, BATCH_SIMULATOR_EVENT_LOAD);
  g_assert_true (record.ended);
  g_assert_true (batch_simulator_log_get_record (log, 3, &record));
  g_assert_cmpint (record.event, ==, BATCH_SIMULATOR_EVENT_EVICTION);
  g_assert_true (batch_simulator_log_get_record (log, 4, &record));
  g_assert_cmpint (record.event, ==, BATCH_SIMULATOR_EVENT_OTHER);
  g_assert_false (batch_simulator_log_get_record (log, 5, &record));
  batch_simulator_log_free (log);
}

static void
test_counters (void)
{
  BatchSimulatorLog *log = batch_simulator_log_new (FALSE, &usual_clock);
  BatchSimulatorMark marks[4];
  BatchSimulatorCounters counters;

  begin (log, &marks[0], "alpha", "p", "");
  begin (log, &marks[1], "alpha", "p", "");
  begin (log, &marks[2], "beta", "p", "");
  g_assert_cmpuint (marks[0].attempt, ==, 1);
  g_assert_cmpuint (marks[1].attempt, ==, 2);
  g_assert_cmpuint (marks[2].attempt, ==, 1);
  batch_simulator_log_end (log, &marks[0], 200, "", TRUE, FALSE);
  batch_simulator_log_end (log, &marks[1], 0, "", FALSE, TRUE);
  begin (log, &marks[3], "alpha", "p", "");
  batch_simulator_log_end (log, &marks[3], 200, "", TRUE, FALSE);

  batch_simulator_log_get_counters (log, &counters);
  g_assert_cmpuint (counters.requests, ==, 4);
  g_assert_cmpuint (counters.answered, ==, 2);
  g_assert_cmpuint (counters.closed_by_client, ==, 1);
  g_assert_cmpuint (counters.in_flight, ==, 1);
  g_assert_cmpuint (counters.max_in_flight, ==, 3);
  g_assert_cmpuint (counters.prompts, ==, 2);
  g_assert_cmpuint (counters.asked_again, ==, 1);
  g_assert_cmpuint (counters.answered_again, ==, 1);
  g_assert_cmpuint (batch_simulator_log_count_status (log, 200), ==, 2);
  g_assert_cmpuint (batch_simulator_log_count_status (log, 0), ==, 1);
  g_assert_cmpuint (batch_simulator_log_count_status (log, 100000), ==, 0);
  g_assert_cmpuint (batch_simulator_log_count_model (log, "alpha"), ==, 3);
  g_assert_cmpuint (batch_simulator_log_count_model (log, "none"), ==, 0);
  g_assert_cmpuint (batch_simulator_log_get_length (log), ==, 0);
  batch_simulator_log_free (log);
}

/* What began before a reset does not disturb the counts after it. */
static void
test_reset (void)
{
  BatchSimulatorLog *log = batch_simulator_log_new (TRUE, &usual_clock);
  BatchSimulatorCounters counters;
  BatchSimulatorMark old;
  BatchSimulatorMark old_load;
  BatchSimulatorMark new;
  BatchSimulatorRecord record;

  begin (log, &old, "alpha", "p", "");
  batch_simulator_log_load_begin (log, &old_load, "alpha");
  batch_simulator_log_reset (log);
  begin (log, &new, "alpha", "p", "");
  batch_simulator_log_end (log, &old, 500, "", FALSE, FALSE);
  batch_simulator_log_load_end (log, &old_load, BATCH_SIMULATOR_LOAD_GOOD);
  g_assert_cmpuint (new.attempt, ==, 1);
  batch_simulator_log_get_counters (log, &counters);
  g_assert_cmpuint (counters.in_flight, ==, 1);
  g_assert_cmpuint (counters.requests, ==, 1);
  g_assert_cmpuint (counters.loads, ==, 0);
  g_assert_true (batch_simulator_log_get_record (log, 0, &record));
  g_assert_false (record.ended);
  batch_simulator_log_free (log);
}

static void
test_lines (void)
{
  BatchSimulatorLog *log = batch_simulator_log_new (TRUE, &usual_clock);
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(GStrv) lines = NULL;
  BatchSimulatorMark mark;
  guint64 seq = 1;

  for (guint i = 0; i < 3; i++)
    {
      begin (log, &mark, "a\"b", "“quoted”\n", "");
      batch_simulator_log_end (log, &mark, 200, "", TRUE, FALSE);
    }

  g_assert_true (batch_simulator_log_append_lines (log, text, &seq, 1));
  g_assert_cmpuint (seq, ==, 2);
  g_assert_false (batch_simulator_log_append_lines (log, text, &seq, 1));
  g_assert_false (batch_simulator_log_append_lines (log, text, &seq, 1));
  lines = g_strsplit (text->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = json_from_string (lines[i], &error);
      JsonObject *object;

      g_assert_no_error (error);
      object = json_node_get_object (node);
      g_assert_cmpint (json_object_get_int_member (object, "seq"), ==, i + 1);
      g_assert_cmpint (json_object_get_int_member (object, "attempt"), ==, i + 2);
      g_assert_cmpstr (json_object_get_string_member (object, "model"), ==, "a\"b");
      g_assert_cmpstr (json_object_get_string_member (object, "event"), ==, "request");
      g_assert_true (json_object_get_boolean_member (object, "answered"));
    }
  batch_simulator_log_free (log);
}

static void
test_summary (void)
{
  BatchSimulatorLog *log = batch_simulator_log_new (TRUE, &usual_clock);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;
  BatchSimulatorMark mark;
  JsonObject *summary;
  JsonObject *again;

  for (guint i = 0; i < 3; i++)
    {
      begin (log, &mark, "alpha", "p", "");
      batch_simulator_log_end (log, &mark, i == 0 ? 503 : 200, "", i > 0, FALSE);
    }
  begin (log, &mark, "beta", "q", "");

  batch_simulator_log_append_summary (log, text);
  node = json_from_string (text->str, &error);
  g_assert_no_error (error);
  summary = json_node_get_object (node);
  g_assert_cmpint (json_object_get_int_member (summary, "requests"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (summary, "in_flight"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (summary, "statuses"),
                                               "503"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (summary, "models"),
                                               "alpha"), ==, 3);
  again = json_array_get_object_element (json_object_get_array_member (summary, "again"), 0);
  g_assert_cmpint (json_object_get_int_member (again, "asked"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (again, "answered"), ==, 2);
  batch_simulator_log_free (log);
}

static void
test_tally_grows (void)
{
  BatchSimulatorTally *tally = batch_simulator_tally_new ();

  for (guint64 i = 0; i < 10000; i++)
    batch_simulator_tally_get (tally, batch_simulator_mix (i, 0))->asked++;
  for (guint64 i = 0; i < 10000; i += 2)
    batch_simulator_tally_get (tally, batch_simulator_mix (i, 0))->asked++;

  g_assert_cmpuint (batch_simulator_tally_size (tally), ==, 10000);
  for (guint64 i = 0; i < 10000; i++)
    g_assert_cmpuint (batch_simulator_tally_get (tally, batch_simulator_mix (i, 0))->asked, ==,
                      i % 2 == 0 ? 2 : 1);
  batch_simulator_tally_get (tally, 0)->asked++;
  g_assert_cmpuint (batch_simulator_tally_size (tally), ==, 10001);
  batch_simulator_tally_free (tally);
}

static gsize
resident_bytes (void)
{
  g_autofree char *text = NULL;
  gsize pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  pages = g_ascii_strtoull (strchr (text, ' '), NULL, 10);
  return pages * 4096;
}

/* A million requests take 56 bytes each and their place in the tally, some 100 MB in all. */
static void
test_a_million (void)
{
  BatchSimulatorLog *log;
  BatchSimulatorPrompt prompt;
  BatchSimulatorMark mark;
  gsize before = resident_bytes ();

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
  g_test_skip ("memory is another thing under a sanitizer");
  return;
#endif

  log = batch_simulator_log_new (TRUE, &usual_clock);
  batch_simulator_prompt_init (&prompt);
  g_string_assign (prompt.model, "alpha");
  for (guint i = 0; i < MANY; i++)
    {
      g_string_printf (prompt.text, "prompt %u", i);
      prompt.hash = batch_simulator_mix (i, 1);
      batch_simulator_log_begin (log, &mark, "/v1/chat/completions", &prompt);
      batch_simulator_log_end (log, &mark, 200, "", TRUE, FALSE);
    }
  g_assert_cmpuint (batch_simulator_log_get_length (log), ==, MANY);
  g_assert_cmpuint (resident_bytes () - before, <, 130 * 1000 * 1000);
  batch_simulator_prompt_clear (&prompt);
  batch_simulator_log_free (log);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/log/records", test_records);
  g_test_add_func ("/batch/simulator/log/counters", test_counters);
  g_test_add_func ("/batch/simulator/log/reset", test_reset);
  g_test_add_func ("/batch/simulator/log/lines", test_lines);
  g_test_add_func ("/batch/simulator/log/summary", test_summary);
  g_test_add_func ("/batch/simulator/log/tally-grows", test_tally_grows);
  g_test_add_func ("/batch/simulator/log/a-million", test_a_million);
  return g_test_run ();
}
