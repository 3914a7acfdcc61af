/* server-trace.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "server-trace.h"

#include <string.h>

static gboolean
is_unload (const BatchSimulatorRecord *record)
{
  return (record->says_keep && record->keep_ms == 0) || strstr (record->path, "unload") != NULL
         || strstr (record->path, "shutdown") != NULL;
}

static char *
word_for (const BatchSimulatorRecord *record)
{
  switch (record->event)
    {
    case BATCH_SIMULATOR_EVENT_REQUEST:
      return g_strdup (record->model);

    case BATCH_SIMULATOR_EVENT_ORDER:
      return g_strconcat (is_unload (record) ? "free " : "keep ", record->model, NULL);

    case BATCH_SIMULATOR_EVENT_LOAD:
      return g_strconcat ("+", record->model, NULL);

    case BATCH_SIMULATOR_EVENT_EVICTION:
      return g_strconcat ("-", record->model, NULL);

    case BATCH_SIMULATOR_EVENT_OTHER:
      break;
    }

  return NULL;
}

static void
append (GString    *trace,
        const char *word,
        guint       n)
{
  if (word == NULL)
    return;

  g_string_append_printf (trace, "%s%s", trace->len > 0 ? ", " : "", word);
  if (word[0] != '+' && word[0] != '-' && strchr (word, ' ') == NULL)
    g_string_append_printf (trace, "*%u", n);
}

char *
server_trace (ServerFixture *self)
{
  GString *trace = g_string_new (NULL);
  g_autofree char *last = NULL;
  BatchSimulatorRecord record;
  guint n = 0;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    {
      char *word = word_for (&record);

      if (word == NULL)
        continue;
      if (g_strcmp0 (word, last) != 0)
        {
          append (trace, last, n);
          n = 0;
        }
      g_free (last);
      last = word;
      n++;
    }

  append (trace, last, n);
  return g_string_free (trace, FALSE);
}

void
server_trace_check_one_model (ServerFixture *self)
{
  BatchSimulatorRecord record;
  g_autofree char *last = NULL;

  for (guint64 i = 0; batch_simulator_get_record (self->simulator, i, &record); i++)
    if (record.event == BATCH_SIMULATOR_EVENT_REQUEST && g_strcmp0 (record.model, last) != 0)
      {
        g_assert_cmpuint (record.in_flight, ==, 1);
        g_free (last);
        last = g_strdup (record.model);
      }
}

gboolean
server_trace_has_answers (ServerFixture *self,
                          gpointer       n)
{
  return server_fixture_count (self).answered >= GPOINTER_TO_UINT (n);
}

gboolean
server_trace_has_loads (ServerFixture *self,
                        gpointer       n)
{
  return server_fixture_count (self).loads >= GPOINTER_TO_UINT (n);
}

gboolean
server_trace_has_trouble (ServerFixture *self,
                          gpointer       nothing)
{
  return batch_engine_get_trouble (self->engine) != NULL;
}
