/* fuzz-upload.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "api/batch-api-assembly-private.h"
#include "batch-types.h"
#include "fuzz.h"

/* What a client says of a file in parts, at its beginning and at its end: it is understood, or
 * refused with a sentence. */

#define MAX_SIZE (512 * 1024 * (gint64) 1024)

static void
check_fault (BatchApiFault *fault)
{
  g_assert_nonnull (fault);
  g_assert_cmpuint (fault->status, ==, 400);
  g_assert_true (g_utf8_validate (fault->message, -1, NULL));
  batch_api_fault_free (fault);
}

static void
check_beginning (const guint8 *data,
                 gsize         length)
{
  BatchApiFault *fault = NULL;
  g_autoptr(BatchApiAssembly) assembly = batch_api_assembly_parse (data, length, NULL, 0, &fault);

  if (assembly == NULL)
    {
      check_fault (fault);
      return;
    }

  g_assert_null (fault);
  g_assert_cmpint (assembly->size, >, 0);
  g_assert_cmpint (assembly->size, <=, MAX_SIZE);
  g_assert_true (g_utf8_validate (assembly->name, -1, NULL));
  g_assert_null (strpbrk (assembly->name, "/\\"));
  g_assert_true (assembly->keep_s == 0 || assembly->keep_s >= 3600);
}

/* Of parts that nobody has sent no file can be made. */
static void
check_end (const guint8 *data,
           gsize         length)
{
  static const char body[] = "{\"bytes\":1,\"filename\":\"a\",\"mime_type\":\"b\","
                             "\"purpose\":\"batch\"}";
  BatchApiFault *fault = NULL;
  g_autoptr(BatchApiCompletion) completion = batch_api_completion_parse (data, length, &fault);
  g_autoptr(BatchApiAssembly) assembly = NULL;

  if (completion == NULL)
    {
      check_fault (fault);
      return;
    }

  g_assert_null (fault);
  g_assert_true (completion->md5 == NULL || strlen (completion->md5) == 32);
  assembly = batch_api_assembly_parse ((const guint8 *) body, strlen (body), NULL, 0, &fault);
  g_assert_null (batch_api_assembly_arrange (assembly, (const char *const *) completion->order,
                                             &fault));
  check_fault (fault);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);

  check_beginning (copy, length);
  check_end (copy, length);
  return 0;
}
