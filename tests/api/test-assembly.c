/* test-assembly.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "api/batch-api-assemblies-private.h"
#include "batch-types.h"

/* A file that comes in parts: what may be said of it, which parts it takes, and for how long. */

#define NOW  (1000 * (gint64) G_USEC_PER_SEC)
#define HOUR (3600 * (gint64) G_USEC_PER_SEC)
#define MIB  (1024 * (gint64) 1024)

#define REST "\"filename\":\"a.jsonl\",\"mime_type\":\"text/jsonl\",\"purpose\":\"batch\""

static BatchApiAssembly *
assembly_new (gint64      size,
              const char *key_id)
{
  BatchApiFault *fault = NULL;
  g_autofree char *body = g_strdup_printf ("{\"bytes\":%" G_GINT64_FORMAT "," REST "}", size);
  BatchApiAssembly *assembly =
    batch_api_assembly_parse ((const guint8 *) body, strlen (body), key_id, NOW, &fault);

  g_assert_nonnull (assembly);
  g_assert_null (fault);
  return assembly;
}

static void
assert_fault (BatchApiFault *fault,
              guint          status,
              const char    *code,
              const char    *parameter)
{
  g_assert_nonnull (fault);
  g_assert_cmpuint (fault->status, ==, status);
  g_assert_cmpstr (fault->code, ==, code);
  g_assert_cmpstr (fault->parameter, ==, parameter);
  batch_api_fault_free (fault);
}

