/* test-maker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <string.h>

#include "support/test-properties.h"
#include "support/test-support.h"

#define PNG "\x89PNG\r\n\x1a\n"
#define CHAT(id, model, prompt) \
  "{\"custom_id\":\"" id "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\"," \
  "\"body\":{\"model\":\"" model "\",\"messages\":" \
  "[{\"role\":\"user\",\"content\":\"" prompt "\"}]}}\n"

static const char *const one_model[] = { "m", NULL };
static const char *const two_models[] = { "m", "n", NULL };

static char *
make (BatchMaker    *maker,
      BatchRowKind   kind,
      GFile         *source,
      gint64        *n_requests,
      GError       **error)
{
  g_autoptr(BatchRowSource) rows = batch_row_source_new_for_file (kind, source);
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr(GAsyncResult) result = NULL;

  batch_maker_make_async (maker, rows, output, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  *n_requests = batch_maker_make_finish (maker, result, error);
  g_output_stream_write_all (output, "", 1, NULL, NULL, NULL);
  g_output_stream_close (output, NULL, NULL);

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (output));
}

static void
assert_made (BatchMaker   *maker,
             BatchRowKind  kind,
             GFile        *source,
             gint64        n_requests,
             const char   *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *made = NULL;
  gint64 n_made;

  made = make (maker, kind, source, &n_made, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (made, ==, expected);
  g_assert_cmpint (n_made, ==, n_requests);
}

static void
assert_refused (BatchMaker   *maker,
                BatchRowKind  kind,
                GFile        *source,
                int           code,
                const char   *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *made = NULL;
  gint64 n_made;

  made = make (maker, kind, source, &n_made, &error);
  g_assert_error (error, BATCH_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpint (n_made, ==, -1);
}

static void
count (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_properties (void)
{
  g_autoptr(BatchMaker) empty = batch_maker_new (NULL, NULL);
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{a}}", two_models);
  guint n_notified = 0;

  batch_test_check_properties (empty);
  g_signal_connect_swapped (maker, "notify", G_CALLBACK (count), &n_notified);
  g_assert_cmpstr (batch_maker_get_prompt (maker), ==, "{{a}}");
  g_assert_cmpstr (batch_maker_get_models (maker)[1], ==, "n");
  g_assert_cmpstr (batch_maker_get_url (maker), ==, "/v1/chat/completions");
  g_assert_null (batch_maker_get_system (maker));
  g_assert_null (batch_maker_get_members (maker));

  batch_maker_set_url (maker, "/v1/chat/completions");
  batch_maker_set_system (maker, NULL);
  g_assert_cmpuint (n_notified, ==, 0);
  g_object_set (maker, "url", "/v1/messages", "system", "s", "members", "{}",
                "id-column", "sku", NULL);
  g_assert_cmpuint (n_notified, ==, 4);
  g_assert_cmpstr (batch_maker_get_url (maker), ==, "/v1/messages");

  g_assert_finalize_object (g_steal_pointer (&maker));
}

/* Of several texts the first, and of each batch anew. */
static void
test_guess (BatchTestDir  *fixture,
            gconstpointer  data)
{
  g_autoptr(GFile) plain = batch_test_write_file (fixture->dir, "plain.txt", "a\n", 2);
  g_autoptr(GFile) western = batch_test_write_file (fixture->dir, "west.txt", "\xe9\n", 2);
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{line}}", one_model);

  g_assert_null (batch_maker_get_guessed_encoding (maker));
  assert_made (maker, BATCH_ROW_KIND_LINES, western, 1, CHAT ("row-1", "m", "é"));
  g_assert_cmpstr (batch_maker_get_guessed_encoding (maker), ==, "WINDOWS-1252");
  g_assert_cmpstr (batch_maker_get_guessed_file (maker), ==, "west.txt");

  assert_made (maker, BATCH_ROW_KIND_LINES, plain, 1, CHAT ("row-1", "m", "a"));
  g_assert_null (batch_maker_get_guessed_encoding (maker));
  g_assert_null (batch_maker_get_guessed_file (maker));
}

