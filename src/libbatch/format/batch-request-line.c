/* batch-request-line.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-request-line-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

static const char *const fields[] = {
  "custom_id",
  "method",
  "url",
  "body",
  "body.model",
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == BATCH_N_REQUEST_MEMBERS);

const char *
batch_request_member_get_field (BatchRequestMember member)
{
  return fields[member];
}

static void
found (BatchRequestLine     *self,
       BatchRequestMember    member,
       const BatchJsonValue *value)
{
  if (self->values[member].type != BATCH_JSON_NONE)
    self->repeated |= 1u << member;

  self->values[member] = *value;
}

static void
read_body (BatchRequestLine *self,
           BatchJsonScanner *scanner)
{
  BatchJsonType type = batch_json_scanner_peek (scanner);
  const guint8 *first = scanner->pos;
  BatchJsonValue key;
  BatchJsonValue value;

  if (type != BATCH_JSON_OBJECT)
    {
      if (batch_json_scanner_read_value (scanner, &value))
        found (self, BATCH_REQUEST_BODY, &value);
      return;
    }

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &key))
    {
      if (!batch_json_scanner_read_value (scanner, &value))
        break;
      if (batch_json_value_is (&key, "model"))
        found (self, BATCH_REQUEST_MODEL, &value);
      else
        batch_prompt_note (&self->prompt, &key, &value);
    }

  value = (BatchJsonValue) { first, scanner->pos - first, type };
  found (self, BATCH_REQUEST_BODY, &value);
}

static BatchRequestMember
member_for_key (const BatchJsonValue *key)
{
  for (guint i = 0; i < BATCH_REQUEST_MODEL; i++)
    if (batch_json_value_is (key, fields[i]))
      return i;

  return BATCH_N_REQUEST_MEMBERS;
}

static void
read_members (BatchRequestLine *self,
              BatchJsonScanner *scanner)
{
  BatchJsonValue key;
  BatchJsonValue value;

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &key))
    {
      BatchRequestMember member = member_for_key (&key);

      if (member == BATCH_N_REQUEST_MEMBERS)
        self->has_params |= batch_json_value_is (&key, "params");
      if (member == BATCH_REQUEST_BODY)
        read_body (self, scanner);
      else if (batch_json_scanner_read_value (scanner, &value) && member < BATCH_REQUEST_MODEL)
        found (self, member, &value);
    }
}

gboolean
batch_request_line_read (BatchRequestLine *self,
                         BatchJsonScanner *scanner)
{
  memset (self, 0, sizeof *self);
  self->type = batch_json_scanner_peek (scanner);

  if (self->type == BATCH_JSON_OBJECT)
    read_members (self, scanner);
  else
    batch_json_scanner_read_value (scanner, NULL);

  return batch_json_scanner_finish (scanner);
}
