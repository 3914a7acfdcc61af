/* batch-chat-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-chat-request-private.h"

void
batch_chat_put_stream (GString              *out,
                       const BatchJsonValue *stream)
{
  batch_translator_put (out, "stream", stream);
  if (stream->type == BATCH_JSON_TRUE)
    batch_translator_put_raw (out, "stream_options", "{\"include_usage\":true}");
}

void
batch_chat_put_max_tokens (GString              *out,
                           BatchChatTraits       traits,
                           const BatchJsonValue *number)
{
  batch_translator_put (out, traits & BATCH_CHAT_IS_STRICT ? "max_completion_tokens"
                                                           : "max_tokens", number);
}

void
batch_chat_put_tool (GString              *out,
                     const BatchJsonValue *name,
                     const BatchJsonValue *description,
                     const BatchJsonValue *parameters,
                     const BatchJsonValue *strict)
{
  batch_translator_put_comma (out);
  g_string_append (out, "{\"type\":\"function\",\"function\":{");
  batch_translator_put (out, "name", name);
  batch_translator_put (out, "description", description);
  batch_translator_put (out, "parameters", parameters);
  batch_translator_put (out, "strict", strict);
  g_string_append (out, "}}");
}

void
batch_chat_put_choice (GString              *out,
                       const BatchJsonValue *name)
{
  batch_translator_put_raw (out, "tool_choice", "{\"type\":\"function\",\"function\":{");
  batch_translator_put (out, "name", name);
  g_string_append (out, "}}");
}