static void
test_table (BatchTestDir  *fixture,
            gconstpointer  data)
{
  static const char csv[] = "title;text\r\nA;\"x\r\ny\"\r\nB;z\r\n";
  g_autoptr(GFile) table = batch_test_write_file (fixture->dir, "table.csv", csv, strlen (csv));
  g_autoptr(BatchMaker) one = batch_maker_new ("{{title}}: {{text}}", one_model);
  g_autoptr(BatchMaker) two = batch_maker_new ("{{title}}", two_models);

  assert_made (one, BATCH_ROW_KIND_TABLE, table, 2,
               CHAT ("row-1", "m", "A: x\\r\\ny") CHAT ("row-2", "m", "B: z"));
  assert_made (two, BATCH_ROW_KIND_TABLE, table, 4,
               CHAT ("row-1-1", "m", "A") CHAT ("row-1-2", "n", "A")
               CHAT ("row-2-1", "m", "B") CHAT ("row-2-2", "n", "B"));
}

static void
test_ids (BatchTestDir  *fixture,
          gconstpointer  data)
{
  static const char csv[] = "sku,custom_id\nA,x\n\"B\nb\",ä y\n";
  static const char json[] = "{\"custom_id\":7,\"sku\":\"A\"}\n\n{\"custom_id\":\"7-1\"}\n";
  g_autoptr(GFile) table = batch_test_write_file (fixture->dir, "table.csv", csv, strlen (csv));
  g_autoptr(GFile) objects = batch_test_write_file (fixture->dir, "o.jsonl", json, strlen (json));
  g_autoptr(BatchMaker) one = batch_maker_new ("{{sku}}", one_model);
  g_autoptr(BatchMaker) two = batch_maker_new ("{{sku}}", two_models);

  assert_made (one, BATCH_ROW_KIND_TABLE, table, 2, CHAT ("x", "m", "A")
               CHAT ("ä y", "m", "B\\nb"));
  assert_made (two, BATCH_ROW_KIND_OBJECTS, objects, 4,
               CHAT ("7-1", "m", "A") CHAT ("7-2", "n", "A")
               CHAT ("7-1-1", "m", "") CHAT ("7-1-2", "n", ""));

  batch_maker_set_id_column (one, "sku");
  assert_made (one, BATCH_ROW_KIND_TABLE, table, 2, CHAT ("A", "m", "A")
               CHAT ("B\\nb", "m", "B\\nb"));
  batch_maker_set_id_column (one, "");
  assert_made (one, BATCH_ROW_KIND_TABLE, table, 2, CHAT ("row-1", "m", "A")
               CHAT ("row-2", "m", "B\\nb"));
}

/* The lines are those of the file, in which a row may have several. */
static void
test_refused_ids (BatchTestDir  *fixture,
                  gconstpointer  data)
{
  const struct
  {
    const char *csv;
    const char *column;
    int         code;
    const char *message;
  } cases[] = {
    { "a,custom_id\n\"1\n1\",x\n2,y\n3,x\n4,x\n", NULL, BATCH_ERROR_INVALID_FILE,
      "Line 5: the id “x” is there already, on line 2" },
    { "custom_id,a\nx,1\n,2\n", NULL, BATCH_ERROR_INVALID_FILE,
      "Line 3: there is nothing in “custom_id”, from which the id of the request comes" },
    { "a\n" G_STRINGIFY (1234567890123456789012345678901234567890123456789012345678901234) "\n"
      G_STRINGIFY (12345678901234567890123456789012345678901234567890123456789012345) "\n", "a",
      BATCH_ERROR_INVALID_FILE,
      "Line 3: “123456789012345678901234567890123456789012345678…” in “a” is longer than 64 "
      "characters, which an id may have" },
    { "a,b\n1,2\n", "custom_id", BATCH_ERROR_INVALID_REQUEST,
      "The ids are to be those of “custom_id”, which is none of the columns: a, b" },
  };
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{a}}", one_model);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GFile) table = batch_test_write_file (fixture->dir, "table.csv", cases[i].csv,
                                                      strlen (cases[i].csv));

      batch_maker_set_id_column (maker, cases[i].column);
      assert_refused (maker, BATCH_ROW_KIND_TABLE, table, cases[i].code, cases[i].message);
    }
}

