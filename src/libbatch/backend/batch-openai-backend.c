/* backend/batch-openai-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"
#include "format/batch-json-members-private.h"

/* Any server with the endpoints of OpenAI, and nothing that could be relied on
 * beyond them. Its models are `{"data": [{"id": "…"}, …]}`.
 */

static void
read_model (BatchJsonScanner *scanner,
            GPtrArray        *models)
{
  static const BatchJsonMember members[] = { { "id", batch_json_read_string, 0 } };
  char *id = NULL;

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), &id);
  if (id != NULL)
    g_ptr_array_add (models, id);
}

/* Into a GPtrArray that is there only if there is a list. */
static void
read_data (BatchJsonScanner *scanner,
           gpointer          field)
{
  GPtrArray **models = field;

  if (!batch_json_scanner_enter_array (scanner))
    return;

  if (*models == NULL)
    *models = g_ptr_array_new_with_free_func (g_free);
  while (batch_json_scanner_next_element (scanner))
    read_model (scanner, *models);
}

static char **
openai_backend_read_models (GBytes *body)
{
  static const BatchJsonMember members[] = { { "data", read_data, 0 } };
  g_autoptr(GPtrArray) models = NULL;
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &models);
  if (!batch_json_scanner_finish (&scanner) || models == NULL)
    return NULL;

  g_ptr_array_add (models, NULL);
  return (char **) g_ptr_array_steal (models, NULL);
}

const BatchBackendKind batch_openai_backend_kind = {
  .nick = "openai-compatible",
  .models_path = "/v1/models",
  .read_models = openai_backend_read_models,
};
