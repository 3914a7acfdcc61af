/* fuzz-multipart.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "fuzz.h"

#include "format/batch-multipart-private.h"

#include <string.h>

#define TYPE "multipart/form-data; boundary=b"

static const char *const fields[] = { "purpose", "expires_after[seconds]", "", NULL };

static void
gather (const guint8 *data,
        gsize         length,
        gpointer      user_data)
{
  g_byte_array_append (user_data, data, (guint) length);
}

static BatchMultipart *
read_in_pieces (const guint8 *data,
                gsize         length,
                gsize         piece,
                GByteArray   *file)
{
  BatchMultipart *form = batch_multipart_new (TYPE, "file", gather, file);

  for (gsize at = 0; at < length; at += piece)
    batch_multipart_feed (form, data + at, MIN (piece, length - at));
  return form;
}

/* A file is a part of the body, and a form does not depend on how it was cut in pieces. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         length)
{
  g_autoptr(GByteArray) file = g_byte_array_new ();
  g_autoptr(GByteArray) again = g_byte_array_new ();
  g_autoptr(BatchMultipart) whole = read_in_pieces (data, length, MAX (length, 1), file);
  g_autoptr(BatchMultipart) cut = read_in_pieces (data, length, 1, again);
  gboolean ended = batch_multipart_end (whole);
  const char *name;

  g_assert_true (ended == batch_multipart_end (cut));
  g_assert_cmpstr (batch_multipart_get_problem (whole), ==, batch_multipart_get_problem (cut));
  if (!ended)
    {
      g_assert_nonnull (batch_multipart_get_problem (whole));
      return 0;
    }

  g_assert_cmpmem (file->data, file->len, again->data, again->len);
  g_assert_true (file->len == 0 || memmem (data, length, file->data, file->len) != NULL);
  for (guint i = 0; fields[i] != NULL; i++)
    g_assert_cmpstr (batch_multipart_get_field (whole, fields[i]), ==,
                     batch_multipart_get_field (cut, fields[i]));
  name = batch_multipart_get_file_name (whole);
  g_assert_cmpstr (name, ==, batch_multipart_get_file_name (cut));
  g_assert_true (name == NULL || (strchr (name, '/') == NULL && strchr (name, '\\') == NULL));
  return 0;
}
