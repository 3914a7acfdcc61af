/* backend/batch-model-table.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-model-table-private.h"

#include "backend/batch-llama-options-private.h"
#include "backend/batch-model-private.h"
#include "json/batch-json-equal-private.h"
#include "json/batch-json-text-private.h"

/* Servers speak of their models in more than one place: one lists them, another tells
 * which are in memory. An answer is read as a whole before any of it counts, so that
 * one that is cut off changes nothing.
 */

struct _BatchModelTable
{
  GPtrArray  *models;              /* of BatchModel */
  GHashTable *by_id;               /* the same */
};

typedef struct
{
  const BatchModelSource *source;
  GPtrArray              *entries; /* of BatchModelEntry; NULL until there is a list */
} Reading;

static void
entry_free (gpointer data)
{
  BatchModelEntry *entry = data;

  g_free (entry->id);
  g_free (entry->state);
  g_free (entry->remote_host);
  g_clear_pointer (&entry->instances, g_ptr_array_unref);
  g_clear_pointer (&entry->aliases, g_ptr_array_unref);
  g_free (entry);
}

BatchModelTable *
batch_model_table_new (void)
{
  BatchModelTable *self = g_new (BatchModelTable, 1);

  self->models = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
batch_model_table_free (BatchModelTable *self)
{
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->models);
  g_free (self);
}

/* --- Words --- */

static BatchModelState
state_from_word (const char *word)
{
  static const struct
  {
    const char      *word;
    BatchModelState  state;
  } words[] = {
    { "loaded", BATCH_MODEL_STATE_LOADED },
    { "ready", BATCH_MODEL_STATE_LOADED },
    { "loading", BATCH_MODEL_STATE_LOADING },
    { "starting", BATCH_MODEL_STATE_LOADING },
    { "unloaded", BATCH_MODEL_STATE_UNLOADED },
    { "not-loaded", BATCH_MODEL_STATE_UNLOADED },
    { "sleeping", BATCH_MODEL_STATE_UNLOADED },
    { "stopping", BATCH_MODEL_STATE_UNLOADED },
    { "stopped", BATCH_MODEL_STATE_UNLOADED },
    { "downloading", BATCH_MODEL_STATE_UNLOADED },
    { "downloaded", BATCH_MODEL_STATE_UNLOADED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i].word, word) == 0)
      return words[i].state;

  return BATCH_MODEL_STATE_UNKNOWN;
}

