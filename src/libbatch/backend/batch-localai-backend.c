/* backend/batch-localai-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

/* LocalAI. It can pass for Ollama, with the same paths and words, but only it has a
 * description of itself, and before it had one, a list of what is loaded. It unloads a model
 * when the requests to it have ended.
 */

#define DESCRIPTION "/.well-known/localai.json"
#define SYSTEM      "/system"

static const char *const probes[] = { DESCRIPTION, SYSTEM, NULL };

static const BatchModelSource lists[] = {
  { BATCH_MODELS_PATH, "data", batch_model_members, BATCH_MODEL_N_MEMBERS },
};

static const BatchModelSource details[] = {
  { SYSTEM, "loaded_models", batch_model_members, BATCH_MODEL_N_MEMBERS, .names_loaded = TRUE },
};

static gboolean
localai_recognise (const BatchProbes  *answers,
                   char              **version)
{
  *version = batch_probes_dup_string (answers, DESCRIPTION, "version");
  return *version != NULL || batch_probes_have_array (answers, SYSTEM, "loaded_models");
}

static char *
localai_load_path (const char     *model,
                   BatchModelUses  uses)
{
  return g_strdup ("/backend/load");
}

static char *
localai_load_body (const char            *model,
                   BatchModelUses         uses,
                   const BatchRunOptions *options)
{
  return batch_backend_kind_make_body ("model", model, "");
}

static char *
localai_unload_path (const char *model)
{
  return g_strdup ("/backend/shutdown");
}

static char *
localai_unload_body (const char *model)
{
  return batch_backend_kind_make_body ("model", model, "");
}

const BatchBackendKind batch_localai_kind = {
  .nick = "localai",
  .title = "LocalAI",
  .start_command = "local-ai run",
  .get_model = "local-ai models install MODEL gets one",
  .full_list = 1,
  .flags = BATCH_BACKEND_FLAGS_CAN_UNLOAD | BATCH_BACKEND_FLAGS_REPORTS_LOADED |
           BATCH_BACKEND_FLAGS_CAN_PRELOAD | BATCH_BACKEND_FLAGS_KEEPS_PROMPTS,
  .probes = probes,
  .recognise = localai_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .details = details,
  .n_details = G_N_ELEMENTS (details),
  .unload_path = localai_unload_path,
  .unload_body = localai_unload_body,
  .load_path = localai_load_path,
  .load_body = localai_load_body,
  .may_not_load = TRUE,
};