/* With the number of the model, an id is longer. */
static void
test_room_of_ids (BatchTestDir  *fixture,
                  gconstpointer  data)
{
  g_autofree char *id = g_strnfill (62, 'x');
  g_autofree char *fits = g_strdup_printf ("a\n%s\n", id);
  g_autofree char *long_one = g_strdup_printf ("a\n%sx\n", id);
  g_autoptr(GFile) good = batch_test_write_file (fixture->dir, "g.csv", fits, strlen (fits));
  g_autoptr(GFile) bad = batch_test_write_file (fixture->dir, "b.csv", long_one,
                                                strlen (long_one));
  g_autoptr(BatchMaker) maker = batch_maker_new ("", two_models);
  g_autofree char *expected = g_strdup_printf (CHAT ("%s-1", "m", "") CHAT ("%s-2", "n", ""), id,
                                               id);

  batch_maker_set_id_column (maker, "a");
  assert_made (maker, BATCH_ROW_KIND_TABLE, good, 2, expected);
  assert_refused (maker, BATCH_ROW_KIND_TABLE, bad, BATCH_ERROR_INVALID_FILE,
                  "Line 2: “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” in “a” is longer "
                  "than 62 characters, which an id may have");
}

/* Lines of one file would be looked for in the other. */
static void
test_ids_of_tables (BatchTestDir  *fixture,
                    gconstpointer  data)
{
  g_autoptr(GFile) first = batch_test_write_file (fixture->dir, "1.csv", "custom_id\nx\ny\n", 14);
  g_autoptr(GFile) second = batch_test_write_file (fixture->dir, "2.csv", "custom_id\nz\ny\n", 14);
  g_autoptr(BatchRowSource) rows = batch_row_source_new_for_file (BATCH_ROW_KIND_TABLE, first);
  g_autoptr(BatchMaker) maker = batch_maker_new ("", one_model);
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_row_source_add_file (rows, second);
  batch_maker_make_async (maker, rows, output, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_cmpint (batch_maker_make_finish (maker, result, &error), ==, -1);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
  g_assert_true (g_str_has_suffix (error->message, "the id “y” is there already, in row 2"));
}

static void
test_lines (BatchTestDir  *fixture,
            gconstpointer  data)
{
  static const char text[] = "\xEF\xBB\xBF" "first\r\n\n  second \n{{line}}";
  g_autoptr(GFile) lines = batch_test_write_file (fixture->dir, "lines.txt", text, strlen (text));
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{number}} {{line}}", one_model);

  assert_made (maker, BATCH_ROW_KIND_LINES, lines, 3,
               CHAT ("row-1", "m", "1 first") CHAT ("row-2", "m", "3 second")
               CHAT ("row-3", "m", "4 {{line}}"));
}

static void
test_body (BatchTestDir  *fixture,
           gconstpointer  data)
{
  g_autoptr(GFile) lines = batch_test_write_file (fixture->dir, "lines.txt", "a\n", 2);
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{line}}", one_model);

  batch_maker_set_url (maker, "/v1/messages");
  batch_maker_set_system (maker, "You are {{line}}");
  batch_maker_set_members (maker, "{\"max_tokens\":10,\n\"top_p\" : 0.50}");
  assert_made (maker, BATCH_ROW_KIND_LINES, lines, 1,
               "{\"custom_id\":\"row-1\",\"method\":\"POST\",\"url\":\"/v1/messages\","
               "\"body\":{\"model\":\"m\",\"system\":\"You are a\",\"messages\":"
               "[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":10,\"top_p\":0.50}}\n");
}

