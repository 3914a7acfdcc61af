/* batch-message-blocks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-message-blocks-private.h"

#include "json/batch-json-text-private.h"
#include "translation/batch-translator-private.h"

enum { NO_BLOCK, THINKING_BLOCK, TEXT_BLOCK };

void
batch_message_blocks_begin_event (GString    *out,
                                  const char *event)
{
  g_string_append_printf (out, "event: %s\ndata: {\"type\":\"%s\"", event, event);
}

void
batch_message_blocks_end_event (GString *out)
{
  g_string_append (out, "}\n\n");
}

static void
begin_block (BatchMessageBlocks *self,
             GString            *out)
{
  batch_message_blocks_begin_event (out, "content_block_start");
  g_string_append_printf (out, ",\"index\":%u,\"content_block\":", self->n_blocks++);
}

static void
end_block (guint    index,
           GString *out)
{
  batch_message_blocks_begin_event (out, "content_block_stop");
  g_string_append_printf (out, ",\"index\":%u", index);
  batch_message_blocks_end_event (out);
}

/* @text: nothing at all, but for a string */
static void
add_delta (guint                 index,
           const char           *type,
           const char           *member,
           const BatchJsonValue *text,
           const char           *extras,
           GString              *out)
{
  batch_message_blocks_begin_event (out, "content_block_delta");
  g_string_append_printf (out, ",\"index\":%u,\"delta\":{\"type\":\"%s\",\"%s\":\"", index, type,
                          member);
  batch_translator_put_inside (out, text);
  g_string_append_printf (out, "\"%s}", extras);
  batch_message_blocks_end_event (out);
}

void
batch_message_blocks_close (BatchMessageBlocks *self,
                            GString            *out)
{
  if (self->open != NO_BLOCK)
    end_block (self->n_blocks - 1, out);
  self->open = NO_BLOCK;
}

/* @empty: the block before anything is said in it */
static void
ensure (BatchMessageBlocks *self,
        guint               block,
        const char         *empty,
        GString            *out)
{
  if (self->open == block)
    return;

  batch_message_blocks_close (self, out);
  begin_block (self, out);
  g_string_append (out, empty);
  batch_message_blocks_end_event (out);
  self->open = block;
}

static void
ensure_thinking (BatchMessageBlocks *self,
                 GString            *out)
{
  ensure (self, THINKING_BLOCK, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}",
          out);
}

void
batch_message_blocks_add_thought (BatchMessageBlocks   *self,
                                  const BatchJsonValue *text,
                                  const char           *extras,
                                  GString              *out)
{
  if (!batch_json_value_has_text (text) && *extras == '\0')
    return;

  ensure_thinking (self, out);
  add_delta (self->n_blocks - 1, "thinking_delta", "thinking", text, extras, out);
}

void
batch_message_blocks_add_text (BatchMessageBlocks   *self,
                               const BatchJsonValue *text,
                               const char           *extras,
                               GString              *out)
{
  if (!batch_json_value_has_text (text) && *extras == '\0')
    return;

  ensure (self, TEXT_BLOCK, "{\"type\":\"text\",\"text\":\"\"}", out);
  add_delta (self->n_blocks - 1, "text_delta", "text", text, extras, out);
}

void
batch_message_blocks_add_signature (BatchMessageBlocks   *self,
                                    const BatchJsonValue *signature,
                                    GString              *out)
{
  if (!batch_json_value_has_text (signature))
    return;

  ensure_thinking (self, out);
  add_delta (self->n_blocks - 1, "signature_delta", "signature", signature, "", out);
}

void
batch_message_blocks_add_whole (BatchMessageBlocks   *self,
                                const BatchJsonValue *block,
                                GString              *out)
{
  batch_message_blocks_close (self, out);
  begin_block (self, out);
  batch_json_append_one_line (out, block->data, block->length);
  batch_message_blocks_end_event (out);
  end_block (self->n_blocks - 1, out);
}

guint
batch_message_blocks_begin_call (BatchMessageBlocks   *self,
                                 const char           *id,
                                 const BatchJsonValue *name,
                                 const char           *extras,
                                 GString              *out)
{
  guint block = self->n_blocks;

  batch_message_blocks_close (self, out);
  begin_block (self, out);
  g_string_append_printf (out, "{\"type\":\"tool_use\",\"id\":%s,\"name\":", id);
  batch_json_append_value (out, name);
  g_string_append_printf (out, ",\"input\":{}%s}", extras);
  batch_message_blocks_end_event (out);
  return block;
}

void
batch_message_blocks_add_arguments (guint                 block,
                                    const BatchJsonValue *arguments,
                                    GString              *out)
{
  if (batch_json_value_has_text (arguments))
    add_delta (block, "input_json_delta", "partial_json", arguments, "", out);
}

void
batch_message_blocks_add_extras (guint       block,
                                 const char *extras,
                                 GString    *out)
{
  static const BatchJsonValue nothing = { 0 };

  if (*extras != '\0')
    add_delta (block, "input_json_delta", "partial_json", &nothing, extras, out);
}

void
batch_message_blocks_end_call (guint    block,
                               GString *out)
{
  end_block (block, out);
}
