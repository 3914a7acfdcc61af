/* test-request-needs.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-request-needs-private.h"

#include <string.h>

#define CHAT BATCH_MODEL_USES_CHAT
#define SEES (BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_VISION)
#define HEARS (BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_AUDIO)
#define TOOLS (BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_TOOLS)
#define THINKS (BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_THINKING)
#define PART(part) "{\"messages\":[{\"role\":\"user\",\"content\":[" part "]}]}"

static void
test_uses (void)
{
  static const struct
  {
    const char     *body;
    BatchModelUses  uses;
  } cases[] = {
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"a picture, an image_url\"}]}", CHAT },
    { PART ("{\"type\":\"text\",\"text\":\"image\"}"), CHAT },
    { PART ("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\"}}"), SEES },
    { PART ("{\"type\":\"text\",\"text\":\"a\"},{\"image_url\":{\"url\":\"data:x\"}}"), SEES },
    { PART ("{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"x\"}}"), SEES },
    { PART ("{\"type\":\"tool_result\",\"content\":[{\"type\":\"image\",\"source\":{}}]}"), SEES },
    { "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]}", SEES },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"images\":[\"x\"]}]}", SEES },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"images\":[]}]}", CHAT },
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"images\":null}]}", CHAT },
    { PART ("{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"x\"}}"), HEARS },
    { "{\"tools\":[{\"type\":\"function\"}]}", TOOLS },
    { "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"image\",\"parameters\":"
      "{\"properties\":{\"image\":{\"type\":\"string\"}}}}}]}", TOOLS },
    { "{\"functions\":[{\"name\":\"f\"}]}", TOOLS },
    { "{\"tools\":[]}", CHAT },
    { "{\"tools\":null}", CHAT },
    { "{\"think\":true}", THINKS },
    { "{\"think\":\"low\"}", THINKS },
    { "{\"think\":false}", CHAT },
    { "{\"think\":null}", CHAT },
    { "{\"reasoning_effort\":\"high\"}", THINKS },
    { "{\"reasoning_effort\":\"none\"}", CHAT },
    { "{\"reasoning\":{\"summary\":\"auto\",\"effort\":\"low\"}}", THINKS },
    { "{\"reasoning\":{\"effort\":\"none\"}}", CHAT },
    { "{\"reasoning\":{}}", CHAT },
    { "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":9}}", THINKS },
    { "{\"thinking\":{\"type\":\"disabled\"}}", CHAT },
    { "{\"tools\":[{}],\"think\":true}", TOOLS | THINKS },
    { "[]", CHAT },
    { "{", CHAT },
    { "", CHAT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchRequestNeeds needs;

      g_test_message ("%s", cases[i].body);
      batch_request_needs_read (&needs, BATCH_ENDPOINT_CHAT_COMPLETIONS,
                                (const guint8 *) cases[i].body, strlen (cases[i].body));
      g_assert_cmpint (needs.uses, ==, cases[i].uses);
    }
}

static void
test_endpoints (void)
{
  static const struct
  {
    BatchEndpoint  endpoint;
    BatchModelUses uses;
  } cases[] = {
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, CHAT },
    { BATCH_ENDPOINT_COMPLETIONS, CHAT },
    { BATCH_ENDPOINT_RESPONSES, CHAT },
    { BATCH_ENDPOINT_MESSAGES, CHAT },
    { BATCH_ENDPOINT_EMBEDDINGS, BATCH_MODEL_USES_EMBEDDING },
    { BATCH_ENDPOINT_MODERATIONS, BATCH_MODEL_USES_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchRequestNeeds needs;

      batch_request_needs_read (&needs, cases[i].endpoint, (const guint8 *) "{}", 2);
      g_assert_cmpint (needs.uses, ==, cases[i].uses);
    }
}

static void
test_lengths (void)
{
  static const struct
  {
    BatchEndpoint  endpoint;
    const char    *body;
    gint64         prompt_tokens;
    gint64         output_limit;
    gint64         context;
  } cases[] = {
    { BATCH_ENDPOINT_CHAT_COMPLETIONS,
      "{\"messages\":[{\"role\":\"user\",\"content\":\"eight by\"}]}", 2, 0, 0 },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS,
      "{\"max_completion_tokens\":7,\"messages\":[{\"content\":\"four\"},{\"content\":\"four\"}]}",
      2, 7, 0 },
    /* What is escaped counts as what it stands for. */
    { BATCH_ENDPOINT_COMPLETIONS, "{\"prompt\":\"\\n\\n\\n\\n\\u4e2d\\u6587ab\"}", 3, 0, 0 },
    /* A picture has no text in it, however long its bytes are. */
    { BATCH_ENDPOINT_CHAT_COMPLETIONS,
      PART ("{\"type\":\"text\",\"text\":\"four\"},{\"type\":\"image_url\",\"image_url\":"
            "{\"url\":\"data:image/png;base64,AAAAAAAAAAAAAAAAAAAAAAAA\"}}"), 1, 0, 0 },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS,
      PART ("{\"type\":\"image\",\"source\":{\"data\":\"AAAAAAAAAAAAAAAAAAAAAAAA\"}}"), 0, 0, 0 },
    { BATCH_ENDPOINT_MESSAGES, "{\"system\":\"four\",\"max_tokens\":5,\"tools\":[{\"a\":1}]}",
      3, 5, 0 },
    { BATCH_ENDPOINT_RESPONSES, "{\"instructions\":\"four\",\"input\":\"four\","
      "\"max_output_tokens\":3}", 2, 3, 0 },
    /* Each is embedded by itself. */
    { BATCH_ENDPOINT_EMBEDDINGS, "{\"input\":[\"four\",\"four\"]}", 0, 0, 0 },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"options\":{\"seed\":1,\"num_ctx\":8192}}", 0, 0, 8192 },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"options\":{\"num_ctx\":\"big\"}}", 0, 0, 0 },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, "{\"options\":[1]}", 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchRequestNeeds needs;

      g_test_message ("%s", cases[i].body);
      batch_request_needs_read (&needs, cases[i].endpoint, (const guint8 *) cases[i].body,
                                strlen (cases[i].body));
      g_assert_cmpint (needs.prompt_tokens, ==, cases[i].prompt_tokens);
      g_assert_cmpint (needs.output_limit, ==, cases[i].output_limit);
      g_assert_cmpint (needs.context, ==, cases[i].context);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/batch/backend/request-needs/uses", test_uses);
  g_test_add_func ("/batch/backend/request-needs/endpoints", test_endpoints);
  g_test_add_func ("/batch/backend/request-needs/lengths", test_lengths);

  return g_test_run ();
}
