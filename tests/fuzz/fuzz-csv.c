/* fuzz-csv.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>
#include <string.h>

#include "format/batch-csv-private.h"
#include "fuzz.h"

/* However the bytes are cut, the same comes out. */
static gboolean
write_down (const char *const *fields,
            guint              line,
            gpointer           user_data)
{
  GString *log = user_data;

  g_string_append_printf (log, "%u:", line);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_assert_true (g_utf8_validate (fields[i], -1, NULL));
      g_string_append_printf (log, "%s|", fields[i]);
    }

  return TRUE;
}

static char *
run_in_pieces (const guint8 *data,
               gsize         length,
               gsize         piece)
{
  GString *log = g_string_new (NULL);
  g_autoptr(BatchCsvReader) reader = batch_csv_reader_new (0, write_down, log);
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *block = g_malloc (piece);
  gboolean going = TRUE;

  for (gsize i = 0; i < length && going; i += piece)
    {
      gsize size = MIN (piece, length - i);
      guint8 *copy = block + piece - size;

      /* At the end of the block, so that a read past it is seen. */
      memcpy (copy, data + i, size);
      going = batch_csv_reader_feed (reader, copy, size, &error);
    }
  if (going)
    batch_csv_reader_end (reader, &error);

  g_string_append (log, error != NULL ? error->message : "good");
  return g_string_free (log, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  g_autofree char *whole = run_in_pieces (data, length, MAX (length, 1));
  g_autofree char *bytes = run_in_pieces (data, length, 1);

  g_assert_cmpstr (whole, ==, bytes);
  return 0;
}
