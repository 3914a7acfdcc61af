/* batch-fields.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-fields-private.h"

static gboolean
differs (const BatchField *field,
         gconstpointer     before,
         gconstpointer     after)
{
  switch (field->kind)
    {
    case BATCH_FIELD_STRING:
      return g_strcmp0 (G_STRUCT_MEMBER (const char *, before, field->offset),
                        G_STRUCT_MEMBER (const char *, after, field->offset)) != 0;

    case BATCH_FIELD_INT:
      return G_STRUCT_MEMBER (int, before, field->offset)
             != G_STRUCT_MEMBER (int, after, field->offset);

    case BATCH_FIELD_INT64:
      return G_STRUCT_MEMBER (gint64, before, field->offset)
             != G_STRUCT_MEMBER (gint64, after, field->offset);
    }

  return TRUE;
}

void
batch_fields_notify (GObject          *object,
                     const BatchField *fields,
                     guint             n_fields,
                     gconstpointer     before,
                     gconstpointer     after)
{
  for (guint i = 0; i < n_fields; i++)
    {
      if (differs (&fields[i], before, after))
        g_object_notify (object, fields[i].property);
    }
}

gboolean
batch_set_str (char       **string,
               const char  *value)
{
  char *copy;

  if (g_strcmp0 (*string, value) == 0)
    return FALSE;

  /* @value may be a part of what is freed. */
  copy = g_strdup (value);
  g_free (*string);
  *string = copy;
  return TRUE;
}

GDateTime *
batch_date_time_new (gint64 us)
{
  g_autoptr(GDateTime) second = NULL;

  if (us == 0)
    return NULL;

  second = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  return second != NULL ? g_date_time_add (second, us % G_USEC_PER_SEC) : NULL;
}

gint64
batch_date_time_get_us (GDateTime *date_time)
{
  if (date_time == NULL)
    return 0;

  return g_date_time_to_unix (date_time) * G_USEC_PER_SEC
         + g_date_time_get_microsecond (date_time);
}
