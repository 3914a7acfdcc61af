/* api/batch-api-survey.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-metrics-private.h"
#include "api/batch-api-service-private.h"
#include "store/batch-store-api-private.h"

/* /metrics */

#define PAGE 500

typedef struct
{
  BatchApiExchange *exchange;
  BatchApiTotals    totals;
} Survey;

static void count_jobs (Survey *self,
                        gint64  after);

static void
answer (Survey *self)
{
  g_autoptr(BatchApiExchange) exchange = self->exchange;
  BatchApiService *service = exchange->service;
  GString *text = g_string_new (NULL);
  guint n_waiting;
  guint n_running;

  batch_api_chats_count (service, &n_waiting, &n_running);
  batch_api_metrics_write (text, &self->totals, service->requests,
                           g_hash_table_size (service->peers), n_waiting, n_running);
  batch_api_exchange_answer_text (exchange, "text/plain; version=0.0.4; charset=utf-8", text);
  g_free (self);
}

static void
fail (Survey *self,
      GError *error)
{
  batch_api_exchange_fail (self->exchange, error);
  batch_api_exchange_unref (self->exchange);
  g_free (self);
}

static void count_batches (Survey     *self,
                           const char *after);

static void
batches_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Survey *self = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) batches = batch_store_list_receipts_finish (BATCH_STORE (source), result,
                                                                   &error);
  const BatchReceiptRecord *last = NULL;

  if (batches == NULL)
    {
      fail (self, error);
      return;
    }

  for (guint i = 0; i < batches->len; i++)
    {
      last = g_ptr_array_index (batches, i);
      batch_api_totals_add_batch (&self->totals, last);
    }
  if (batches->len == PAGE)
    count_batches (self, last->id);
  else
    answer (self);
}

/* @after: (nullable) */
static void
count_batches (Survey     *self,
               const char *after)
{
  const BatchPageQuery page = { .after = (char *) after, .limit = PAGE };

  batch_store_list_receipts_async (batch_api_service_get_store (self->exchange->service), &page,
                                   NULL, batches_listed_cb, self);
}

static void
jobs_listed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Survey *self = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) jobs = batch_store_list_jobs_finish (BATCH_STORE (source), result, &error);
  const BatchJobRecord *last = NULL;

  if (jobs == NULL)
    {
      fail (self, error);
      return;
    }

  for (guint i = 0; i < jobs->len; i++)
    {
      last = g_ptr_array_index (jobs, i);
      batch_api_totals_add (&self->totals, last);
    }
  if (jobs->len == PAGE)
    count_jobs (self, last->sequence);
  else
    count_batches (self, NULL);
}

static void
count_jobs (Survey *self,
            gint64  after)
{
  batch_store_list_jobs_async (batch_api_service_get_store (self->exchange->service), after, PAGE,
                               FALSE, NULL, jobs_listed_cb, self);
}

void
batch_api_metrics_get (BatchApiExchange *exchange)
{
  Survey *self = g_new0 (Survey, 1);

  self->exchange = batch_api_exchange_ref (exchange);
  count_jobs (self, 0);
}
