/* backend/batch-vllm-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

/* vLLM, which has its one model in memory as long as it runs. */

static const char *const probes[] = { "/version", "/metrics", NULL };

static const BatchModelSource lists[] = {
  { BATCH_MODELS_PATH, "data", batch_model_members, BATCH_MODEL_N_MEMBERS, .all_loaded = TRUE },
};

static gboolean
vllm_recognise (const BatchProbes  *answers,
                char              **version)
{
  g_autofree char *found = batch_probes_dup_string (answers, "/version", "version");
  g_autofree char *owner = batch_probes_dup_owner (answers);

  if (found == NULL || (g_strcmp0 (owner, "vllm") != 0
                        && !batch_probes_mention (answers, "/metrics", 200, "vllm:")))
    return FALSE;

  *version = g_steal_pointer (&found);
  return TRUE;
}

const BatchBackendKind batch_vllm_kind = {
  .nick = "vllm",
  .title = "vLLM",
  .start_command = "vllm serve MODEL --port 8000",
  .get_model = "start it with vllm serve MODEL",
  .full_list = 1,
  .flags = BATCH_BACKEND_FLAGS_REPORTS_LOADED | BATCH_BACKEND_FLAGS_SHARES_PROMPTS,
  .probes = probes,
  .recognise = vllm_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .usual_limits = { [BATCH_LIMIT_SLOTS] = 32, [BATCH_LIMIT_RESIDENT] = 1 },
  .counts_tokens = TRUE,
};
