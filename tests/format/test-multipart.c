/* test-multipart.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-multipart-private.h"

#include <string.h>

#define TYPE "multipart/form-data; boundary=XX"

static void
note_piece (const guint8 *data,
            gsize         length,
            gpointer      user_data)
{
  g_string_append_len (user_data, (const char *) data, (gssize) length);
}

/* In pieces of so many bytes, each a block of its own so that a read past it is seen. */
static BatchMultipart *
read_in_pieces (const char *type,
                const char *body,
                gsize       piece,
                GString    *file)
{
  gsize length = strlen (body);
  BatchMultipart *form = batch_multipart_new (type, "file", note_piece, file);

  for (gsize at = 0; form != NULL && at < length; at += piece)
    {
      gsize n = MIN (piece, length - at);
      g_autofree guint8 *copy = g_memdup2 (body + at, n);

      batch_multipart_feed (form, copy, n);
    }
  return form;
}

#define PART(headers, content) "--XX\r\n" headers "\r\n\r\n" content "\r\n"
#define FIELD(name, content)   PART ("Content-Disposition: form-data; name=\"" name "\"", content)
#define FILE_PART(content)     PART ("content-disposition: form-data; name=\"file\"; " \
                                     "filename=\"a/b.jsonl\"\r\nContent-Type: text/plain", content)
#define END                    "--XX--\r\n"

