/* backend/batch-anthropic-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

/* Anthropic, which has messages and nothing else that a batch could ask for, takes the key in
 * a header of its own, and wants to be told for which version of the API a request was
 * written.
 */

#define HOST "api.anthropic.com"

static const char *const probes[] = { BATCH_MODELS_PATH, NULL };

static const char *const headers[] = { "anthropic-version", "2023-06-01", NULL };

static const BatchModelSource lists[] = {
  { BATCH_MODELS_PATH "?limit=1000", "data", batch_model_members, BATCH_MODEL_N_MEMBERS },
};

static gboolean
anthropic_recognise_url (const char *url)
{
  return batch_backend_kind_is_host (url, HOST);
}

static gboolean
anthropic_recognise (const BatchProbes  *answers,
                     char              **version)
{
  return anthropic_recognise_url (batch_probes_get_url (answers));
}

const BatchBackendKind batch_anthropic_kind = {
  .nick = "anthropic",
  .title = "Anthropic",
  .get_model = "see which ones your account may use",
  .flags = BATCH_BACKEND_FLAGS_TAKES_BATCHES | BATCH_BACKEND_FLAGS_SHARES_PROMPTS |
           BATCH_BACKEND_FLAGS_NEVER_LOADS,
  .probes = probes,
  .recognise_url = anthropic_recognise_url,
  .recognise = anthropic_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .key_header = "x-api-key",
  .headers = headers,
  .endpoints = 1u << BATCH_ENDPOINT_MESSAGES,
  .batches = &batch_anthropic_provider,
  .counts_tokens = TRUE,
};
