/* test-row-source.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <string.h>
#include <sys/stat.h>

#include "support/test-properties.h"
#include "support/test-support.h"

#define PNG "\x89PNG\r\n\x1a\n"

static BatchRowReport *
look (BatchRowSource  *source,
      gboolean         whole,
      GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (whole)
    batch_row_source_check_async (source, NULL, batch_test_store_result, &result);
  else
    batch_row_source_inspect_async (source, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return whole ? batch_row_source_check_finish (source, result, error)
               : batch_row_source_inspect_finish (source, result, error);
}

static BatchPreview *
preview (BatchMaker      *maker,
         BatchRowSource  *source,
         gint64           row,
         GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_maker_preview_async (maker, source, row, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_maker_preview_finish (maker, result, error);
}

static char *
make (BatchMaker     *maker,
      BatchRowSource *source)
{
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_maker_make_async (maker, source, output, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_maker_make_finish (maker, result, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (output, "", 1, NULL, NULL, NULL);
  g_output_stream_close (output, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (output));
}

/* --- What is found --- */

static const struct
{
  const char   *name;
  const char   *data;
  gsize         length;
  BatchRowKind  kind;
  const char   *columns;
  gint64        n_rows;
  const char   *encoding;
  const char   *delimiter;
  const char   *quote;
} found[] = {
#define BYTES(text) text, sizeof text - 1
  { "a.csv", BYTES ("a,b\n1,2\n3,4\n"), BATCH_ROW_KIND_TABLE, "a|b", 2, "UTF-8", ",", "\"" },
  { "a.csv", BYTES ("\xEF\xBB\xBF" "a;b\r\n\"x;\r\ny\";2\r\n"), BATCH_ROW_KIND_TABLE, "a|b", 1,
    "UTF-8", ";", "\"" },
  { "a.tsv", BYTES ("a,b\tc\n1\t2\n"), BATCH_ROW_KIND_TABLE, "a,b|c", 1, "UTF-8", "\t", "\"" },
  { "a.csv", BYTES ("'a','b'\n'1,5','2'\n"), BATCH_ROW_KIND_TABLE, "a|b", 1, "UTF-8", ",", "'" },
  { "a.csv", BYTES ("caf\xE9|b\nx|y\n"), BATCH_ROW_KIND_TABLE, "caf\xC3\xA9|b", 1,
    "WINDOWS-1252", "|", "\"" },
  { "a.csv", BYTES ("\xFF\xFE" "a\0,\0b\0\n\0" "1\0,\0" "2\0\n\0"), BATCH_ROW_KIND_TABLE, "a|b", 1,
    "UTF-16LE", ",", "\"" },
  { "a.csv", BYTES ("a,b\n"), BATCH_ROW_KIND_TABLE, "a|b", 0, "UTF-8", ",", "\"" },
  { "a.csv", BYTES ("a,b\n,\n1,\n,\n\n,2\n,\n"), BATCH_ROW_KIND_TABLE, "a|b", 2, "UTF-8", ",",
    "\"" },
  { "a.txt", BYTES ("one\n\n two \nthree"), BATCH_ROW_KIND_LINES, "line|number", 3, "UTF-8",
    NULL, NULL },
  { "a.txt", BYTES ("one\nmore\n\n \ntwo\n\n"), BATCH_ROW_KIND_PARAGRAPHS, "text|number", 2,
    "UTF-8", NULL, NULL },
  { "a.jsonl", BYTES ("{\"a\":1,\"b\":\"x\"}\n\n{\"c\":null,\"a\":[1]}\n"), BATCH_ROW_KIND_OBJECTS,
    "a|b|c", 2, "UTF-8", NULL, NULL },
#undef BYTES
};

