/* test-fault.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "simulator/batch-simulator-fault.h"
#include "simulator/batch-simulator-prompt.h"

static BatchSimulatorFaultKind
choose (BatchSimulatorFaults *faults,
        const char           *text,
        guint                 attempt,
        BatchSimulatorFault  *fault)
{
  g_autoptr(GString) prompt = g_string_new (text);
  guint64 hash = batch_simulator_hash ("alpha", 5, text, strlen (text));

  batch_simulator_faults_choose (faults, "alpha", prompt, hash, attempt, 1, fault);
  return fault->kind;
}

static void
test_text (void)
{
  static const struct
  {
    const char              *text;
    BatchSimulatorFaultKind  kind;      /* NONE: refused */
    guint                    status;
    guint                    ms;
    guint64                  bytes;
    const char              *retry_after;
  } cases[] = {
    { "503", BATCH_SIMULATOR_FAULT_STATUS, 503 },
    { "429:1", BATCH_SIMULATOR_FAULT_STATUS, 429 },
    { "429:1:7", BATCH_SIMULATOR_FAULT_STATUS, 429, 0, 0, "7" },
    { "429:1:@7", BATCH_SIMULATOR_FAULT_STATUS, 429, 0, 0, "@7" },
    { "slow:1:250", BATCH_SIMULATOR_FAULT_SLOW, 0, 250 },
    { "stall", BATCH_SIMULATOR_FAULT_STALL },
    { "stall-body", BATCH_SIMULATOR_FAULT_STALL_BODY },
    { "cut", BATCH_SIMULATOR_FAULT_CUT },
    { "garbage", BATCH_SIMULATOR_FAULT_GARBAGE },
    { "wrong-length", BATCH_SIMULATOR_FAULT_WRONG_LENGTH },
    { "disconnect", BATCH_SIMULATOR_FAULT_DISCONNECT },
    { "reset", BATCH_SIMULATOR_FAULT_RESET },
    { "endless", BATCH_SIMULATOR_FAULT_ENDLESS },
    { "huge:1:5000000000", BATCH_SIMULATOR_FAULT_HUGE, 0, 0, 5000000000 },
    { "html:1:502", BATCH_SIMULATOR_FAULT_HTML, 502 },
    { "length", BATCH_SIMULATOR_FAULT_LENGTH },
    { " empty ", BATCH_SIMULATOR_FAULT_EMPTY },
    { "", BATCH_SIMULATOR_FAULT_NONE },
    { "200", BATCH_SIMULATOR_FAULT_NONE },
    { "600", BATCH_SIMULATOR_FAULT_NONE },
    { "status", BATCH_SIMULATOR_FAULT_STATUS, 503 },
    { "nonsense", BATCH_SIMULATOR_FAULT_NONE },
    { "503:", BATCH_SIMULATOR_FAULT_NONE },
    { "503:0", BATCH_SIMULATOR_FAULT_NONE },
    { "503:1.5", BATCH_SIMULATOR_FAULT_NONE },
    { "503:-1", BATCH_SIMULATOR_FAULT_NONE },
    { "503:nan", BATCH_SIMULATOR_FAULT_NONE },
    { "503:0.5x", BATCH_SIMULATOR_FAULT_NONE },
    { "cut:1:7", BATCH_SIMULATOR_FAULT_NONE },
    { "slow:1:x", BATCH_SIMULATOR_FAULT_NONE },
    { "html:1:99", BATCH_SIMULATOR_FAULT_NONE },
    { "503:1,nonsense", BATCH_SIMULATOR_FAULT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchSimulatorFaults *faults = batch_simulator_faults_new (0);
      g_autoptr(GError) error = NULL;
      gboolean good = batch_simulator_faults_add_text (faults, cases[i].text, &error);
      BatchSimulatorFault fault;

      g_test_message ("“%s”", cases[i].text);
      if (cases[i].kind == BATCH_SIMULATOR_FAULT_NONE)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
          g_assert_false (good);
        }
      else
        {
          g_assert_no_error (error);
          g_assert_cmpint (choose (faults, "p", 1, &fault), ==, cases[i].kind);
          g_assert_cmpstr (fault.retry_after, ==, cases[i].retry_after);
          if (cases[i].status != 0)
            g_assert_cmpuint (fault.status, ==, cases[i].status);
          if (cases[i].ms != 0)
            g_assert_cmpuint (fault.ms, ==, cases[i].ms);
          if (cases[i].bytes != 0)
            g_assert_cmpuint (fault.bytes, ==, cases[i].bytes);
        }
      batch_simulator_faults_free (faults);
    }
}

