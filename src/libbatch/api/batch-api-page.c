/* api/batch-api-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-page-private.h"

BatchPageQuery *
batch_api_page_parse (BatchApiExchange  *exchange,
                      guint              default_limit,
                      guint              max_limit,
                      BatchApiFault    **fault)
{
  const char *limit = batch_api_exchange_get (exchange, "limit");
  const char *order = batch_api_exchange_get (exchange, "order");
  BatchPageQuery *page;
  guint64 number = default_limit;

  if (limit != NULL && !g_ascii_string_to_unsigned (limit, 10, 1, max_limit, &number, NULL))
    {
      *fault = batch_api_fault_new (400, "invalid_value", "limit", "Invalid value for 'limit': "
                                    "expected a whole number from 1 to %u.", max_limit);
      return NULL;
    }
  if (order != NULL && !g_str_equal (order, "asc") && !g_str_equal (order, "desc"))
    {
      *fault = batch_api_fault_new (400, "invalid_value", "order", "Invalid value for 'order': "
                                    "expected 'asc' or 'desc'.");
      return NULL;
    }

  page = g_new0 (BatchPageQuery, 1);
  page->key_id = g_strdup (exchange->key_id);
  page->after = g_strdup (batch_api_exchange_get (exchange, "after"));
  page->limit = (guint) number + 1;
  page->descending = order == NULL || g_str_equal (order, "desc");
  return page;
}

guint
batch_api_page_count (const BatchPageQuery *page,
                      guint                 n)
{
  return MIN (n, page->limit - 1);
}

void
batch_api_page_end (BatchJsonWriter      *json,
                    const BatchPageQuery *page,
                    guint                 n,
                    const char           *first_id,
                    const char           *last_id)
{
  batch_json_writer_string (json, "first_id", first_id);
  batch_json_writer_string (json, "last_id", last_id);
  batch_json_writer_boolean (json, "has_more", n >= page->limit);
}
