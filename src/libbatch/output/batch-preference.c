/* batch-preference.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-preference-private.h"

#include "json/batch-json-members-private.h"
#include "json/batch-json-text-private.h"

typedef struct
{
  BatchJsonValue messages;
  BatchJsonValue system;           /* where that is no message */
} Chat;

/* FALSE when the request is none. */
static gboolean
read_chat (const BatchPreference *self,
           Chat                  *chat)
{
  static const BatchJsonMember members[] = {
    { "messages", batch_json_read_slice, G_STRUCT_OFFSET (Chat, messages) },
    { "system", batch_json_read_slice, G_STRUCT_OFFSET (Chat, system) },
  };
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, self->request, self->request_length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), chat);
  return batch_json_scanner_finish (&scanner) && chat->messages.type == BATCH_JSON_ARRAY;
}

static void
append_member (GString    *out,
               const char *name,
               const char *text)
{
  g_string_append_printf (out, ",\"%s\":", name);
  batch_json_append_string (out, text, -1);
}

static void
append_answer (GString    *out,
               const char *name,
               const char *text,
               gboolean    is_chat)
{
  if (!is_chat)
    {
      append_member (out, name, text);
      return;
    }

  g_string_append_printf (out, ",\"%s\":[{\"role\":\"assistant\",\"content\":", name);
  batch_json_append_string (out, text, -1);
  g_string_append (out, "}]");
}

static gboolean
is_empty (const BatchJsonValue *array)
{
  BatchJsonScanner scanner;

  batch_json_scanner_init (&scanner, array->data, array->length, BATCH_JSON_DEPTH);
  return batch_json_scanner_enter_array (&scanner) && !batch_json_scanner_next_element (&scanner);
}

/* What a system is told is the first message. */
static void
append_messages (GString    *out,
                 const Chat *chat)
{
  g_string_append_c (out, '[');
  if (chat->system.type == BATCH_JSON_STRING || chat->system.type == BATCH_JSON_ARRAY)
    {
      g_string_append (out, "{\"role\":\"system\",\"content\":");
      batch_json_append_one_line (out, chat->system.data, chat->system.length);
      g_string_append (out, is_empty (&chat->messages) ? "}" : "},");
    }
  /* Without the bracket that begins them. */
  batch_json_append_one_line (out, chat->messages.data + 1, chat->messages.length - 1);
}

void
batch_preference_append_line (const BatchPreference *self,
                              GString               *out)
{
  Chat chat = { 0 };
  gboolean is_chat = read_chat (self, &chat);

  g_string_append (out, "{\"prompt\":");
  if (is_chat)
    append_messages (out, &chat);
  else
    batch_json_append_string (out, self->prompt, -1);
  append_answer (out, "chosen", self->chosen, is_chat);
  append_answer (out, "rejected", self->rejected, is_chat);
  append_member (out, "row", self->key);
  append_member (out, "chosen_model", self->chosen_model);
  append_member (out, "rejected_model", self->rejected_model);
  g_string_append (out, "}\n");
}