static BatchModelUses
use_from_word (const BatchJsonValue *word)
{
  static const struct
  {
    const char     *word;
    BatchModelUses  uses;
  } words[] = {
    { "llm", BATCH_MODEL_USES_CHAT },
    { "chat", BATCH_MODEL_USES_CHAT },
    { "completion", BATCH_MODEL_USES_CHAT },
    { "embedding", BATCH_MODEL_USES_EMBEDDING },
    { "embeddings", BATCH_MODEL_USES_EMBEDDING },
    { "vlm", BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_VISION },
    { "vision", BATCH_MODEL_USES_VISION },
    { "image", BATCH_MODEL_USES_VISION },
    { "audio", BATCH_MODEL_USES_AUDIO },
    { "tools", BATCH_MODEL_USES_TOOLS },
    { "trained_for_tool_use", BATCH_MODEL_USES_TOOLS },
    { "thinking", BATCH_MODEL_USES_THINKING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (batch_json_value_is (word, words[i].word))
      return words[i].uses;

  return BATCH_MODEL_USES_NONE;
}

/* --- Members --- */

static void
read_use (BatchJsonScanner *scanner,
          guint            *uses)
{
  BatchJsonValue word;

  if (batch_json_scanner_read_value (scanner, &word) && word.type == BATCH_JSON_STRING)
    *uses |= use_from_word (&word);
}

static void
read_true_uses (BatchJsonScanner *scanner,
                guint            *uses)
{
  BatchJsonValue word;
  BatchJsonValue value;

  batch_json_scanner_enter_object (scanner);
  while (batch_json_scanner_next_member (scanner, &word))
    if (batch_json_scanner_read_value (scanner, &value) && value.type == BATCH_JSON_TRUE)
      *uses |= use_from_word (&word);
}

void
batch_model_read_uses (BatchJsonScanner *scanner,
                       gpointer          uses)
{
  switch (batch_json_scanner_peek (scanner))
    {
    case BATCH_JSON_OBJECT:
      read_true_uses (scanner, uses);
      break;

    case BATCH_JSON_ARRAY:
      batch_json_scanner_enter_array (scanner);
      while (batch_json_scanner_next_element (scanner))
        read_use (scanner, uses);
      break;

    case BATCH_JSON_STRING:
    case BATCH_JSON_NUMBER:
    case BATCH_JSON_TRUE:
    case BATCH_JSON_FALSE:
    case BATCH_JSON_NULL:
    case BATCH_JSON_NONE:
      read_use (scanner, uses);
      break;
    }
}

void
batch_model_read_time (BatchJsonScanner *scanner,
                       gpointer          seconds)
{
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *text = NULL;
  BatchJsonValue value;

  if (!batch_json_scanner_read_value (scanner, &value)
      || batch_json_value_get_int (&value, seconds))
    return;
  if ((text = batch_json_value_dup_string (&value))
      && (time = g_date_time_new_from_iso8601 (text, NULL)))
    *(gint64 *) seconds = g_date_time_to_unix (time);
}

static void
read_architecture (BatchJsonScanner *scanner,
                   gpointer          entry)
{
  static const BatchJsonMember members[] = {
    { "input_modalities", batch_model_read_uses, G_STRUCT_OFFSET (BatchModelEntry, uses) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), entry);
}

static void
read_meta (BatchJsonScanner *scanner,
           gpointer          entry)
{
  static const BatchJsonMember members[] = {
    { "n_ctx", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, context_length) },
    { "n_ctx_train", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, trained_length) },
    { "size", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, size) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), entry);
}

static void
read_failed (BatchJsonScanner *scanner,
             gpointer          field)
{
  BatchJsonValue value;

  if (batch_json_scanner_read_value (scanner, &value))
    *(gboolean *) field = value.type == BATCH_JSON_TRUE;
}

static void
read_fraction (BatchJsonScanner *scanner,
               gpointer          field)
{
  BatchJsonValue value;

  if (batch_json_scanner_read_value (scanner, &value) && value.type == BATCH_JSON_NUMBER)
    *(double *) field = batch_json_value_to_double (&value);
}

static void
read_progress (BatchJsonScanner *scanner,
               gpointer          field)
{
  static const BatchJsonMember members[] = { { "value", read_fraction, 0 } };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_strings (BatchJsonScanner *scanner,
              GPtrArray        *strings)
{
  BatchJsonValue value;
  char *text;

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_ARRAY)
    {
      batch_json_scanner_read_value (scanner, NULL);
      return;
    }

  batch_json_scanner_enter_array (scanner);
  while (batch_json_scanner_next_element (scanner))
    if (batch_json_scanner_read_value (scanner, &value)
        && (text = batch_json_value_dup_string (&value)) != NULL)
      g_ptr_array_add (strings, text);
}

static void
read_aliases (BatchJsonScanner *scanner,
              gpointer          field)
{
  BatchModelEntry *entry = field;

  if (entry->aliases == NULL)
    entry->aliases = g_ptr_array_new_with_free_func (g_free);
  read_strings (scanner, entry->aliases);
}

/* What the process of the model was, or will be, started with. */
static void
read_arguments (BatchJsonScanner *scanner,
                gpointer          field)
{
  BatchModelEntry *entry = field;
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);

  read_strings (scanner, arguments);
  g_ptr_array_add (arguments, NULL);
  entry->slots = batch_llama_options_find_slots ((const char * const *) arguments->pdata);
}

