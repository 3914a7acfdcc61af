/* batch-api-record.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-api-record.h"

BatchApiKeyRecord *
batch_api_key_record_copy (const BatchApiKeyRecord *key)
{
  BatchApiKeyRecord *copy = g_memdup2 (key, sizeof *key);

  copy->id = g_strdup (key->id);
  copy->name = g_strdup (key->name);
  copy->digest = g_strdup (key->digest);
  return copy;
}

void
batch_api_key_record_free (BatchApiKeyRecord *key)
{
  g_free (key->id);
  g_free (key->name);
  g_free (key->digest);
  g_free (key);
}

BatchReceiptRecord *
batch_receipt_record_copy (const BatchReceiptRecord *receipt)
{
  BatchReceiptRecord *copy = g_memdup2 (receipt, sizeof *receipt);

  copy->id = g_strdup (receipt->id);
  copy->key_id = g_strdup (receipt->key_id);
  copy->api = g_strdup (receipt->api);
  copy->input_file_id = g_strdup (receipt->input_file_id);
  copy->request = g_strdup (receipt->request);
  copy->issues = g_strdup (receipt->issues);
  copy->outcome = g_strdup (receipt->outcome);
  copy->output_file_id = g_strdup (receipt->output_file_id);
  copy->error_file_id = g_strdup (receipt->error_file_id);
  copy->idempotency_key = g_strdup (receipt->idempotency_key);
  copy->webhook_url = g_strdup (receipt->webhook_url);
  copy->engine_id = g_strdup (receipt->engine_id);
  return copy;
}

void
batch_receipt_record_free (BatchReceiptRecord *receipt)
{
  g_free (receipt->id);
  g_free (receipt->key_id);
  g_free (receipt->api);
  g_free (receipt->input_file_id);
  g_free (receipt->request);
  g_free (receipt->issues);
  g_free (receipt->outcome);
  g_free (receipt->output_file_id);
  g_free (receipt->error_file_id);
  g_free (receipt->idempotency_key);
  g_free (receipt->webhook_url);
  g_free (receipt->engine_id);
  g_free (receipt);
}

BatchPageQuery *
batch_page_query_copy (const BatchPageQuery *query)
{
  BatchPageQuery *copy = g_memdup2 (query, sizeof *query);

  copy->key_id = g_strdup (query->key_id);
  copy->kind = g_strdup (query->kind);
  copy->after = g_strdup (query->after);
  return copy;
}

void
batch_page_query_free (BatchPageQuery *query)
{
  g_free (query->key_id);
  g_free (query->kind);
  g_free (query->after);
  g_free (query);
}
