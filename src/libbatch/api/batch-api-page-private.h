/* api/batch-api-page-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-exchange-private.h"
#include "core/batch-api-record.h"
#include "json/batch-json-writer-private.h"

G_BEGIN_DECLS

/* How many @exchange asks for. 0 with @fault: (out) (transfer full) */
guint           batch_api_page_parse_limit (BatchApiExchange  *exchange,
                                      guint                  default_limit,
                                      guint                  max_limit,
                                      BatchApiFault        **fault);

/* The parameters `limit`, `after` and `order` of a list, or `limit`, `before_id` and
 * `after_id` in the words of Anthropic. One more than is wanted is asked
 * for, which tells whether there is more. NULL: @fault says what is wrong with them. */
BatchPageQuery *batch_api_page_parse (BatchApiExchange   *exchange,
                                      guint               default_limit,
                                      guint               max_limit,
                                      BatchApiFault     **fault);
/* What the page is to begin behind is not there. */
BatchApiFault  *batch_api_page_lose  (BatchApiExchange   *exchange);
/* How many of @n that were found are of this page. */
guint           batch_api_page_count (const BatchPageQuery *page,
                                      guint                 n);
/* What stands behind the `data` of a list; the ids are NULL when it is empty. */
void            batch_api_page_end   (BatchJsonWriter      *json,
                                      const BatchPageQuery *page,
                                      guint                 n,
                                      const char           *first_id,
                                      const char           *last_id);

G_END_DECLS
