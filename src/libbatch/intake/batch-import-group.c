/* batch-import-group.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-import-group-private.h"

#include <string.h>

#include "core/batch-model-key-private.h"
#include "files/batch-file-writer-private.h"
#include "intake/batch-importer-private.h"
#include "intake/batch-item-prefixes-private.h"
#include "intake/batch-job-input-private.h"

/* A job is stored by one call, in one transaction. */
#define JOB_ITEMS   512
#define JOB_BYTES   (1024 * 1024)
#define GROUP_JOBS  4096
#define GROUP_ITEMS 16384
#define GROUP_BYTES (8 * 1024 * 1024)
/* Who calls the store meanwhile waits for those that were sent before. */
#define SENT_ITEMS  1024

typedef struct _Group Group;

typedef struct
{
  Group          *group;
  GTask          *task;
  BatchJobRecord *job;
  GPtrArray      *items;           /* of BatchDraftItem */
  const char     *implied_tag;     /* (nullable) */
  GCancellable   *cancellable;     /* (nullable) */
  BatchItemChunk *chunk;           /* NULL before they are written, and once they are sent */
} Member;

struct _Group
{
  BatchStore       *store;
  BatchFileStore   *files;
  BatchImportPlace *place;
  GPtrArray        *members;
  gsize             n_bytes;
  guint             n_items;
  guint             n_sent;        /* members whose fate is with the store */
  guint             n_left;        /* members without an answer */
  guint             n_items_sent;  /* of those who are waiting for one */
  BatchFileGuard   *guard;         /* until all of them have one */
  char             *digest;
  GError           *error;         /* why the payloads could not be kept */
};

static void
member_free (gpointer data)
{
  Member *self = data;

  g_clear_pointer (&self->chunk, batch_item_chunk_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->task);
  g_ptr_array_unref (self->items);
  batch_job_record_unref (self->job);
  g_free (self);
}

static void
group_free (Group *self)
{
  g_ptr_array_unref (self->members);
  g_clear_pointer (&self->guard, batch_file_guard_unref);
  g_clear_error (&self->error);
  g_object_unref (self->files);
  g_object_unref (self->store);
  g_free (self->digest);
  g_free (self);
}

/* --- Becoming jobs --- */

/* Who has the answer may close the stores, so they are let go before the last one. */
static void
member_end (Member         *self,
            BatchJobRecord *record,
            GError         *error)
{
  Group *group = self->group;
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  if (--group->n_left == 0)
    {
      batch_import_place_free (group->place);
      group_free (group);
    }

  if (record != NULL)
    g_task_return_pointer (task, record, (GDestroyNotify) batch_job_record_unref);
  else
    g_task_return_error (task, error);
}

static void submit_more (Group *self);

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Member *self = user_data;
  GError *error = NULL;
  BatchJobRecord *job = batch_store_submit_job_finish (BATCH_STORE (source), result, &error);

  self->group->n_items_sent -= self->items->len + 1;
  submit_more (self->group);
  member_end (self, job, error);
}

static void
submit (Member *self)
{
  self->group->n_items_sent += self->items->len + 1;
  self->job->input_digest = g_strdup (self->group->digest);
  batch_store_submit_job_async (self->group->store, self->job, g_steal_pointer (&self->chunk),
                                self->cancellable, submitted_cb, self);
}

static void
submit_more (Group *self)
{
  if (self->n_sent == self->members->len)
    return;

  while (self->n_sent < self->members->len && self->n_items_sent < SENT_ITEMS)
    submit (g_ptr_array_index (self->members, self->n_sent++));
  if (self->n_sent == self->members->len)
    batch_import_place_queued (self->place);
}

static void
fail_all (Group *self)
{
  guint n_members = self->members->len;

  batch_import_place_queued (self->place);
  for (guint i = 0; i < n_members; i++)
    member_end (g_ptr_array_index (self->members, i), NULL, g_error_copy (self->error));
}

static void
enqueue (gpointer import)
{
  Group *self = import;

  self->n_left = self->members->len;
  if (self->error != NULL)
    fail_all (self);
  else
    submit_more (self);
}

/* --- Their payloads --- */

/* Returns: its key, which lives as long as the chunk */
static const char *
add_item (Member             *self,
          const BatchNewItem *item)
{
  g_autofree char *key = batch_model_key_strip (item->key, self->implied_tag);
  GArray *items = self->chunk->items;
  BatchNewItem copy = *item;

  if (key == NULL)
    {
      batch_item_chunk_add_static (self->chunk, item);
      return item->key;
    }

  copy.key = key;
  batch_item_chunk_add (self->chunk, &copy);
  return g_array_index (items, BatchNewItem, items->len - 1).key;
}

