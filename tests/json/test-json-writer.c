/* test-json-writer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-writer-private.h"

#include "json/batch-json-text-private.h"

static void
test_every_kind (void)
{
  g_autoptr(GString) out = g_string_new ("data: ");
  BatchJsonWriter writer = BATCH_JSON_WRITER_INIT (out);

  batch_json_writer_open (&writer, NULL, '{');
  batch_json_writer_string (&writer, "text", "a\"\n");
  batch_json_writer_string (&writer, "none", NULL);
  batch_json_writer_string (&writer, "bad", "\xFF");
  batch_json_writer_int (&writer, "least", G_MININT64);
  batch_json_writer_int (&writer, "zero", 0);
  batch_json_writer_int (&writer, "most", G_MAXINT64);
  batch_json_writer_time (&writer, "never", 0);
  batch_json_writer_time (&writer, "then", 1700000000);
  batch_json_writer_time (&writer, "before", -1);
  batch_json_writer_boolean (&writer, "yes", TRUE);
  batch_json_writer_boolean (&writer, "also", 2);
  batch_json_writer_boolean (&writer, "no", FALSE);
  batch_json_writer_raw (&writer, "raw", "{ \"a\" : 1.0 }");
  batch_json_writer_raw (&writer, "nothing", NULL);
  batch_json_writer_close (&writer, '}');

  g_assert_cmpstr (out->str, ==,
                   "data: {\"text\":\"a\\\"\\n\",\"none\":null,\"bad\":\"\xEF\xBF\xBD\","
                   "\"least\":-9223372036854775808,\"zero\":0,\"most\":9223372036854775807,"
                   "\"never\":null,\"then\":1700000000,\"before\":-1,\"yes\":true,\"also\":true,"
                   "\"no\":false,\"raw\":{ \"a\" : 1.0 },\"nothing\":null}");
}

static void
test_commas (void)
{
  g_autoptr(GString) out = g_string_new (NULL);
  BatchJsonWriter writer = BATCH_JSON_WRITER_INIT (out);

  batch_json_writer_open (&writer, NULL, '[');
  batch_json_writer_open (&writer, NULL, '[');
  batch_json_writer_close (&writer, ']');
  batch_json_writer_open (&writer, NULL, '{');
  batch_json_writer_close (&writer, '}');
  batch_json_writer_int (&writer, NULL, 1);
  batch_json_writer_open (&writer, NULL, '{');
  batch_json_writer_open (&writer, "a", '[');
  batch_json_writer_string (&writer, NULL, "b");
  batch_json_writer_close (&writer, ']');
  batch_json_writer_open (&writer, "c", '{');
  batch_json_writer_close (&writer, '}');
  batch_json_writer_close (&writer, '}');
  batch_json_writer_boolean (&writer, NULL, TRUE);
  batch_json_writer_close (&writer, ']');
  g_assert_cmpstr (out->str, ==, "[[],{},1,{\"a\":[\"b\"],\"c\":{}},true]");
}

/* --- Whatever is written is JSON, with as many values as were written --- */

typedef struct
{
  GRand           *rand;
  BatchJsonWriter  writer;
  guint            n_values;
} Writing;

static void
write_value (Writing    *writing,
             const char *name,
             guint       depth)
{
  BatchJsonWriter *writer = &writing->writer;
  gboolean is_object = g_rand_boolean (writing->rand);
  guint n_inside;

  writing->n_values++;
  switch (g_rand_int_range (writing->rand, 0, depth > 0 ? 6 : 4))
    {
    case 0:
      batch_json_writer_string (writer, name, "[,{\"]}");
      break;
    case 1:
      batch_json_writer_int (writer, name, g_rand_int_range (writing->rand, -9, 9));
      break;
    case 2:
      batch_json_writer_time (writer, name, g_rand_int_range (writing->rand, 0, 2));
      break;
    case 3:
      batch_json_writer_raw (writer, name, g_rand_boolean (writing->rand) ? "1e9" : NULL);
      break;
    default:
      n_inside = g_rand_int_range (writing->rand, 0, 4);
      batch_json_writer_open (writer, name, is_object ? '{' : '[');
      for (guint i = 0; i < n_inside; i++)
        write_value (writing, is_object ? "m" : NULL, depth - 1);
      batch_json_writer_close (writer, is_object ? '}' : ']');
      break;
    }
}

/* Values inside @value, and itself. */
static guint
count_values (const BatchJsonValue *value)
{
  gboolean is_object = value->type == BATCH_JSON_OBJECT;
  BatchJsonScanner scanner;
  BatchJsonValue inside;
  BatchJsonValue key;
  guint n = 1;

  if (!is_object && value->type != BATCH_JSON_ARRAY)
    return 1;

  if (is_object)
    batch_json_value_enter_object (value, &scanner);
  else
    batch_json_value_enter_array (value, &scanner);
  while (is_object ? batch_json_scanner_next_member (&scanner, &key)
                   : batch_json_scanner_next_element (&scanner))
    {
      g_assert_true (batch_json_scanner_read_value (&scanner, &inside));
      g_assert_true (!is_object || batch_json_value_is (&key, "m"));
      n += count_values (&inside);
    }

  g_assert_true (batch_json_scanner_finish (&scanner));
  return n;
}

static void
test_anything (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(GString) out = g_string_new (NULL);
      Writing writing = { rand, BATCH_JSON_WRITER_INIT (out), 0 };
      BatchJsonScanner scanner;
      BatchJsonValue value;

      write_value (&writing, NULL, 5);
      batch_json_scanner_init (&scanner, (const guint8 *) out->str, out->len, 0);
      batch_json_scanner_read_value (&scanner, &value);
      if (!batch_json_scanner_finish (&scanner))
        g_error ("%s: %s", out->str, scanner.problem);
      g_assert_cmpuint (count_values (&value), ==, writing.n_values);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/json/json-writer/every-kind", test_every_kind);
  g_test_add_func ("/batch/json/json-writer/commas", test_commas);
  g_test_add_func ("/batch/json/json-writer/anything", test_anything);
  return g_test_run ();
}
