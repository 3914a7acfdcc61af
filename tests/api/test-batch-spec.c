/* test-batch-spec.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-batch-private.h"

#include <string.h>

#define GOOD "\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/embeddings\"," \
             "\"completion_window\":\"24h\""

static void
test_good (void)
{
  static const struct
  {
    const char *body;
    gint64      window_s;
    gint64      expires_s;
    int         priority;
    const char *metadata;
    BatchExecutionMode mode;
  } cases[] = {
    { "{" GOOD "}", 86400, 0, 0, NULL },
    { " {" GOOD ",\"metadata\":null,\"unknown\":[1,{}]} ", 86400, 0, 0, NULL },
    { "{" GOOD ",\"metadata\":{\"b\" : \"\\u00e9\"}}", 86400, 0, 0, "{\"b\" : \"\\u00e9\"}" },
    { "{" GOOD ",\"completion_window\":\"90m\",\"priority\":-5}", 5400, 0, -5, NULL },
    { "{" GOOD ",\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":3600}}",
      86400, 3600, 0, NULL },
    { "{" GOOD ",\"execution_mode\":\"native\"}", 86400, 0, 0, NULL,
      BATCH_EXECUTION_MODE_NATIVE },
    { "{" GOOD ",\"execution_mode\":\"proxy_native\"}", 86400, 0, 0, NULL },
    /* Among the metadata, which stay what they are. */
    { "{" GOOD ",\"metadata\":{\"priority\":\"-7\"}}", 86400, 0, -7, "{\"priority\":\"-7\"}" },
    { "{" GOOD ",\"priority\":3,\"metadata\":{\"priority\":\"-7\"}}", 86400, 0, 3,
      "{\"priority\":\"-7\"}" },
    { "{" GOOD ",\"metadata\":{\"execution_mode\":\"native\"}}", 86400, 0, 0,
      "{\"execution_mode\":\"native\"}", BATCH_EXECUTION_MODE_NATIVE },
    { "{" GOOD ",\"execution_mode\":\"proxy_native\",\"metadata\":{\"execution_mode\":\"native\"}}",
      86400, 0, 0, "{\"execution_mode\":\"native\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchApiFault *fault = NULL;
      g_autoptr(BatchApiBatchSpec) spec =
        batch_api_batch_spec_parse ((const guint8 *) cases[i].body, strlen (cases[i].body), &fault);
      g_autofree char *saved = NULL;
      g_autoptr(BatchApiBatchSpec) again = NULL;

      g_assert_null (fault);
      g_assert_cmpstr (spec->input_file_id, ==, "file-1");
      g_assert_cmpstr (spec->endpoint, ==, "/v1/embeddings");
      g_assert_cmpint (spec->window_s, ==, cases[i].window_s);
      g_assert_cmpint (spec->output_expires_s, ==, cases[i].expires_s);
      g_assert_cmpint (spec->priority, ==, cases[i].priority);
      g_assert_cmpint (spec->mode, ==, cases[i].mode);
      g_assert_cmpstr (spec->metadata, ==, cases[i].metadata);

      /* What is kept of it says the same. */
      saved = batch_api_batch_spec_save (spec);
      again = batch_api_batch_spec_load (saved);
      g_assert_nonnull (again);
      g_assert_cmpint (again->window_s, ==, spec->window_s);
      g_assert_cmpint (again->output_expires_s, ==, spec->output_expires_s);
      g_assert_cmpint (again->mode, ==, spec->mode);
      g_assert_cmpstr (again->metadata, ==, spec->metadata);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *body;
    const char *parameter;         /* NULL: the whole */
  } cases[] = {
    { "", NULL },
    { "[]", NULL },
    { "{" GOOD, NULL },
    { "{" GOOD "} x", NULL },
    { "{}", "input_file_id" },
    { "{" GOOD ",\"input_file_id\":7}", "input_file_id" },
    { "{" GOOD ",\"input_file_id\":\"\"}", "input_file_id" },
    { "{" GOOD ",\"endpoint\":\"/v1/audio\"}", "endpoint" },
    { "{" GOOD ",\"completion_window\":\"soon\"}", "completion_window" },
    { "{" GOOD ",\"completion_window\":\"0h\"}", "completion_window" },
    { "{" GOOD ",\"completion_window\":\"-1h\"}", "completion_window" },
    { "{" GOOD ",\"completion_window\":\"31d\"}", "completion_window" },
    { "{" GOOD ",\"completion_window\":\"99999999999999999999h\"}", "completion_window" },
    { "{" GOOD ",\"metadata\":[]}", "metadata" },
    { "{" GOOD ",\"metadata\":{\"a\":1}}", "metadata" },
    { "{" GOOD ",\"metadata\":{\"12345678901234567890123456789012345678901234567890"
      "123456789012345\":\"a\"}}", "metadata" },
    { "{" GOOD ",\"priority\":1.5}", "priority" },
    { "{" GOOD ",\"priority\":1001}", "priority" },
    { "{" GOOD ",\"priority\":\"7\"}", "priority" },
    { "{" GOOD ",\"metadata\":{\"priority\":\"high\"}}", "priority" },
    { "{" GOOD ",\"metadata\":{\"priority\":\"1001\"}}", "priority" },
    { "{" GOOD ",\"metadata\":{\"priority\":7}}", "metadata" },
    { "{" GOOD ",\"metadata\":{\"execution_mode\":\"magic\"}}", "execution_mode" },
    { "{" GOOD ",\"metadata\":{\"webhook_url\":\"\"}}", "webhook_url" },
    { "{" GOOD ",\"execution_mode\":\"magic\"}", "execution_mode" },
    { "{" GOOD ",\"execution_mode\":{}}", "execution_mode" },
    { "{" GOOD ",\"output_expires_after\":{}}", "output_expires_after.anchor" },
    { "{" GOOD ",\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":1}}",
      "output_expires_after.seconds" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchApiFault) fault = NULL;

      g_assert_null (batch_api_batch_spec_parse ((const guint8 *) cases[i].body,
                                                 strlen (cases[i].body), &fault));
      g_assert_cmpuint (fault->status, ==, 400);
      g_assert_cmpstr (fault->parameter, ==, cases[i].parameter);
    }
}

