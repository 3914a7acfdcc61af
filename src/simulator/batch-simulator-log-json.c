/* simulator/batch-simulator-log-json.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-log-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

#define MAX_AGAIN_LISTED 1000

static const char *const event_names[] = {
  "request", "other", "order", "load", "eviction",
};

static void
append_member (GString    *out,
               const char *name,
               const char *value)
{
  g_string_append_printf (out, ",\"%s\":", name);
  batch_json_append_string (out, value, -1);
}

static void
append_request (GString                    *out,
                const BatchSimulatorRecord *record)
{
  append_member (out, "model", record->model);
  g_string_append_printf (out, ",\"prompt_hash\":\"%016" G_GINT64_MODIFIER "x\"",
                          record->prompt_hash);
  append_member (out, "prompt", record->prompt);
  if (*record->marker != '\0')
    append_member (out, "marker", record->marker);
  if (*record->fault != '\0')
    append_member (out, "fault", record->fault);
  g_string_append_printf (out, ",\"in_flight\":%u,\"attempt\":%u,\"streams\":%s,"
                          "\"answered\":%s,\"closed_by_client\":%s",
                          record->in_flight, record->attempt,
                          record->streams ? "true" : "false",
                          record->answered ? "true" : "false",
                          record->closed_by_client ? "true" : "false");
}

static void
append_load (GString                    *out,
             const BatchSimulatorRecord *record)
{
  append_member (out, "model", record->model);
  if (*record->fault != '\0')
    append_member (out, "fault", record->fault);
  if (record->event == BATCH_SIMULATOR_EVENT_ORDER && record->says_keep)
    g_string_append_printf (out, ",\"keep_ms\":%" G_GINT64_FORMAT, record->keep_ms);
}

static void
append_record (GString                    *out,
               const BatchSimulatorRecord *record)
{
  g_string_append_printf (out, "{\"seq\":%" G_GUINT64_FORMAT ",\"event\":\"%s\",\"time_ms\":%u",
                          record->seq, event_names[record->event], record->start_ms);
  if (record->ended)
    g_string_append_printf (out, ",\"end_ms\":%u", record->end_ms);
  if (*record->path != '\0')
    {
      append_member (out, "path", record->path);
      g_string_append_printf (out, ",\"status\":%u", record->status);
    }
  if (record->event == BATCH_SIMULATOR_EVENT_REQUEST)
    append_request (out, record);
  else if (record->event != BATCH_SIMULATOR_EVENT_OTHER)
    append_load (out, record);
  g_string_append (out, "}\n");
}

gboolean
batch_simulator_log_append_lines (BatchSimulatorLog *self,
                                  GString           *out,
                                  guint64           *seq,
                                  gsize              limit)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gsize end = out->len + limit;
  BatchSimulatorRecord record;

  for (; *seq < self->length && out->len < end; (*seq)++)
    {
      batch_simulator_log_fill_record (self, *seq, &record);
      append_record (out, &record);
    }
  return *seq < self->length;
}

static void
append_counters (GString                      *out,
                 const BatchSimulatorCounters *counters)
{
  const struct
  {
    const char *name;
    guint64     value;
  } members[] = {
    { "requests", counters->requests },
    { "others", counters->others },
    { "answered", counters->answered },
    { "closed_by_client", counters->closed_by_client },
    { "loads", counters->loads },
    { "loads_aborted", counters->loads_aborted },
    { "loads_failed", counters->loads_failed },
    { "evictions", counters->evictions },
    { "in_flight", counters->in_flight },
    { "max_in_flight", counters->max_in_flight },
    { "prompts", counters->prompts },
    { "asked_again", counters->asked_again },
    { "answered_again", counters->answered_again },
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_string_append_printf (out, "%s\"%s\":%" G_GUINT64_FORMAT, i == 0 ? "{" : ",",
                            members[i].name, members[i].value);
}

static void
append_statuses (BatchSimulatorLog *self,
                 GString           *out)
{
  const char *separator = "";

  g_string_append (out, ",\"statuses\":{");
  for (guint i = 0; i <= MAX_STATUS; i++)
    if (self->status_counts[i] > 0)
      {
        g_string_append_printf (out, "%s\"%u\":%" G_GUINT64_FORMAT, separator, i,
                                self->status_counts[i]);
        separator = ",";
      }
  g_string_append_c (out, '}');
}

static void
append_models (BatchSimulatorLog *self,
               GString           *out)
{
  const char *separator = "";

  g_string_append (out, ",\"models\":{");
  for (guint i = 0; i < self->model_counts->len; i++)
    if (g_array_index (self->model_counts, guint64, i) > 0)
      {
        g_string_append (out, separator);
        batch_json_append_string (out, batch_simulator_log_name (self, i), -1);
        g_string_append_printf (out, ":%" G_GUINT64_FORMAT,
                                g_array_index (self->model_counts, guint64, i));
        separator = ",";
      }
  g_string_append_c (out, '}');
}

typedef struct
{
  GString *out;
  guint    n_listed;
} AgainList;

static void
append_again_cb (gpointer data,
                 gpointer user_data)
{
  BatchSimulatorCount *count = data;
  AgainList *list = user_data;

  if (list->n_listed >= MAX_AGAIN_LISTED)
    return;

  g_string_append_printf (list->out, "%s{\"prompt_hash\":\"%016" G_GINT64_MODIFIER
                          "x\",\"asked\":%u,\"answered\":%u}",
                          list->n_listed > 0 ? "," : "", count->hash, count->asked,
                          count->answered);
  list->n_listed++;
}

void
batch_simulator_log_append_summary (BatchSimulatorLog *self,
                                    GString           *out)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  BatchSimulatorCounters counters = self->counters;
  AgainList list = { out, 0 };

  counters.prompts = batch_simulator_tally_size (self->tally);
  append_counters (out, &counters);
  append_statuses (self, out);
  append_models (self, out);
  g_string_append (out, ",\"again\":[");
  batch_simulator_tally_again (self->tally, append_again_cb, &list);
  g_string_append (out, "]}");
}
