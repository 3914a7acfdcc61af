/* test-reuse.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <string.h>

#include "queue-driver.h"
#include "simulator/batch-simulator.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* The simulated server answers with the prompt, so that a test knows what it is told. */

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  char           *backend;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  BatchSimulatorConfig config = { .models = "m" };

  fixture->dir = batch_test_make_dir ();
  fixture->server = batch_test_start_simulator (&config);
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->queue = batch_queue_new_for_engine (fixture->engine);
  fixture->backend = batch_engine_use_url (fixture->engine,
                                           batch_simulator_get_uri (fixture->server), NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->queue);
  g_assert_finalize_object (fixture->engine);
  batch_simulator_stop (fixture->server);
  g_object_unref (fixture->server);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->backend);
  g_free (fixture->dir);
}

/* One request for each prompt, which wants JSON with a member "a"; then runs them. */
static BatchJob *
run (Fixture           *fixture,
     const char *const *prompts)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;

  for (guint i = 0; prompts[i] != NULL; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"r%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\","
                            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                            "{\"schema\":{\"required\":[\"a\"]}}},"
                            "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}\n",
                            i, prompts[i]);
  g_assert_true (g_file_set_contents (path, lines->str, lines->len, NULL));

  batch_job_set_backend (draft, fixture->backend);
  job = driver_enqueue (fixture->queue, draft);
  batch_engine_set_active (fixture->engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  return batch_queue_get_job (fixture->queue, batch_job_get_id (job));
}

static char *
load_answer (BatchItem *item)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *answer;

  batch_item_load_answer_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  answer = batch_item_load_answer_finish (item, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (batch_item_get_answer (item), ==, answer);
  return answer;
}