static void
test_good (void)
{
  static const struct
  {
    const char *body;
    const char *purpose;
    const char *file;              /* NULL: there is none */
  } cases[] = {
    { FIELD ("purpose", "batch") FILE_PART ("one\ntwo\n") END, "batch", "one\ntwo\n" },
    { FILE_PART ("x") FIELD ("purpose", "batch") END, "batch", "x" },
    { FILE_PART ("") END, NULL, "" },
    { FILE_PART ("a\r\n--X\r\n--XY\r\nb") END, NULL, "a\r\n--X\r\n--XY\r\nb" },
    { FILE_PART ("\r\n\r\n") END, NULL, "\r\n\r\n" },
    { "before\r\n" FIELD ("purpose", "p") "--XX--\r\nafter\r\n--XX\r\n", "p", NULL },
    { "--XX \t\r\nContent-Disposition: form-data; name=purpose\r\n\r\nq\r\n--XX--", "q", NULL },
    { FIELD ("purpose", "one") FIELD ("purpose", "two") END, "two", NULL },
    { PART ("Content-Disposition: form-data; name=purpose\r\nContent-Transfer-Encoding: 8bit", "q")
      END, "q", NULL },
    { END, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece <= strlen (cases[i].body); piece++)
      {
        g_autoptr(GString) file = g_string_new (NULL);
        g_autoptr(BatchMultipart) form = read_in_pieces (TYPE, cases[i].body, piece, file);

        g_assert_nonnull (form);
        g_assert_true (batch_multipart_end (form));
        g_assert_cmpstr (batch_multipart_get_field (form, "purpose"), ==, cases[i].purpose);
        g_assert_cmpint (batch_multipart_has_file (form), ==, cases[i].file != NULL);
        if (cases[i].file != NULL)
          {
            g_assert_cmpstr (file->str, ==, cases[i].file);
            g_assert_cmpstr (batch_multipart_get_file_name (form), ==, "b.jsonl");
          }
      }
}

static void
test_bad (void)
{
  static const char *const cases[] = {
    "",
    "nothing",
    FILE_PART ("cut in the content"),
    FILE_PART ("one") FILE_PART ("two") END,
    PART ("Content-Type: text/plain", "what is it") END,
    PART ("Content-Disposition: form-data; name=\"file\"\r\nContent-Type: Multipart/mixed; "
          "boundary=YY", "--YY\r\n\r\na\r\n--YY--") END,
    PART ("Content-Disposition: form-data; name=\"file\"\r\nContent-Transfer-Encoding: base64",
          "YQ==") END,
    PART ("Content-Disposition: form-data", "without a name") END,
    "--XXY\r\n" END,
    "--XX\r\nContent-Disposition: form-data; name=\"a\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece <= strlen (cases[i]) + 1; piece++)
      {
        g_autoptr(GString) file = g_string_new (NULL);
        g_autoptr(BatchMultipart) form = read_in_pieces (TYPE, cases[i], piece, file);

        g_assert_false (batch_multipart_end (form));
        g_assert_nonnull (batch_multipart_get_problem (form));
      }
}

static void
test_types (void)
{
  static const struct
  {
    const char *type;
    gboolean    good;
  } cases[] = {
    { "multipart/form-data; boundary=abc", TRUE },
    { "Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", TRUE },
    { "multipart/form-data;boundary=abc ; charset=utf-8", TRUE },
    { "multipart/form-data; boundary=\"a;b=c\"", TRUE },
    { "multipart/form-data; x=\"; boundary=abc\"", FALSE },
    { "multipart/form-data", FALSE },
    { "multipart/form-data; boundary=", FALSE },
    { "multipart/mixed; boundary=abc", FALSE },
    { "application/json", FALSE },
    { "multipart/form-data; boundary="
      "12345678901234567890123456789012345678901234567890123456789012345678901", FALSE },
    { NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchMultipart *form = batch_multipart_new (cases[i].type, "file", note_piece, NULL);

      g_assert_cmpint (form != NULL, ==, cases[i].good);
      g_clear_pointer (&form, batch_multipart_free);
    }
}

/* As one client or another spells it. */
static void
test_file_names (void)
{
  static const struct
  {
    const char *disposition;
    const char *name;
  } cases[] = {
    { "name=\"file\"; filename=\"in.jsonl\"", "in.jsonl" },
    { "name=file;filename=in.jsonl", "in.jsonl" },
    { "name=file ; filename=in.jsonl ", "in.jsonl" },
    { "Name=\"file\"; FileName=\"in.jsonl\"", "in.jsonl" },
    { "filename=\"in.jsonl\"; name=\"file\"", "in.jsonl" },
    /* A parameter is none that stands in quotes. */
    { "filename=\"a; name=x; b.jsonl\"; name=\"file\"", "a; name=x; b.jsonl" },
    { "name=\"file\"; filename=\"say \\\"hi\\\".jsonl\"", "say \"hi\".jsonl" },
    { "name=\"file\"; filename=\"C:\\\\in.jsonl\"", "in.jsonl" },
    { "name=\"file\"; filename=\"C:\\dir\\in.jsonl\"", "in.jsonl" },
    { "name=\"file\"; filename=\"C:\\\\dir\\\\in.jsonl\"", "in.jsonl" },
    { "name=\"file\"; filename=\"\\\\host\\share\\in.jsonl\"", "in.jsonl" },
    { "name=\"file\"; filename=\"na\303\257ve.jsonl\"", "na\303\257ve.jsonl" },
    { "name=\"file\"; filename*=UTF-8''na%C3%AFve.jsonl", "na\303\257ve.jsonl" },
    { "name=\"file\"; filename=\"naive.jsonl\"; filename*=utf-8'en'na%c3%afve.jsonl",
      "na\303\257ve.jsonl" },
    { "name=\"file\"; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd" },
    { "name=\"file\"; filename*=UTF-8''a%00b; filename=\"in.jsonl\"", "in.jsonl" },
    { "name=\"file\"; filename*=nonsense; filename=\"in.jsonl\"", "in.jsonl" },
    { "name=\"file\"; filename=\"\"", "" },
    { "name=\"file\"", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("--XX\r\nContent-Disposition: form-data; %s\r\n\r\n"
                                               "x\r\n--XX--", cases[i].disposition);
      g_autoptr(GString) file = g_string_new (NULL);
      g_autoptr(BatchMultipart) form = read_in_pieces (TYPE, body, 7, file);

      g_assert_true (batch_multipart_end (form));
      g_assert_cmpstr (batch_multipart_get_file_name (form), ==, cases[i].name);
      g_assert_cmpstr (file->str, ==, "x");
    }
}

/* What nobody needs is not kept, however long it is. */
static void
test_limits (void)
{
  g_autofree char *long_text = g_strnfill (200000, 'a');
  g_autofree char *long_field = g_strconcat ("--XX\r\nContent-Disposition: form-data; name=\"a\""
                                             "\r\n\r\n", long_text, "\r\n--XX--", NULL);
  g_autofree char *long_header = g_strconcat ("--XX\r\nContent-Disposition: ", long_text, NULL);
  g_autofree char *blank = g_strnfill (200000, ' ');
  g_autofree char *long_blank = g_strconcat ("--XX", blank, NULL);
  const char *const cases[] = { long_field, long_header, long_blank };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) file = g_string_new (NULL);
      g_autoptr(BatchMultipart) form = read_in_pieces (TYPE, cases[i], 1000, file);

      g_assert_false (batch_multipart_end (form));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/format/multipart/good", test_good);
  g_test_add_func ("/batch/format/multipart/bad", test_bad);
  g_test_add_func ("/batch/format/multipart/types", test_types);
  g_test_add_func ("/batch/format/multipart/file-names", test_file_names);
  g_test_add_func ("/batch/format/multipart/limits", test_limits);

  return g_test_run ();
}
