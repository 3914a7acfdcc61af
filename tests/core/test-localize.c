/* test-localize.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-localize.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "core/batch-sentences-private.h"
#include "test-support.h"

/* A language of which nothing is plain English, see tests/app/pseudo-locale.py. */
static char *
make_pseudo_locale (void)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "app", "pseudo-locale.py", NULL);
  char *dir = batch_test_make_dir ();
  const char * const command[] = { "/usr/bin/python3", script, dir, NULL };
  int status = -1;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, NULL);
  if (g_spawn_check_wait_status (status, NULL))
    return dir;

  batch_test_remove_dir (dir);
  g_free (dir);
  return NULL;
}

/* Without a translation all is as the library says it. */
static void
test_english (void)
{
  g_autofree char *none = batch_localize (NULL);
  g_autofree char *same = batch_localize ("The model server failed: no disk");

  g_assert_null (none);
  g_assert_cmpstr (same, ==, "The model server failed: no disk");
}

/* How it may look when it is said. */
static char *
make_sample (const char *form)
{
  GString *sample = g_string_new (NULL);

  for (const char *at = form; *at != '\0'; at++)
    if (at[0] == '%' && at[1] == 's')
      {
        g_string_append (sample, "zebra");
        at++;
      }
    else if (at[0] == '%' && at[1] == 'd')
      {
        g_string_append (sample, "12");
        at++;
      }
    else
      g_string_append_c (sample, *at);

  return g_string_free (sample, FALSE);
}

static guint
count (const char *text,
       const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + strlen (part), part))
    n++;
  return n;
}

static void
assert_known (const char *form)
{
  g_autofree char *sample = make_sample (form);
  g_autofree char *words = batch_localize (sample);

  g_test_message ("%s", words);
  g_assert_cmpuint (count (words, "«"), ==, 1);
  g_assert_true (g_str_has_prefix (words, "«"));
  g_assert_cmpuint (count (words, "zebra"), ==, count (sample, "zebra"));
  g_assert_cmpuint (count (words, "12"), ==, count (sample, "12"));
  g_assert_null (strchr (words, '%'));
}

static void
check_table (void)
{
  for (const BatchSentence *sentence = batch_sentences; sentence->text != NULL; sentence++)
    {
      assert_known (sentence->text);
      if (sentence->plural != NULL)
        assert_known (sentence->plural);
    }
}

/* How many sentences of ours are in each, and what has to be in it as it was. */
static void
check_cases (void)
{
  static const struct
  {
    const char *text;
    guint       n_ours;
    const char *kept;
  } cases[] = {
    /* One that is printed into another. */
    { "http://a:1 could not load “m”: it was not in memory within 600 s", 2, "600" },
    { "already loaded: saves one load, about 14 s", 3, "14" },
    { "after chats with gemma:4b, which go first; is next in the list", 2, "gemma:4b" },
    { "Line 12: this is not JSON: a colon is missing (byte 7)", 3, "12" },
    /* What is wrong with a model, as the trouble of an engine says it. */
    { "gemma:4b: http://a could not load “gemma:4b”: its process ended with code 1", 2,
      "gemma:4b" },
    /* What a server says stays. */
    { "The model server failed: The answer is 42: or not", 2, "The answer is 42: or not" },
    { "The model server failed: no disk", 2, "no disk" },
    { "Cannot connect to http://a: Network is unreachable", 1, "Network is unreachable" },
    /* What is nobody's. */
    { "Connection timed out", 0, "Connection timed out" },
    { "a: b: c: d: e: f: g: h: i: j: k: l", 0, "a: b: c: d: e: f: g: h: i: j: k: l" },
    { "", 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = batch_localize (cases[i].text);

      g_test_message ("%s", words);
      g_assert_cmpuint (count (words, "«"), ==, cases[i].n_ours);
      g_assert_nonnull (strstr (words, cases[i].kept));
    }
}

/* A page of a server that says nothing of ours takes no time. */
static void
check_long (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *words = NULL;

  while (text->len < 4000)
    g_string_append (text, "x: 1 ");
  words = batch_localize (text->str);
  g_assert_cmpstr (words, ==, text->str);
}

static void
test_translated (void)
{
  g_autofree char *dir = make_pseudo_locale ();

  if (dir == NULL)
    {
      g_test_skip ("localedef, xgettext or msgfmt is not installed");
      return;
    }

  g_setenv ("LOCPATH", dir, TRUE);
  g_setenv ("LANGUAGE", "qps", TRUE);
  g_assert_nonnull (setlocale (LC_ALL, "en_US.UTF-8"));
  bindtextdomain (GETTEXT_PACKAGE, dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  check_table ();
  check_cases ();
  check_long ();
  batch_test_remove_dir (dir);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/localize/english", test_english);
  g_test_add_func ("/batch/core/localize/translated", test_translated);
  return g_test_run ();
}