static void
test_found (BatchTestDir  *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    for (int whole = FALSE; whole <= TRUE; whole++)
      {
        g_autoptr(GFile) file = batch_test_write_file (fixture->dir, found[i].name, found[i].data,
                                                       (gssize) found[i].length);
        g_autoptr(BatchRowSource) source = batch_row_source_new_for_file (found[i].kind, file);
        g_autoptr(GError) error = NULL;
        g_autoptr(BatchRowReport) report = look (source, whole, &error);
        g_autofree char *columns = NULL;

        g_test_message ("case %u", i);
        g_assert_no_error (error);
        columns = g_strjoinv ("|", (char **) batch_row_report_get_columns (report));
        g_assert_cmpstr (columns, ==, found[i].columns);
        g_assert_cmpint (batch_row_report_get_n_rows (report), ==, found[i].n_rows);
        g_assert_true (batch_row_report_get_exact (report));
        g_assert_cmpstr (batch_row_report_get_encoding (report), ==, found[i].encoding);
        g_assert_cmpstr (batch_row_report_get_delimiter (report), ==, found[i].delimiter);
        g_assert_cmpstr (batch_row_report_get_quote (report), ==, found[i].quote);
        g_assert_cmpuint (g_strv_length ((char **) batch_row_report_get_issues (report)), ==, 0);
      }
}

static const struct
{
  const char   *name;
  const char   *data;
  BatchRowKind  kind;
} guesses[] = {
  { "a.csv", "x", BATCH_ROW_KIND_TABLE },
  { "A.TSV", "{\"a\":1}", BATCH_ROW_KIND_TABLE },
  { "a.txt", "hello", BATCH_ROW_KIND_LINES },
  { "a.txt", "", BATCH_ROW_KIND_LINES },
  { "a", "{\"title\":\"x\"}\n", BATCH_ROW_KIND_OBJECTS },
  { "a", "\xEF\xBB\xBF{\"title\":\"x\"}\n", BATCH_ROW_KIND_OBJECTS },
  { "a.txt", "\xEF\xBB\xBF{\"custom_id\":\"1\"}\n", BATCH_ROW_KIND_REQUESTS },
  { "a.jsonl", "{\"custom_id\":\"1\"}\n", BATCH_ROW_KIND_REQUESTS },
  { "a.jsonl", "{\"custom_id\":\"1\",\"body\":{\"model\":\"m\",\"messa", BATCH_ROW_KIND_REQUESTS },
  { "a.jsonl", "nothing of the kind", BATCH_ROW_KIND_REQUESTS },
  { "a.bin", PNG, BATCH_ROW_KIND_FILES },
};

static BatchRowKind
guess (GFile *file)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchRowKind kind = BATCH_ROW_KIND_TABLE;

  batch_row_source_guess_async (file, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_true (batch_row_source_guess_finish (result, &kind, &error));
  g_assert_no_error (error);
  return kind;
}

static void
test_guess (BatchTestDir  *fixture,
            gconstpointer  data)
{
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->dir);

  for (guint i = 0; i < G_N_ELEMENTS (guesses); i++)
    {
      g_autoptr(GFile) file = batch_test_write_file (fixture->dir, guesses[i].name,
                                                     guesses[i].data, -1);

      g_test_message ("case %u", i);
      g_assert_cmpint (guess (file), ==, guesses[i].kind);
    }

  g_assert_cmpint (guess (folder), ==, BATCH_ROW_KIND_FILES);
}

/* All that is wrong is told, with its line; a maker takes nothing of it. */
static void
test_issues (BatchTestDir  *fixture,
             gconstpointer  data)
{
  g_autoptr(GFile) a = batch_test_write_file (fixture->dir, "a.csv",
                                              "a,b\n1,2\n3\n4,5,6\n7,8\n", -1);
  g_autoptr(GFile) b = batch_test_write_file (fixture->dir, "b.csv", "b,a\n1,2,3\n", -1);
  g_autoptr(GFile) objects = batch_test_write_file (fixture->dir, "a.jsonl",
                                                    "{\"a\":1}\n[]\n{\"a\"}\n", -1);
  g_autoptr(BatchRowSource) tables = batch_row_source_new_for_file (BATCH_ROW_KIND_TABLE, a);
  g_autoptr(BatchRowSource) lines = batch_row_source_new_for_file (BATCH_ROW_KIND_OBJECTS, objects);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchRowReport) of_tables = NULL;
  g_autoptr(BatchRowReport) of_lines = NULL;
  const char * const *issues;

  batch_row_source_add_file (tables, b);
  of_tables = look (tables, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (batch_row_report_get_n_rows (of_tables), ==, 2);
  issues = batch_row_report_get_issues (of_tables);
  g_assert_cmpuint (g_strv_length ((char **) issues), ==, 3);
  g_assert_cmpstr (issues[0], ==, "a.csv: Line 3: the number of fields is 1, that of columns 2");
  g_assert_cmpstr (issues[1], ==,
                   "a.csv: Line 4: the number of fields is 3, that of columns 2; put a field that "
                   "has a delimiter in it in double quotes");
  g_assert_cmpstr (issues[2], ==,
                   "b.csv: Line 2: the number of fields is 3, that of columns 2; put a field that "
                   "has a delimiter in it in double quotes");

  of_lines = look (lines, TRUE, &error);
  g_assert_no_error (error);
  issues = batch_row_report_get_issues (of_lines);
  g_assert_cmpuint (g_strv_length ((char **) issues), ==, 2);
  g_assert_true (g_str_has_prefix (issues[0], "Line 2: this is not a JSON object: "));
  g_assert_true (g_str_has_prefix (issues[1], "Line 3: this is not a JSON object: "));
}