static void
test_json (void)
{
  BatchSimulatorFaults *faults = batch_simulator_faults_new (0);
  static const char json[] = "{\"kind\":\"slow\",\"ms\":20,\"match\":\"needle\","
                             "\"model\":\"alpha\",\"count\":2,\"rate\":1}";
  static const char other[] = "{\"status\":429,\"retry_after\":-3,\"model\":\"beta\"}";
  static const char third[] = "{\"kind\":\"status\",\"status\":429,\"retry_after\":-3}";
  BatchSimulatorFault fault;

  g_assert_true (batch_simulator_faults_add_json (faults, json, strlen (json), NULL));
  g_assert_cmpint (choose (faults, "hay", 1, &fault), ==, BATCH_SIMULATOR_FAULT_NONE);
  g_assert_cmpint (choose (faults, "a needle", 1, &fault), ==, BATCH_SIMULATOR_FAULT_SLOW);
  g_assert_cmpuint (fault.ms, ==, 20);
  g_assert_cmpint (choose (faults, "needles", 1, &fault), ==, BATCH_SIMULATOR_FAULT_SLOW);
  g_assert_cmpint (choose (faults, "needles", 2, &fault), ==, BATCH_SIMULATOR_FAULT_NONE);

  g_assert_true (batch_simulator_faults_add_json (faults, other, strlen (other), NULL));
  g_assert_cmpint (choose (faults, "x", 1, &fault), ==, BATCH_SIMULATOR_FAULT_NONE);

  g_assert_true (batch_simulator_faults_add_json (faults, third, strlen (third), NULL));
  g_assert_cmpint (choose (faults, "x", 1, &fault), ==, BATCH_SIMULATOR_FAULT_STATUS);
  g_assert_cmpuint (fault.status, ==, 429);
  g_assert_cmpstr (fault.retry_after, ==, "-3");
  batch_simulator_faults_free (faults);
}

