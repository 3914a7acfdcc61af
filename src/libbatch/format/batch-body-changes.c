/* batch-body-changes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-body-changes-private.h"

#include <string.h>

#include "batch-types.h"
#include "json/batch-json-text-private.h"

static void
drop (BatchBodyChanges *self,
      guint             index)
{
  g_free ((char *) self->splices[index].name);
  g_free ((char *) self->splices[index].json);
  self->splices[index] = self->splices[--self->n_splices];
}

void
batch_body_changes_clear (BatchBodyChanges *self)
{
  while (self->n_splices > 0)
    drop (self, self->n_splices - 1);
}

static int
find (const BatchBodyChanges *self,
      const char             *name)
{
  for (guint i = 0; i < self->n_splices; i++)
    if (strcmp (self->splices[i].name, name) == 0)
      return i;

  return -1;
}

static gboolean
add_member (BatchBodyChanges      *self,
            const BatchJsonValue  *key,
            const BatchJsonValue  *value,
            GError               **error)
{
  g_autofree char *name = batch_json_value_dup_string (key);
  g_autoptr(GString) json = g_string_new (NULL);

  if (name == NULL)
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                           "The name of a changed member is not text");
      return FALSE;
    }
  if (find (self, name) >= 0)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” is changed twice", name);
      return FALSE;
    }
  if (self->n_splices == BATCH_MAX_CHANGES)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "No more than %d members can be changed", BATCH_MAX_CHANGES);
      return FALSE;
    }

  batch_json_append_one_line (json, value->data, value->length);
  self->splices[self->n_splices].name = g_steal_pointer (&name);
  self->splices[self->n_splices].json = g_string_free (g_steal_pointer (&json), FALSE);
  self->n_splices++;
  return TRUE;
}

static gboolean
read_members (BatchBodyChanges  *self,
              BatchJsonScanner  *scanner,
              GError           **error)
{
  BatchJsonValue key;
  BatchJsonValue value;

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &key) &&
         batch_json_scanner_read_value (scanner, &value))
    if (!add_member (self, &key, &value, error))
      return FALSE;

  if (batch_json_scanner_finish (scanner))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "The changes are not a JSON object: %s (byte %" G_GSIZE_FORMAT ")",
               scanner->problem, batch_json_scanner_get_offset (scanner) + 1);
  return FALSE;
}

gboolean
batch_body_changes_init (BatchBodyChanges  *self,
                         const char        *json,
                         GError           **error)
{
  BatchJsonScanner scanner;

  *self = (BatchBodyChanges) { .n_splices = 0 };
  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), BATCH_JSON_DEPTH);
  if (read_members (self, &scanner, error))
    return TRUE;

  batch_body_changes_clear (self);
  return FALSE;
}

char *
batch_body_changes_take (BatchBodyChanges *self,
                         const char       *name)
{
  int index = find (self, name);
  char *json;

  if (index < 0)
    return NULL;

  json = g_strdup (self->splices[index].json);
  drop (self, index);
  return json;
}

char *
batch_body_changes_to_string (const BatchBodyChanges *self)
{
  g_autoptr(GString) out = g_string_new ("{");

  for (guint i = 0; i < self->n_splices; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      batch_json_append_string (out, self->splices[i].name, -1);
      g_string_append_c (out, ':');
      g_string_append (out, self->splices[i].json);
    }
  g_string_append_c (out, '}');

  return g_string_free (g_steal_pointer (&out), FALSE);
}
