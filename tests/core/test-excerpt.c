/* test-excerpt.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-excerpt-private.h"

#include <string.h>

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    gssize      length;
    guint       max;
    const char *excerpt;
  } cases[] = {
    { "", -1, 10, "" },
    { "abc", -1, 3, "abc" },
    { "abcd", -1, 3, "abc…" },
    { "abcd", 3, 3, "abc" },
    { "äöü😀x", -1, 4, "äöü😀…" },
    { "  a \r\n\t b\x01" "c  ", -1, 10, "a b c" },
    { "abc   ", -1, 3, "abc" },
    { "abc d", -1, 4, "abc…" },
    { "a\0b", 3, 10, "a\xEF\xBF\xBD" "b" },
    { "\xFFx", -1, 10, "\xEF\xBF\xBDx" },
    { "abc\xC3", -1, 10, "abc\xEF\xBF\xBD" },
    { "\xEF\xBB\xBFtext", -1, 10, "text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *excerpt = batch_excerpt (cases[i].text, cases[i].length, cases[i].max);

      g_assert_cmpstr (excerpt, ==, cases[i].excerpt);
    }
}

static void
test_html (void)
{
  static const struct
  {
    const char *html;
    const char *excerpt;
  } cases[] = {
    { "<html><head><title>502 Bad Gateway</title></head><body>no</body></html>",
      "502 Bad Gateway" },
    { "<HTML><TITLE lang=\"en\">\n Too &amp; many\n</TITLE>", "Too & many" },
    { "<html><body><h1>It</h1><p>is <b>down</b></p></body></html>", "It is down" },
    { "<body><script>var a = '<p>';</script><style>p {}</style><!-- x > y -->text</body>", "text" },
    { "<html>&lt;a&gt; &quot;b&quot; &#39;c&#39;&nbsp;d &other; &", "<a> \"b\" 'c' d &other; &" },
    { "<html><title>never closed", "never closed" },
    { "<html", "" },
    { "<script>never closed", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *excerpt = batch_excerpt_html (cases[i].html, -1, 100);

      g_assert_cmpstr (excerpt, ==, cases[i].excerpt);
    }
}

static void
test_is_html (void)
{
  static const char *const html[] = { "<html>", " \r\n<!DOCTYPE html>", "<Body x>", "<head>",
                                      "<h1>401</h1>", "<center>502</center>" };
  static const char *const text[] = { "", "html", "<", "<xml>", "{\"a\":\"<html>\"}", " <!doc" };

  for (guint i = 0; i < G_N_ELEMENTS (html); i++)
    g_assert_true (batch_is_html (html[i], strlen (html[i])));
  for (guint i = 0; i < G_N_ELEMENTS (text); i++)
    g_assert_false (batch_is_html (text[i], strlen (text[i])));
}

static void
test_is_text (void)
{
  static const char deflated[] = "x\234\253V*J-.\315)Q\262\002\221\265\000\0354\005\020";

  g_assert_true (batch_is_text ("", 0));
  g_assert_true (batch_is_text ("{\r\n\t\"caf\351\"}", 11));
  g_assert_false (batch_is_text ("a\0b", 3));
  g_assert_false (batch_is_text (deflated, sizeof deflated - 1));
}

static void
test_long_text (void)
{
  gsize length = 16 * 1024 * 1024;
  g_autofree char *text = g_strnfill (length, '<');
  g_autofree char *plain = batch_excerpt (text, length, 10);
  g_autofree char *html = batch_excerpt_html (text, length, 10);

  g_assert_cmpstr (plain, ==, "<<<<<<<<<<…");
  g_assert_cmpstr (html, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/excerpt/text", test_text);
  g_test_add_func ("/batch/core/excerpt/html", test_html);
  g_test_add_func ("/batch/core/excerpt/is-html", test_is_html);
  g_test_add_func ("/batch/core/excerpt/is-text", test_is_text);
  g_test_add_func ("/batch/core/excerpt/long-text", test_long_text);
  return g_test_run ();
}
