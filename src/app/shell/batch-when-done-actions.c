/* batch-when-done-actions.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-when-done-actions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "widgets/batch-closures.h"

/* --- Exporting --- */

typedef struct
{
  GPtrArray *jobs;
  char      *folder;
  guint      n_done;
} Exports;

static void
exports_free (Exports *exports)
{
  g_ptr_array_unref (exports->jobs);
  g_free (exports->folder);
  g_free (exports);
}

static char *
find_place (const char *folder,
            BatchJob   *job)
{
  g_autofree char *stem = batch_job_get_display_name (job);
  g_autofree char *name = NULL;

  if (g_str_has_suffix (stem, ".jsonl"))
    stem[strlen (stem) - strlen (".jsonl")] = '\0';
  g_strdelimit (stem, G_DIR_SEPARATOR_S, '_');
  name = g_strconcat (stem, ".output.jsonl", NULL);

  return g_build_filename (folder, name, NULL);
}

static void export_next (GTask *task);

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Exports *exports = g_task_get_task_data (task);
  GError *error = NULL;

  if (!batch_export_run_finish (BATCH_EXPORT (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  exports->n_done++;
  export_next (g_steal_pointer (&task));
}

/* Takes the task over. One after the other: there may be many, and one disk. */
static void
export_next (GTask *task)
{
  Exports *exports = g_task_get_task_data (task);
  BatchJob *job;
  g_autofree char *place = NULL;
  g_autoptr(BatchExport) export = NULL;

  if (exports->n_done == exports->jobs->len)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  job = g_ptr_array_index (exports->jobs, exports->n_done);
  place = find_place (exports->folder, job);
  export = batch_export_new (BATCH_EXPORT_FORMAT_JSONL, place);
  batch_export_set_conflict (export, BATCH_EXPORT_CONFLICT_NUMBER);
  batch_export_run_async (export, g_task_get_source_object (task), batch_job_get_id (job),
                          g_task_get_cancellable (task), exported_cb, task);
}

void
batch_export_jobs_async (BatchEngine         *engine,
                         GPtrArray           *jobs,
                         const char          *folder,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (engine, cancellable, callback, user_data);
  Exports *exports = g_new0 (Exports, 1);

  exports->jobs = g_ptr_array_ref (jobs);
  exports->folder = g_strdup (folder);
  g_task_set_source_tag (task, batch_export_jobs_async);
  g_task_set_task_data (task, exports, (GDestroyNotify) exports_free);
  export_next (task);
}

gboolean
batch_export_jobs_finish (BatchEngine   *engine,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engine), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Running a command --- */

GStrv
batch_command_parse (const char  *command,
                     GError     **error)
{
  g_auto(GStrv) words = NULL;
  g_autofree char *program = NULL;

  if (!g_shell_parse_argv (command, NULL, &words, error))
    return NULL;

  program = g_find_program_in_path (words[0]);
  if (program == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _("There is no program “%s” on this computer"), words[0]);
      return NULL;
    }

  return g_steal_pointer (&words);
}

GSubprocess *
batch_command_start (const char  *command,
                     GError     **error)
{
  g_auto(GStrv) words = batch_command_parse (command, error);

  if (words == NULL)
    return NULL;

  return g_subprocess_newv ((const char * const *) words,
                            (G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                             | G_SUBPROCESS_FLAGS_STDERR_SILENCE), error);
}

gboolean
batch_command_check (GSubprocess  *process,
                     const char   *command,
                     GError      **error)
{
  if (g_subprocess_get_successful (process))
    return TRUE;

  if (g_subprocess_get_if_exited (process))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("“%s” ended with the exit code %d"),
                 command, g_subprocess_get_exit_status (process));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("“%s” was ended by the signal %d"),
                 command, g_subprocess_get_term_sig (process));
  return FALSE;
}
