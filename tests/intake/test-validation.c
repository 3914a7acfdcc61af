/* test-validation.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/test-support.h"

#define LINE(id, model) "{\"custom_id\":\"" id "\",\"method\":\"POST\"," \
                        "\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"" model "\"}}\n"

static BatchValidation *
validate_file (GFile        *file,
               gint64        max_lines,
               gint64        max_bytes,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_validate_jsonl_full_async (file, max_lines, max_bytes, cancellable,
                                   batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_validate_jsonl_finish (result, error);
}

static BatchValidation *
validate_path (const char  *path,
               GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  return validate_file (file, 50000, 1000000, NULL, error);
}

static char *
write_file (const char *text)
{
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("batch-XXXXXX.jsonl", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static BatchValidation *
validate_text (const char *text)
{
  g_autofree char *path = write_file (text);
  g_autoptr(GError) error = NULL;
  BatchValidation *validation = validate_path (path, &error);

  g_assert_no_error (error);
  g_unlink (path);
  return validation;
}

static void
test_good (void)
{
  g_autoptr(BatchValidation) validation =
    validate_text (LINE ("a", "m") LINE ("b", "n") "\n" LINE ("c", "m"));
  g_autoptr(GListModel) errors = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) models = NULL;
  guint64 line_count;
  gboolean valid;
  gboolean cut_short;

  g_object_get (validation, "line-count", &line_count, "models", &models,
                "errors", &errors, "valid", &valid, "cut-short", &cut_short, NULL);
  g_assert_false (cut_short);
  g_assert_cmpuint (line_count, ==, 3);
  g_assert_cmpuint (g_strv_length (models), ==, 2);
  g_assert_cmpstr (models[0], ==, "m");
  g_assert_cmpstr (models[1], ==, "n");
  g_assert_cmpuint (g_list_model_get_n_items (errors), ==, 0);
  g_assert_true (valid);
  g_assert_true (batch_validation_check (validation, &error));
  g_assert_no_error (error);

  g_assert_finalize_object (g_steal_pointer (&validation));
}

static void
test_bad (void)
{
  g_autoptr(BatchValidation) validation = validate_text (LINE ("a", "") LINE ("b", "m") "[]\n");
  GListModel *errors = batch_validation_get_errors (validation);
  g_autoptr(BatchValidationIssue) issue = NULL;
  g_autofree char *field = NULL;
  g_autofree char *message = NULL;
  g_autoptr(GError) error = NULL;
  BatchLineError code;
  guint line;

  g_assert_false (batch_validation_get_valid (validation));
  g_assert_cmpuint (batch_validation_get_line_count (validation), ==, 3);
  g_assert_true (g_list_model_get_item_type (errors) == BATCH_TYPE_VALIDATION_ISSUE);
  g_assert_cmpuint (g_list_model_get_n_items (errors), ==, 2);

  issue = g_list_model_get_item (errors, 0);
  g_object_get (issue, "line", &line, "field", &field, "code", &code, "message", &message, NULL);
  g_assert_cmpuint (line, ==, 1);
  g_assert_cmpstr (field, ==, "body.model");
  g_assert_cmpint (code, ==, BATCH_LINE_ERROR_INVALID_VALUE);
  g_assert_cmpstr (message, ==, "Line 1: “body.model” is empty; every request needs one");

  g_assert_false (batch_validation_check (validation, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
  g_assert_cmpstr (error->message, ==,
                   "Line 1: “body.model” is empty; every request needs one (and 1 more)");
  g_assert_false (batch_validation_check (validation, NULL));
}

static void
test_cut_short (void)
{
  static const struct
  {
    guint    n_lines;
    guint    n_errors;
    gboolean cut_short;
  } cases[] = { { 101, 101, FALSE }, { 9999, 9999, FALSE }, { 10001, 10000, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(BatchValidation) validation = NULL;

      for (guint j = 0; j < cases[i].n_lines; j++)
        g_string_append (text, "[]\n");
      validation = validate_text (text->str);
      g_assert_cmpuint (g_list_model_get_n_items (batch_validation_get_errors (validation)), ==,
                        cases[i].n_errors);
      g_assert_cmpint (batch_validation_get_cut_short (validation), ==, cases[i].cut_short);
    }
}

static void
assert_one_issue (BatchValidation *validation,
                  BatchLineError   code,
                  guint            line)
{
  GListModel *errors = batch_validation_get_errors (validation);
  g_autoptr(BatchValidationIssue) issue = g_list_model_get_item (errors, 0);

  g_assert_cmpuint (g_list_model_get_n_items (errors), ==, 1);
  g_assert_cmpint (batch_validation_issue_get_code (issue), ==, code);
  g_assert_cmpuint (batch_validation_issue_get_line (issue), ==, line);
}

static void
test_empty (void)
{
  g_autoptr(BatchValidation) validation = validate_text ("");

  assert_one_issue (validation, BATCH_LINE_ERROR_EMPTY_FILE, 0);
}

static void
test_duplicate (void)
{
  g_autoptr(BatchValidation) validation =
    validate_text (LINE ("a", "m") LINE ("b", "m") LINE ("a", "m"));

  assert_one_issue (validation, BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID, 3);
}

static gpointer
write_to_pipe_thread (gpointer data)
{
  const char *path = data;
  GString *text = g_string_new (NULL);
  FILE *pipe = fopen (path, "w");

  g_assert_nonnull (pipe);
  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, LINE ("%u", "m"), i % 4999);

  g_assert_cmpint (fwrite (text->str, 1, text->len, pipe), ==, text->len);
  g_assert_cmpint (fclose (pipe), ==, 0);
  g_string_free (text, TRUE);
  return NULL;
}

/* Comes once, and has to be looked at twice. */
static void
test_pipe (void)
{
  g_autofree char *dir = batch_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "pipe", NULL);
  g_autoptr(BatchValidation) validation = NULL;
  g_autoptr(GError) error = NULL;
  GThread *writer;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  writer = g_thread_new ("writer", write_to_pipe_thread, path);
  validation = validate_path (path, &error);
  g_thread_join (writer);

  g_assert_no_error (error);
  assert_one_issue (validation, BATCH_LINE_ERROR_DUPLICATE_CUSTOM_ID, 5000);
  batch_test_remove_dir (dir);
}

