/* test-choice.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-chat-private.h"
#include "api/batch-api-choice-private.h"
#include "api/batch-api-directory-private.h"

#include <string.h>

/* Which server gets what, and what is read of a request for that. */

/* “one: a b, other: c, quiet”; names of “tagged” may leave out a tag */
static GPtrArray *
parse_listings (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ", ", -1);
  GPtrArray *listings =
    g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_listing_free);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto(GStrv) halves = g_strsplit (parts[i], ": ", 2);
      GStrv models = halves[1] != NULL ? g_strsplit (halves[1], " ", -1) : NULL;
      const char *implied_tag = g_str_equal (halves[0], "tagged") ? ":latest" : NULL;

      g_ptr_array_add (listings, batch_api_listing_new (halves[0], implied_tag, models));
    }

  return listings;
}

static const struct
{
  const char *listings;
  const char *models;
  const char *servers;
} found[] = {
  { "one: a b, other: c", "a", "one" },
  { "one: a b, other: c", "c", "other" },
  { "one: a b, other: a", "a", "one other" },
  { "one: a b, other: a c", "a c", "other" },
  { "one: a b, other: c", "a c", "" },
  { "one: a b, other: c", "d", "" },
  { "one: a b, other: c", "A", "" },
  /* Nobody knows what it has: it may be there. */
  { "one: a b, quiet", "d", "quiet" },
  { "one: a b, quiet", "a", "one" },
  { "quiet, silent", "a", "quiet silent" },
  { "tagged: llama3:latest", "llama3", "tagged" },
  { "tagged: llama3:8b", "llama3", "" },
  { "tagged: llama3", "llama3:latest", "" },
  { "one: llama3:latest", "llama3", "" },
};

static void
test_found (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autoptr(GPtrArray) listings = parse_listings (found[i].listings);
      g_auto(GStrv) models = g_strsplit (found[i].models, " ", -1);
      g_auto(GStrv) servers = batch_api_listings_find (listings, (const char *const *) models);
      g_autofree char *joined = g_strjoinv (" ", servers);

      g_assert_cmpstr (joined, ==, found[i].servers);
    }
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *models;
    const char *code;
    const char *words;
  } cases[] = {
    { "none", "model_not_found", "None of the model servers has 'none'. " },
    { "a none other c", "model_not_found", "None of the model servers has 'none', 'other'. " },
    { "a c", "models_apart", "No model server has all of 'a', 'c'. " },
    { "1 2 3 4 5 6", "model_not_found",
      "None of the model servers has '1', '2', '3', '4' and 2 more. " },
  };
  g_autoptr(GPtrArray) listings = parse_listings ("one: a b, two: c");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) models = g_strsplit (cases[i].models, " ", -1);
      const char *code = NULL;
      g_autofree char *words =
        batch_api_choice_describe (listings, (const char *const *) models, &code);

      g_assert_cmpstr (code, ==, cases[i].code);
      g_assert_true (g_str_has_prefix (words, cases[i].words));
    }
}

static void
test_in_part (void)
{
  static const struct
  {
    const char *models;
    const char *server;            /* NULL: it is refused */
    const char *code;
    const char *words;
  } cases[] = {
    { "a", "one" },
    { "a none b", "one" },
    { "none c other", "two" },
    { "none", NULL, "model_not_found", "None of the model servers has 'none'. " },
    { "a none c", NULL, "models_apart", "No model server has all of 'a', 'c'. " },
  };
  g_autoptr(GPtrArray) listings = parse_listings ("one: a b, two: c");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) models = g_strsplit (cases[i].models, " ", -1);
      const char *const *all = (const char *const *) models;
      const char *code = NULL;
      g_autofree char *words = NULL;
      g_autofree char *whole_words = NULL;
      g_autofree char *server = batch_api_choice_find (listings, all, TRUE, &code, &words);
      const char *whole_code = NULL;
      g_autofree char *whole = batch_api_choice_find (listings, all, FALSE, &whole_code,
                                                      &whole_words);

      g_assert_cmpstr (server, ==, cases[i].server);
      g_assert_cmpstr (code, ==, cases[i].code);
      g_assert_true (words == NULL ? server != NULL : g_str_has_prefix (words, cases[i].words));
      g_assert_cmpstr (whole, ==, strstr (cases[i].models, "none") ? NULL : server);
      g_assert_true ((whole_words == NULL) == (whole != NULL));
    }
}