static char *
load_prompt (BatchItem *item)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *prompt;

  batch_item_load_prompt_async (item, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  prompt = batch_item_load_prompt_finish (item, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (batch_item_get_prompt (item), ==, prompt);
  return prompt;
}

static BatchItem *
get_item (GListModel *items,
          guint       position)
{
  BatchItem *item = g_list_model_get_item (items, position);

  while (!batch_item_get_loaded (item))
    g_main_context_iteration (NULL, TRUE);

  return item;
}

/* What is asked and what is answered, without the envelopes. */
static void
test_texts (Fixture       *fixture,
            gconstpointer  data)
{
  const char *const prompts[] = { "Gr\\u00fc\\u00dfe", NULL };
  BatchJob *job = run (fixture, prompts);
  g_autoptr(BatchItem) item = get_item (batch_job_get_items (job), 0);
  g_autofree char *prompt = load_prompt (item);
  g_autofree char *answer = load_answer (item);

  g_assert_cmpstr (prompt, ==, "Grüße");
  g_assert_cmpstr (answer, ==, prompt);
  g_assert_null (batch_item_get_payload (item));
  g_assert_null (batch_item_get_result (item));
}

/* Returns when there are as many as that. */
static void
wait_for_items (BatchJob   *job,
                const char *filter,
                guint       n_items)
{
  g_autoptr(GListModel) items = batch_job_query_items (job, filter, NULL, NULL);

  g_assert_nonnull (items);
  while (g_list_model_get_n_items (items) != n_items)
    g_main_context_iteration (NULL, TRUE);
}

/* An answer that breaks the schema of its request is kept, and said to. */
static void
test_schema (Fixture       *fixture,
             gconstpointer  data)
{
  const char *const prompts[] = { "{\\\"a\\\":1}", "{\\\"b\\\":1}", "no", NULL };
  BatchJob *job = run (fixture, prompts);
  g_autoptr(BatchItem) good = get_item (batch_job_get_items (job), 0);
  g_autoptr(BatchItem) missing = get_item (batch_job_get_items (job), 1);

  g_assert_cmpint (batch_job_get_succeeded (job), ==, 3);
  g_assert_cmpint (batch_job_get_needs_review (job), ==, 2);
  g_assert_false (batch_item_get_needs_review (good));
  g_assert_true (batch_item_get_needs_review (missing));
  g_assert_cmpint (batch_item_get_review_reason (missing), ==, BATCH_REVIEW_REASON_SCHEMA);
  g_assert_cmpstr (batch_item_get_last_error (missing), ==,
                   "The answer does not keep to the schema: “/a” is missing");
  wait_for_items (job, "schema", 2);
  wait_for_items (job, "schema,cut-off", 2);
}

static void
count_note_cb (BatchItem  *item,
               GParamSpec *pspec,
               guint      *n)
{
  (*n)++;
}

static gint64
accept (Fixture     *fixture,
        BatchJob    *job,
        const guint *positions,
        gsize        n_positions)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n;

  batch_engine_accept_answers_async (fixture->engine, batch_job_get_id (job), positions,
                                     n_positions, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  n = batch_engine_accept_answers_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_accept (Fixture       *fixture,
             gconstpointer  data)
{
  const char *const prompts[] = { "a", "b", "c", "d", NULL };
  const guint some[] = { 1, 2, 77 };
  BatchJob *job = run (fixture, prompts);
  g_autoptr(BatchItem) item = get_item (batch_job_get_items (job), 1);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n_notes = 0;

  g_signal_connect (item, "notify::needs-review", G_CALLBACK (count_note_cb), &n_notes);
  g_assert_cmpint (batch_job_get_needs_review (job), ==, 4);
  g_assert_cmpint (accept (fixture, job, NULL, 0), ==, 0);
  g_assert_cmpint (accept (fixture, job, some, G_N_ELEMENTS (some)), ==, 2);
  while (n_notes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (batch_item_get_needs_review (item));
  g_assert_null (batch_item_get_last_error (item));
  g_assert_cmpint (batch_job_get_needs_review (job), ==, 2);

  batch_engine_accept_all_answers_async (fixture->engine, batch_job_get_id (job),
                                         BATCH_REVIEW_REASON_SCHEMA, NULL,
                                         batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_cmpint (batch_engine_accept_all_answers_finish (fixture->engine, result, &error), ==, 2);
  g_assert_no_error (error);
}

/* --- Exports --- */

static gboolean
try_export (Fixture      *fixture,
            BatchJob     *job,
            BatchExport  *export,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_export_run_async (export, fixture->engine, batch_job_get_id (job), cancellable,
                          batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_export_run_finish (export, result, error);
}

static void
run_export (Fixture     *fixture,
            BatchJob    *job,
            BatchExport *export)
{
  g_autoptr(GError) error = NULL;

  try_export (fixture, job, export, NULL, &error);
  g_assert_no_error (error);
}

static BatchExport *
export_to (Fixture           *fixture,
           BatchExportFormat  format,
           const char        *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  return batch_export_new (format, path);
}

static char *
read_file (Fixture    *fixture,
           const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr(GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What is there, in the order of the alphabet. */
static char *
list_dir (Fixture    *fixture,
          const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const char *found;

  while ((found = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, (gpointer) g_intern_string (found));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

/* Times differ from run to run. */
static char *
without_times (const char *csv)
{
  g_autoptr(GRegex) time = g_regex_new ("(,stop,\\d+,\\d+),\\d+,", 0, 0, NULL);

  return g_regex_replace (time, csv, -1, 0, "\\1,MS,", 0, NULL);
}

/* It is noted when all results were written, and not when some were. */
static void
test_exported_at (Fixture       *fixture,
                  gconstpointer  data)
{
  const char *const prompts[] = { "{\\\"a\\\":1}", "no", NULL };
  BatchJob *job = run (fixture, prompts);
  g_autoptr(BatchExport) some = export_to (fixture, BATCH_EXPORT_FORMAT_CSV, "some.csv");
  g_autoptr(BatchExport) all = export_to (fixture, BATCH_EXPORT_FORMAT_CSV, "all.csv");
  g_autoptr(GDateTime) exported = NULL;
  g_autoptr(GDateTime) completed = batch_job_get_completed_at (job);

  batch_export_set_filter (some, "needs-review");
  run_export (fixture, job, some);
  g_assert_null (batch_job_get_exported_at (job));

  run_export (fixture, job, all);
  exported = batch_job_get_exported_at (job);
  g_assert_nonnull (exported);
  g_assert_false (batch_job_has_written (job, batch_export_get_path (all)));
  g_assert_cmpint (g_date_time_compare (exported, completed), >, 0);
}

static void
test_export_table (Fixture       *fixture,
                   gconstpointer  data)
{
  const char *const prompts[] = { "{\\\"a\\\":1}", "=1+1", "Gr\\u00fc\\u00dfe, ihr", NULL };
  BatchJob *job = run (fixture, prompts);
  g_autoptr(BatchExport) all = export_to (fixture, BATCH_EXPORT_FORMAT_CSV, "all.csv");
  g_autoptr(BatchExport) review = export_to (fixture, BATCH_EXPORT_FORMAT_CSV, "review.csv");
  g_autofree char *all_text = NULL;
  g_autofree char *all_lines = NULL;
  g_autofree char *review_text = NULL;

  run_export (fixture, job, all);
  g_assert_cmpint (batch_export_get_n_written (all), ==, 3);
  g_assert_cmpstr (batch_export_get_path (all), ==, batch_export_get_destination (all));
  all_text = read_file (fixture, "all.csv");
  all_lines = without_times (all_text);
  batch_test_assert_golden ("export/all.csv", all_lines);

  batch_export_set_filter (review, "needs-review");
  batch_export_set_byte_order_mark (review, TRUE);
  run_export (fixture, job, review);
  g_assert_cmpint (batch_export_get_n_written (review), ==, 2);
  review_text = read_file (fixture, "review.csv");
  g_assert_true (g_str_has_prefix (review_text, "\xEF\xBB\xBF" "custom_id,"));
}

static void
test_export_others (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *const prompts[] = { "{\\\"a\\\":1}", "b", "c", "d", NULL };
  const guint some[] = { 3, 1, 99 };
  BatchJob *job = run (fixture, prompts);
  g_autoptr(BatchExport) lines = export_to (fixture, BATCH_EXPORT_FORMAT_JSONL, "some.jsonl");
  g_autoptr(BatchExport) report = export_to (fixture, BATCH_EXPORT_FORMAT_MARKDOWN, "report.md");
  g_autofree char *lines_text = NULL;
  g_autofree char *report_text = NULL;
  g_auto(GStrv) split = NULL;

  batch_export_set_positions (lines, some, G_N_ELEMENTS (some));
  run_export (fixture, job, lines);
  lines_text = read_file (fixture, "some.jsonl");
  split = g_strsplit (lines_text, "\n", -1);
  g_assert_cmpuint (g_strv_length (split), ==, 3);
  g_assert_nonnull (strstr (split[0], "\"custom_id\": \"r1\""));
  g_assert_nonnull (strstr (split[1], "\"custom_id\": \"r3\""));

  run_export (fixture, job, report);
  report_text = read_file (fixture, "report.md");
  batch_test_assert_golden ("export/report.md", report_text);
}

static void
test_export_files (Fixture       *fixture,
                   gconstpointer  data)
{
  const char *const prompts[] = { "a", "b", "c", NULL };
  BatchJob *job = run (fixture, prompts);
  g_autoptr(BatchExport) plain = export_to (fixture, BATCH_EXPORT_FORMAT_FILES, "plain");
  g_autoptr(BatchExport) same = export_to (fixture, BATCH_EXPORT_FORMAT_FILES, "same");
  g_autoptr(BatchExport) wrong = export_to (fixture, BATCH_EXPORT_FORMAT_FILES, "wrong");
  g_autofree char *plain_names = NULL;
  g_autofree char *same_names = NULL;
  g_autofree char *answer = NULL;
  g_autoptr(GError) error = NULL;

  run_export (fixture, job, plain);
  plain_names = list_dir (fixture, "plain");
  g_assert_cmpstr (plain_names, ==, "r0.txt, r1.txt, r2.txt");
  answer = read_file (fixture, "plain/r1.txt");
  g_assert_cmpstr (answer, ==, "b");

  batch_export_set_name_template (same, "{{model}}/{{status}}.md");
  run_export (fixture, job, same);
  same_names = list_dir (fixture, "same");
  g_assert_cmpstr (same_names, ==,
                   "m_succeeded (2).md, m_succeeded (3).md, m_succeeded.md");

  batch_export_set_name_template (wrong, "{{no}}");
  g_assert_false (try_export (fixture, job, wrong, NULL, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

/* Nothing is overwritten unless it was said that it may be. */
static void
test_export_conflicts (Fixture       *fixture,
                       gconstpointer  data)
{
  static const BatchExportFormat formats[] = {
    BATCH_EXPORT_FORMAT_JSONL, BATCH_EXPORT_FORMAT_FILES,
  };
  const char *const prompts[] = { "a", NULL };
  BatchJob *job = run (fixture, prompts);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const char *name = i == 0 ? "there.jsonl" : "there";
      g_autoptr(BatchExport) export = export_to (fixture, formats[i], name);
      g_autoptr(GError) error = NULL;

      run_export (fixture, job, export);
      g_assert_false (try_export (fixture, job, export, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
      g_assert_nonnull (strstr (error->message, batch_export_get_destination (export)));

      batch_export_set_conflict (export, BATCH_EXPORT_CONFLICT_NUMBER);
      run_export (fixture, job, export);
      g_assert_true (g_str_has_suffix (batch_export_get_path (export),
                                       i == 0 ? "/there (2).jsonl" : "/there (2)"));
      run_export (fixture, job, export);
      g_assert_true (g_str_has_suffix (batch_export_get_path (export),
                                       i == 0 ? "/there (3).jsonl" : "/there (3)"));

      batch_export_set_conflict (export, BATCH_EXPORT_CONFLICT_REPLACE);
      run_export (fixture, job, export);
      g_assert_cmpstr (batch_export_get_path (export), ==, batch_export_get_destination (export));
    }
}

/* One that is cancelled, or goes wrong, leaves nothing. */
static void
test_export_leaves_nothing (Fixture       *fixture,
                            gconstpointer  data)
{
  static const BatchExportFormat formats[] = {
    BATCH_EXPORT_FORMAT_CSV, BATCH_EXPORT_FORMAT_FILES,
  };
  const char *const prompts[] = { "a", "b", NULL };
  BatchJob *job = run (fixture, prompts);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *before = list_dir (fixture, ".");
  g_autofree char *after = NULL;

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr(BatchExport) export = export_to (fixture, formats[i], "half");
      g_autoptr(BatchExport) nowhere = export_to (fixture, formats[i], "no/such/folder");
      g_autoptr(GError) cancelled = NULL;
      g_autoptr(GError) missing = NULL;

      g_assert_false (try_export (fixture, job, export, cancellable, &cancelled));
      g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (try_export (fixture, job, nowhere, NULL, &missing));
      g_assert_error (missing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (missing->message, "no/such/folder"));
    }

  after = list_dir (fixture, ".");
  g_assert_cmpstr (after, ==, before);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char  *name;
    void       (*func) (Fixture       *fixture,
                        gconstpointer  data);
  } tests[] = {
    { "texts", test_texts },
    { "schema", test_schema },
    { "accept", test_accept },
    { "exported-at", test_exported_at },
    { "export-table", test_export_table },
    { "export-others", test_export_others },
    { "export-files", test_export_files },
    { "export-conflicts", test_export_conflicts },
    { "export-leaves-nothing", test_export_leaves_nothing },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/batch/engine/reuse/%s", tests[i].name);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }

  return g_test_run ();
}
