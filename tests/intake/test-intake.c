/* test-intake.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-intake.h"

#include <string.h>

#include "store-sync.h"
#include "test-disk.h"
#include "test-support.h"

void
intake_set_up (Intake     *intake,
               const char *uri)
{
  g_autoptr(GError) error = NULL;

  batch_test_disk_reset ();
  intake->root = batch_test_make_dir ();
  intake->files_path = g_build_filename (intake->root, "files", NULL);
  intake->store = batch_test_store_open (uri != NULL ? uri : "sqlite::memory:", &error);
  g_assert_no_error (error);
  intake->files = batch_file_store_new_with_ops (intake->files_path, batch_test_disk_get_ops (),
                                                 &error);
  g_assert_no_error (error);
}

void
intake_tear_down (Intake *intake)
{
  g_assert_finalize_object (intake->files);
  g_assert_finalize_object (intake->store);
  batch_test_remove_dir (intake->root);
  g_free (intake->root);
  g_free (intake->files_path);
}

/* --- Imports --- */

BatchJobRecord *
intake_make_job (const char *id)
{
  BatchJobRecord *job = batch_job_record_new ();

  job->id = g_strdup (id);
  job->handler = g_strdup (BATCH_HTTP_HANDLER);
  job->operation = g_strdup ("chat");
  job->input_name = g_strdup ("input.jsonl");
  job->state = BATCH_JOB_STATE_VALIDATING;
  job->max_attempts = 3;
  job->created_at = 1;
  return job;
}

BatchJobRecord *
intake_import (Intake        *intake,
               const char    *id,
               GInputStream  *input,
               GCancellable  *cancellable,
               GPtrArray    **issues,
               GError       **error)
{
  g_autoptr(BatchJobRecord) job = intake_make_job (id);
  g_autoptr(GAsyncResult) result = NULL;
  BatchLimits limits = batch_limits_default ();

  batch_import_async (intake->store, intake->files, input, job, ":latest", &limits, FALSE, NULL,
                      cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_import_finish (result, issues, error);
}

BatchJobRecord *
intake_import_text (Intake      *intake,
                    const char  *id,
                    const char  *text,
                    GPtrArray  **issues,
                    GError     **error)
{
  g_autoptr(GInputStream) input = g_memory_input_stream_new_from_data (text, (gssize) strlen (text),
                                                                       NULL);

  return intake_import (intake, id, input, NULL, issues, error);
}

char *
intake_make_lines (guint n,
                   guint models)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "{\"custom_id\": \"r%u\", \"method\": \"POST\", "
                            "\"url\": \"/v1/chat/completions\", "
                            "\"body\": {\"model\": \"m%u\", \"n\": %u}}\n", i, i % models, i);

  return g_string_free (text, FALSE);
}

/* --- Looking --- */

BatchJobRecord *
intake_get_job (Intake     *intake,
                const char *id)
{
  g_autoptr(GError) error = NULL;
  BatchJobRecord *job = batch_test_store_get_job (intake->store, id, &error);

  if (job == NULL)
    g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  return job;
}

GPtrArray *
intake_list_items (Intake     *intake,
                   const char *id)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *items = batch_test_store_list_items (intake->store, id, NULL, NULL, 0, &error);

  g_assert_no_error (error);
  return items;
}

static guint
count_below (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n_files = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        n_files += count_below (child);
      else if (!g_str_equal (name, ".lock"))
        n_files++;
    }

  return n_files;
}

guint
intake_count_files (Intake *intake)
{
  return count_below (intake->files_path);
}

/* --- The stream --- */

#define INTAKE_TYPE_STREAM (intake_stream_get_type ())
G_DECLARE_FINAL_TYPE (IntakeStream, intake_stream, INTAKE, STREAM, GInputStream)

struct _IntakeStream
{
  GInputStream    parent_instance;

  GBytes         *bytes;
  gsize           offset;
  gsize           piece;
  IntakeReadFunc  func;
  gpointer        user_data;
  guint           n_read;
};

G_DEFINE_FINAL_TYPE (IntakeStream, intake_stream, G_TYPE_INPUT_STREAM)

static gssize
intake_stream_read (GInputStream  *stream,
                    void          *buffer,
                    gsize          count,
                    GCancellable  *cancellable,
                    GError       **error)
{
  IntakeStream *self = INTAKE_STREAM (stream);
  gsize size;
  const guint8 *data = g_bytes_get_data (self->bytes, &size);
  gsize n_bytes = MIN (MIN (count, self->piece), size - self->offset);

  if (self->func != NULL && !self->func (self->n_read++, self->user_data))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The disk is broken");
      return -1;
    }

  memcpy (buffer, data + self->offset, n_bytes);
  self->offset += n_bytes;
  return (gssize) n_bytes;
}

static void
intake_stream_finalize (GObject *object)
{
  g_bytes_unref (INTAKE_STREAM (object)->bytes);
  G_OBJECT_CLASS (intake_stream_parent_class)->finalize (object);
}

static void
intake_stream_class_init (IntakeStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = intake_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = intake_stream_read;
}

static void
intake_stream_init (IntakeStream *self)
{
}

GInputStream *
intake_stream_new (GBytes         *bytes,
                   gsize           piece,
                   IntakeReadFunc  func,
                   gpointer        user_data)
{
  IntakeStream *self = g_object_new (INTAKE_TYPE_STREAM, NULL);

  self->bytes = g_bytes_ref (bytes);
  self->piece = piece;
  self->func = func;
  self->user_data = user_data;
  return G_INPUT_STREAM (self);
}
