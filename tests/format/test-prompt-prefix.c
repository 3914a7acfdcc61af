/* test-prompt-prefix.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-prompt-prefix-private.h"

#include <string.h>

#define CHAT BATCH_ENDPOINT_CHAT_COMPLETIONS

/* A body with these parts; "" leaves one out. */
static BatchPromptPrefix
measure (const char    *tools,
         const char    *system,
         const char    *text,
         BatchEndpoint  endpoint)
{
  g_autoptr(GString) body = g_string_new ("{\"temperature\":1");
  BatchPromptPrefix prefix;
  BatchPrompt prompt;

  if (*tools != '\0')
    g_string_append_printf (body, ",\"tools\":[\"%s\"]", tools);
  if (*text != '\0')
    g_string_append_printf (body, ",\"messages\":[{\"content\":\"%s\"}]", text);
  if (*system != '\0')
    g_string_append_printf (body, ",\"system\":\"%s\"", system);
  g_string_append_c (body, '}');

  g_assert_true (batch_prompt_read (&prompt, (const guint8 *) body->str, body->len));
  batch_prompt_prefix_measure (&prefix, &prompt, endpoint);
  return prefix;
}

static guint
count_common (const BatchPromptPrefix *a,
              const BatchPromptPrefix *b)
{
  guint n = 0;

  while (n < a->n_steps && n < b->n_steps && a->steps[n] == b->steps[n])
    n++;
  for (guint i = n; i < a->n_steps && i < b->n_steps; i++)
    g_assert_cmpuint (a->steps[i], !=, b->steps[i]);
  return n;
}

