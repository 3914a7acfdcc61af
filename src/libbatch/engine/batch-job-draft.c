/* batch-job-draft.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include <string.h>

#include "items/batch-item-private.h"
#include "json/batch-json-scanner-private.h"

/**
 * batch_job_new:
 * @resource_key: (nullable): what must be loaded for the items, usually a model; %NULL:
 *   nothing has to be
 * @operation: (nullable): what is done to the items
 * @overwrite_policy: what becomes of items that have a result already
 *
 * Begins a job that is built in memory.
 *
 * Returns: (transfer full): a job without items
 */
BatchJob *
batch_job_new (const char           *resource_key,
               const char           *operation,
               BatchOverwritePolicy  overwrite_policy)
{
  return g_object_new (BATCH_TYPE_JOB,
                       "resource-key", resource_key,
                       "operation", operation,
                       "overwrite-policy", overwrite_policy,
                       NULL);
}

static BatchJob *
new_for_input (const char *name)
{
  BatchJob *self = g_object_new (BATCH_TYPE_JOB, NULL);

  g_clear_pointer (&self->draft->items, g_ptr_array_unref);
  self->record->own_ids = FALSE;
  self->record->handler = g_strdup (BATCH_HTTP_HANDLER);
  self->record->input_name = g_strdup (name);
  return self;
}

/**
 * batch_job_new_for_file:
 * @input: a batch file
 *
 * Begins a job that sends the requests of a JSONL file.
 *
 * The file is read when the job is submitted. Its resource keys are the models
 * that its lines name.
 *
 * Returns: (transfer full): a job
 */
BatchJob *
batch_job_new_for_file (GFile *input)
{
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;
  BatchJob *self;

  g_return_val_if_fail (G_IS_FILE (input), NULL);

  base = g_file_get_basename (input);
  name = base != NULL ? g_filename_display_name (base) : NULL;
  self = new_for_input (name);
  self->draft->input = g_object_ref (input);
  return self;
}

/**
 * batch_job_new_for_stream:
 * @input: a stream of JSON lines
 * @name: (nullable): what to call the input
 *
 * Begins a job that sends the requests of a stream, like
 * [ctor@Job.new_for_file].
 *
 * Returns: (transfer full): a job
 */
BatchJob *
batch_job_new_for_stream (GInputStream *input,
                          const char   *name)
{
  BatchJob *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (input), NULL);

  self = new_for_input (name);
  self->draft->stream = g_object_ref (input);
  return self;
}

static void
item_added (BatchJob *self)
{
  guint position = self->draft->items->len - 1;
  g_autoptr(BatchItem) item = NULL;

  self->record->counts.total++;
  self->record->counts.pending++;
  if (self->views != NULL)
    {
      item = batch_job_make_draft_item (self, position);
      batch_job_views_add (self->views, item);
    }

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify (G_OBJECT (self), "total");
  g_object_notify (G_OBJECT (self), "pending");
  g_object_thaw_notify (G_OBJECT (self));
}

static void
add_item (BatchJob        *self,
          const char      *id,
          const char      *model,
          const char      *payload,
          BatchSizeBucket  size_bucket)
{
  g_autofree char *own_id = NULL;

  if (id == NULL)
    id = own_id = g_strdup_printf ("item-%u", self->draft->items->len);
  g_ptr_array_add (self->draft->items, batch_draft_item_new (id, model, payload, size_bucket));
  item_added (self);
}

static gboolean
check_open (BatchJob  *self,
            GError   **error)
{
  if (batch_job_is_open (self) && self->draft->items != NULL)
    return TRUE;

  if (!batch_job_is_open (self))
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                 "Job %s was submitted already: nothing can be added to it", self->record->id);
  else
    g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                         "The job is a batch file: its items are the lines of that");
  return FALSE;
}

/**
 * batch_job_add_item:
 * @self: a job that is built in memory
 * @id: (nullable): the id of the item, or %NULL for `item-0`, `item-1`, …
 * @payload: what the item carries, usually JSON
 * @size_bucket: how large the item is
 *
 * Adds an item for the resource key of the job.
 *
 * It is a mistake of the program to call this for a job that was submitted;
 * [method@Job.try_add_item] has an error for that.
 */
void
batch_job_add_item (BatchJob        *self,
                    const char      *id,
                    const char      *payload,
                    BatchSizeBucket  size_bucket)
{
  batch_job_add_item_with_model (self, id, NULL, payload, size_bucket);
}

/**
 * batch_job_add_item_with_model:
 * @self: a job that is built in memory
 * @id: (nullable): the id of the item, or %NULL for `item-0`, `item-1`, …
 * @model: (nullable): what must be loaded for the item, or %NULL for the resource key
 *   of the job
 * @payload: what the item carries, usually JSON
 * @size_bucket: how large the item is
 *
 * Adds an item to a job whose items are for different models.
 */
void
batch_job_add_item_with_model (BatchJob        *self,
                               const char      *id,
                               const char      *model,
                               const char      *payload,
                               BatchSizeBucket  size_bucket)
{
  g_return_if_fail (BATCH_IS_JOB (self));
  g_return_if_fail (batch_job_is_open (self) && self->draft->items != NULL);
  g_return_if_fail (payload != NULL && g_utf8_validate (payload, -1, NULL));

  add_item (self, id, model, payload, size_bucket);
}

