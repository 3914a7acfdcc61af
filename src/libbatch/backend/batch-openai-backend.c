/* backend/batch-openai-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

/* Any server with the endpoints of OpenAI, of which nothing can be relied on beyond
 * them; and OpenAI itself, which is known by its address, as it says no more either.
 */

#define OPENAI_HOST "https://api.openai.com"

static const char *const probes[] = { BATCH_MODELS_PATH, NULL };

/* Together's is an array alone. */
static const BatchModelSource lists[] = {
  { BATCH_MODELS_PATH, "data", batch_model_members, BATCH_MODEL_N_MEMBERS, .may_be_bare = TRUE },
};

static gboolean
openai_recognise_url (const char *url)
{
  return g_str_equal (url, OPENAI_HOST);
}

static gboolean
openai_recognise (const BatchProbes  *answers,
                  char              **version)
{
  return openai_recognise_url (batch_probes_get_url (answers));
}

static gboolean
openai_compatible_recognise (const BatchProbes  *answers,
                             char              **version)
{
  return TRUE;
}

#define OPENAI_ENDPOINTS \
  (1u << BATCH_ENDPOINT_CHAT_COMPLETIONS | 1u << BATCH_ENDPOINT_COMPLETIONS | \
   1u << BATCH_ENDPOINT_EMBEDDINGS | 1u << BATCH_ENDPOINT_RESPONSES | \
   1u << BATCH_ENDPOINT_MODERATIONS)

const BatchBackendKind batch_openai_kind = {
  .nick = "openai",
  .title = "OpenAI",
  .get_model = "see which ones your account may use",
  .flags = BATCH_BACKEND_FLAGS_TAKES_BATCHES | BATCH_BACKEND_FLAGS_SHARES_PROMPTS |
           BATCH_BACKEND_FLAGS_NEVER_LOADS,
  .probes = probes,
  .recognise_url = openai_recognise_url,
  .recognise = openai_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .endpoints = OPENAI_ENDPOINTS,
  .chat_traits = BATCH_CHAT_IS_STRICT,
  .batches = &batch_openai_provider,
};

const BatchBackendKind batch_openai_compatible_kind = {
  .nick = "openai-compatible",
  .title = "OpenAI-Compatible Server",
  /* Many that have one model take any name for it. */
  .full_list = 2,
  .get_model = "give it one, as its manual says",
  .probes = probes,
  .recognise = openai_compatible_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  /* Some have it; one that has not says so. */
  .batches = &batch_openai_provider,
};
