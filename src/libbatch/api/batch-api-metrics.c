/* api/batch-api-metrics.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-metrics-private.h"

#include "core/batch-enum-private.h"

static const struct
{
  const char *status;
  gsize       offset;
} statuses[] = {
  { "pending", G_STRUCT_OFFSET (BatchCounts, pending) },
  { "claimed", G_STRUCT_OFFSET (BatchCounts, claimed) },
  { "running", G_STRUCT_OFFSET (BatchCounts, running) },
  { "succeeded", G_STRUCT_OFFSET (BatchCounts, succeeded) },
  { "failed", G_STRUCT_OFFSET (BatchCounts, failed) },
  { "skipped", G_STRUCT_OFFSET (BatchCounts, skipped) },
  { "cancelled", G_STRUCT_OFFSET (BatchCounts, cancelled) },
  { "expired", G_STRUCT_OFFSET (BatchCounts, expired) },
};

static gint64 *
get_count (const BatchCounts *counts,
           guint              i)
{
  return (gint64 *) G_STRUCT_MEMBER_P (counts, statuses[i].offset);
}

void
batch_api_totals_add (BatchApiTotals       *self,
                      const BatchJobRecord *job)
{
  if ((guint) job->state < G_N_ELEMENTS (self->jobs))
    self->jobs[job->state]++;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    *get_count (&self->items, i) += *get_count (&job->counts, i);
  self->loads += job->loads;
}

void
batch_api_totals_add_batch (BatchApiTotals           *self,
                            const BatchReceiptRecord *receipt)
{
  if ((guint) receipt->state < G_N_ELEMENTS (self->batches))
    self->batches[receipt->state]++;
}

void
batch_api_requests_count (GHashTable *requests,
                          const char *method,
                          const char *route,
                          guint       status)
{
  g_autofree char *labels =
    route != NULL ? g_strdup_printf ("method=\"%s\",route=\"%s\",status=\"%u\"", method, route,
                                     status)
                  : g_strdup_printf ("method=\"other\",route=\"other\",status=\"%u\"", status);
  gsize n = GPOINTER_TO_SIZE (g_hash_table_lookup (requests, labels));

  g_hash_table_insert (requests, g_steal_pointer (&labels), GSIZE_TO_POINTER (n + 1));
}

/* --- Text --- */

static void
append_head (GString    *out,
             const char *name,
             const char *type,
             const char *help)
{
  g_string_append_printf (out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
append_number (GString    *out,
               const char *name,
               const char *label,
               const char *value,
               gint64      number)
{
  g_string_append_printf (out, "%s{%s=\"%s\"} %" G_GINT64_FORMAT "\n", name, label, value,
                          number);
}

static void
append_jobs (GString              *out,
             const BatchApiTotals *totals)
{
  append_head (out, "batchq_jobs", "gauge", "Jobs in the list, by state.");
  for (guint i = 0; i < G_N_ELEMENTS (totals->jobs); i++)
    append_number (out, "batchq_jobs", "state", batch_enum_to_nick (BATCH_TYPE_JOB_STATE, (int) i),
                   totals->jobs[i]);

  append_head (out, "batchq_items", "gauge", "Items of these jobs, by status.");
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    append_number (out, "batchq_items", "status", statuses[i].status,
                   *get_count (&totals->items, i));
}

/* What is refused comes to no job, so that these tell what those do not. */
static void
append_batches (GString              *out,
                const BatchApiTotals *totals)
{
  static const char *const states[] = {
    [BATCH_RECEIPT_VALIDATING] = "validating",
    [BATCH_RECEIPT_ACCEPTED] = "accepted",
    [BATCH_RECEIPT_REFUSED] = "refused",
    [BATCH_RECEIPT_ENDED] = "ended",
  };

  append_head (out, "batchq_batches", "gauge",
               "Batches of clients, by state; those that are accepted or ended have a job.");
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    append_number (out, "batchq_batches", "state", states[i], totals->batches[i]);
}

static void
append_requests (GString    *out,
                 GHashTable *requests)
{
  g_autoptr(GList) labels = g_list_sort (g_hash_table_get_keys (requests),
                                         (GCompareFunc) g_strcmp0);

  append_head (out, "batchq_http_requests_total", "counter",
               "Requests that were answered, by route and status.");
  for (GList *at = labels; at != NULL; at = at->next)
    g_string_append_printf (out, "batchq_http_requests_total{%s} %" G_GSIZE_FORMAT "\n",
                            (const char *) at->data,
                            GPOINTER_TO_SIZE (g_hash_table_lookup (requests, at->data)));
}

void
batch_api_metrics_write (GString              *out,
                         const BatchApiTotals *totals,
                         GHashTable           *requests,
                         guint                 n_connections,
                         guint                 n_waiting,
                         guint                 n_running)
{
  append_head (out, "batchq_build_info", "gauge", "What runs here.");
  append_number (out, "batchq_build_info", "version", PACKAGE_VERSION, 1);
  append_jobs (out, totals);
  append_batches (out, totals);
  append_head (out, "batchq_model_loads", "gauge", "Model loads that these jobs took.");
  g_string_append_printf (out, "batchq_model_loads %" G_GINT64_FORMAT "\n", totals->loads);
  append_head (out, "batchq_http_connections", "gauge", "Connections that are open.");
  g_string_append_printf (out, "batchq_http_connections %u\n", n_connections);
  append_head (out, "batchq_chats", "gauge", "Requests whose clients wait for the answer.");
  append_number (out, "batchq_chats", "state", "waiting", n_waiting);
  append_number (out, "batchq_chats", "state", "running", n_running);
  append_requests (out, requests);
}
