/* batch-incoming-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-incoming-files.h"

typedef struct
{
  GPtrArray          *files;
  guint               next;
  BatchIncomingFiles *sorting;
} Work;

void
batch_incoming_files_free (BatchIncomingFiles *self)
{
  g_ptr_array_unref (self->batches);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_ptr_array_unref (work->files);
  g_clear_pointer (&work->sorting, batch_incoming_files_free);
  g_free (work);
}

BatchRowKind
batch_incoming_files_join (BatchRowKind kind,
                           guint        n_files,
                           BatchRowKind next)
{
  if (n_files == 0)
    return next;

  return kind == next && kind != BATCH_ROW_KIND_LINES ? kind : BATCH_ROW_KIND_FILES;
}

static void sort_next (GTask *task);

static void
guessed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  BatchIncomingFiles *sorting = work->sorting;
  GFile *file = work->files->pdata[work->next++];
  BatchRowKind kind;

  /* What cannot be read is told by who reads it. */
  if (!batch_row_source_guess_finish (result, &kind, NULL) || kind == BATCH_ROW_KIND_REQUESTS)
    g_ptr_array_add (sorting->batches, g_object_ref (file));
  else
    {
      sorting->kind = batch_incoming_files_join (sorting->kind, sorting->rows->len, kind);
      g_ptr_array_add (sorting->rows, g_object_ref (file));
    }

  sort_next (g_steal_pointer (&task));
}

static void
sort_next (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  if (work->next < work->files->len)
    {
      batch_row_source_guess_async (work->files->pdata[work->next], NULL, guessed_cb, task);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&work->sorting),
                         (GDestroyNotify) batch_incoming_files_free);
  g_object_unref (task);
}

void
batch_incoming_files_sort_async (GPtrArray           *files,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->files = g_ptr_array_ref (files);
  work->sorting = g_new0 (BatchIncomingFiles, 1);
  work->sorting->batches = g_ptr_array_new_with_free_func (g_object_unref);
  work->sorting->rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_source_tag (task, batch_incoming_files_sort_async);
  g_task_set_task_data (task, work, work_free);
  sort_next (task);
}

BatchIncomingFiles *
batch_incoming_files_finish (GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