/* Bodies that programs send when something went wrong before: what they are is said. */
static void
test_no_objects (void)
{
  static const struct
  {
    const char *body;
    gsize       length;            /* 0: to its end */
    const char *words;             /* after what is said of each */
  } cases[] = {
    { "", 0, "it is empty" },
    { " \r\n\t", 0, "it is empty" },
    { "[{}]", 0, "it is an array" },
    { " \"{}\"", 0, "it is a string" },
    { "5", 0, "it is a number" },
    { "null", 0, "it is null" },
    { "\xef\xbb\xbf{\"model\":\"a\"}", 0, "there is a byte order mark" },
    { "\xff\xfe{\0}\0", 6, "it is in UTF-16LE; send it in UTF-8" },
    { "\xfe\xff\0{\0}", 6, "it is in UTF-16BE; send it in UTF-8" },
    { "{\0\"\0a\0\"\0:\0" "1\0}\0", 14, "it is in UTF-16LE; send it in UTF-8" },
    { "\0{\0\"\0a\0\"\0:\0" "1\0}", 14, "it is in UTF-16BE; send it in UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = cases[i].length > 0 ? cases[i].length : strlen (cases[i].body);
      g_autoptr(GBytes) body = g_bytes_new (cases[i].body, length);
      g_autofree char *words = g_strdup_printf ("The body of the request is not a JSON object: %s.",
                                                cases[i].words);
      g_autoptr(BatchApiFault) fault = NULL;
      BatchApiAsked asked = { 0 };

      g_assert_false (batch_api_asked_read (body, &asked, &fault));
      g_assert_cmpstr (fault->message, ==, words);
      g_assert_cmpuint (fault->status, ==, 400);
    }
}

static void
test_asked (void)
{
  static const struct
  {
    const char *body;
    const char *model;             /* NULL: it is refused */
    gboolean    stream;
    gboolean    usage;
    const char *code;
  } cases[] = {
    { "{\"model\":\"a\"}", "a" },
    { " {\"x\":{\"model\":\"b\"},\"model\":\"a\\u0062\",\"stream\":true} ", "ab", TRUE },
    { "{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}", "a", TRUE,
      TRUE },
    { "{\"model\":\"a\",\"stream\":null,\"stream_options\":null}", "a" },
    { "{\"model\":\"a\",\"stream\":false,\"stream_options\":{\"include_usage\":1}}", "a" },
    { "{}", NULL, FALSE, FALSE, "missing_required_parameter" },
    { "{\"model\":null}", NULL, FALSE, FALSE, "missing_required_parameter" },
    { "{\"model\":\"\"}", NULL, FALSE, FALSE, "invalid_type" },
    { "{\"model\":[\"a\"]}", NULL, FALSE, FALSE, "invalid_type" },
    { "{\"model\":\"a\",\"stream\":\"true\"}", NULL, FALSE, FALSE, "invalid_type" },
    { "{\"model\":\"a\"", NULL, FALSE, FALSE, "invalid_json" },
    { "{\"model\":\"a\"}x", NULL, FALSE, FALSE, "invalid_json" },
    { "[]", NULL, FALSE, FALSE, "invalid_json" },
    { "", NULL, FALSE, FALSE, "invalid_json" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));
      g_autoptr(BatchApiFault) fault = NULL;
      BatchApiAsked asked = { 0 };

      g_assert_cmpint (batch_api_asked_read (body, &asked, &fault), ==, cases[i].model != NULL);
      g_assert_cmpstr (asked.model, ==, cases[i].model);
      g_assert_cmpstr (fault != NULL ? fault->code : NULL, ==, cases[i].code);
      if (cases[i].model != NULL)
        {
          g_assert_cmpint (asked.stream, ==, cases[i].stream);
          g_assert_cmpint (asked.usage, ==, cases[i].usage);
        }
      batch_api_asked_clear (&asked);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *body;
    gboolean    openai;
    gboolean    anthropic;
  } cases[] = {
    { "{\"error\":{\"message\":\"no\"}}", TRUE, FALSE },
    { "{\"type\":\"error\",\"error\":{\"message\":\"no\"}}", FALSE, TRUE },
    { "{\"error\":\"no\"}", FALSE, FALSE },
    { "{\"error\":{\"message\":\"no\"}", FALSE, FALSE },
    { "no", FALSE, FALSE },
    { "", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));

      g_assert_cmpint (batch_api_asked_is_error (body, BATCH_API_OPENAI), ==, cases[i].openai);
      g_assert_cmpint (batch_api_asked_is_error (body, BATCH_API_ANTHROPIC), ==,
                       cases[i].anthropic);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/api/choice/found", test_found);
  g_test_add_func ("/batch/api/choice/refusals", test_refusals);
  g_test_add_func ("/batch/api/choice/in-part", test_in_part);
  g_test_add_func ("/batch/api/choice/no-objects", test_no_objects);
  g_test_add_func ("/batch/api/choice/asked", test_asked);
  g_test_add_func ("/batch/api/choice/errors", test_errors);

  return g_test_run ();
}