static void
test_texts (BatchTestDir  *fixture,
            gconstpointer  data)
{
  g_autofree char *long_name = g_strnfill (100, 'x');
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->dir);
  g_autoptr(GFile) b = batch_test_write_file (fixture->dir, "b.txt", "two", 3);
  g_autoptr(GFile) a = batch_test_write_file (fixture->dir, "a", "one\n", 4);
  g_autoptr(GFile) hidden = batch_test_write_file (fixture->dir, ".hidden", "\xFF", 1);
  g_autoptr(GFile) longest = batch_test_write_file (fixture->dir, long_name, "", 0);
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{stem}}={{text}}{{number}}", one_model);
  g_autofree char *expected = NULL;

  expected = g_strdup_printf (CHAT ("a", "m", "a=one\\n1") CHAT ("b.txt", "m", "b=two2")
                              CHAT ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…-3", "m", "%s=3"), long_name);
  assert_made (maker, BATCH_ROW_KIND_FILES, folder, 3, expected);
}

static void
test_pictures (BatchTestDir  *fixture,
               gconstpointer  data)
{
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->dir);
  g_autoptr(GFile) picture = batch_test_write_file (fixture->dir, "a.png", PNG, strlen (PNG));
  g_autoptr(BatchMaker) maker = batch_maker_new ("What is it?", one_model);

  assert_made (maker, BATCH_ROW_KIND_FILES, folder, 1,
               "{\"custom_id\":\"a.png\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
               "\"body\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
               "[{\"type\":\"text\",\"text\":\"What is it?\"},{\"type\":\"image_url\","
               "\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}]}]}}\n");

  batch_maker_set_url (maker, "/v1/embeddings");
  assert_refused (maker, BATCH_ROW_KIND_FILES, folder, BATCH_ERROR_INVALID_FILE,
                  "“a.png” is a picture, which /v1/embeddings does not take");
}

static void
test_refused_sources (BatchTestDir  *fixture,
                      gconstpointer  data)
{
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->dir);
  g_autoptr(GFile) header = batch_test_write_file (fixture->dir, "header.csv", "a,b\n", 4);
  g_autoptr(GFile) ragged = batch_test_write_file (fixture->dir, "ragged.csv", "a,b\n1\n", 6);
  g_autoptr(GFile) blank = batch_test_write_file (fixture->dir, "blank.txt", "\n \n", 3);
  g_autoptr(BatchMaker) maker = batch_maker_new ("x", one_model);

  assert_refused (maker, BATCH_ROW_KIND_TABLE, header, BATCH_ERROR_INVALID_FILE,
                  "There is nothing in it to make a request from");
  assert_refused (maker, BATCH_ROW_KIND_TABLE, ragged, BATCH_ERROR_INVALID_FILE,
                  "Line 2: the number of fields is 1, that of columns 2");
  assert_refused (maker, BATCH_ROW_KIND_LINES, blank, BATCH_ERROR_INVALID_FILE,
                  "There is nothing in it to make a request from");
  assert_refused (maker, BATCH_ROW_KIND_FILES, folder, BATCH_ERROR_INVALID_FILE,
                  "“blank.txt” is text, but the prompt has no {{text}} to put it in; write "
                  "that, or leave the file out");
}

