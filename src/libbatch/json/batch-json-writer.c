/* batch-json-writer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "json/batch-json-writer-private.h"

#include "json/batch-json-text-private.h"

static void
begin (BatchJsonWriter *self,
       const char      *name)
{
  if (self->follows)
    g_string_append_c (self->out, ',');
  if (name != NULL)
    g_string_append_printf (self->out, "\"%s\":", name);
  self->follows = TRUE;
}

void
batch_json_writer_open (BatchJsonWriter *self,
                        const char      *name,
                        char             bracket)
{
  begin (self, name);
  g_string_append_c (self->out, bracket);
  self->follows = FALSE;
}

void
batch_json_writer_close (BatchJsonWriter *self,
                         char             bracket)
{
  g_string_append_c (self->out, bracket);
  self->follows = TRUE;
}

void
batch_json_writer_string (BatchJsonWriter *self,
                          const char      *name,
                          const char      *text)
{
  begin (self, name);
  if (text != NULL)
    batch_json_append_string (self->out, text, -1);
  else
    g_string_append (self->out, "null");
}

void
batch_json_writer_int (BatchJsonWriter *self,
                       const char      *name,
                       gint64           number)
{
  begin (self, name);
  g_string_append_printf (self->out, "%" G_GINT64_FORMAT, number);
}

void
batch_json_writer_time (BatchJsonWriter *self,
                        const char      *name,
                        gint64           seconds)
{
  if (seconds != 0)
    batch_json_writer_int (self, name, seconds);
  else
    batch_json_writer_raw (self, name, NULL);
}

void
batch_json_writer_boolean (BatchJsonWriter *self,
                           const char      *name,
                           gboolean         value)
{
  batch_json_writer_raw (self, name, value ? "true" : "false");
}

void
batch_json_writer_raw (BatchJsonWriter *self,
                       const char      *name,
                       const char      *json)
{
  begin (self, name);
  g_string_append (self->out, json != NULL ? json : "null");
}