/* How long the answer may be stands beside the prompt. */
static void
test_output_limit (void)
{
  static const struct { const char *body; guint32 limit; } bodies[] = {
    { "{\"messages\":[]}", 0 },
    { "{\"messages\":[],\"max_tokens\":512}", 512 },
    { "{\"max_completion_tokens\":16,\"prompt\":\"x\"}", 16 },
    { "{\"max_output_tokens\": 1024 }", 1024 },
    { "{\"max_tokens\":null}", 0 },
    { "{\"max_tokens\":\"512\"}", 0 },
    { "{\"max_tokens\":-1}", 0 },
    { "{\"max_tokens\":1e3}", 0 },
    { "{\"max_tokens\":99999999999999999999999}", 0 },
    { "{\"metadata\":{\"max_tokens\":512}}", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      BatchPrompt prompt;

      g_assert_true (batch_prompt_read (&prompt, (const guint8 *) bodies[i].body,
                                        strlen (bodies[i].body)));
      g_assert_cmpuint (prompt.output_limit, ==, bodies[i].limit);
    }
}

/* And so may what the model is to be run with. */
static void
test_options (void)
{
  static const struct { const char *body; gboolean has_options; } bodies[] = {
    { "{\"messages\":[]}", FALSE },
    { "{\"messages\":[],\"max_tokens\":512}", FALSE },
    { "{\"num_ctx\":2048,\"messages\":[]}", TRUE },
    { "{\"messages\":[],\"options\":{}}", TRUE },
    { "{\"options\":null,\"num_ctx\":null}", FALSE },
    { "{\"metadata\":{\"num_ctx\":2048,\"options\":{}}}", FALSE },
    { "{\"prompt\":\"\\\"options\\\":{}\"}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      BatchPrompt prompt;

      g_assert_true (batch_prompt_read (&prompt, (const guint8 *) bodies[i].body,
                                        strlen (bodies[i].body)));
      g_assert_cmpint (prompt.has_options, ==, bodies[i].has_options);
    }
}

static void
test_short (void)
{
  g_assert_cmpuint (measure ("", "", "Hello", CHAT).n_steps, ==, 0);
  g_assert_cmpuint (measure ("", "", "", CHAT).n_steps, ==, 0);
}

static void
test_steps (void)
{
  static const struct
  {
    gsize length;
    guint n_steps;
  } cases[] = {
    { 900, 0 },
    { 1100, 1 },
    { 2100, 9 },
    { 1024 * 1024, 80 },
    { 4 * 1024 * 1024, 80 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strnfill (cases[i].length, 'x');

      g_assert_cmpuint (measure ("", "", text, CHAT).n_steps, ==, cases[i].n_steps);
    }
}

/* However far two prompts are alike, just the steps up to there are. */
static void
test_common (void)
{
  g_autofree char *text = g_strnfill (20000, 'x');
  BatchPromptPrefix whole = measure ("", "", text, CHAT);
  guint last = 0;

  for (gsize at = 1000; at < 20000; at += 777)
    {
      g_autofree char *other = g_strdup (text);
      BatchPromptPrefix prefix;
      guint n;

      other[at] = 'y';
      prefix = measure ("", "", other, CHAT);
      n = count_common (&whole, &prefix);
      g_assert_cmpuint (n, >=, last);
      g_assert_cmpuint (n, <=, whole.n_steps);
      last = n;
    }

  g_assert_cmpuint (last, >, 20);
}

/* Tools and system come first, wherever they stand. */
static void
test_parts (void)
{
  g_autofree char *text = g_strnfill (3000, 'x');
  BatchPromptPrefix plain = measure ("", text, "a", CHAT);
  BatchPromptPrefix other = measure ("", text, "b", CHAT);
  BatchPromptPrefix tools = measure ("tool", text, "a", CHAT);

  g_assert_cmpuint (plain.n_steps, >, 10);
  g_assert_cmpuint (count_common (&plain, &other), ==, plain.n_steps);
  g_assert_cmpuint (count_common (&plain, &tools), ==, 0);
}

static void
test_endpoints (void)
{
  g_autofree char *text = g_strnfill (3000, 'x');

  for (guint i = 0; i < BATCH_N_ENDPOINTS; i++)
    {
      gboolean writes = i != BATCH_ENDPOINT_NONE && i != BATCH_ENDPOINT_EMBEDDINGS
                        && i != BATCH_ENDPOINT_MODERATIONS;

      g_assert_cmpint (measure ("", "", text, i).n_steps > 0, ==, writes);
    }
}

static void
test_members (void)
{
  static const char *const bodies[] = {
    "{\"messages\":[\"%s\"]}", "{\"prompt\":\"%s\"}", "{\"input\":\"%s\"}",
    "{\"system\":\"%s\"}", "{\"instructions\":\"%s\"}", "{\"tools\":[\"%s\"]}",
  };
  g_autofree char *text = g_strnfill (3000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      const char *place = strstr (bodies[i], "%s");
      g_autofree char *body = g_strdup_printf ("%.*s%s%s", (int) (place - bodies[i]), bodies[i],
                                               text, place + 2);
      BatchPromptPrefix prefix;
      BatchPrompt prompt;

      g_assert_true (batch_prompt_read (&prompt, (const guint8 *) body, strlen (body)));
      batch_prompt_prefix_measure (&prefix, &prompt, CHAT);
      g_assert_cmpuint (prefix.n_steps, >, 10);
    }
}

static void
test_no_object (void)
{
  static const char *const bodies[] = { "", "[]", "3", "{\"messages\":", "{}{}" };
  BatchPrompt prompt;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_assert_false (batch_prompt_read (&prompt, (const guint8 *) bodies[i], strlen (bodies[i])));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/format/prompt-prefix/output-limit", test_output_limit);
  g_test_add_func ("/batch/format/prompt-prefix/options", test_options);
  g_test_add_func ("/batch/format/prompt-prefix/short", test_short);
  g_test_add_func ("/batch/format/prompt-prefix/steps", test_steps);
  g_test_add_func ("/batch/format/prompt-prefix/common", test_common);
  g_test_add_func ("/batch/format/prompt-prefix/parts", test_parts);
  g_test_add_func ("/batch/format/prompt-prefix/endpoints", test_endpoints);
  g_test_add_func ("/batch/format/prompt-prefix/members", test_members);
  g_test_add_func ("/batch/format/prompt-prefix/no-object", test_no_object);

  return g_test_run ();
}
