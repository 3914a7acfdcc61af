/* backend/batch-ollama-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

#include "translation/batch-ollama-request-private.h"
#include "translation/batch-ollama-settings-private.h"

/* Ollama. It says which models are in its memory, but not which one is being loaded, and
 * while it frees memory `/api/ps` may take seconds. A request with `keep_alive` 0 and
 * nothing else unloads the model as soon as the requests to it have ended.
 */

#define USUAL_KEEP_MS (5 * 60 * 1000)

static const char *const probes[] = { "/", "/api/version", NULL };

static void
read_details (BatchJsonScanner *scanner,
              gpointer          entry)
{
  static const BatchJsonMember members[] = {
    { "context_length", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, context_length) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), entry);
}

static const BatchJsonMember listed[] = {
  { "name", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, id) },
  { "size", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, size) },
  { "modified_at", batch_model_read_time, G_STRUCT_OFFSET (BatchModelEntry, created_at) },
  { "remote_host", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, remote_host) },
  { "capabilities", batch_model_read_uses, G_STRUCT_OFFSET (BatchModelEntry, uses) },
  { "details", read_details, 0 },
};

/* The size there is that of the memory it takes. */
static const BatchJsonMember running[] = {
  { "name", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, id) },
  { "expires_at", batch_model_read_time, G_STRUCT_OFFSET (BatchModelEntry, expires_at) },
  { "context_length", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, context_length) },
};

static const BatchModelSource lists[] = {
  { "/api/tags", "models", listed, G_N_ELEMENTS (listed) },
};

static const BatchModelSource details[] = {
  { "/api/ps", "models", running, G_N_ELEMENTS (running), .names_loaded = TRUE },
};

/* llama-swap has a version at the same place, with the commit. */
static gboolean
ollama_recognise (const BatchProbes  *answers,
                  char              **version)
{
  g_autofree char *commit = batch_probes_dup_string (answers, "/api/version", "commit");
  g_autofree char *found = batch_probes_dup_string (answers, "/api/version", "version");

  if (found == NULL || commit != NULL
      || !batch_probes_mention (answers, "/", 200, "Ollama is running"))
    return FALSE;

  *version = g_steal_pointer (&found);
  return TRUE;
}

static char *
ollama_unload_path (const char *model)
{
  return g_strdup ("/api/generate");
}

static char *
ollama_unload_body (const char *model)
{
  return batch_backend_kind_make_body ("model", model, ",\"keep_alive\":0");
}

/* A model for embeddings has nothing to generate, so that it would refuse to. */
static gboolean
only_embeds (BatchModelUses uses)
{
  return (uses & (BATCH_MODEL_USES_EMBEDDING | BATCH_MODEL_USES_CHAT))
         == BATCH_MODEL_USES_EMBEDDING;
}

static char *
ollama_load_path (const char     *model,
                  BatchModelUses  uses)
{
  return g_strdup (only_embeds (uses) ? "/api/embed" : "/api/generate");
}

static char *
ollama_load_body (const char            *model,
                  BatchModelUses         uses,
                  const BatchRunOptions *options)
{
  g_autoptr(GString) more = g_string_new (",\"stream\":false");

  if (only_embeds (uses))
    g_string_append (more, ",\"input\":[]");
  if (options->keep_ms != 0)
    g_string_append_printf (more, ",\"keep_alive\":%" G_GINT64_FORMAT,
                            options->keep_ms < 0 ? -1 : (options->keep_ms + 999) / 1000);
  if (options->options != NULL)
    g_string_append_printf (more, ",\"options\":%s", options->options);
  return batch_backend_kind_make_body ("model", model, more->str);
}

/* A request for messages, in words that the API for chats has. */
static GBytes *
read_messages (GBytes *body)
{
  g_auto(BatchObstacle) obstacle = { NULL };

  return batch_messages_to_chat (body, BATCH_CHAT_GOES_ON, &obstacle);
}

static GBytes *
make_chat (BatchEndpoint   endpoint,
           GBytes         *body,
           char          **obstacle,
           gboolean       *only_native)
{
  g_autoptr(GBytes) chat = endpoint == BATCH_ENDPOINT_MESSAGES ? read_messages (body)
                                                               : g_bytes_ref (body);

  return chat != NULL ? batch_ollama_chat_request (chat, obstacle, only_native) : NULL;
}

