/* test-request-writer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-request-writer-private.h"

#include <string.h>

#include "format/batch-validator-private.h"
#include "support/test-support.h"

#define IMAGE .image = (const guint8 *) "\x89PNG", .image_length = 4, .image_type = "image/png"

static const BatchSplice members[] = { { "max_tokens", "100" }, { "a \"b\"", "[1.0]" } };

/* Written, they are the lines of golden/requests.jsonl. */
static const BatchRequestParts requests[] = {
  { "chat-1", "m", NULL, "Say \"hello\"\n", .endpoint = BATCH_ENDPOINT_CHAT_COMPLETIONS },
  { "chat-2", "m", "Be brief", "What is it?", IMAGE, .members = members,
    .n_members = G_N_ELEMENTS (members), .endpoint = BATCH_ENDPOINT_CHAT_COMPLETIONS },
  { "text-1", "m", NULL, "Once", .endpoint = BATCH_ENDPOINT_COMPLETIONS },
  { "embed-1", "m/\\", NULL, "größe", .endpoint = BATCH_ENDPOINT_EMBEDDINGS },
  { "responses-1", "m", "Be brief", "Hi", .endpoint = BATCH_ENDPOINT_RESPONSES },
  { "responses-2", "m", NULL, "Hi", IMAGE, .endpoint = BATCH_ENDPOINT_RESPONSES },
  { "messages-1", "m", "Be brief", "Hi", .members = members, .n_members = 1,
    .endpoint = BATCH_ENDPOINT_MESSAGES },
  { "messages-2", "m", NULL, "Hi", IMAGE, .members = members, .n_members = 1,
    .endpoint = BATCH_ENDPOINT_MESSAGES },
  { "moderate-1", "m", NULL, "Hi \xFF", .endpoint = BATCH_ENDPOINT_MODERATIONS },
};

static void
test_golden (void)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    batch_request_append_line (&requests[i], lines);

  batch_test_assert_golden ("requests.jsonl", lines->str);
}

static void
test_valid (void)
{
  BatchLimits limits = batch_limits_default ();
  g_autoptr(BatchValidator) validator = batch_validator_new (&limits, NULL, NULL);
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    batch_request_append_line (&requests[i], lines);
  batch_validator_feed (validator, (const guint8 *) lines->str, lines->len);
  batch_validator_end (validator);

  g_assert_cmpuint (batch_validator_get_issues (validator)->len, ==, 0);
  g_assert_cmpint (batch_validator_get_line_count (validator), ==, G_N_ELEMENTS (requests));
}

/* Pictures are encoded in pieces: every length around their borders. */
static void
test_picture (void)
{
  for (gsize length = 48 * 1024 - 4; length < 48 * 1024 + 5; length++)
    {
      g_autofree guint8 *data = g_malloc (length * 3);
      g_autofree char *expected = NULL;
      g_autoptr(GString) line = g_string_new (NULL);
      BatchRequestParts parts = {
        .custom_id = "a", .model = "m", .prompt = "p", .image = data, .image_length = length * 3,
        .image_type = "image/jpeg", .endpoint = BATCH_ENDPOINT_CHAT_COMPLETIONS,
      };

      for (gsize i = 0; i < length * 3; i++)
        data[i] = i * 7;
      parts.image_length -= length % 3;
      expected = g_base64_encode (data, parts.image_length);
      batch_request_append_line (&parts, line);
      g_assert_nonnull (strstr (line->str, expected));
      g_assert_nonnull (strstr (line->str, "\"data:image/jpeg;base64,"));
    }
}

static void
test_image_type (void)
{
  static const struct
  {
    const char *data;
    gsize       length;
    const char *type;
  } cases[] = {
    { "\x89PNG\r\n\x1a\n....", 12, "image/png" },
    { "\xFF\xD8\xFF\xE0", 4, "image/jpeg" },
    { "GIF87a", 6, "image/gif" },
    { "GIF89a", 6, "image/gif" },
    { "RIFF1234WEBP", 12, "image/webp" },
    { "RIFF1234WAVE", 12, NULL },
    { "RIFF1234WEBP", 11, NULL },
    { "GIF", 3, NULL },
    { "", 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (batch_image_type ((const guint8 *) cases[i].data, cases[i].length),
                     ==, cases[i].type);
}

static void
test_has_conversation (void)
{
  g_assert_true (batch_endpoint_has_conversation (BATCH_ENDPOINT_CHAT_COMPLETIONS));
  g_assert_true (batch_endpoint_has_conversation (BATCH_ENDPOINT_MESSAGES));
  g_assert_true (batch_endpoint_has_conversation (BATCH_ENDPOINT_RESPONSES));
  g_assert_false (batch_endpoint_has_conversation (BATCH_ENDPOINT_EMBEDDINGS));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/format/request-writer/golden", test_golden);
  g_test_add_func ("/batch/format/request-writer/valid", test_valid);
  g_test_add_func ("/batch/format/request-writer/picture", test_picture);
  g_test_add_func ("/batch/format/request-writer/image-type", test_image_type);
  g_test_add_func ("/batch/format/request-writer/has-conversation", test_has_conversation);
  return g_test_run ();
}