/* What somebody took for a table is told from text in an encoding of its own. */
static void
test_no_text (BatchTestDir  *fixture,
              gconstpointer  data)
{
  static const guint8 archive[] = "PK\003\004\024\0\006\0\b\0\0\0!\0\337\244\322";
  static const BatchRowKind kinds[] = { BATCH_ROW_KIND_TABLE, BATCH_ROW_KIND_LINES };
  g_autoptr(GFile) file = batch_test_write_file (fixture->dir, "goods.xlsx",
                                                 (const char *) archive, sizeof archive);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(BatchRowSource) source = batch_row_source_new_for_file (kinds[i], file);
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchRowReport) report = look (source, FALSE, &error);

      g_assert_null (report);
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
      g_assert_nonnull (strstr (error->message, "save a spreadsheet as CSV"));
    }
}

/* A long table is not read to say about how long it is. */
static void
test_estimate (BatchTestDir  *fixture,
               gconstpointer  data)
{
  g_autoptr(GString) csv = g_string_new ("a,b\n");
  g_autoptr(GFile) table = NULL;
  g_autoptr(BatchRowSource) source = NULL;
  g_autoptr(BatchRowReport) beginning = NULL;
  g_autoptr(BatchRowReport) all = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (csv, "number %06u,text\n", i);
  table = batch_test_write_file (fixture->dir, "table.csv", csv->str, (gssize) csv->len);
  source = batch_row_source_new_for_file (BATCH_ROW_KIND_TABLE, table);
  beginning = look (source, FALSE, NULL);
  all = look (source, TRUE, NULL);

  g_assert_false (batch_row_report_get_exact (beginning));
  g_assert_cmpint (batch_row_report_get_n_rows (beginning), >, 160000);
  g_assert_cmpint (batch_row_report_get_n_rows (beginning), <, 240000);
  g_assert_true (batch_row_report_get_exact (all));
  g_assert_cmpint (batch_row_report_get_n_rows (all), ==, 200000);
}

/* Rows that are large are seen all the same, unless they are larger than anybody's; and then there
 * is one at least. */
static void
test_large_rows (BatchTestDir  *fixture,
                 gconstpointer  data)
{
  static const struct
  {
    guint    n_before;
    guint    megabytes;
    gboolean exact;
    gint64   n_rows;
  } cases[] = {
    { 0, 4, TRUE, 2 },
    { 1, 30, TRUE, 3 },
    { 0, 40, FALSE, 1 },
    { 3, 40, FALSE, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) csv = g_string_new ("id,text\n");
      g_autoptr(BatchRowSource) source = NULL;
      g_autoptr(BatchRowReport) report = NULL;
      g_autoptr(GFile) table = NULL;

      for (guint row = 0; row < cases[i].n_before; row++)
        g_string_append (csv, "0,short\n");
      g_string_append (csv, "1,");
      g_string_set_size (csv, csv->len + cases[i].megabytes * 1024 * 1024);
      memset (csv->str + csv->len - cases[i].megabytes * 1024 * 1024, 'x',
              cases[i].megabytes * 1024 * 1024);
      g_string_append (csv, "\n2,short\n");
      table = batch_test_write_file (fixture->dir, "large.csv", csv->str, (gssize) csv->len);
      source = batch_row_source_new_for_file (BATCH_ROW_KIND_TABLE, table);
      report = look (source, FALSE, NULL);

      g_assert_cmpint (batch_row_report_get_exact (report), ==, cases[i].exact);
      g_assert_cmpint (batch_row_report_get_n_rows (report), ==, cases[i].n_rows);
    }
}

