/* backend/batch-llama-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

/* llama-server of llama.cpp, which is two servers: with `-m` it has one model, and answers
 * with it whatever a request asks for; without, it is a router that starts a process for
 * each model. `/props` tells them apart, unless it wants a key; the lists of models, which
 * never do, differ in whether they have a status.
 *
 * Neither is asked for `/props?model=…` without `autoload=false`: that would load the model.
 */

static const char *const probes[] = { "/props", NULL };

static void
read_settings (BatchJsonScanner *scanner,
               gpointer          entry)
{
  static const BatchJsonMember members[] = {
    { "n_ctx", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, context_length) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), entry);
}

static const BatchJsonMember props[] = {
  { "total_slots", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, slots) },
  { "default_generation_settings", read_settings, 0 },
  { "modalities", batch_model_read_uses, G_STRUCT_OFFSET (BatchModelEntry, uses) },
};

static const BatchModelSource server_lists[] = {
  { BATCH_MODELS_PATH, "data", batch_model_members, BATCH_MODEL_N_MEMBERS, .all_loaded = TRUE },
};

static const BatchModelSource server_details[] = {
  { "/props", NULL, props, G_N_ELEMENTS (props) },
};

static const BatchModelSource router_lists[] = {
  { "/models", "data", batch_model_members, BATCH_MODEL_N_MEMBERS },
};

static gboolean
is_llama (const BatchProbes *answers)
{
  g_autofree char *build = batch_probes_dup_string (answers, "/props", "build_info");
  g_autofree char *owner = batch_probes_dup_owner (answers);

  return build != NULL || g_strcmp0 (owner, "llamacpp") == 0
         || batch_probes_call_themselves (answers, "llama.cpp")
         || batch_probes_tell_loading (answers);
}

static gboolean
server_recognise (const BatchProbes  *answers,
                  char              **version)
{
  if (!is_llama (answers))
    return FALSE;

  *version = batch_probes_dup_string (answers, "/props", "build_info");
  return TRUE;
}

static gboolean
router_recognise (const BatchProbes  *answers,
                  char              **version)
{
  g_autofree char *role = batch_probes_dup_string (answers, "/props", "role");
  g_autofree char *status = batch_probes_dup_status (answers);

  return (g_strcmp0 (role, "router") == 0 || status != NULL)
         && server_recognise (answers, version);
}

static char *
router_load_path (const char     *model,
                  BatchModelUses  uses)
{
  return g_strdup ("/models/load");
}

static char *
router_load_body (const char            *model,
                  BatchModelUses         uses,
                  const BatchRunOptions *options)
{
  return batch_backend_kind_make_body ("model", model, "");
}

static char *
router_limits_path (const char *model)
{
  return batch_backend_kind_make_path ("/props?autoload=false&model=", model, "");
}

static char *
router_slots_path (const char *model)
{
  return batch_backend_kind_make_path ("/slots?autoload=false&model=", model, "");
}

static char *
router_unload_path (const char *model)
{
  return g_strdup ("/models/unload");
}

static char *
router_unload_body (const char *model)
{
  return batch_backend_kind_make_body ("model", model, "");
}

const char *const batch_llama_lost_in_messages[] = {
  "output_config", "output_format", "tool_choice", NULL,
};

const BatchBackendKind batch_llama_server_kind = {
  .nick = "llama-server",
  .title = "llama-server",
  .start_command = "llama-server -m MODEL.gguf --port 8080",
  .get_model = "start it with -m MODEL.gguf",
  .flags = BATCH_BACKEND_FLAGS_REPORTS_LOADED | BATCH_BACKEND_FLAGS_REPORTS_LOADING |
           BATCH_BACKEND_FLAGS_REPORTS_SLOTS | BATCH_BACKEND_FLAGS_IGNORES_MODEL |
           BATCH_BACKEND_FLAGS_KEEPS_PROMPTS,
  .probes = probes,
  .recognise = server_recognise,
  .lists = server_lists,
  .n_lists = G_N_ELEMENTS (server_lists),
  .details = server_details,
  .n_details = G_N_ELEMENTS (server_details),
  .usual_limits = { [BATCH_LIMIT_SLOTS] = 4, [BATCH_LIMIT_RESIDENT] = 1 },
  .counts_tokens = TRUE,
  .chat_traits = BATCH_CHAT_GOES_ON,
  .lost_in_messages = batch_llama_lost_in_messages,
};

const BatchBackendKind batch_llama_router_kind = {
  .nick = "llama-router",
  .title = "llama-server (Router)",
  .start_command = "llama-server --models-dir FOLDER --port 8080",
  .get_model = "put GGUF files into the folder of --models-dir",
  .full_list = 1,
  .flags = BATCH_BACKEND_FLAGS_CAN_UNLOAD | BATCH_BACKEND_FLAGS_UNLOAD_CUTS |
           BATCH_BACKEND_FLAGS_REPORTS_LOADED | BATCH_BACKEND_FLAGS_REPORTS_LOADING |
           BATCH_BACKEND_FLAGS_REPORTS_SLOTS | BATCH_BACKEND_FLAGS_CAN_PRELOAD |
           BATCH_BACKEND_FLAGS_PUSHES_STATE | BATCH_BACKEND_FLAGS_EVICTS_BUSY |
           BATCH_BACKEND_FLAGS_KEEPS_PROMPTS,
  .probes = probes,
  .recognise = router_recognise,
  .lists = router_lists,
  .n_lists = G_N_ELEMENTS (router_lists),
  .unload_path = router_unload_path,
  .unload_body = router_unload_body,
  .not_loaded = "not running",
  .unloads_later = TRUE,
  .load_path = router_load_path,
  .load_body = router_load_body,
  .already_loaded = "already running",
  .loads_later = TRUE,
  .usual_limits = { [BATCH_LIMIT_SLOTS] = 4, [BATCH_LIMIT_RESIDENT] = 4 },
  .model_limits_path = router_limits_path,
  .limits_path = "/props",
  .events_path = "/models/sse",
  .slots_path = router_slots_path,
  .chat_traits = BATCH_CHAT_GOES_ON,
  .lost_in_messages = batch_llama_lost_in_messages,
};
