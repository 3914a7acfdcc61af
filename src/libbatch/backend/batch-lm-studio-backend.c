/* backend/batch-lm-studio-backend.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-kind-private.h"

#include <string.h>

#include "format/batch-body-changes-private.h"

/* LM Studio. A model may be in memory more than once, as instances with names of their
 * own, and they are unloaded one by one. Since 0.4 it says everything at `/api/v1`, before
 * that some of it at `/api/v0`. What it does not know it answers with status 200 and an error.
 */

static const char *const probes[] = { "/api/v1/models", "/api/v0/models", NULL };

typedef struct
{
  char   *id;
  gint64  context_length;
  gint64  parallel;
} Instance;

static void
read_config (BatchJsonScanner *scanner,
             gpointer          instance)
{
  static const BatchJsonMember members[] = {
    { "context_length", batch_json_read_int, G_STRUCT_OFFSET (Instance, context_length) },
    { "parallel", batch_json_read_int, G_STRUCT_OFFSET (Instance, parallel) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), instance);
}

static void
read_instance (BatchJsonScanner *scanner,
               BatchModelEntry  *entry)
{
  static const BatchJsonMember members[] = {
    { "id", batch_json_read_string, G_STRUCT_OFFSET (Instance, id) },
    { "config", read_config, 0 },
  };
  Instance instance = { NULL, 0, 0 };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), &instance);
  if (instance.context_length > 0)
    entry->context_length = instance.context_length;
  entry->slots += MAX (instance.parallel, 0);
  if (instance.id != NULL)
    g_ptr_array_add (entry->instances, instance.id);
}

static void
read_instances (BatchJsonScanner *scanner,
                gpointer          field)
{
  BatchModelEntry *entry = field;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    {
      batch_json_scanner_read_value (scanner, NULL);
      return;
    }

  batch_json_scanner_enter_array (scanner);
  if (entry->instances == NULL)
    entry->instances = g_ptr_array_new_with_free_func (g_free);
  while (batch_json_scanner_next_element (scanner))
    read_instance (scanner, entry);
}

static const BatchJsonMember members_v1[] = {
  { "key", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, id) },
  { "type", batch_model_read_uses, G_STRUCT_OFFSET (BatchModelEntry, uses) },
  { "capabilities", batch_model_read_uses, G_STRUCT_OFFSET (BatchModelEntry, uses) },
  { "size_bytes", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, size) },
  { "max_context_length", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, trained_length) },
  { "loaded_instances", read_instances, 0 },
};

static const BatchJsonMember members_v0[] = {
  { "id", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, id) },
  { "type", batch_model_read_uses, G_STRUCT_OFFSET (BatchModelEntry, uses) },
  { "state", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, state) },
  { "max_context_length", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, trained_length) },
};

static const BatchModelSource lists[] = {
  { "/api/v1/models", "models", members_v1, G_N_ELEMENTS (members_v1) },
  { "/api/v0/models", "data", members_v0, G_N_ELEMENTS (members_v0) },
  { BATCH_MODELS_PATH, "data", batch_model_members, BATCH_MODEL_N_MEMBERS },
};

/* Some gateways list the same models whatever the version is, but only LM Studio tells
 * the state of each.
 */
static gboolean
lm_studio_recognise (const BatchProbes  *answers,
                     char              **version)
{
  return batch_probes_have_array (answers, "/api/v1/models", "models")
         || (batch_probes_have_array (answers, "/api/v0/models", "data")
             && batch_probes_mention (answers, "/api/v0/models", 200, "\"state\""));
}

static char *
lm_studio_load_path (const char     *model,
                     BatchModelUses  uses)
{
  return g_strdup ("/api/v1/models/load");
}

/* What the model is run with are members of the request. */
static char *
lm_studio_load_body (const char            *model,
                     BatchModelUses         uses,
                     const BatchRunOptions *options)
{
  g_auto(BatchBodyChanges) more = { .n_splices = 0 };
  char *plain = batch_backend_kind_make_body ("model", model, "");
  g_autoptr(GBytes) body = g_bytes_new_take (plain, strlen (plain));
  g_autoptr(GBytes) whole = NULL;
  gsize length;
  const char *text;

  if (options->options != NULL && batch_body_changes_init (&more, options->options, NULL))
    whole = batch_splice (body, more.splices, more.n_splices, NULL);
  text = g_bytes_get_data (whole != NULL ? whole : body, &length);
  return g_strndup (text, length);
}

static char *
lm_studio_unload_path (const char *model)
{
  return g_strdup ("/api/v1/models/unload");
}

static char *
lm_studio_unload_body (const char *instance)
{
  return batch_backend_kind_make_body ("instance_id", instance, "");
}

const BatchBackendKind batch_lm_studio_kind = {
  .nick = "lm-studio",
  .title = "LM Studio",
  .start_command = "lms server start",
  .get_model = "lms get MODEL gets one",
  .full_list = 1,
  .flags = BATCH_BACKEND_FLAGS_CAN_UNLOAD | BATCH_BACKEND_FLAGS_UNLOAD_CUTS |
           BATCH_BACKEND_FLAGS_REPORTS_LOADED | BATCH_BACKEND_FLAGS_REPORTS_SLOTS |
           BATCH_BACKEND_FLAGS_CAN_PRELOAD | BATCH_BACKEND_FLAGS_CAN_PIN |
           BATCH_BACKEND_FLAGS_MEASURES_LOADS | BATCH_BACKEND_FLAGS_MISTAKES_MODEL |
           BATCH_BACKEND_FLAGS_KEEPS_PROMPTS,
  .probes = probes,
  .recognise = lm_studio_recognise,
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .unload_path = lm_studio_unload_path,
  .unload_body = lm_studio_unload_body,
  .unloads_instances = TRUE,
  .load_path = lm_studio_load_path,
  .load_body = lm_studio_load_body,
  .loads_again = TRUE,
  .usual_limits = { [BATCH_LIMIT_SLOTS] = 4 },
};
