/* test-curl.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-curl-private.h"

#include <gio/gio.h>
#include <string.h>

/* A shell that has no curl but one that says what it was given: its arguments, a line
 * each, and what it reads when it is told to. */
static char *
run (const char *command)
{
  g_autofree char *script =
    g_strconcat ("curl () { for one; do printf '<%s>' \"$one\"; "
                 "[ \"$one\" != @- ] || cat; done; }\n"
                 "BATCHQ_API_KEY='s e$c\"ret'\n", command, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) shell =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                      "/bin/sh", NULL);
  char *said = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (shell, script, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (shell));
  return said;
}

static char *
say (const char *body,
     gboolean    needs_key)
{
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *command = batch_curl_command ("http://127.0.0.1:1/v1/it's", "item_1", needs_key,
                                                 bytes);

  return run (command);
}

static void
test_quoting (void)
{
  static const char *const bodies[] = {
    "{}", "{\"a\": \"it's\"}", "{\"a\": \"$HOME `id` $(id) \\\\ \\n !\"}", "{\n  \"a\": 1\n}\n",
    "{\"a\": \"''\\\"'\"}", "{\"😀\": \"\xc3\xa9\"}", "{\"a\": \"@-\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *said = say (bodies[i], FALSE);
      g_autofree char *expected =
        g_strdup_printf ("<-sS><http://127.0.0.1:1/v1/it's><-H><Content-Type: application/json>"
                         "<-H><Idempotency-Key: item_1><--data-binary><%s>", bodies[i]);

      g_assert_cmpstr (said, ==, expected);
    }
}

static void
test_key (void)
{
  g_autofree char *said = say ("{}", TRUE);

  g_assert_nonnull (strstr (said, "<-H><Authorization: Bearer s e$c\"ret>"));
}

static void
test_long (void)
{
  g_autofree char *filler = g_strnfill (BATCH_CURL_MAX_INLINE, 'x');
  g_autofree char *body = g_strconcat ("{\"a\": \"it's $HOME\nEND_OF_BODY\nEND_OF_BODY_\n",
                                       filler, "\"}", NULL);
  g_autofree char *said = say (body, FALSE);
  g_autofree char *expected = g_strconcat ("<--data-binary><@->", body, "\n", NULL);

  g_assert_true (g_str_has_suffix (said, expected));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/format/curl/quoting", test_quoting);
  g_test_add_func ("/batch/format/curl/key", test_key);
  g_test_add_func ("/batch/format/curl/long", test_long);

  return g_test_run ();
}