static void
test_webhook_url (void)
{
  static const struct
  {
    const char *body;
    const char *webhook_url;
  } cases[] = {
    { "{" GOOD ",\"metadata\":{\"a\":\"b\"}}", NULL },
    { "{" GOOD ",\"metadata\":{\"a\":\"b\",\"webhook_url\":\"https://a.example\"}}",
      "https://a.example" },
    { "{" GOOD ",\"webhook_url\":\"https://b.example\","
      "\"metadata\":{\"webhook_url\":\"https://a.example\"}}", "https://b.example" },
    { "{" GOOD ",\"webhook_url\":null,"
      "\"metadata\":{\"webhook_url\":\"https://a.example\"}}", "https://a.example" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchApiFault) fault = NULL;
      g_autoptr(BatchApiBatchSpec) spec =
        batch_api_batch_spec_parse ((const guint8 *) cases[i].body, strlen (cases[i].body), &fault);
      g_autoptr(BatchApiBatchSpec) of_messages =
        batch_api_batch_spec_new_for_messages (cases[i].body, 1, &fault);

      g_assert_null (fault);
      g_assert_cmpstr (spec->webhook_url, ==, cases[i].webhook_url);
      g_assert_cmpstr (of_messages->webhook_url, ==, cases[i].webhook_url);
    }
}

/* What an earlier version has kept goes on as it was asked for then. */
static void
test_kept (void)
{
  g_autoptr(BatchApiBatchSpec) spec =
    batch_api_batch_spec_load ("{" GOOD ",\"webhook_url\":null,\"priority\":2,"
                               "\"metadata\":{\"priority\":\"high\","
                               "\"webhook_url\":\"https://a.example\"}}");

  g_assert_nonnull (spec);
  g_assert_cmpint (spec->priority, ==, 2);
  g_assert_null (spec->webhook_url);
}

static void
test_messages (void)
{
  static const struct
  {
    const char *options;
    gint64      window_s;          /* 0: it is refused */
  } cases[] = {
    { "{}", 86400 },
    { "{\"completion_window\":null}", 86400 },
    { "{\"completion_window\":\"90m\"}", 5400 },
    { "{\"completion_window\":\"soon\"}", 0 },
    { "{\"completion_window\":\"\"}", 0 },
    { "{\"completion_window\":24}", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchApiFault) fault = NULL;
      g_autoptr(BatchApiBatchSpec) spec =
        batch_api_batch_spec_new_for_messages (cases[i].options, 1, &fault);

      g_test_message ("%s", cases[i].options);
      g_assert_cmpint (spec != NULL ? spec->window_s : 0, ==, cases[i].window_s);
      g_assert_cmpstr (fault != NULL ? fault->parameter : NULL, ==,
                       spec != NULL ? NULL : "completion_window");
    }
}

static void
test_same (void)
{
  static const struct
  {
    const char *one;
    const char *other;
    gboolean    same;
  } cases[] = {
    { "{" GOOD "}", "{ " GOOD ",\"priority\":0}", TRUE },
    { "{" GOOD "}", "{" GOOD ",\"priority\":1}", FALSE },
    { "{" GOOD "}", "{" GOOD ",\"metadata\":{}}", FALSE },
    { "{" GOOD "}", "{" GOOD ",\"input_file_id\":\"file-2\"}", FALSE },
    { "{" GOOD ",\"input_digest\":\"a\"}",
      "{" GOOD ",\"input_file_id\":\"file-2\",\"input_digest\":\"a\"}", TRUE },
    { "{" GOOD ",\"input_digest\":\"a\"}", "{" GOOD ",\"input_digest\":\"b\"}", FALSE },
    { "damaged", "{" GOOD "}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (batch_api_batch_spec_is_same (cases[i].one, cases[i].other), ==,
                       cases[i].same);
      g_assert_true (batch_api_batch_spec_is_same (cases[i].one, cases[i].one));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/api/batch-spec/good", test_good);
  g_test_add_func ("/batch/api/batch-spec/bad", test_bad);
  g_test_add_func ("/batch/api/batch-spec/webhook-url", test_webhook_url);
  g_test_add_func ("/batch/api/batch-spec/kept", test_kept);
  g_test_add_func ("/batch/api/batch-spec/messages", test_messages);
  g_test_add_func ("/batch/api/batch-spec/same", test_same);

  return g_test_run ();
}