/* --- What is made --- */

static void
append_made (GString            *log,
             const char         *title,
             BatchMaker         *maker,
             BatchRowSource     *source)
{
  g_autofree char *made = make (maker, source);

  g_string_append_printf (log, "# %s\n%s", title, made);
}

static void
test_golden (BatchTestDir  *fixture,
             gconstpointer  data)
{
  static const char *const models[] = { "m", NULL };
  static const char *const texts[] = { "*.txt", NULL };
  static const char *const drafts[] = { "drafts", NULL };
  static const gint64 rows[] = { 3, 1 };
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(GFile) latin = batch_test_write_file (fixture->dir, "latin.csv",
                                                  "name;text\nA;gr\xFC\xDF\nB;x\nC;y\n", -1);
  g_autoptr(GFile) turned = batch_test_write_file (fixture->dir, "turned.csv",
                                                   "text,name\nz,D\n", -1);
  g_autoptr(GFile) objects = batch_test_write_file (fixture->dir, "o.jsonl",
                                                    "{\"name\":\"A\\n\",\"text\":1.50}\n"
                                                    "{\"text\":{\"k\": [1]}}\n", -1);
  g_autoptr(GFile) one = batch_test_write_file (fixture->dir, "f/one.txt", "first", -1);
  g_autoptr(GFile) two = batch_test_write_file (fixture->dir, "f/sub/one.txt", "\xFF\xFEs\0", 4);
  g_autoptr(GFile) draft = batch_test_write_file (fixture->dir, "f/drafts/one.txt", "no", -1);
  g_autoptr(GFile) other = batch_test_write_file (fixture->dir, "f/other.md", "no", -1);
  g_autoptr(GFile) junk = batch_test_write_file (fixture->dir, "f/Thumbs.db", "\0", 1);
  g_autofree char *path = g_build_filename (fixture->dir, "f", NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (path);
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{name}}: {{text}}", models);
  g_autoptr(BatchMaker) plain = batch_maker_new ("{{text}}", models);
  g_autoptr(BatchRowSource) table = batch_row_source_new_for_file (BATCH_ROW_KIND_TABLE, latin);
  g_autoptr(BatchRowSource) lines = batch_row_source_new_for_file (BATCH_ROW_KIND_OBJECTS, objects);
  g_autoptr(BatchRowSource) files = batch_row_source_new_for_file (BATCH_ROW_KIND_FILES, folder);
  g_autoptr(BatchRowSource) pasted = batch_row_source_new (BATCH_ROW_KIND_PARAGRAPHS);

  batch_row_source_add_file (table, turned);
  append_made (log, "two tables, columns in another order", maker, table);
  batch_row_source_set_limit (table, 2);
  append_made (log, "the first two rows", maker, table);
  batch_row_source_set_rows (table, rows, 2);
  append_made (log, "rows 1 and 3", maker, table);
  append_made (log, "objects", maker, lines);

  batch_row_source_set_include (files, texts);
  batch_row_source_set_exclude (files, drafts);
  append_made (log, "a folder, with what is included and excluded", maker, files);
  batch_row_source_set_recursive (files, FALSE);
  append_made (log, "only the folder itself", maker, files);

  batch_row_source_set_text (pasted, "one\nparagraph\n\nand another");
  append_made (log, "a pasted text", plain, pasted);

  g_object_set (plain, "temperature", 0.7, "top-p", 0.9, "max-tokens", (gint64) 100,
                "seed", (gint64) 7, "schema", "{\"type\":\n\"object\"}", "members",
                "{\"min_p\": 0.10}", NULL);
  append_made (log, "parameters of a chat", plain, pasted);
  g_object_set (plain, "url", "/v1/responses", "seed", (gint64) -1, NULL);
  append_made (log, "parameters of a response", plain, pasted);

  batch_test_assert_golden ("made.jsonl", log->str);
}

