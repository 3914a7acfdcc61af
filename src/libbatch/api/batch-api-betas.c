/* api/batch-api-betas.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-betas-private.h"

#include "core/batch-beta-private.h"

const char *
batch_api_betas_get (BatchApiExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);

  return exchange->api == BATCH_API_ANTHROPIC
         ? soup_message_headers_get_list (headers, BATCH_BETA_HEADER) : NULL;
}

BatchApiFault *
batch_api_betas_check (BatchApiExchange *exchange)
{
  const char *betas = batch_api_betas_get (exchange);

  if (betas == NULL || batch_beta_check (betas))
    return NULL;

  return batch_api_fault_new (400, "invalid_value", BATCH_BETA_HEADER,
                              "Invalid value for the header " BATCH_BETA_HEADER ": expected "
                              "names of betas with commas in between.");
}

BatchApiFault *
batch_api_betas_check_batch (BatchApiExchange *exchange)
{
  BatchApiFault *fault = batch_api_betas_check (exchange);
  const char *betas = fault == NULL ? batch_api_betas_get (exchange) : NULL;
  g_autofree char *lost =
    betas != NULL ? batch_beta_find_lost (betas) : NULL;

  if (lost == NULL)
    return fault;

  return batch_api_fault_new (400, "unsupported_value", BATCH_BETA_HEADER,
                              "The header " BATCH_BETA_HEADER " is not kept with the requests of a "
                              "batch, so '%s' would be lost: leave it out, or send the requests "
                              "one by one to /v1/messages.", lost);
}
