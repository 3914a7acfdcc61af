/* api/batch-api-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-page-private.h"

#include <string.h>

#include "core/batch-id-private.h"

static BatchPageQuery *
page_new (BatchApiExchange *exchange,
          guint             limit,
          const char       *after,
          gboolean          descending)
{
  BatchPageQuery *page = g_new0 (BatchPageQuery, 1);

  page->key_id = g_strdup (exchange->key_id);
  page->after = g_strdup (after);
  page->limit = limit + 1;
  page->descending = descending;
  return page;
}

static BatchPageQuery *
parse_order (BatchApiExchange  *exchange,
             guint              limit,
             BatchApiFault    **fault)
{
  const char *order = batch_api_exchange_get (exchange, "order");

  if (order == NULL || g_str_equal (order, "asc") || g_str_equal (order, "desc"))
    return page_new (exchange, limit, batch_api_exchange_get (exchange, "after"),
                     order == NULL || g_str_equal (order, "desc"));

  *fault = batch_api_fault_new (400, "invalid_value", "order", "Invalid value for 'order': "
                                "expected 'asc' or 'desc'.");
  return NULL;
}

/* Anthropic's lists are of the newest first, and are read in either direction. */
static BatchPageQuery *
parse_sides (BatchApiExchange  *exchange,
             guint              limit,
             BatchApiFault    **fault)
{
  const char *before = batch_api_exchange_get (exchange, "before_id");
  const char *after = batch_api_exchange_get (exchange, "after_id");
  const char *cursor = before != NULL ? before : after;

  if (before != NULL && after != NULL)
    *fault = batch_api_fault_new (400, NULL, NULL, "Only one of before_id and after_id can be "
                                  "given.");
  else if (cursor != NULL && !g_str_has_prefix (cursor, BATCH_ID_MESSAGES))
    *fault = batch_api_page_lose (exchange);
  else
    return page_new (exchange, limit,
                     cursor != NULL ? cursor + strlen (BATCH_ID_MESSAGES) : NULL,
                     before == NULL);
  return NULL;
}

guint
batch_api_page_parse_limit (BatchApiExchange  *exchange,
                            guint              default_limit,
                            guint              max_limit,
                            BatchApiFault    **fault)
{
  const char *limit = batch_api_exchange_get (exchange, "limit");
  guint64 number = default_limit;

  if (limit == NULL || g_ascii_string_to_unsigned (limit, 10, 1, max_limit, &number, NULL))
    return (guint) number;

  *fault = batch_api_fault_new (400, "invalid_value", "limit", "Invalid value for 'limit': "
                                "expected a whole number from 1 to %u.", max_limit);
  return 0;
}

BatchPageQuery *
batch_api_page_parse (BatchApiExchange  *exchange,
                      guint              default_limit,
                      guint              max_limit,
                      BatchApiFault    **fault)
{
  guint limit = batch_api_page_parse_limit (exchange, default_limit, max_limit, fault);

  if (limit == 0)
    return NULL;

  return exchange->api == BATCH_API_ANTHROPIC ? parse_sides (exchange, limit, fault)
                                              : parse_order (exchange, limit, fault);
}

BatchApiFault *
batch_api_page_lose (BatchApiExchange *exchange)
{
  const char *const names[] = { "after", "after_id", "before_id" };
  const char *name = names[0];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (batch_api_exchange_get (exchange, names[i]) != NULL)
      name = names[i];

  return batch_api_fault_new (404, "not_found", name, "Invalid value for '%s': there is nothing "
                              "with the id '%s'.", name, batch_api_exchange_get (exchange, name));
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
