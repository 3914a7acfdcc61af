/* backend/batch-azure-openai-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

#include <string.h>

#include "json/batch-json-members-private.h"

/* Azure OpenAI. A model is a deployment there: its name is part of the path, beside the
 * version of the API. Under `…/openai/v1` it has the paths of OpenAI instead. Both take the
 * key in a header of their own, and neither is found where others list their models.
 */

#define HOST            "openai.azure.com"
/* The last one that is no preview has the list of models, and knows no models that reason: these
 * want the last preview. */
#define LIST_VERSION    "api-version=2024-10-21"
#define REQUEST_VERSION "api-version=2025-04-01-preview"

static const char *const probes[] = { BATCH_MODELS_PATH, NULL };

static const BatchModelSource lists[] = {
  { "/openai/models?" LIST_VERSION, "data", batch_model_members, BATCH_MODEL_N_MEMBERS },
  { BATCH_MODELS_PATH, "data", batch_model_members, BATCH_MODEL_N_MEMBERS },
};

static gboolean
azure_recognise_url (const char *url)
{
  return batch_backend_kind_is_host (url, HOST);
}

static gboolean
azure_recognise (const BatchProbes  *answers,
                 char              **version)
{
  return azure_recognise_url (batch_probes_get_url (answers));
}

static char *
read_model (GBytes *body)
{
  static const BatchJsonMember members[] = { { "model", batch_json_read_string, 0 } };
  BatchJsonScanner scanner;
  char *model = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &model);
  return model;
}

static gboolean
azure_make_wire (const char     *url,
                 BatchEndpoint   endpoint,
                 GBytes         *body,
                 BatchWire      *wire,
                 GError        **error)
{
  const char *path = batch_endpoint_get_path (endpoint);
  g_autofree char *model = NULL;
  g_autofree char *after = NULL;

  wire->body = g_bytes_ref (body);
  if (g_str_has_suffix (url, "/openai"))
    {
      wire->path = g_strdup (path);
      return TRUE;
    }

  if ((model = read_model (body)) == NULL || *model == '\0')
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                           "The request names no “model”, which is the deployment at Azure");
      return FALSE;
    }

  after = g_strconcat (path + strlen ("/v1"), "?" REQUEST_VERSION, NULL);
  wire->path = batch_backend_kind_make_path ("/openai/deployments/", model, after);
  return TRUE;
}

const BatchBackendKind batch_azure_openai_kind = {
  .nick = "azure-openai",
  .title = "Azure OpenAI",
  .get_model = "deploy one in its resource",
  .flags = BATCH_BACKEND_FLAGS_TAKES_BATCHES | BATCH_BACKEND_FLAGS_SHARES_PROMPTS |
           BATCH_BACKEND_FLAGS_NEVER_LOADS,
  .probes = probes,
  .recognise_url = azure_recognise_url,
  .recognise = azure_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .key_header = "api-key",
  .endpoints = 1u << BATCH_ENDPOINT_CHAT_COMPLETIONS | 1u << BATCH_ENDPOINT_COMPLETIONS |
               1u << BATCH_ENDPOINT_EMBEDDINGS,
  .make_wire = azure_make_wire,
  .chat_traits = BATCH_CHAT_IS_STRICT,
  .batches = &batch_azure_provider,
};