static void
assert_no_preview (BatchMaker     *maker,
                   BatchRowSource *source,
                   gint64          row,
                   const char     *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchPreview) none = preview (maker, source, row, &error);

  g_assert_null (none);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_preview (BatchTestDir  *fixture,
              gconstpointer  data)
{
  g_autoptr(GFile) file = batch_test_write_file (fixture->dir, "a.csv",
                                                 "name,text\nA,x\nB,y\n", -1);
  g_autoptr(BatchRowSource) source = batch_row_source_new_for_file (BATCH_ROW_KIND_TABLE, file);
  g_autoptr(BatchMaker) maker = batch_maker_new ("Sum up {{text}}", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchPreview) shown = NULL;

  batch_maker_set_system (maker, "For {{name}}");
  shown = preview (maker, source, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (batch_preview_get_prompt (shown), ==, "Sum up y");
  g_assert_cmpstr (batch_preview_get_system (shown), ==, "For B");
  g_assert_cmpstr (batch_preview_get_custom_id (shown), ==, "row-2");
  g_assert_cmpstr (batch_preview_get_columns (shown)[1], ==, "text");
  g_assert_cmpstr (batch_preview_get_values (shown)[1], ==, "y");
  g_assert_true (strstr (batch_preview_get_request (shown), "\"Sum up y\"") != NULL);
  g_assert_cmpint (batch_preview_get_image_size (shown), ==, 0);

  assert_no_preview (maker, source, 3, "There is no row 3; the last one is 2");
  batch_maker_set_prompt (maker, "{{title}}");
  assert_no_preview (maker, source, 1, "The template asks for “{{title}}”, which is none of "
                     "the columns: name, text");
  batch_maker_set_prompt (maker, "{{name}}");
  batch_maker_set_schema (maker, "[1]");
  assert_no_preview (maker, source, 1, "The schema is not a JSON object");
  batch_maker_set_schema (maker, NULL);
  batch_maker_set_url (maker, "/v1/embeddings");
  batch_maker_set_seed (maker, 1);
  assert_no_preview (maker, source, 1, "/v1/embeddings does not take “seed”; leave it out");
  batch_maker_set_url (maker, "/v1/chat/completions");
  batch_maker_set_members (maker, "{\"seed\":2}");
  assert_no_preview (maker, source, 1, "“seed” is said twice: by itself and among the members "
                     "for the body");
}

static void
test_preview_picture (BatchTestDir  *fixture,
                      gconstpointer  data)
{
  g_autofree char *content = g_strnfill (100000, 'x');
  g_autoptr(GFile) file = NULL;
  g_autoptr(BatchRowSource) source = NULL;
  g_autoptr(BatchMaker) maker = batch_maker_new ("What is it?", NULL);
  g_autoptr(BatchPreview) shown = NULL;

  memcpy (content, PNG, strlen (PNG));
  file = batch_test_write_file (fixture->dir, "a.png", content, 100000);
  source = batch_row_source_new_for_file (BATCH_ROW_KIND_FILES, file);
  shown = preview (maker, source, 1, NULL);
  g_assert_cmpint (batch_preview_get_image_size (shown), ==, 100000);
  g_assert_cmpuint (strlen (batch_preview_get_request (shown)), <, 1000);
}

/* What is kept as a template is the same afterwards. */
static void
test_json (void)
{
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{a}} \"x\"", NULL);
  g_autoptr(BatchMaker) empty = NULL;
  g_autoptr(BatchMaker) read = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;

  g_object_set (maker, "name", "T", "system", "s", "url", "/v1/messages", "temperature", 0.25,
                "top-p", 1.0, "max-tokens", (gint64) 9, "seed", (gint64) 0, "schema", "{}",
                "members", "{\"a\":1}", "id-column", "sku", NULL);
  json = batch_maker_to_json (maker);
  read = batch_maker_new_from_json (json, &error);
  g_assert_no_error (error);
  again = batch_maker_to_json (read);
  g_assert_cmpstr (json, ==, again);
  g_assert_cmpstr (batch_maker_get_prompt (read), ==, "{{a}} \"x\"");
  g_assert_cmpfloat (batch_maker_get_temperature (read), ==, 0.25);
  g_assert_cmpint (batch_maker_get_seed (read), ==, 0);
  g_assert_cmpstr (batch_maker_get_id_column (read), ==, "sku");

  empty = batch_maker_new_from_json ("{\"later\":[1]}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (batch_maker_get_url (empty), ==, "/v1/chat/completions");
  g_assert_cmpfloat (batch_maker_get_temperature (empty), ==, -1);
  g_assert_null (batch_maker_new_from_json ("[]", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

static void
count (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_properties (void)
{
  g_autoptr(BatchRowSource) source = batch_row_source_new (BATCH_ROW_KIND_LINES);
  const char *const patterns[] = { "*.png", NULL };
  g_autoptr(BatchRowSource) table = batch_row_source_new (BATCH_ROW_KIND_TABLE);
  guint n_notified = 0;

  batch_test_check_properties (table);
  g_signal_connect_swapped (source, "notify", G_CALLBACK (count), &n_notified);
  g_assert_cmpint (batch_row_source_get_kind (source), ==, BATCH_ROW_KIND_LINES);
  g_assert_true (batch_row_source_get_recursive (source));
  g_assert_null (batch_row_source_get_delimiter (source));
  g_assert_cmpuint (g_list_model_get_n_items (batch_row_source_get_files (source)), ==, 0);

  batch_row_source_set_kind (source, BATCH_ROW_KIND_LINES);
  batch_row_source_set_recursive (source, TRUE);
  batch_row_source_set_include (source, NULL);
  g_assert_cmpuint (n_notified, ==, 0);

  batch_row_source_set_include (source, patterns);
  batch_row_source_set_include (source, patterns);
  g_object_set (source, "delimiter", ";", "encoding", "UTF-16LE", "limit", (gint64) 3, NULL);
  g_assert_cmpuint (n_notified, ==, 4);
  g_assert_cmpstr (batch_row_source_get_delimiter (source), ==, ";");

  g_assert_finalize_object (g_steal_pointer (&source));
}

/* Files of the same name are told apart, by numbers that go up. */
static void
test_namesakes (BatchTestDir  *fixture,
                gconstpointer  data)
{
  static const char *const paths[] = { "1/a.txt", "2/a.txt", "3/a.txt-2", "4/a.txt", "5/a.txt" };
  static const char *const ids[] = { "a.txt", "a.txt-2", "a.txt-2-2", "a.txt-3", "a.txt-4" };
  g_autoptr(BatchRowSource) source = batch_row_source_new (BATCH_ROW_KIND_FILES);
  g_autoptr(BatchMaker) maker = batch_maker_new ("Sum up {{text}}", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GFile) file = batch_test_write_file (fixture->dir, paths[i], "x", -1);

      batch_row_source_add_file (source, file);
    }

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BatchPreview) shown = preview (maker, source, i + 1, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (batch_preview_get_custom_id (shown), ==, ids[i]);
    }
}

/* Nobody waits for a pipe into which nothing is written. */
static void
test_pipe (BatchTestDir  *fixture,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "pipe", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchRowSource) source = batch_row_source_new_for_file (BATCH_ROW_KIND_FILES, file);
  g_autoptr(BatchRowReport) report = NULL;
  g_autoptr(GError) error = NULL;
  const char * const *issues;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  report = look (source, TRUE, &error);
  g_assert_no_error (error);
  issues = batch_row_report_get_issues (report);
  g_assert_cmpuint (g_strv_length ((char **) issues), ==, 1);
  g_assert_nonnull (strstr (issues[0], "leave it out"));
}

#define ADD(name, func) \
  g_test_add ("/batch/maker/row-source/" name, BatchTestDir, NULL, batch_test_dir_set_up, func, \
              batch_test_dir_tear_down)

static void
test_no_such_row (void)
{
  const char *models[] = { "tiny", NULL };
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{text}}", models);
  g_autoptr(BatchRowSource) source = batch_row_source_new (BATCH_ROW_KIND_LINES);
  g_autoptr(GError) error = NULL;

  g_assert_null (preview (maker, source, 0, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/maker/row-source/properties", test_properties);
  ADD ("found", test_found);
  ADD ("guess", test_guess);
  ADD ("issues", test_issues);
  ADD ("no-text", test_no_text);
  ADD ("estimate", test_estimate);
  ADD ("large-rows", test_large_rows);
  ADD ("golden", test_golden);
  ADD ("preview", test_preview);
  ADD ("preview-picture", test_preview_picture);
  ADD ("namesakes", test_namesakes);
  ADD ("pipe", test_pipe);
  g_test_add_func ("/batch/maker/row-source/json", test_json);
  g_test_add_func ("/batch/maker/row-source/no-such-row", test_no_such_row);
  return g_test_run ();
}
