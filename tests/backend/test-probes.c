/* test-probes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-probes-private.h"

#include <string.h>

static void
add (BatchProbes *probes,
     const char  *path,
     int          status,
     const char  *text)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));

  batch_probes_add (probes, path, status, NULL, body);
}

static BatchProbes *
probes_new (int         status,
            const char *text)
{
  BatchProbes *probes = batch_probes_new ("http://127.0.0.1:1");

  add (probes, BATCH_MODELS_PATH, status, text);
  return probes;
}

/* --- Whether it is a model server at all --- */

/* Many things answer to a GET: pages for people, other APIs, a proxy with nothing behind it. */
static void
test_speak (void)
{
  static const struct
  {
    int         status;
    const char *body;
    gboolean    speaks;
  } cases[] = {
    { 200, "{\"object\":\"list\",\"data\":[]}", TRUE },
    { 200, "{\"object\":\"list\",\"data\":null}", TRUE },
    { 200, "{\"data\":[{\"id\":\"a\"}]}", TRUE },
    { 200, " {\"data\":[]} ", TRUE },
    { 401, "{\"error\":\"no key\"}", TRUE },
    { 403, "{}", TRUE },
    { 503, "{\"error\":{\"message\":\"Loading model\"}}", TRUE },
    { 503, "Loading model", TRUE },
    { 401, "Invalid or missing authorization token", TRUE },
    { 401, "Missing API key\n", TRUE },

    { 200, "{\"object\":\"model\"}", FALSE },
    { 200, "{\"data\":{}}", FALSE },
    { 200, "{\"data\":null}", FALSE },
    { 200, "[{\"data\":[]}]", FALSE },
    { 200, "{\"data\":[]", FALSE },
    { 200, "{\"data\":[]}}", FALSE },
    { 200, "{\"object\":\"list\"", FALSE },
    { 200, "Loading model", FALSE },
    { 200, "<html></html>", FALSE },
    { 200, "", FALSE },
    { 201, "{\"data\":[]}", FALSE },
    { 404, "{\"data\":[]}", FALSE },
    { 401, "Unauthorized", FALSE },
    { 401, "[]", FALSE },
    { 401, "<html>Your session token has expired</html>", FALSE },
    { 403, "Your token is not valid here", FALSE },
    { 200, "token", FALSE },
    { 401, "", FALSE },
    { 403, "{\"error\":", FALSE },
    { 503, "Service Unavailable", FALSE },
    { 500, "Loading model", FALSE },
  };
  g_autoptr(BatchProbes) silent = batch_probes_new ("http://127.0.0.1:1");

  g_assert_false (batch_probes_speak (silent));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchProbes) probes = probes_new (cases[i].status, cases[i].body);

      g_test_message ("%d %s", cases[i].status, cases[i].body);
      g_assert_cmpint (batch_probes_speak (probes), ==, cases[i].speaks);
    }
}

/* --- The first of its models --- */

static void
test_first_model (void)
{
  static const struct
  {
    const char *body;
    const char *owner;
    const char *status;
  } cases[] = {
    { "{\"data\":[{\"owned_by\":\"vllm\"},{\"owned_by\":\"other\"}]}", "vllm", NULL },
    { "{\"data\":[{\"id\":\"a\",\"status\":{\"value\":\"loaded\"},\"owned_by\":\"llamacpp\"}]}",
      "llamacpp", "loaded" },
    { "{\"data\":[{},{\"owned_by\":\"other\",\"status\":{\"value\":\"loaded\"}}]}", NULL, NULL },
    { "{\"data\":[{\"status\":\"loaded\",\"owned_by\":7}]}", NULL, NULL },
    { "{\"data\":[\"x\"]}", NULL, NULL },
    { "{\"data\":[]}", NULL, NULL },
    { "{\"data\":null}", NULL, NULL },
    { "{\"data\":{\"owned_by\":\"x\"}}", NULL, NULL },
    { "{\"owned_by\":\"x\"}", NULL, NULL },
    /* What is cut off, or goes on, says nothing. */
    { "{\"data\":[{\"owned_by\":\"vllm\",\"status\":{\"value\":\"loaded\"}}", NULL, NULL },
    { "{\"data\":[{\"owned_by\":\"vllm\"}]", NULL, NULL },
    { "{\"data\":[{\"owned_by\":\"vllm\"}]} x", NULL, NULL },
    { "", NULL, NULL },
  };
  g_autoptr(BatchProbes) refused = probes_new (401, cases[0].body);

  g_assert_null (batch_probes_dup_owner (refused));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchProbes) probes = probes_new (200, cases[i].body);
      g_autofree char *owner = batch_probes_dup_owner (probes);
      g_autofree char *status = batch_probes_dup_status (probes);

      g_test_message ("%s", cases[i].body);
      g_assert_cmpstr (owner, ==, cases[i].owner);
      g_assert_cmpstr (status, ==, cases[i].status);
    }
}