static void
test_good (void)
{
  static const struct
  {
    const char *body;
    gint64      size;
    const char *name;
    gint64      keep_s;
  } cases[] = {
    { "{\"bytes\":1," REST "}", 1, "a.jsonl", 0 },
    { "{\"bytes\":536870912," REST ",\"expires_after\":null,\"more\":[1]}", 512 * MIB,
      "a.jsonl", 0 },
    { "{\"bytes\":7," REST ",\"expires_after\":{\"anchor\":\"created_at\",\"seconds\":3600}}", 7,
      "a.jsonl", 3600 },
    { "{\"bytes\":7," REST ",\"filename\":\"/tmp/../x/b.jsonl\"}", 7, "b.jsonl", 0 },
    { "{\"bytes\":7," REST ",\"filename\":\"C:\\\\b.jsonl\"}", 7, "b.jsonl", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchApiFault *fault = NULL;
      g_autoptr(BatchApiAssembly) assembly =
        batch_api_assembly_parse ((const guint8 *) cases[i].body, strlen (cases[i].body), "key",
                                  NOW, &fault);

      g_test_message ("%s", cases[i].body);
      g_assert_nonnull (assembly);
      g_assert_true (g_str_has_prefix (assembly->id, "upload_"));
      g_assert_cmpstr (assembly->key_id, ==, "key");
      g_assert_cmpint (assembly->size, ==, cases[i].size);
      g_assert_cmpstr (assembly->name, ==, cases[i].name);
      g_assert_cmpint (assembly->keep_s, ==, cases[i].keep_s);
      g_assert_cmpint (assembly->expires_at, ==, NOW + HOUR);
      g_assert_cmpstr (batch_api_assembly_get_status (assembly, NOW), ==, "pending");
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *body;
    const char *code;
    const char *parameter;
  } cases[] = {
    { "", "invalid_json", NULL },
    { "[]", "invalid_json", NULL },
    { "{\"bytes\":1," REST, "invalid_json", NULL },
    { "{" REST "}", "missing_required_parameter", "bytes" },
    { "{\"bytes\":\"1\"," REST "}", "invalid_type", "bytes" },
    { "{\"bytes\":1.5," REST "}", "invalid_type", "bytes" },
    { "{\"bytes\":0," REST "}", "integer_below_min_value", "bytes" },
    { "{\"bytes\":-1," REST "}", "integer_below_min_value", "bytes" },
    { "{\"bytes\":536870913," REST "}", "integer_above_max_value", "bytes" },
    { "{\"bytes\":99999999999999999999," REST "}", "invalid_type", "bytes" },
    { "{\"bytes\":1," REST ",\"filename\":\"\"}", "invalid_type", "filename" },
    { "{\"bytes\":1," REST ",\"filename\":null}", "missing_required_parameter", "filename" },
    { "{\"bytes\":1," REST ",\"mime_type\":7}", "invalid_type", "mime_type" },
    { "{\"bytes\":1," REST ",\"mime_type\":null}", "missing_required_parameter", "mime_type" },
    { "{\"bytes\":1," REST ",\"purpose\":\"assistants\"}", "invalid_value", "purpose" },
    { "{\"bytes\":1," REST ",\"purpose\":null}", "missing_required_parameter", "purpose" },
    { "{\"bytes\":1," REST ",\"expires_after\":5}", "invalid_value", "expires_after.anchor" },
    { "{\"bytes\":1," REST ",\"expires_after\":{\"anchor\":\"created_at\",\"seconds\":3599}}",
      "invalid_value", "expires_after.seconds" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchApiFault *fault = NULL;

      g_test_message ("%s", cases[i].body);
      g_assert_null (batch_api_assembly_parse ((const guint8 *) cases[i].body,
                                               strlen (cases[i].body), NULL, NOW, &fault));
      assert_fault (fault, 400, cases[i].code, cases[i].parameter);
    }
}

/* Many are kept in memory for hours. */
static void
test_long_name (void)
{
  g_autofree char *name = g_strnfill (1025, 'n');
  g_autofree char *body = g_strdup_printf ("{\"bytes\":1," REST ",\"filename\":\"%s\"}", name);
  BatchApiFault *fault = NULL;

  g_assert_null (batch_api_assembly_parse ((const guint8 *) body, strlen (body), NULL, NOW,
                                           &fault));
  assert_fault (fault, 400, "string_above_max_length", "filename");
}

static void
test_completion (void)
{
  static const struct
  {
    const char *body;
    const char *order;              /* NULL: it is refused */
    const char *parameter;
  } cases[] = {
    { "{\"part_ids\":[]}", "", NULL },
    { "{\"part_ids\":[\"b\",\"a\"],\"md5\":null}", "b a", NULL },
    { "{\"part_ids\":[\"a\"],\"md5\":\"D41D8CD98F00B204E9800998ECF8427E\"}", "a", NULL },
    { "{}", NULL, "part_ids" },
    { "{\"part_ids\":\"a\"}", NULL, "part_ids" },
    { "{\"part_ids\":[\"a\",1]}", NULL, "part_ids" },
    { "{\"part_ids\":[\"a\",\"\\u0000\"]}", NULL, "part_ids" },
    { "{\"part_ids\":[\"a\"],\"md5\":\"d41d8cd98f00b204e9800998ecf8427\"}", NULL, "md5" },
    { "{\"part_ids\":[\"a\"],\"md5\":\"x41d8cd98f00b204e9800998ecf8427e\"}", NULL, "md5" },
    { "{\"part_ids\":[\"a\"],\"md5\":1}", NULL, "md5" },
    { "{\"part_ids\":[\"a\"]", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchApiFault *fault = NULL;
      g_autoptr(BatchApiCompletion) completion =
        batch_api_completion_parse ((const guint8 *) cases[i].body, strlen (cases[i].body), &fault);
      g_autofree char *order = completion != NULL ? g_strjoinv (" ", completion->order) : NULL;

      g_test_message ("%s", cases[i].body);
      g_assert_cmpstr (order, ==, cases[i].order);
      g_assert_true ((completion == NULL) == (fault != NULL));
      if (fault != NULL)
        {
          g_assert_cmpstr (fault->parameter, ==, cases[i].parameter);
          batch_api_fault_free (fault);
        }
    }
}

static const char *
add (BatchApiAssembly *assembly,
     gint64            length)
{
  BatchApiAssemblyPiece piece;
  BatchApiFault *fault = NULL;

  g_assert_true (batch_api_assembly_reserve (assembly, length, NOW, &piece, &fault));
  g_assert_null (fault);
  return batch_api_assembly_add (assembly, piece);
}

/* Parts are named by their digits: the first one that came is 1. */
static void
test_order (void)
{
  static const struct
  {
    const char *order;
    gboolean    good;
    gboolean    whole;
  } cases[] = {
    { "123", TRUE, TRUE },
    { "321", TRUE, FALSE },
    { "213", TRUE, FALSE },
    { "12", FALSE, FALSE },
    { "1233", FALSE, FALSE },
    { "12x", FALSE, FALSE },
    { "", FALSE, FALSE },
  };
  g_autoptr(BatchApiAssembly) assembly = assembly_new (60, NULL);
  const char *parts[3];

  for (guint i = 0; i < 3; i++)
    parts[i] = add (assembly, 10 * (i + 1));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) order = g_ptr_array_new ();
      BatchApiFault *fault = NULL;
      g_autoptr(GArray) pieces = NULL;

      for (const char *c = cases[i].order; *c != '\0'; c++)
        g_ptr_array_add (order, (gpointer) (*c == 'x' ? "part_x" : parts[*c - '1']));
      g_ptr_array_add (order, NULL);
      pieces = batch_api_assembly_arrange (assembly, (const char *const *) order->pdata, &fault);
      g_test_message ("%s", cases[i].order);
      g_assert_cmpint (pieces != NULL, ==, cases[i].good);
      if (pieces != NULL)
        g_assert_cmpint (batch_api_assembly_is_whole (assembly, pieces), ==, cases[i].whole);
      else
        assert_fault (fault, 400, "invalid_value", "part_ids");
    }
}

/* A part that is left out has its place all the same. */
static void
test_spare (void)
{
  g_autoptr(BatchApiAssembly) assembly = assembly_new (10, NULL);
  const char *order[2] = { add (assembly, 10), NULL };
  BatchApiFault *fault = NULL;
  BatchApiAssemblyPiece piece;
  g_autoptr(GArray) pieces = NULL;

  g_assert_true (batch_api_assembly_reserve (assembly, 10, NOW, &piece, &fault));
  g_assert_cmpint (piece.at, ==, 10);
  pieces = batch_api_assembly_arrange (assembly, order, &fault);
  g_assert_nonnull (pieces);
  g_assert_false (batch_api_assembly_is_whole (assembly, pieces));

  g_assert_true (batch_api_assembly_reserve (assembly, 64 * MIB, NOW, &piece, &fault));
  g_assert_false (batch_api_assembly_reserve (assembly, 1, NOW, &piece, &fault));
  assert_fault (g_steal_pointer (&fault), 400, "upload_too_large", "data");
  g_assert_false (batch_api_assembly_reserve (assembly, 0, NOW, &piece, &fault));
  assert_fault (g_steal_pointer (&fault), 400, "invalid_value", "data");
}

static void
test_end (void)
{
  static const struct
  {
    BatchApiAssemblyState state;
    gint64                now;
    const char           *status;
    gboolean              open;
  } cases[] = {
    { BATCH_API_ASSEMBLY_PENDING, NOW, "pending", TRUE },
    { BATCH_API_ASSEMBLY_PENDING, NOW + HOUR - 1, "pending", TRUE },
    { BATCH_API_ASSEMBLY_PENDING, NOW + HOUR, "expired", FALSE },
    { BATCH_API_ASSEMBLY_COMPLETING, NOW + HOUR, "pending", FALSE },
    { BATCH_API_ASSEMBLY_COMPLETED, NOW + HOUR, "completed", FALSE },
    { BATCH_API_ASSEMBLY_CANCELLED, NOW + HOUR, "cancelled", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchApiAssembly) assembly = assembly_new (10, NULL);
      BatchApiFault *fault = NULL;
      BatchApiAssemblyPiece piece;

      assembly->state = cases[i].state;
      g_assert_cmpstr (batch_api_assembly_get_status (assembly, cases[i].now), ==,
                       cases[i].status);
      g_assert_cmpint (batch_api_assembly_reserve (assembly, 1, cases[i].now, &piece, &fault), ==,
                       cases[i].open);
      if (fault != NULL)
        assert_fault (fault, 400, "upload_not_pending", "upload_id");
    }
}

/* What became the file is not written to. */
static void
test_sealed (void)
{
  g_autoptr(BatchApiAssembly) assembly = assembly_new (10, NULL);
  BatchApiFault *fault = NULL;
  BatchApiAssemblyPiece piece;

  assembly->sealed = TRUE;
  g_assert_false (batch_api_assembly_reserve (assembly, 1, NOW, &piece, &fault));
  assert_fault (fault, 400, "upload_not_pending", "upload_id");
}

/* --- All of them --- */

static void
test_owners (void)
{
  BatchApiAssemblies *all = batch_api_assemblies_new ();
  g_autoptr(BatchApiAssembly) assembly = assembly_new (10, "ada");

  g_assert_null (batch_api_assemblies_add (all, assembly, NOW));
  g_assert_true (batch_api_assemblies_find (all, assembly->id, "ada") == assembly);
  g_assert_true (batch_api_assemblies_find (all, assembly->id, NULL) == assembly);
  g_assert_null (batch_api_assemblies_find (all, assembly->id, "bob"));
  g_assert_null (batch_api_assemblies_find (all, "upload_x", "ada"));
  batch_api_assemblies_free (all);
}

/* One client cannot take the places of all others, and those that have ended take none. */
static void
test_many (void)
{
  BatchApiAssemblies *all = batch_api_assemblies_new ();
  g_autoptr(BatchApiAssembly) first = assembly_new (10, "ada");
  g_autoptr(BatchApiAssembly) other = assembly_new (10, "bob");
  g_autoptr(BatchApiAssembly) last = assembly_new (10, "ada");

  g_assert_null (batch_api_assemblies_add (all, first, NOW));
  for (guint i = 1; i < 32; i++)
    {
      g_autoptr(BatchApiAssembly) assembly = assembly_new (10, "ada");

      g_assert_null (batch_api_assemblies_add (all, assembly, NOW));
    }

  assert_fault (batch_api_assemblies_add (all, last, NOW), 429, "rate_limit_exceeded", NULL);
  g_assert_null (batch_api_assemblies_add (all, other, NOW));
  batch_api_assembly_end (first, BATCH_API_ASSEMBLY_CANCELLED);
  g_assert_null (batch_api_assemblies_add (all, last, NOW));

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr(BatchApiAssembly) assembly = assembly_new (10, "carl");

      g_assert_null (batch_api_assemblies_add (all, assembly, NOW));
      batch_api_assembly_end (assembly, BATCH_API_ASSEMBLY_CANCELLED);
    }
  g_assert_null (batch_api_assemblies_find (all, first->id, NULL));
  g_assert_nonnull (batch_api_assemblies_find (all, other->id, NULL));
  batch_api_assemblies_free (all);
}

