/* fuzz-validator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>
#include <string.h>

#include "format/batch-validator-private.h"
#include "fuzz.h"
#include "json/batch-json-scanner-private.h"

/* However the bytes are cut, and whatever hashes collide, the same comes out. */
typedef struct
{
  GString      *log;
  const guint8 *file;
} Run;

static void
write_down (const BatchRequest *request,
            gpointer            user_data)
{
  Run *run = user_data;

  g_string_append_printf (run->log, "%u %s %s %d %u\n", request->line, request->custom_id,
                          request->model, request->endpoint, request->body_length);
  g_assert_cmpmem (request->body, request->body_length,
                   run->file + request->body_offset, request->body_length);
  g_assert_true (batch_json_validate (request->body, request->body_length, 0));
  g_assert_cmpint (g_utf8_strlen (request->custom_id, -1), <=, 64);
}

static void
feed (BatchValidator *validator,
      const guint8   *data,
      gsize           length,
      gsize           piece)
{
  g_autofree guint8 *block = g_malloc (piece);

  for (gsize i = 0; i < length; i += piece)
    {
      gsize size = MIN (piece, length - i);
      guint8 *copy = block + piece - size;

      /* At the end of the block, so that a read past it is seen. */
      memcpy (copy, data + i, size);
      if (!batch_validator_feed (validator, copy, size))
        break;
    }

  batch_validator_end (validator);
}

static void
append_issues (BatchValidator *validator,
               GString        *log)
{
  GPtrArray *issues = batch_validator_get_issues (validator);

  for (guint i = 0; i < issues->len; i++)
    {
      const BatchLineIssue *issue = g_ptr_array_index (issues, i);

      g_assert_true (g_utf8_validate (issue->message, -1, NULL));
      g_assert_null (strchr (issue->message, '\n'));
      g_string_append_printf (log, "! %s\n", issue->message);
    }
}

static char *
run_in_pieces (const guint8 *data,
               gsize         length,
               gsize         piece,
               guint         hash_bits,
               guint         max_errors)
{
  BatchLimits limits = {
    .max_lines = 50, .max_bytes = 60000, .max_line = 2000, .max_depth = 20,
    .max_errors = max_errors,
  };
  Run run = { g_string_new (NULL), data };
  g_autoptr(BatchValidator) validator = batch_validator_new (&limits, write_down, &run);

  batch_validator_set_hash_bits (validator, hash_bits);
  feed (validator, data, length, piece);
  if (batch_validator_needs_second_pass (validator))
    {
      batch_validator_begin_second_pass (validator);
      feed (validator, data, length, piece);
    }
  append_issues (validator, run.log);

  return g_string_free (run.log, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  g_autofree char *whole = run_in_pieces (data, length, MAX (length, 1), 64, 10);
  g_autofree char *bytes = run_in_pieces (data, length, 1, 64, 10);
  g_autofree char *all = run_in_pieces (data, length, MAX (length, 1), 64, 0);
  g_autofree char *colliding = run_in_pieces (data, length, 37, 1, 0);

  g_assert_cmpstr (whole, ==, bytes);
  g_assert_cmpstr (all, ==, colliding);
  return 0;
}
