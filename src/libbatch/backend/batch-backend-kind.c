/* backend/batch-backend-kind.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

G_DEFINE_FLAGS_TYPE (BatchBackendFlags, batch_backend_flags,
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_CAN_UNLOAD, "can-unload"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_UNLOAD_CUTS, "unload-cuts"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_REPORTS_LOADED, "reports-loaded"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_REPORTS_LOADING, "reports-loading"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_REPORTS_SLOTS, "reports-slots"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_TIES_LOADS, "ties-loads"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_IGNORES_MODEL, "ignores-model"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_CAN_PRELOAD, "can-preload"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_CAN_PIN, "can-pin"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_PUSHES_STATE, "pushes-state"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_EVICTS_BUSY, "evicts-busy"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_MEASURES_LOADS, "measures-loads"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_MISTAKES_MODEL, "mistakes-model"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_TAKES_BATCHES, "takes-batches"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_KEEPS_PROMPTS, "keeps-prompts"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_SHARES_PROMPTS, "shares-prompts"),
  G_DEFINE_ENUM_VALUE (BATCH_BACKEND_FLAGS_NEVER_LOADS, "never-loads"))

/* The first that recognises a server has it: LocalAI answers on Ollama's paths too, and
 * llama-swap passes some on to llama-server. The last one takes what is left. */
static const BatchBackendKind *const kinds[] = {
  &batch_azure_openai_kind,
  &batch_anthropic_kind,
  &batch_localai_kind,
  &batch_llama_swap_kind,
  &batch_ollama_kind,
  &batch_lm_studio_kind,
  &batch_llama_router_kind,
  &batch_llama_server_kind,
  &batch_vllm_kind,
  &batch_openai_kind,
  &batch_openai_compatible_kind,
};

const BatchBackendKind *
batch_backend_kind_find (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i]->nick, nick))
      return kinds[i];

  return NULL;
}

const BatchBackendKind *
batch_backend_kind_any (void)
{
  return &batch_openai_compatible_kind;
}

const char *
batch_backend_kind_guess_tag (const BatchBackendKind *kind)
{
  if (kind != batch_backend_kind_any ())
    return kind->implied_tag;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i]->implied_tag != NULL)
      return kinds[i]->implied_tag;

  return NULL;
}

const BatchBackendKind *
batch_backend_kind_find_by_url (const char *url)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i]->recognise_url != NULL && kinds[i]->recognise_url (url))
      return kinds[i];

  return NULL;
}

/* Who does not speak there has another API behind another path, if it is known by name. */
static const BatchBackendKind *
recognise_url (const BatchProbes *probes)
{
  if (batch_probes_get_status (probes, BATCH_MODELS_PATH) == 0)
    return NULL;

  return batch_backend_kind_find_by_url (batch_probes_get_url (probes));
}

void
batch_backend_kind_fill_settings (const BatchBackendKind *kind,
                                  BatchClientSettings    *settings)
{
  settings->key_header = kind->key_header;
  settings->headers = kind->headers;
}

BatchClient *
batch_backend_kind_make_client (const BatchBackendKind  *kind,
                                const char              *url,
                                const char              *api_key,
                                gint64                   total_ms,
                                GError                 **error)
{
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;

  settings.total_ms = total_ms;
  batch_backend_kind_fill_settings (kind, &settings);
  return batch_client_new (url, api_key, &settings, error);
}

gboolean
batch_backend_kind_is_host (const char *url,
                            const char *suffix)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && g_str_has_suffix (host, suffix)
         && (strlen (host) == strlen (suffix) || host[strlen (host) - strlen (suffix) - 1] == '.');
}

const BatchBackendKind *
batch_backend_kind_recognise (const BatchProbes  *probes,
                              char              **version)
{
  if (!batch_probes_speak (probes))
    return recognise_url (probes);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i]->recognise (probes, version))
      return kinds[i];

  return NULL;
}

GPtrArray *
batch_backend_kind_list_probes (void)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; kinds[i]->probes[j] != NULL; j++)
      if (!g_ptr_array_find_with_equal_func (paths, kinds[i]->probes[j], g_str_equal, NULL))
        g_ptr_array_add (paths, (gpointer) kinds[i]->probes[j]);

  return paths;
}

char *
batch_backend_kind_make_path (const char *before,
                              const char *model,
                              const char *after)
{
  g_autofree char *escaped = g_uri_escape_string (model, "/:", FALSE);

  return g_strconcat (before, escaped, after, NULL);
}

char *
batch_backend_kind_make_body (const char *member,
                              const char *model,
                              const char *more)
{
  GString *body = g_string_new ("{");

  batch_json_append_string (body, member, -1);
  g_string_append_c (body, ':');
  batch_json_append_string (body, model, -1);
  g_string_append (body, more);
  g_string_append_c (body, '}');
  return g_string_free (body, FALSE);
}

/**
 * batch_backend_list_kinds:
 *
 * Gets the kinds of model servers that are known, each in a word.
 *
 * Returns: (transfer full) (array zero-terminated=1): the words
 */
char **
batch_backend_list_kinds (void)
{
  char **nicks = g_new0 (char *, G_N_ELEMENTS (kinds) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    nicks[i] = g_strdup (kinds[i]->nick);
  return nicks;
}

/**
 * batch_backend_kind_get_title:
 * @kind: a kind of model server, in a word
 *
 * Gets how its makers write the name of a kind of model server.
 *
 * Returns: (nullable): the name, or %NULL when the kind is not known
 */
const char *
batch_backend_kind_get_title (const char *kind)
{
  const BatchBackendKind *found;

  g_return_val_if_fail (kind != NULL, NULL);

  found = batch_backend_kind_find (kind);
  return found != NULL ? found->title : NULL;
}

/**
 * batch_backend_kind_get_start_command:
 * @kind: a kind of model server, in a word
 *
 * Gets the command that starts such a server on this computer. Words in capital
 * letters are to be replaced.
 *
 * Returns: (nullable): the command, or %NULL when there is none
 */
const char *
batch_backend_kind_get_start_command (const char *kind)
{
  const BatchBackendKind *found;

  g_return_val_if_fail (kind != NULL, NULL);

  found = batch_backend_kind_find (kind);
  return found != NULL ? found->start_command : NULL;
}