static void
test_refused_settings (BatchTestDir  *fixture,
                       gconstpointer  data)
{
  static const char *const none[] = { NULL };
  g_autoptr(GFile) table = batch_test_write_file (fixture->dir, "table.csv", "a,b\n1,2\n", 8);
  g_autoptr(BatchMaker) no_model = batch_maker_new ("{{a}}", none);
  g_autoptr(BatchMaker) typo = batch_maker_new ("{{c}}", one_model);
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{a}}", one_model);

  assert_refused (no_model, BATCH_ROW_KIND_TABLE, table, BATCH_ERROR_INVALID_REQUEST,
                  "No model is named; name at least one");
  assert_refused (typo, BATCH_ROW_KIND_TABLE, table, BATCH_ERROR_INVALID_REQUEST,
                  "The template asks for “{{c}}”, which is none of the columns: a, b");

  batch_maker_set_members (maker, "{\"a\":1");
  assert_refused (maker, BATCH_ROW_KIND_TABLE, table, BATCH_ERROR_INVALID_REQUEST,
                  "The members for the body are not a JSON object: it ends in the middle");
  batch_maker_set_members (maker, NULL);
  batch_maker_set_url (maker, "/v2");
  assert_refused (maker, BATCH_ROW_KIND_TABLE, table, BATCH_ERROR_INVALID_REQUEST,
                  "“/v2” is not an endpoint; the usual one is /v1/chat/completions");
}

static void
test_missing (void)
{
  g_autoptr(GFile) missing = g_file_new_for_path ("/nowhere/at/all");
  g_autoptr(BatchMaker) maker = batch_maker_new ("x", one_model);

  for (int kind = BATCH_ROW_KIND_TABLE; kind <= BATCH_ROW_KIND_FILES; kind++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *made = NULL;
      gint64 n_made;

      made = make (maker, kind, missing, &n_made, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      g_assert_cmpint (n_made, ==, -1);
    }
}

/* Beside the body, of what has columns only. */
static void
test_keep_columns (BatchTestDir  *fixture,
                   gconstpointer  data)
{
  g_autoptr(GFile) table =
    batch_test_write_file (fixture->dir, "t.csv", "a,\"b \"\"c\"\n1,\n", -1);
  g_autoptr(GFile) objects =
    batch_test_write_file (fixture->dir, "o.jsonl", "{\"a\":\"x\\ny\"}", -1);
  g_autoptr(GFile) lines = batch_test_write_file (fixture->dir, "l.txt", "1", -1);
  g_autoptr(BatchMaker) maker = batch_maker_new ("hi", one_model);
  static const struct
  {
    BatchRowKind kind;
    const char *row;
  } cases[] = {
    { BATCH_ROW_KIND_TABLE, ",\"row\":{\"a\":\"1\",\"b \\\"c\":\"\"}" },
    { BATCH_ROW_KIND_OBJECTS, ",\"row\":{\"a\":\"x\\ny\"}" },
    { BATCH_ROW_KIND_LINES, "" },
  };
  GFile *sources[] = { table, objects, lines };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *expected =
        g_strdup_printf ("{\"custom_id\":\"row-1\",\"method\":\"POST\","
                         "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\","
                         "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}%s}\n",
                         cases[i].row);

      batch_maker_set_keep_columns (maker, TRUE);
      assert_made (maker, cases[i].kind, sources[i], 1, expected);
      batch_maker_set_keep_columns (maker, FALSE);
      assert_made (maker, cases[i].kind, sources[i], 1, CHAT ("row-1", "m", "hi"));
    }
}

/* What is kept has the same columns in each row. A member that comes when the first rows are
 * written is said rather than lost. */