static gboolean
write_items (Member           *self,
             BatchFileWriter  *writer,
             GError          **error)
{
  gint64 start = batch_file_writer_get_size (writer);
  g_auto(BatchItemPrefixes) prefixes = { NULL };
  const char *last_key = NULL;

  self->chunk = batch_item_chunk_new (self->items->len);
  for (guint i = 0; i < self->items->len; i++)
    {
      const BatchDraftItem *draft = g_ptr_array_index (self->items, i);
      gsize length = strlen (draft->payload);
      BatchNewItem item = {
        .custom_id = draft->custom_id,
        .key = draft->key != NULL ? draft->key : self->job->resource_key,
        .offset = batch_file_writer_get_size (writer),
        .length = (guint32) length,
        .bucket = draft->bucket,
        .prefix = batch_item_prefixes_add_payload (&prefixes, self->job, draft->payload, length),
      };

      const char *key = add_item (self, &item);

      self->job->key_changes += i > 0 && g_strcmp0 (key, last_key) != 0;
      last_key = key;
      if (!batch_file_writer_write (writer, draft->payload, length, error))
        return FALSE;
    }

  self->job->input_size = batch_file_writer_get_size (writer) - start;
  return TRUE;
}

static gboolean
write_all (Group   *self,
           GError **error)
{
  g_autoptr(BatchFileWriter) writer = batch_file_writer_new (self->files, error);
  gint64 size;

  if (writer == NULL)
    return FALSE;
  for (guint i = 0; i < self->members->len; i++)
    if (!write_items (g_ptr_array_index (self->members, i), writer, error))
      return FALSE;

  self->guard = batch_file_writer_commit (writer, &self->digest, &size, error);
  return self->guard != NULL;
}

static void
write_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Group *self = task_data;

  write_all (self, &self->error);
  g_task_return_boolean (task, TRUE);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Group *self = user_data;

  batch_import_place_ready (self->place);
}

static void
begin (gpointer import)
{
  Group *self = import;
  g_autoptr(GTask) task = g_task_new (NULL, NULL, written_cb, self);

  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, write_thread);
}

/* --- Gathering --- */

static const BatchImportSteps steps = { begin, enqueue, TRUE };

static gsize
count_bytes (GPtrArray *items)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < items->len; i++)
    n_bytes += strlen (((const BatchDraftItem *) g_ptr_array_index (items, i))->payload);

  return n_bytes;
}

gboolean
batch_import_group_fits (GPtrArray *items)
{
  return items->len <= JOB_ITEMS && count_bytes (items) <= JOB_BYTES;
}

static gboolean
has_room (const Group *self)
{
  return self->members->len < GROUP_JOBS && self->n_items < GROUP_ITEMS
         && self->n_bytes < GROUP_BYTES;
}

static Group *
group_new (BatchImportQueue *queue,
           BatchStore      *store,
           BatchFileStore  *files)
{
  Group *self = g_new0 (Group, 1);

  self->store = g_object_ref (store);
  self->files = g_object_ref (files);
  self->members = g_ptr_array_new_with_free_func (member_free);
  self->place = batch_import_place_new (queue, &steps, self);
  return self;
}

static Member *
member_new (Group          *group,
            GPtrArray      *items,
            BatchJobRecord *job,
            const char     *implied_tag,
            GCancellable   *cancellable)
{
  Member *self = g_new0 (Member, 1);

  self->group = group;
  self->items = g_ptr_array_ref (items);
  self->job = batch_job_record_ref (job);
  self->implied_tag = implied_tag;
  g_set_object (&self->cancellable, cancellable);
  g_ptr_array_add (group->members, self);
  group->n_items += items->len;
  group->n_bytes += count_bytes (items);
  return self;
}

void
batch_import_group_add (BatchImportQueue    *queue,
                        BatchStore          *store,
                        BatchFileStore      *files,
                        GPtrArray           *items,
                        BatchJobRecord      *job,
                        const char          *implied_tag,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  Group *group = batch_import_queue_get_open (queue, &steps);
  Member *member;

  if (group == NULL || !has_room (group))
    group = group_new (queue, store, files);

  member = member_new (group, items, job, implied_tag, cancellable);
  member->task = batch_import_task_new (cancellable, callback, user_data);
  batch_import_place_start (group->place);
}