static BatchReplyForm
find_embed_form (GBytes *body)
{
  return batch_ollama_wants_base64 (body) ? BATCH_REPLY_OLLAMA_EMBED_BASE64
                                          : BATCH_REPLY_OLLAMA_EMBED;
}

/* What its own API cannot be told goes over the other ones, which cannot be told of options. */
static gboolean
ollama_make_wire (const char     *url,
                  BatchEndpoint   endpoint,
                  GBytes         *body,
                  BatchWire      *wire,
                  GError        **error)
{
  gboolean messages = endpoint == BATCH_ENDPOINT_MESSAGES;
  gboolean chat = messages || endpoint == BATCH_ENDPOINT_CHAT_COMPLETIONS;
  gboolean embed = endpoint == BATCH_ENDPOINT_EMBEDDINGS;
  g_autofree char *obstacle = NULL;
  gboolean only_native = FALSE;

  if (chat)
    wire->body = make_chat (endpoint, body, &obstacle, &only_native);
  else if (embed)
    wire->body = batch_ollama_embed_request (body, &obstacle, &only_native);

  if (wire->body != NULL)
    {
      wire->path = g_strdup (chat ? "/api/chat" : "/api/embed");
      wire->form = chat ? BATCH_REPLY_OLLAMA_CHAT : find_embed_form (body);
      wire->asked = messages ? endpoint : BATCH_ENDPOINT_NONE;
      return TRUE;
    }
  if (obstacle != NULL && only_native && !messages)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                   "Ollama cannot be told “%s” together with options of its own: leave one of "
                   "them out", obstacle);
      wire->obstacle = g_steal_pointer (&obstacle);
      return FALSE;
    }

  wire->path = g_strdup (batch_endpoint_get_path (endpoint));
  wire->body = g_bytes_ref (body);
  return TRUE;
}

const BatchBackendKind batch_ollama_kind = {
  .nick = "ollama",
  .title = "Ollama",
  .start_command = "ollama serve",
  .get_model = "ollama pull MODEL gets one",
  .full_list = 1,
  .flags = BATCH_BACKEND_FLAGS_CAN_UNLOAD | BATCH_BACKEND_FLAGS_REPORTS_LOADED |
           BATCH_BACKEND_FLAGS_TIES_LOADS | BATCH_BACKEND_FLAGS_CAN_PRELOAD |
           BATCH_BACKEND_FLAGS_CAN_PIN | BATCH_BACKEND_FLAGS_MEASURES_LOADS |
           BATCH_BACKEND_FLAGS_KEEPS_PROMPTS,
  .probes = probes,
  .recognise = ollama_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .details = details,
  .n_details = G_N_ELEMENTS (details),
  .unload_path = ollama_unload_path,
  .unload_body = ollama_unload_body,
  .unloads_later = TRUE,
  .dup_setting = batch_ollama_dup_settings,
  .dup_setting_of_options = batch_ollama_dup_settings_of_options,
  .load_path = ollama_load_path,
  .load_body = ollama_load_body,
  .usual_keep_ms = USUAL_KEEP_MS,
  .usual_limits = { [BATCH_LIMIT_SLOTS] = 1, [BATCH_LIMIT_QUEUE] = 512,
                    [BATCH_LIMIT_RESIDENT] = 3 },
  .endpoints = 1u << BATCH_ENDPOINT_CHAT_COMPLETIONS | 1u << BATCH_ENDPOINT_COMPLETIONS |
               1u << BATCH_ENDPOINT_EMBEDDINGS | 1u << BATCH_ENDPOINT_RESPONSES |
               1u << BATCH_ENDPOINT_MESSAGES,
  .newer_endpoints = 1u << BATCH_ENDPOINT_RESPONSES,
  .make_wire = ollama_make_wire,
  .gives_one_choice = TRUE,
  .cuts_prompts = TRUE,
  .implied_tag = ":latest",
  .ignores_case = TRUE,
};