void
batch_model_read_command (BatchJsonScanner *scanner,
                          gpointer          field)
{
  BatchModelEntry *entry = field;
  g_auto(GStrv) arguments = NULL;
  g_autofree char *command = NULL;

  batch_json_read_string (scanner, &command);
  if (command == NULL || !g_shell_parse_argv (command, NULL, &arguments, NULL))
    return;

  entry->slots = batch_llama_options_find_slots ((const char * const *) arguments);
  entry->context_length = batch_llama_options_find_context ((const char * const *) arguments);
}

/* A word alone may be about anything, such as whether the model is on offer. */
static void
read_status_word (BatchJsonScanner *scanner,
                  BatchModelEntry  *entry)
{
  g_autofree char *word = NULL;

  batch_json_read_string (scanner, &word);
  if (word == NULL || state_from_word (word) == BATCH_MODEL_STATE_UNKNOWN)
    return;

  g_free (entry->state);
  entry->state = g_steal_pointer (&word);
}

static void
read_status (BatchJsonScanner *scanner,
             gpointer          entry)
{
  static const BatchJsonMember members[] = {
    { "value", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, state) },
    { "args", read_arguments, 0 },
    { "failed", read_failed, G_STRUCT_OFFSET (BatchModelEntry, failed) },
    { "exit_code", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, exit_code) },
    { "progress", read_progress, G_STRUCT_OFFSET (BatchModelEntry, progress) },
  };

  if (batch_json_scanner_peek (scanner) == BATCH_JSON_STRING)
    read_status_word (scanner, entry);
  else
    batch_json_read_members (scanner, members, G_N_ELEMENTS (members), entry);
}

const BatchJsonMember batch_model_members[BATCH_MODEL_N_MEMBERS] = {
  { "id", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, id) },
  { "aliases", read_aliases, 0 },
  { "status", read_status, 0 },
  { "meta", read_meta, 0 },
  { "architecture", read_architecture, 0 },
  { "capabilities", batch_model_read_uses, G_STRUCT_OFFSET (BatchModelEntry, uses) },
  { "context_length", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, context_length) },
  { "max_model_len", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, context_length) },
  { "created", batch_model_read_time, G_STRUCT_OFFSET (BatchModelEntry, created_at) },
  { "created_at", batch_model_read_time, G_STRUCT_OFFSET (BatchModelEntry, created_at) },
};

/* --- Reading --- */

static void
read_entry (Reading          *reading,
            BatchJsonScanner *scanner)
{
  BatchModelEntry *entry = g_new0 (BatchModelEntry, 1);

  batch_json_read_members (scanner, reading->source->members, reading->source->n_members, entry);
  g_ptr_array_add (reading->entries, entry);
}

static void
read_array (BatchJsonScanner *scanner,
            gpointer          field)
{
  Reading *reading = field;

  if (!batch_json_scanner_enter_array (scanner))
    return;

  if (reading->entries == NULL)
    reading->entries = g_ptr_array_new_with_free_func (entry_free);
  while (batch_json_scanner_next_element (scanner))
    read_entry (reading, scanner);
}

static void
read_all (Reading          *reading,
          BatchJsonScanner *scanner)
{
  const BatchJsonMember members[] = { { reading->source->array, read_array, 0 } };

  if (reading->source->may_be_bare && batch_json_scanner_peek (scanner) == BATCH_JSON_ARRAY)
    {
      read_array (scanner, reading);
      return;
    }

  if (reading->source->array != NULL)
    {
      batch_json_read_members (scanner, members, G_N_ELEMENTS (members), reading);
      return;
    }

  if (batch_json_scanner_peek (scanner) != BATCH_JSON_OBJECT)
    return;

  reading->entries = g_ptr_array_new_with_free_func (entry_free);
  read_entry (reading, scanner);
}

/* --- Taking in --- */

