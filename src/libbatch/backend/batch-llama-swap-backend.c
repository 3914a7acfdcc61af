/* backend/batch-llama-swap-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

/* llama-swap, which starts and stops other servers. It stops one at once when it is asked
 * to, whatever that is working on.
 */

static const char *const probes[] = { "/running", "/api/version", NULL };

static const BatchJsonMember running[] = {
  { "model", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, id) },
  { "state", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, state) },
  { "cmd", batch_model_read_command, 0 },
};

static const BatchModelSource lists[] = {
  { BATCH_MODELS_PATH, "data", batch_model_members, BATCH_MODEL_N_MEMBERS },
};

static const BatchModelSource details[] = {
  { "/running", "running", running, G_N_ELEMENTS (running), .names_loaded = TRUE },
};

static gboolean
llama_swap_recognise (const BatchProbes  *answers,
                      char              **version)
{
  if (!batch_probes_have_array (answers, "/running", "running"))
    return FALSE;

  *version = batch_probes_dup_string (answers, "/api/version", "version");
  return TRUE;
}

static char *
llama_swap_load_path (const char     *model,
                      BatchModelUses  uses)
{
  return batch_backend_kind_make_path ("/upstream/", model, "/health");
}

static char *
llama_swap_limits_path (const char *model)
{
  return batch_backend_kind_make_path ("/upstream/", model, "/props");
}

static char *
llama_swap_slots_path (const char *model)
{
  return batch_backend_kind_make_path ("/upstream/", model, "/slots");
}

static char *
llama_swap_unload_path (const char *model)
{
  return batch_backend_kind_make_path ("/api/models/unload/", model, "");
}

static char *
llama_swap_unload_body (const char *model)
{
  return g_strdup ("");
}

const BatchBackendKind batch_llama_swap_kind = {
  .nick = "llama-swap",
  .title = "llama-swap",
  .start_command = "llama-swap --config CONFIG.yaml --listen 127.0.0.1:8080",
  .get_model = "name some in its configuration",
  .flags = BATCH_BACKEND_FLAGS_CAN_UNLOAD | BATCH_BACKEND_FLAGS_UNLOAD_CUTS |
           BATCH_BACKEND_FLAGS_REPORTS_LOADED | BATCH_BACKEND_FLAGS_REPORTS_LOADING |
           BATCH_BACKEND_FLAGS_REPORTS_SLOTS | BATCH_BACKEND_FLAGS_CAN_PRELOAD |
           BATCH_BACKEND_FLAGS_PUSHES_STATE | BATCH_BACKEND_FLAGS_KEEPS_PROMPTS,
  .probes = probes,
  .recognise = llama_swap_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .details = details,
  .n_details = G_N_ELEMENTS (details),
  .unload_path = llama_swap_unload_path,
  .unload_body = llama_swap_unload_body,
  .load_path = llama_swap_load_path,
  .own_errors = "llama-swap",
  .usual_limits = { [BATCH_LIMIT_QUEUE] = 10 },
  .model_limits_path = llama_swap_limits_path,
  .events_path = "/api/events",
  .events_word = "modelStatus",
  .slots_path = llama_swap_slots_path,
  .lost_in_messages = batch_llama_lost_in_messages,
};
