/* test-request-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-request-body-private.h"

#include <string.h>

#define CHAT  "/v1/chat/completions"
#define TEXT  "/v1/completions"
#define EMBED "/v1/embeddings"
#define MESSAGES "/v1/messages"
#define OFF   BATCH_STREAMING_OFF
#define PLAIN BATCH_STREAMING_PLAIN
#define FULL  BATCH_STREAMING_FULL
#define USAGE ",\"stream_options\":{\"include_usage\":true}"

static void
test_bodies (void)
{
  static const struct
  {
    const char     *endpoint;
    const char     *payload;
    BatchStreaming  streaming;
    gboolean        own_ids;
    const char     *body;
    const char     *changes;
  } cases[] = {
    { CHAT, "{\"a\": 1}", OFF, FALSE, "{\"a\": 1}" },
    { CHAT, "{\"a\": 1}", PLAIN, FALSE, "{\"a\": 1,\"stream\":true}" },
    { CHAT, "{\"a\": 1}", FULL, FALSE, "{\"a\": 1,\"stream\":true" USAGE "}" },
    { TEXT, "{}", FULL, FALSE, "{\"stream\":true" USAGE "}" },
    { EMBED, "{\"a\": 1}", FULL, FALSE, "{\"a\": 1}" },
    /* It says so itself. */
    { CHAT, "{\"stream\": false}", FULL, FALSE, "{\"stream\": false}" },
    { CHAT, "{\"stream\": true}", FULL, FALSE, "{\"stream\": true}" },
    { CHAT, "{\"stream\": true}", OFF, FALSE, "{\"stream\": true}" },
    { CHAT, "{\"stream\": null}", FULL, FALSE, "{\"stream\": null}" },
    { MESSAGES, "{\"a\": 1}", FULL, FALSE, "{\"a\": 1,\"stream\":true}" },
    { MESSAGES, "{\"a\": 1}", OFF, FALSE, "{\"a\": 1}" },
    { EMBED, "{\"stream\": true}", FULL, FALSE, "{\"stream\": false}" },
    /* The word elsewhere means nothing. */
    { CHAT, "{\"a\": {\"stream\": true}}", PLAIN, FALSE,
      "{\"a\": {\"stream\": true},\"stream\":true}" },
    { EMBED, "{\"input\": \"stream\"}", FULL, FALSE, "{\"input\": \"stream\"}" },
    { CHAT, "{\"model\": \"x\"}", OFF, TRUE, "{\"model\": \"key\"}" },
    { NULL, "{\"model\": \"x\"}", PLAIN, TRUE, "{\"model\": \"key\",\"stream\":true}" },
    /* What was changed, and the model with it. */
    { CHAT, "{\"model\": \"x\", \"n\": 1}", OFF, FALSE,
      "{\"model\": \"key\", \"n\": 2,\"o\":[3]}", "{\"n\":2,\"o\":[3]}" },
    { CHAT, "{\"model\": \"x\"}", PLAIN, FALSE,
      "{\"model\": \"key\",\"stream\":false}", "{\"stream\":false}" },
    { CHAT, "{}", OFF, FALSE, "{\"model\":\"key\"}", "{}" },
    { CHAT, "text", FULL, FALSE, NULL },
    { CHAT, "[\"stream\"]", FULL, FALSE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) job = batch_job_record_new ();
      g_autoptr(BatchItemRecord) item = batch_item_record_new ();
      g_autoptr(GBytes) payload = g_bytes_new (cases[i].payload, strlen (cases[i].payload));
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) body = NULL;

      job->operation = g_strdup ("chat");
      job->own_ids = cases[i].own_ids;
      item->endpoint = g_strdup (cases[i].endpoint);
      item->key = g_strdup ("key");
      item->changes = g_strdup (cases[i].changes);
      body = batch_request_body (job, item, payload, cases[i].streaming, &error);
      if (cases[i].body == NULL)
        {
          g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                       cases[i].body, strlen (cases[i].body));
    }
}

/* Attempts have one key; what somebody asks for anew, or otherwise, has another. */
static void
test_keys (void)
{
  static const struct
  {
    guint       round;
    const char *key;
    const char *changes;
  } cases[] = {
    { 0, "a", NULL },
    { 1, "a", NULL },
    { 2, "a", NULL },
    { 0, "a", "{}" },
    { 0, "b", "{}" },
    { 0, "a", "{\"n\":2}" },
    { 1, "a", "{\"n\":2}" },
  };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) job = batch_job_record_new ();
      g_autoptr(BatchItemRecord) item = batch_item_record_new ();
      g_autofree char *again = NULL;
      char *key;

      job->id = g_strdup ("batch_1");
      job->round = cases[i].round;
      item->position = 4;
      item->key = g_strdup (cases[i].key);
      item->changes = g_strdup (cases[i].changes);
      key = batch_request_dup_key (job, item);
      item->attempts = 3;
      item->generation = 5;
      again = batch_request_dup_key (job, item);
      g_assert_cmpstr (again, ==, key);
      g_assert_true (g_hash_table_add (seen, key));
    }
}

static void
test_streams (void)
{
  static const struct
  {
    const char *body;
    gboolean    streams;
  } cases[] = {
    { "{\"stream\":true}", TRUE },
    { "{\"a\":1, \"stream\" : true}", TRUE },
    { "{\"stream\":false}", FALSE },
    { "{\"stream\":\"true\"}", FALSE },
    { "{\"stream_options\":{\"stream\":true}}", FALSE },
    { "{}", FALSE },
    { "stream", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (cases[i].body, strlen (cases[i].body));

      g_test_message ("case %u", i);
      g_assert_cmpint (batch_request_body_streams (body), ==, cases[i].streams);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/format/request-body/bodies", test_bodies);
  g_test_add_func ("/batch/format/request-body/keys", test_keys);
  g_test_add_func ("/batch/format/request-body/streams", test_streams);
  return g_test_run ();
}