static void
test_late_column (BatchTestDir  *fixture,
                  gconstpointer  data)
{
  g_autofree char *filler = g_strnfill (1024, 'x');
  g_autoptr(BatchMaker) maker = batch_maker_new ("hi", one_model);
  static const struct { const char *line; guint before; gboolean kept; } cases[] = {
    { "{\"a\":1}\n", 1500, TRUE },
    { NULL, 1500, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *long_line = g_strdup_printf ("{\"a\":\"%s\"}\n", filler);
      g_autoptr(GString) lines = g_string_new (NULL);
      g_autoptr(GFile) objects = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *made = NULL;
      gint64 n_made;

      for (guint j = 0; j < cases[i].before; j++)
        g_string_append (lines, cases[i].line != NULL ? cases[i].line : long_line);
      g_string_append (lines, "{\"late\":2}\n");
      objects = batch_test_write_file (fixture->dir, "o.jsonl", lines->str, lines->len);

      batch_maker_set_keep_columns (maker, TRUE);
      made = make (maker, BATCH_ROW_KIND_OBJECTS, objects, &n_made, &error);
      if (cases[i].kept)
        {
          g_assert_no_error (error);
          g_assert_true (g_str_has_suffix (made, "\"row\":{\"a\":\"\",\"late\":\"2\"}}\n"));
          continue;
        }

      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
      g_assert_cmpstr (error->message, ==,
                       "Line 1501: “late” comes too late to be a column that is kept; have it in "
                       "the first object, too, as null");
      g_clear_error (&error);
      g_clear_pointer (&made, g_free);
      batch_maker_set_keep_columns (maker, FALSE);
      made = make (maker, BATCH_ROW_KIND_OBJECTS, objects, &n_made, &error);
      g_assert_no_error (error);
      g_assert_cmpint (n_made, ==, 1501);
    }
}

/* Where the names of members are data, so many rows with so many columns would fill the disk. */
static void
test_many_members (BatchTestDir  *fixture,
                   gconstpointer  data)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GFile) objects = NULL;
  g_autoptr(BatchMaker) maker = batch_maker_new ("hi", one_model);
  g_autoptr(GError) error = NULL;
  g_autofree char *made = NULL;
  gint64 n_made;

  g_string_append (lines, "{\"k0\":0");
  for (guint i = 1; i < 4097; i++)
    g_string_append_printf (lines, ",\"k%u\":%u", i, i);
  g_string_append (lines, "}\n");
  objects = batch_test_write_file (fixture->dir, "o.jsonl", lines->str, lines->len);

  batch_maker_set_keep_columns (maker, TRUE);
  made = make (maker, BATCH_ROW_KIND_OBJECTS, objects, &n_made, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE);
  g_assert_cmpstr (error->message, ==,
                   "Line 1: “k4096” is one member too many to be kept: no more than 4096 names of "
                   "members can be columns");
}

static void
test_many (BatchTestDir  *fixture,
           gconstpointer  data)
{
  g_autoptr(GString) csv = g_string_new ("custom_id,a\n");
  g_autoptr(GFile) table = NULL;
  g_autoptr(BatchMaker) maker = batch_maker_new ("{{a}}", two_models);
  g_autoptr(GError) error = NULL;
  g_autofree char *made = NULL;
  gint64 n_made;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (csv, "id %u,value %u\n", i, i);
  table = batch_test_write_file (fixture->dir, "table.csv", csv->str, csv->len);

  made = make (maker, BATCH_ROW_KIND_TABLE, table, &n_made, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_made, ==, 40000);
  g_assert_true (g_str_has_suffix (made, CHAT ("id 19999-2", "n", "value 19999")));
}

#define ADD(name, func) \
  g_test_add ("/batch/maker/maker/" name, BatchTestDir, NULL, batch_test_dir_set_up, func, \
              batch_test_dir_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/maker/properties", test_properties);
  ADD ("table", test_table);
  ADD ("guess", test_guess);
  ADD ("ids", test_ids);
  ADD ("refused-ids", test_refused_ids);
  ADD ("room-of-ids", test_room_of_ids);
  ADD ("ids-of-tables", test_ids_of_tables);
  ADD ("lines", test_lines);
  ADD ("body", test_body);
  ADD ("texts", test_texts);
  ADD ("pictures", test_pictures);
  ADD ("refused-sources", test_refused_sources);
  ADD ("refused-settings", test_refused_settings);
  g_test_add_func ("/batch/maker/missing", test_missing);
  ADD ("keep-columns", test_keep_columns);
  ADD ("late-column", test_late_column);
  ADD ("many-members", test_many_members);
  ADD ("many", test_many);
  return g_test_run ();
}