/* --- Single answers --- */

static void
test_strings (void)
{
  g_autoptr(BatchProbes) probes = batch_probes_new ("http://127.0.0.1:1");
  g_autofree char *version = NULL;

  add (probes, "/version", 200,
       "{\"version\":\"0.\\u0036\",\"number\":6,\"list\":[],\"none\":null}");
  add (probes, "/broken", 200, "{\"version\":\"1\",\"list\":[]");
  add (probes, "/missing", 404, "{\"version\":\"1\",\"list\":[]}");

  version = batch_probes_dup_string (probes, "/version", "version");
  g_assert_cmpstr (version, ==, "0.6");
  g_assert_null (batch_probes_dup_string (probes, "/version", "number"));
  g_assert_null (batch_probes_dup_string (probes, "/version", "Version"));
  g_assert_null (batch_probes_dup_string (probes, "/broken", "version"));
  g_assert_null (batch_probes_dup_string (probes, "/missing", "version"));
  g_assert_null (batch_probes_dup_string (probes, "/never", "version"));

  g_assert_true (batch_probes_have_array (probes, "/version", "list"));
  g_assert_false (batch_probes_have_array (probes, "/version", "none"));
  g_assert_false (batch_probes_have_array (probes, "/broken", "list"));
  g_assert_false (batch_probes_have_array (probes, "/missing", "list"));

  g_assert_cmpint (batch_probes_get_status (probes, "/missing"), ==, 404);
  g_assert_cmpint (batch_probes_get_status (probes, "/never"), ==, 0);
  g_assert_cmpint (batch_probes_get_status (probes, "/version/"), ==, 0);
}

/* The words are looked for in bytes, whatever they are. */
static void
test_mention (void)
{
  static const char bytes[] = "\0\xFFOllama is running\0";
  g_autoptr(BatchProbes) probes = batch_probes_new ("http://127.0.0.1:1");
  g_autoptr(GBytes) body = g_bytes_new (bytes, sizeof bytes - 1);
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);

  batch_probes_add (probes, "/", 200, NULL, body);
  batch_probes_add (probes, "/empty", 200, NULL, nothing);
  g_assert_true (batch_probes_mention (probes, "/", 200, "Ollama is running"));
  g_assert_false (batch_probes_mention (probes, "/", 200, "Ollama is running!"));
  g_assert_false (batch_probes_mention (probes, "/", 200, "ollama"));
  g_assert_false (batch_probes_mention (probes, "/", 404, "Ollama"));
  g_assert_false (batch_probes_mention (probes, "/empty", 200, "Ollama"));
  g_assert_false (batch_probes_mention (probes, "/never", 0, ""));
}

/* --- All of them --- */

/* The last answer to a path counts. */
static void
test_asked_again (void)
{
  g_autoptr(BatchProbes) probes = probes_new (401, "{}");

  g_assert_true (batch_probes_ask_key (probes));
  g_assert_true (batch_probes_speak (probes));
  add (probes, BATCH_MODELS_PATH, 403, "{}");
  g_assert_false (batch_probes_ask_key (probes));
  add (probes, "/props", 401, "");
  g_assert_true (batch_probes_ask_key (probes));
  add (probes, BATCH_MODELS_PATH, 503, "Loading model");
  g_assert_true (batch_probes_tell_loading (probes));
  add (probes, BATCH_MODELS_PATH, 200, "{\"data\":[]}");
  g_assert_false (batch_probes_tell_loading (probes));
  g_assert_cmpstr (batch_probes_get_url (probes), ==, "http://127.0.0.1:1");
}

static void
test_names (void)
{
  g_autoptr(BatchProbes) probes = probes_new (200, "{}");
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);

  g_assert_false (batch_probes_call_themselves (probes, "llama.cpp"));
  batch_probes_add (probes, "/props", 404, "llama.cpp", nothing);
  g_assert_true (batch_probes_call_themselves (probes, "llama.cpp"));
  g_assert_false (batch_probes_call_themselves (probes, "llama"));
  g_assert_false (batch_probes_call_themselves (probes, "Llama.cpp"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/backend/probes/speak", test_speak);
  g_test_add_func ("/batch/backend/probes/first-model", test_first_model);
  g_test_add_func ("/batch/backend/probes/strings", test_strings);
  g_test_add_func ("/batch/backend/probes/mention", test_mention);
  g_test_add_func ("/batch/backend/probes/asked-again", test_asked_again);
  g_test_add_func ("/batch/backend/probes/names", test_names);

  return g_test_run ();
}