static void
test_limits (void)
{
  g_autofree char *path = write_file (LINE ("a", "m") LINE ("b", "m"));
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchValidation) lines = validate_file (file, 1, 0, NULL, NULL);
  g_autoptr(BatchValidation) bytes = validate_file (file, 0, 20, NULL, NULL);
  g_autoptr(BatchValidation) none = validate_file (file, 0, 0, NULL, NULL);

  assert_one_issue (lines, BATCH_LINE_ERROR_TOO_MANY_LINES, 2);
  assert_one_issue (bytes, BATCH_LINE_ERROR_FILE_TOO_LARGE, 0);
  g_assert_true (batch_validation_get_valid (none));
  g_unlink (path);
}

static void
test_default_limits (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchValidation) validation = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i <= 50000; i++)
    g_string_append_printf (text, LINE ("%u", "m"), i);
  path = write_file (text->str);
  file = g_file_new_for_path (path);

  batch_validate_jsonl_async (file, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  validation = batch_validate_jsonl_finish (result, &error);
  g_assert_no_error (error);
  assert_one_issue (validation, BATCH_LINE_ERROR_TOO_MANY_LINES, 50001);
  g_unlink (path);
}

static void
test_unreadable (void)
{
  g_autofree char *dir = batch_test_make_dir ();
  g_autofree char *missing = g_build_filename (dir, "missing", NULL);
  g_autofree char *closed = g_build_filename (dir, "closed", NULL);
  g_autoptr(GError) folder_error = NULL;
  g_autoptr(GError) missing_error = NULL;
  g_autoptr(GError) closed_error = NULL;

  g_assert_null (validate_path (dir, &folder_error));
  g_assert_error (folder_error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_assert_nonnull (strstr (folder_error->message, dir));

  g_assert_null (validate_path (missing, &missing_error));
  g_assert_error (missing_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  g_assert_true (g_file_set_contents_full (closed, "{}", -1, G_FILE_SET_CONTENTS_NONE, 0, NULL));
  if (g_access (closed, R_OK) != 0)
    {
      g_assert_null (validate_path (closed, &closed_error));
      g_assert_error (closed_error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    }

  batch_test_remove_dir (dir);
}

static void
test_cancelled (void)
{
  g_autofree char *path = write_file (LINE ("a", "m"));
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (validate_file (file, 0, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_unlink (path);
}

static void
test_bad_limits (void)
{
  static const gint64 limits[][2] = { { -2, 0 }, { 0, -2 }, { G_MININT64, -1 } };
  g_autoptr(GFile) file = g_file_new_for_path ("/dev/null");

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (validate_file (file, limits[i][0], limits[i][1], NULL, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/intake/validation/good", test_good);
  g_test_add_func ("/batch/intake/validation/bad", test_bad);
  g_test_add_func ("/batch/intake/validation/cut-short", test_cut_short);
  g_test_add_func ("/batch/intake/validation/empty", test_empty);
  g_test_add_func ("/batch/intake/validation/duplicate", test_duplicate);
  g_test_add_func ("/batch/intake/validation/pipe", test_pipe);
  g_test_add_func ("/batch/intake/validation/limits", test_limits);
  g_test_add_func ("/batch/intake/validation/default-limits", test_default_limits);
  g_test_add_func ("/batch/intake/validation/bad-limits", test_bad_limits);
  g_test_add_func ("/batch/intake/validation/unreadable", test_unreadable);
  g_test_add_func ("/batch/intake/validation/cancelled", test_cancelled);
  return g_test_run ();
}
