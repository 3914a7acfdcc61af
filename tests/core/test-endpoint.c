/* test-endpoint.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-endpoint-private.h"

static void
test_paths_come_back (void)
{
  for (guint i = BATCH_ENDPOINT_NONE + 1; i < BATCH_N_ENDPOINTS; i++)
    {
      const char *path = batch_endpoint_get_path (i);

      g_assert_true (g_str_has_prefix (path, "/v1/"));
      g_assert_cmpint (batch_endpoint_from_path (path), ==, i);
      g_assert_cmpint (batch_endpoint_guess (path), ==, i);
    }

  g_assert_null (batch_endpoint_get_path (BATCH_ENDPOINT_NONE));
}

/* A path is one of them to the letter, or none. */
static void
test_other_paths (void)
{
  static const char *const paths[] = {
    "", "/", "/v1", "v1/messages", "/v1/messages/", "/V1/messages", "/v1/Messages", "/messages",
    "/v1/messages?beta=true", " /v1/messages", "/v1/chat", "/v1/models", "/v1/chat/completion",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_test_message ("%s", paths[i]);
      g_assert_cmpint (batch_endpoint_from_path (paths[i]), ==, BATCH_ENDPOINT_NONE);
    }
}

static void
test_guess (void)
{
  static const struct
  {
    const char    *url;
    BatchEndpoint  endpoint;
  } cases[] = {
    { "https://api.example.com/v1/chat/completions", BATCH_ENDPOINT_CHAT_COMPLETIONS },
    { "https://example.com/openai/deployments/a/chat/completions?api-version=2024-02-01",
      BATCH_ENDPOINT_CHAT_COMPLETIONS },
    { "/v4/chat/completions/", BATCH_ENDPOINT_CHAT_COMPLETIONS },
    { "/v1/chat/completions//", BATCH_ENDPOINT_CHAT_COMPLETIONS },
    { "/v1/chat/completions/#top", BATCH_ENDPOINT_CHAT_COMPLETIONS },
    { "chat/completions", BATCH_ENDPOINT_CHAT_COMPLETIONS },
    /* The longer one is not taken for the shorter one. */
    { "completions", BATCH_ENDPOINT_COMPLETIONS },
    { "/completions", BATCH_ENDPOINT_COMPLETIONS },
    { "/v1/achat/completions", BATCH_ENDPOINT_COMPLETIONS },
    { "embeddings/", BATCH_ENDPOINT_EMBEDDINGS },
    { "/api/v3/responses", BATCH_ENDPOINT_RESPONSES },
    { "/anthropic/v1/messages?beta=true", BATCH_ENDPOINT_MESSAGES },
    { "v1/moderations", BATCH_ENDPOINT_MODERATIONS },
    /* These say something else. */
    { "", BATCH_ENDPOINT_NONE },
    { "/", BATCH_ENDPOINT_NONE },
    { "///", BATCH_ENDPOINT_NONE },
    { "?/v1/messages", BATCH_ENDPOINT_NONE },
    { "#/v1/messages", BATCH_ENDPOINT_NONE },
    { "/v1", BATCH_ENDPOINT_NONE },
    { "/v1/messages/batches", BATCH_ENDPOINT_NONE },
    { "/v1/messages/count_tokens", BATCH_ENDPOINT_NONE },
    { "/v1/submessages", BATCH_ENDPOINT_NONE },
    { "submessages", BATCH_ENDPOINT_NONE },
    { "essages", BATCH_ENDPOINT_NONE },
    { "/v1/models?next=/v1/messages", BATCH_ENDPOINT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].url);
      g_assert_cmpint (batch_endpoint_guess (cases[i].url), ==, cases[i].endpoint);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/core/endpoint/paths-come-back", test_paths_come_back);
  g_test_add_func ("/batch/core/endpoint/other-paths", test_other_paths);
  g_test_add_func ("/batch/core/endpoint/guess", test_guess);
  return g_test_run ();
}
