/* batch-json-schema-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-schema-check-private.h"

#include "core/batch-excerpt-private.h"
#include "json/batch-json-pointer-private.h"
#include "json/batch-json-text-private.h"

#define MAX_WORK (16 * 1024 * 1024)   /* bytes looked at: some 100 ms */

gboolean
batch_schema_add_work (BatchSchemaCheck *self,
                       gsize             n_bytes)
{
  self->work += n_bytes;
  if (self->work > MAX_WORK)
    self->gave_up = TRUE;

  return !self->gave_up;
}

/* --- Saying what is wrong --- */

static char *
describe_place (BatchSchemaCheck *self)
{
  g_autofree char *path = NULL;

  if (self->path->len == 0)
    return g_strdup ("the whole");

  path = batch_excerpt (self->path->str, self->path->len, BATCH_SCHEMA_MAX_NAME);
  return g_strdup_printf ("“%s”", path);
}

gboolean
batch_schema_fail (BatchSchemaCheck *self,
                   const char       *what)
{
  g_autofree char *place = NULL;

  if (self->silent > 0 || self->problem != NULL)
    return FALSE;

  place = describe_place (self);
  self->problem = g_strdup_printf ("%s %s", place, what);
  return FALSE;
}

static char *
dup_name (const BatchJsonValue *key)
{
  g_autoptr(GString) name = g_string_new (NULL);

  if (!batch_json_value_decode (key, name))
    g_string_append (name, "�");
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static gsize
step_into (BatchSchemaCheck     *self,
           const BatchJsonValue *key,
           guint                 index)
{
  g_autofree char *name = key != NULL ? dup_name (key) : g_strdup_printf ("%u", index);
  gsize before = self->path->len;

  batch_json_pointer_append (self->path, name);
  return before;
}

gboolean
batch_schema_fail_at (BatchSchemaCheck     *self,
                      const BatchJsonValue *key,
                      const char           *what)
{
  gsize before = step_into (self, key, 0);

  batch_schema_fail (self, what);
  g_string_truncate (self->path, before);
  return FALSE;
}

gboolean
batch_schema_check_member (BatchSchemaCheck     *self,
                           const BatchJsonValue *schema,
                           const BatchJsonValue *value,
                           const BatchJsonValue *key,
                           guint                 index)
{
  gsize before = step_into (self, key, index);
  gboolean kept = batch_schema_check_value (self, schema, value);

  g_string_truncate (self->path, before);
  return kept;
}