/**
 * batch_job_try_add_item: (rename-to batch_job_add_item)
 * @self: a job that is built in memory
 * @id: (nullable): the id of the item, or %NULL for `item-0`, `item-1`, …
 * @payload: what the item carries, usually JSON
 * @size_bucket: how large the item is
 * @error: return location for an error
 *
 * Adds an item for the resource key of the job, if it can have one.
 *
 * The error is `BATCH_ERROR_INVALID_STATE` when the job was submitted already, be it that the
 * answer is still awaited, or gets its items from a batch file, and `BATCH_ERROR_INVALID_REQUEST`
 * when @payload is not UTF-8. That two items have the same id is found when the job is submitted.
 *
 * Returns: %TRUE if it was added
 */
gboolean
batch_job_try_add_item (BatchJob         *self,
                        const char       *id,
                        const char       *payload,
                        BatchSizeBucket   size_bucket,
                        GError          **error)
{
  return batch_job_try_add_item_with_model (self, id, NULL, payload, size_bucket, error);
}

/**
 * batch_job_try_add_item_with_model: (rename-to batch_job_add_item_with_model)
 * @self: a job that is built in memory
 * @id: (nullable): the id of the item, or %NULL for `item-0`, `item-1`, …
 * @model: (nullable): what must be loaded for the item, or %NULL for the resource key
 *   of the job
 * @payload: what the item carries, usually JSON
 * @size_bucket: how large the item is
 * @error: return location for an error
 *
 * Adds an item to a job whose items are for different models, if it can have one.
 *
 * The errors are those of [method@Job.try_add_item].
 *
 * Returns: %TRUE if it was added
 */
gboolean
batch_job_try_add_item_with_model (BatchJob         *self,
                                   const char       *id,
                                   const char       *model,
                                   const char       *payload,
                                   BatchSizeBucket   size_bucket,
                                   GError          **error)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  if (!check_open (self, error))
    return FALSE;
  if (!g_utf8_validate (payload, -1, NULL))
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                           "The payload of an item must be UTF-8");
      return FALSE;
    }

  add_item (self, id, model, payload, size_bucket);
  return TRUE;
}

gboolean
batch_job_is_open (BatchJob *self)
{
  return self->draft != NULL && !self->is_taken;
}

const BatchJobInput *
batch_job_get_draft (BatchJob *self)
{
  return self->draft;
}

void
batch_job_set_taken (BatchJob *self,
                     gboolean  is_taken)
{
  self->is_taken = is_taken;
}

BatchItem *
batch_job_make_draft_item (BatchJob *self,
                           guint     position)
{
  const BatchDraftItem *draft_item = g_ptr_array_index (self->draft->items, position);
  const char *key = draft_item->key != NULL ? draft_item->key : self->record->resource_key;
  g_autoptr(BatchItemRecord) record = batch_item_record_new ();

  record->position = position;
  record->custom_id = g_strdup (draft_item->custom_id);
  record->key = g_strdup (key);
  record->bucket = draft_item->bucket;
  return batch_item_new_for_draft (self->record, record, draft_item->payload);
}

static gboolean
check_ids (const BatchJobInput  *draft,
           GError              **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; draft->items != NULL && i < draft->items->len; i++)
    {
      const BatchDraftItem *item = g_ptr_array_index (draft->items, i);

      if (*item->custom_id == '\0')
        {
          g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                       "Item %u has an empty id", i);
          return FALSE;
        }
      if (!g_hash_table_add (seen, (char *) item->custom_id))
        {
          g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                       "Item id “%s” appears twice", item->custom_id);
          return FALSE;
        }
    }

  return TRUE;
}

/* A job that never has anything to do would never end. */
static gboolean
check_any (const BatchJobInput  *draft,
           GError              **error)
{
  if (draft->items == NULL || draft->items->len > 0)
    return TRUE;

  g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                       "The job has no items: add one before it is submitted");
  return FALSE;
}

gboolean
batch_job_is_metadata (const char *text)
{
  BatchJsonScanner scanner;
  BatchJsonValue value;

  batch_json_scanner_init (&scanner, (const guint8 *) text, strlen (text), BATCH_JSON_DEPTH);
  return batch_json_scanner_read_value (&scanner, &value)
         && value.type == BATCH_JSON_OBJECT
         && batch_json_scanner_finish (&scanner);
}

static gboolean
check_metadata (const char  *metadata,
                GError     **error)
{
  if (metadata == NULL || batch_job_is_metadata (metadata))
    return TRUE;

  g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                       "The metadata of a job must be a JSON object");
  return FALSE;
}

gboolean
batch_job_check_draft (BatchJob  *self,
                       GError   **error)
{
  if (self->draft == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                   "Job %s was submitted before", self->record->id);
      return FALSE;
    }
  if (self->record->id != NULL && *self->record->id == '\0')
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                           "The id of a job must not be empty");
      return FALSE;
    }

  return check_metadata (self->record->metadata, error) && check_any (self->draft, error)
         && check_ids (self->draft, error);
}

BatchJobRecord *
batch_job_make_record (BatchJob *self)
{
  static const BatchCounts no_counts = { 0 };
  BatchJobRecord *record = batch_job_record_copy (self->record);
  const BatchDraftItem *first;

  record->counts = no_counts;
  g_ptr_array_set_size (record->groups, 0);
  if (record->resource_key == NULL && self->draft->items != NULL && self->draft->items->len > 0)
    {
      first = g_ptr_array_index (self->draft->items, 0);
      /* Without a key of either there is nothing to load. */
      record->resource_key = g_strdup (first->key != NULL ? first->key : "");
    }

  return record;
}