static void
test_bad_json (void)
{
  static const char *const cases[] = {
    "", "[]", "{", "{\"status\":503", "{\"status\":\"503\"}", "{\"status\":99}", "{\"kind\":\"x\"}",
    "{\"rate\":2}", "{\"count\":-1}", "{\"ms\":1e300}", "{\"unknown\":1}", "{\"match\":5}",
    "{\"status\":503} x", "nonsense",
  };
  BatchSimulatorFaults *faults = batch_simulator_faults_new (0);
  BatchSimulatorFault fault;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      gsize length = strlen (cases[i]);

      g_test_message ("%s", cases[i]);
      g_assert_false (batch_simulator_faults_add_json (faults, cases[i], length, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  g_assert_cmpint (choose (faults, "x", 1, &fault), ==, BATCH_SIMULATOR_FAULT_NONE);
  batch_simulator_faults_free (faults);
}

static guint
count_failures (guint64 seed,
                guint   attempt,
                guint   n_prompts,
                guint64 *which)
{
  BatchSimulatorFaults *faults = batch_simulator_faults_new (seed);
  BatchSimulatorFault fault;
  guint n_failures = 0;

  g_assert_true (batch_simulator_faults_add_text (faults, "503:0.02", NULL));
  *which = 0;
  for (guint i = 0; i < n_prompts; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("prompt %u", i);

      if (choose (faults, prompt, attempt, &fault) != BATCH_SIMULATOR_FAULT_NONE)
        {
          n_failures++;
          *which = batch_simulator_mix (*which, i);
        }
    }
  batch_simulator_faults_free (faults);
  return n_failures;
}

/* The seed decides which ones fail; the second attempt of a prompt is as likely to fail as the
 * first, and not the same ones do. */
static void
test_rate (void)
{
  guint64 first;
  guint64 again;
  guint64 other_seed;
  guint64 other_attempt;

  g_assert_cmpuint (ABS ((int) count_failures (1, 1, 10000, &first) - 200), <, 60);
  g_assert_cmpuint (ABS ((int) count_failures (1, 1, 10000, &again) - 200), <, 60);
  g_assert_cmpuint (ABS ((int) count_failures (2, 1, 10000, &other_seed) - 200), <, 60);
  g_assert_cmpuint (ABS ((int) count_failures (1, 2, 10000, &other_attempt) - 200), <, 60);
  g_assert_cmpuint (first, ==, again);
  g_assert_cmpuint (first, !=, other_seed);
  g_assert_cmpuint (first, !=, other_attempt);
}

static void
test_prompt_marker (void)
{
  static const struct
  {
    const char              *prompt;
    guint                    attempt;
    BatchSimulatorFaultKind  kind;
    guint                    status;
    guint                    ms;
    const char              *retry_after;
  } cases[] = {
    { "a [[fail 500]] b", 9, BATCH_SIMULATOR_FAULT_STATUS, 500 },
    { "[[fail cut:2]]", 2, BATCH_SIMULATOR_FAULT_CUT },
    { "[[fail cut:2]]", 3, BATCH_SIMULATOR_FAULT_NONE },
    { "[[fail slow:0:70]]", 3, BATCH_SIMULATOR_FAULT_SLOW, 0, 70 },
    { "[[fail 429:1:30]]", 1, BATCH_SIMULATOR_FAULT_STATUS, 429, 0, "30" },
    { "[[fail ]]", 1, BATCH_SIMULATOR_FAULT_NONE },
    { "[[fail 503", 1, BATCH_SIMULATOR_FAULT_NONE },
  };
  BatchSimulatorFaults *faults = batch_simulator_faults_new (0);
  BatchSimulatorFault fault;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].prompt);
      g_assert_cmpint (choose (faults, cases[i].prompt, cases[i].attempt, &fault), ==,
                       cases[i].kind);
      g_assert_cmpstr (fault.retry_after, ==, cases[i].retry_after);
      if (cases[i].status != 0)
        g_assert_cmpuint (fault.status, ==, cases[i].status);
      if (cases[i].ms != 0)
        g_assert_cmpuint (fault.ms, ==, cases[i].ms);
    }
  batch_simulator_faults_free (faults);
}

/* Those that were added come first and go by a reset; those of the start stay. */
static void
test_reset (void)
{
  BatchSimulatorFaults *faults = batch_simulator_faults_new (0);
  BatchSimulatorFault added = { .kind = BATCH_SIMULATOR_FAULT_CUT };
  BatchSimulatorFault once = { .kind = BATCH_SIMULATOR_FAULT_STALL, .count = 1 };
  BatchSimulatorFault fault;

  g_assert_true (batch_simulator_faults_add_text (faults, "503", NULL));
  batch_simulator_faults_keep (faults);
  g_assert_cmpint (choose (faults, "x", 1, &fault), ==, BATCH_SIMULATOR_FAULT_STATUS);
  batch_simulator_faults_add (faults, &once);
  batch_simulator_faults_add (faults, &added);
  g_assert_cmpint (choose (faults, "x", 1, &fault), ==, BATCH_SIMULATOR_FAULT_STALL);
  g_assert_cmpint (choose (faults, "x", 1, &fault), ==, BATCH_SIMULATOR_FAULT_CUT);
  g_assert_cmpint (choose (faults, "x", 1, &fault), ==, BATCH_SIMULATOR_FAULT_CUT);
  batch_simulator_faults_reset (faults);
  g_assert_cmpint (choose (faults, "x", 1, &fault), ==, BATCH_SIMULATOR_FAULT_STATUS);
  batch_simulator_faults_free (faults);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/simulator/fault/text", test_text);
  g_test_add_func ("/batch/simulator/fault/json", test_json);
  g_test_add_func ("/batch/simulator/fault/bad-json", test_bad_json);
  g_test_add_func ("/batch/simulator/fault/rate", test_rate);
  g_test_add_func ("/batch/simulator/fault/prompt-marker", test_prompt_marker);
  g_test_add_func ("/batch/simulator/fault/reset", test_reset);
  return g_test_run ();
}