static BatchModel *
find_model (BatchModelTable *self,
            const char      *id,
            gboolean         add)
{
  BatchModel *model = g_hash_table_lookup (self->by_id, id);

  if (model != NULL || !add)
    return model;

  model = batch_model_new (id);
  g_ptr_array_add (self->models, model);
  g_hash_table_insert (self->by_id, model->id, model);
  return model;
}

static char **
dup_strings (GPtrArray *strings)
{
  char **copy = g_new0 (char *, strings->len + 1);

  for (guint i = 0; i < strings->len; i++)
    copy[i] = g_strdup (g_ptr_array_index (strings, i));
  return copy;
}

static void
set_instances (BatchModel *model,
               GPtrArray  *instances)
{
  model->state = instances->len > 0 ? BATCH_MODEL_STATE_LOADED : BATCH_MODEL_STATE_UNLOADED;
  g_strfreev (model->instances);
  model->instances = dup_strings (instances);
}

static void
set_aliases (BatchModel *model,
             GPtrArray  *aliases)
{
  g_strfreev (model->aliases);
  model->aliases = dup_strings (aliases);
}

static void
describe_model (BatchModel            *model,
                const BatchModelEntry *entry)
{
  gint64 context = entry->context_length > 0 ? entry->context_length : entry->trained_length;

  if (entry->state != NULL)
    {
      model->state = state_from_word (entry->state);
      model->failed = entry->failed != FALSE;
      model->exit_code = entry->exit_code;
      model->progress = entry->progress > 0 ? entry->progress : -1;
    }
  if (entry->aliases != NULL)
    set_aliases (model, entry->aliases);
  if (entry->instances != NULL)
    set_instances (model, entry->instances);
  if (entry->size > 0)
    model->size = entry->size;
  if (entry->created_at > 0)
    model->created_at = entry->created_at;
  if (entry->expires_at > 0)
    model->expires_at = entry->expires_at;
  if (context > 0)
    model->context_length = context;
  if (entry->slots > 0 && entry->slots <= G_MAXUINT)
    model->slots = (guint) entry->slots;
  if (entry->remote_host != NULL && *entry->remote_host != '\0')
    model->remote = TRUE;
  model->uses |= entry->uses;
}

static void
take_entry (BatchModelTable        *self,
            const BatchModelSource *source,
            gboolean                listing,
            const BatchModelEntry  *entry)
{
  BatchModel *model = entry->id != NULL ? find_model (self, entry->id, listing) : NULL;

  if (model == NULL)
    return;
  if (source->all_loaded || source->names_loaded)
    model->state = BATCH_MODEL_STATE_LOADED;
  describe_model (model, entry);
}

static void
take_entries (BatchModelTable        *self,
              const BatchModelSource *source,
              gboolean                listing,
              GPtrArray              *entries)
{
  for (guint i = 0; source->names_loaded && i < self->models->len; i++)
    ((BatchModel *) g_ptr_array_index (self->models, i))->state = BATCH_MODEL_STATE_UNLOADED;

  for (guint i = 0; i < entries->len; i++)
    if (source->array != NULL)
      take_entry (self, source, listing, g_ptr_array_index (entries, i));
    else
      for (guint j = 0; j < self->models->len; j++)
        describe_model (g_ptr_array_index (self->models, j), g_ptr_array_index (entries, i));
}

gboolean
batch_model_table_read (BatchModelTable        *self,
                        const BatchModelSource *source,
                        gboolean                listing,
                        GBytes                 *body)
{
  Reading reading = { source, NULL };
  g_autoptr(GPtrArray) entries = NULL;
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  read_all (&reading, &scanner);
  entries = reading.entries;
  if (!batch_json_scanner_finish (&scanner) || entries == NULL)
    return FALSE;

  take_entries (self, source, listing, entries);
  return TRUE;
}

GListModel *
batch_model_table_to_list (BatchModelTable *self)
{
  GListStore *list = g_list_store_new (BATCH_TYPE_MODEL);

  g_list_store_splice (list, 0, 0, self->models->pdata, self->models->len);
  return G_LIST_MODEL (list);
}