static void
test_expire (void)
{
  BatchApiAssemblies *all = batch_api_assemblies_new ();
  g_autoptr(BatchApiAssembly) assembly = assembly_new (10, "ada");
  g_autoptr(GError) error = NULL;

  assembly->scratch = batch_api_scratch_new (g_get_tmp_dir (), &error);
  g_assert_no_error (error);
  g_assert_null (batch_api_assemblies_add (all, assembly, NOW));
  batch_api_assemblies_expire (all, NOW + HOUR - 1);
  g_assert_nonnull (assembly->scratch);
  batch_api_assemblies_expire (all, NOW + HOUR);
  g_assert_null (assembly->scratch);
  g_assert_nonnull (batch_api_assemblies_find (all, assembly->id, "ada"));
  batch_api_assemblies_expire (all, NOW + 2 * HOUR);
  g_assert_null (batch_api_assemblies_find (all, assembly->id, "ada"));
  batch_api_assemblies_free (all);
}

/* --- The file --- */

static void
test_scratch (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchApiScratch) one = batch_api_scratch_new (g_get_tmp_dir (), &error);
  g_autoptr(BatchApiScratch) other = batch_api_scratch_new (g_get_tmp_dir (), &error);
  g_autoptr(GInputStream) stream = NULL;
  g_autofree char *md5 = NULL;
  char text[9] = "";
  int fd;

  g_assert_no_error (error);
  fd = batch_api_scratch_get_fd (one);
  g_assert_cmpint (write (fd, "worldhey", 8), ==, 8);
  g_assert_true (batch_api_scratch_copy (other, 3, fd, 0, 5, &error));
  g_assert_true (batch_api_scratch_copy (other, 0, fd, 5, 3, &error));
  g_assert_no_error (error);
  md5 = batch_api_scratch_md5 (other, 8, &error);
  g_assert_cmpstr (md5, ==, "110dd7277c74cb41348c1a6d224daf7d");
  stream = batch_api_scratch_read (other, &error);
  g_assert_cmpint (g_input_stream_read (stream, text, 8, NULL, &error), ==, 8);
  g_assert_cmpstr (text, ==, "heyworld");

  /* There is less than was said. */
  g_assert_false (batch_api_scratch_copy (other, 0, fd, 4, 5, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_no_folder (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_api_scratch_new ("/proc/none", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/api/assembly/good", test_good);
  g_test_add_func ("/batch/api/assembly/bad", test_bad);
  g_test_add_func ("/batch/api/assembly/long-name", test_long_name);
  g_test_add_func ("/batch/api/assembly/completion", test_completion);
  g_test_add_func ("/batch/api/assembly/order", test_order);
  g_test_add_func ("/batch/api/assembly/spare", test_spare);
  g_test_add_func ("/batch/api/assembly/end", test_end);
  g_test_add_func ("/batch/api/assembly/sealed", test_sealed);
  g_test_add_func ("/batch/api/assembly/owners", test_owners);
  g_test_add_func ("/batch/api/assembly/many", test_many);
  g_test_add_func ("/batch/api/assembly/expire", test_expire);
  g_test_add_func ("/batch/api/assembly/scratch", test_scratch);
  g_test_add_func ("/batch/api/assembly/no-folder", test_no_folder);

  return g_test_run ();
}
