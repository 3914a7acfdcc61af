/* batch-request-writer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-request-writer-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

#define IMAGE_PIECE (48 * 1024)

static void
append_member (GString    *out,
               const char *name,
               const char *text)
{
  g_string_append_printf (out, "\"%s\":", name);
  batch_json_append_string (out, text, -1);
}

/* In pieces, so that a picture is not held three times. */
static void
append_base64 (GString      *out,
               const guint8 *data,
               gsize         length)
{
  char encoded[IMAGE_PIECE / 3 * 4 + 8];
  int state = 0;
  int save = 0;

  for (gsize i = 0; i < length; i += IMAGE_PIECE)
    {
      gsize n = g_base64_encode_step (data + i, MIN (IMAGE_PIECE, length - i), FALSE,
                                      encoded, &state, &save);

      g_string_append_len (out, encoded, n);
    }

  g_string_append_len (out, encoded, g_base64_encode_close (FALSE, encoded, &state, &save));
}

static void
append_data_uri (const BatchRequestParts *parts,
                 GString                 *out)
{
  g_string_append_printf (out, "\"data:%s;base64,", parts->image_type);
  append_base64 (out, parts->image, parts->image_length);
  g_string_append_c (out, '"');
}

/* Of the shape that the endpoint wants. */
static void
append_image (const BatchRequestParts *parts,
              GString                 *out)
{
  if (parts->endpoint == BATCH_ENDPOINT_MESSAGES)
    {
      g_string_append_printf (out, "{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                              "\"media_type\":\"%s\",\"data\":\"", parts->image_type);
      append_base64 (out, parts->image, parts->image_length);
      g_string_append (out, "\"}}");
    }
  else if (parts->endpoint == BATCH_ENDPOINT_RESPONSES)
    {
      g_string_append (out, "{\"type\":\"input_image\",\"image_url\":");
      append_data_uri (parts, out);
      g_string_append_c (out, '}');
    }
  else
    {
      g_string_append (out, "{\"type\":\"image_url\",\"image_url\":{\"url\":");
      append_data_uri (parts, out);
      g_string_append (out, "}}");
    }
}

static void
append_content (const BatchRequestParts *parts,
                GString                 *out)
{
  if (parts->image == NULL)
    {
      batch_json_append_string (out, parts->prompt, -1);
      return;
    }

  g_string_append_printf (out, "[{\"type\":\"%s\",",
                          parts->endpoint == BATCH_ENDPOINT_RESPONSES ? "input_text" : "text");
  append_member (out, "text", parts->prompt);
  g_string_append (out, "},");
  append_image (parts, out);
  g_string_append_c (out, ']');
}

static void
append_user_message (const BatchRequestParts *parts,
                     GString                 *out)
{
  g_string_append (out, "{\"role\":\"user\",\"content\":");
  append_content (parts, out);
  g_string_append_c (out, '}');
}

static void
append_chat (const BatchRequestParts *parts,
             GString                 *out)
{
  g_string_append (out, ",\"messages\":[");
  if (parts->system != NULL)
    {
      g_string_append (out, "{\"role\":\"system\",");
      append_member (out, "content", parts->system);
      g_string_append (out, "},");
    }
  append_user_message (parts, out);
  g_string_append_c (out, ']');
}

static void
append_messages (const BatchRequestParts *parts,
                 GString                 *out)
{
  if (parts->system != NULL)
    {
      g_string_append_c (out, ',');
      append_member (out, "system", parts->system);
    }
  g_string_append (out, ",\"messages\":[");
  append_user_message (parts, out);
  g_string_append_c (out, ']');
}

static void
append_responses (const BatchRequestParts *parts,
                  GString                 *out)
{
  if (parts->system != NULL)
    {
      g_string_append_c (out, ',');
      append_member (out, "instructions", parts->system);
    }
  g_string_append (out, ",\"input\":[");
  append_user_message (parts, out);
  g_string_append_c (out, ']');
}

static void
append_input (const BatchRequestParts *parts,
              GString                 *out)
{
  g_string_append_c (out, ',');

  switch (parts->endpoint)
    {
    case BATCH_ENDPOINT_COMPLETIONS:
      append_member (out, "prompt", parts->prompt);
      break;

    case BATCH_ENDPOINT_EMBEDDINGS:
    case BATCH_ENDPOINT_MODERATIONS:
      append_member (out, "input", parts->prompt);
      break;

    case BATCH_ENDPOINT_NONE:
    case BATCH_ENDPOINT_CHAT_COMPLETIONS:
    case BATCH_ENDPOINT_RESPONSES:
    case BATCH_ENDPOINT_MESSAGES:
    default:
      g_return_if_reached ();
    }
}

static void
append_body (const BatchRequestParts *parts,
             GString                 *out)
{
  g_string_append_c (out, '{');
  append_member (out, "model", parts->model);

  if (parts->endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS)
    append_chat (parts, out);
  else if (parts->endpoint == BATCH_ENDPOINT_MESSAGES)
    append_messages (parts, out);
  else if (parts->endpoint == BATCH_ENDPOINT_RESPONSES)
    append_responses (parts, out);
  else
    append_input (parts, out);

  for (guint i = 0; i < parts->n_members; i++)
    {
      g_string_append_c (out, ',');
      batch_json_append_string (out, parts->members[i].name, -1);
      g_string_append_c (out, ':');
      g_string_append (out, parts->members[i].json);
    }

  g_string_append_c (out, '}');
}

static void
append_row (const BatchRequestParts *parts,
            GString                 *out)
{
  g_string_append (out, ",\"" BATCH_REQUEST_ROW "\":{");
  for (guint i = 0; parts->columns[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      batch_json_append_string (out, parts->columns[i], -1);
      g_string_append_c (out, ':');
      batch_json_append_string (out, parts->values[i], -1);
    }
  g_string_append_c (out, '}');
}

void
batch_request_append_line (const BatchRequestParts *parts,
                           GString                 *out)
{
  g_return_if_fail (parts->endpoint != BATCH_ENDPOINT_NONE);

  g_string_append_c (out, '{');
  append_member (out, "custom_id", parts->custom_id);
  g_string_append (out, ",\"method\":\"POST\",");
  append_member (out, "url", batch_endpoint_get_path (parts->endpoint));
  g_string_append (out, ",\"body\":");
  append_body (parts, out);
  if (parts->columns != NULL)
    append_row (parts, out);
  g_string_append (out, "}\n");
}

gboolean
batch_endpoint_has_conversation (BatchEndpoint endpoint)
{
  return endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS ||
         endpoint == BATCH_ENDPOINT_RESPONSES ||
         endpoint == BATCH_ENDPOINT_MESSAGES;
}

const char *
batch_image_type (const guint8 *data,
                  gsize         length)
{
  if (length >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";
  if (length >= 3 && memcmp (data, "\xFF\xD8\xFF", 3) == 0)
    return "image/jpeg";
  if (length >= 6 && (memcmp (data, "GIF87a", 6) == 0 || memcmp (data, "GIF89a", 6) == 0))
    return "image/gif";
  if (length >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "image/webp";

  return NULL;
}
