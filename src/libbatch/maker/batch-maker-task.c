/* batch-maker-task.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-maker-task-private.h"

#include "format/batch-request-writer-private.h"
#include "format/batch-template-private.h"
#include "maker/batch-preview-private.h"
#include "maker/batch-row-names-private.h"

#define PIECE     (256 * 1024)
#define MAX_SHOWN 48                      /* bytes of a picture in a preview */

/* What goes on in a run. */
typedef struct
{
  BatchMakerTask *task;
  GCancellable   *cancellable;
  BatchTemplate  *prompt;
  BatchTemplate  *system;       /* (nullable) */
  GArray         *members;      /* of BatchSplice; its strings are in the next one */
  GPtrArray      *strings;      /* (nullable) */
  BatchRowNames   names;
  GString        *lines;        /* not written yet */
  BatchPreview   *preview;      /* (nullable) */
  gint64          n_requests;
  BatchEndpoint   endpoint;
} Run;

void
batch_maker_task_free (BatchMakerTask *self)
{
  g_free (self->prompt);
  g_free (self->system);
  g_free (self->url);
  g_free (self->id_column);
  g_strfreev (self->models);
  batch_parameters_clear (&self->parameters);
  batch_row_plan_free (self->plan);
  g_clear_object (&self->output);
  g_free (self->guessed_encoding);
  g_free (self->guessed_file);
  g_free (self);
}

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->prompt, batch_template_free);
  g_clear_pointer (&run->system, batch_template_free);
  g_array_unref (run->members);
  g_clear_pointer (&run->strings, g_ptr_array_unref);
  batch_row_names_clear (&run->names);
  g_string_free (run->lines, TRUE);
  g_clear_object (&run->preview);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
flush_lines (Run     *run,
             GError **error)
{
  gboolean written = g_output_stream_write_all (run->task->output, run->lines->str,
                                                run->lines->len, NULL, run->cancellable, error);

  g_string_truncate (run->lines, 0);
  return written;
}

/* --- Rows --- */

static gboolean
prepare_templates (Run                *run,
                   const char *const  *columns,
                   GError            **error)
{
  if (run->prompt != NULL)
    return TRUE;
  if (!(run->prompt = batch_template_new (run->task->prompt, columns, error)))
    return FALSE;
  if (run->task->system == NULL)
    return TRUE;

  run->system = batch_template_new (run->task->system, columns, error);
  return run->system != NULL;
}

/* Whether what is in the file would reach the model. */
static gboolean
check_file (Run            *run,
            BatchRows      *rows,
            const BatchRow *row)
{
  int text = batch_rows_find_column ((const char *const *) rows->columns, "text");

  if (row->image != NULL && !batch_endpoint_has_conversation (run->endpoint))
    return batch_rows_refuse (rows, 0, BATCH_LINE_ERROR_INVALID_VALUE,
                              "“%s” is a picture, which %s does not take", row->name,
                              run->task->url);
  if (row->image == NULL && !batch_template_uses (run->prompt, text))
    return batch_rows_refuse (rows, 0, BATCH_LINE_ERROR_INVALID_VALUE,
                              "“%s” is text, but the prompt has no {{text}} to put it in; write "
                              "that, or leave the file out",
                              row->name);

  return TRUE;
}

static void
append_requests (Run               *run,
                 const BatchRow    *row,
                 BatchRequestParts *parts)
{
  for (guint i = 0; run->task->models[i] != NULL; i++)
    {
      g_autofree char *custom_id = batch_row_names_make_id (&run->names, row, i);

      parts->custom_id = custom_id;
      parts->model = run->task->models[i];
      batch_request_append_line (parts, run->lines);
      run->n_requests++;
    }
}

/* A picture is shown by its beginning, since the whole of it would be no use to a person. */
static void
show_request (Run               *run,
              BatchRows         *rows,
              const BatchRow    *row,
              BatchRequestParts *parts)
{
  g_autofree char *custom_id = batch_row_names_make_id (&run->names, row, 0);
  g_autoptr(GString) line = g_string_new (NULL);
  gsize image_length = parts->image_length;

  parts->custom_id = custom_id;
  parts->model = run->task->models != NULL && run->task->models[0] != NULL
                 ? run->task->models[0] : "";
  parts->image_length = MIN (image_length, MAX_SHOWN);
  batch_request_append_line (parts, line);
  run->preview = batch_preview_new (parts, line->str, image_length,
                                    (const char *const *) rows->columns, row->values);
}

/* What a person has in columns. A line, a paragraph and a file are in the prompt. */
static gboolean
keeps_columns (const BatchMakerTask *task)
{
  return task->keep_columns && (task->plan->kind == BATCH_ROW_KIND_TABLE
                                || task->plan->kind == BATCH_ROW_KIND_OBJECTS);
}

/* Of an object in a long file, a member may come so late that it is not among the columns, which
 * are the same in all rows. */
static gboolean
check_columns (Run            *run,
               BatchRows      *rows,
               const BatchRow *row)
{
  if (row->stray == NULL || !keeps_columns (run->task))
    return TRUE;
  if (g_strv_length (rows->columns) == BATCH_ROWS_MAX_MEMBERS)
    return batch_rows_refuse (rows, row->line, BATCH_LINE_ERROR_INVALID_VALUE,
                              "“%s” is one member too many to be kept: no more than %d names of "
                              "members can be columns",
                              row->stray, BATCH_ROWS_MAX_MEMBERS);

  return batch_rows_refuse (rows, row->line, BATCH_LINE_ERROR_INVALID_VALUE,
                            "“%s” comes too late to be a column that is kept; have it in the first "
                            "object, too, as null",
                            row->stray);
}

static gboolean
take_row_cb (BatchRows      *rows,
             const BatchRow *row,
             gpointer        user_data)
{
  Run *run = user_data;
  g_autoptr(GString) prompt = g_string_new (NULL);
  g_autoptr(GString) system = g_string_new (NULL);
  BatchRequestParts parts = {
    .members = (const BatchSplice *) run->members->data,
    .n_members = run->members->len,
    .endpoint = run->endpoint,
  };

  if (!prepare_templates (run, (const char *const *) rows->columns, &rows->error) ||
      (row->name != NULL && !check_file (run, rows, row)) || !check_columns (run, rows, row) ||
      !batch_row_names_take (&run->names, rows, row))
    return FALSE;

  batch_template_expand (run->prompt, row->values, prompt);
  parts.prompt = prompt->str;
  if (run->system != NULL)
    {
      batch_template_expand (run->system, row->values, system);
      parts.system = system->str;
    }
  if (row->image != NULL)
    {
      parts.image = g_bytes_get_data (row->image, &parts.image_length);
      parts.image_type = batch_image_type (parts.image, parts.image_length);
    }

  if (keeps_columns (run->task))
    {
      parts.columns = (const char *const *) rows->columns;
      parts.values = row->values;
    }

  if (run->task->row > 0)
    show_request (run, rows, row, &parts);
  else
    append_requests (run, row, &parts);

  return run->lines->len < PIECE || flush_lines (run, &rows->error);
}

static gboolean
read_rows (Run       *run,
           gint64    *n_rows,
           GError   **error)
{
  g_auto(BatchRows) rows = {
    .plan = run->task->plan,
    .cancellable = run->cancellable,
    .func = take_row_cb,
    .user_data = run,
  };
  gboolean done = batch_rows_run (&rows, error);

  *n_rows = rows.n_rows;
  run->task->guessed_encoding = g_steal_pointer (&rows.guess);
  run->task->guessed_file = g_steal_pointer (&rows.guessed_file);
  return done;
}

/* --- Settings --- */

static gboolean
read_parameters (Run     *run,
                 GError **error)
{
  run->strings = batch_parameters_to_list (&run->task->parameters, run->endpoint, error);
  if (run->strings == NULL)
    return FALSE;

  for (guint i = 0; i < run->strings->len; i += 2)
    {
      BatchSplice member = { run->strings->pdata[i], run->strings->pdata[i + 1] };

      g_array_append_val (run->members, member);
    }

  return TRUE;
}

static gboolean
check_task (Run     *run,
            GError **error)
{
  BatchMakerTask *task = run->task;

  run->endpoint = batch_endpoint_from_path (task->url);
  if (run->endpoint == BATCH_ENDPOINT_NONE)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” is not an endpoint; the usual one is /v1/chat/completions", task->url);
      return FALSE;
    }

  if (task->row == 0 &&
      (task->models == NULL || task->models[0] == NULL || *task->models[0] == '\0'))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "No model is named; name at least one");
      return FALSE;
    }

  return read_parameters (run, error);
}

static void
run_init (Run            *run,
          BatchMakerTask *task,
          GCancellable   *cancellable)
{
  *run = (Run) {
    .task = task,
    .cancellable = cancellable,
    .members = g_array_new (FALSE, FALSE, sizeof (BatchSplice)),
    .lines = g_string_new (NULL),
  };
  batch_row_names_init (&run->names, task->id_column,
                        task->models != NULL ? g_strv_length (task->models) : 0);
}

gint64
batch_maker_task_run (BatchMakerTask  *self,
                      GCancellable    *cancellable,
                      GError         **error)
{
  g_auto(Run) run = { NULL };
  gint64 n_rows;

  run_init (&run, self, cancellable);
  if (!check_task (&run, error) || !read_rows (&run, &n_rows, error) ||
      !flush_lines (&run, error) ||
      !batch_row_names_check_unique (&run.names, self->plan, cancellable, error))
    return -1;
  if (run.n_requests > 0)
    return run.n_requests;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
               "There is nothing in it to make a request from");
  return -1;
}

BatchPreview *
batch_maker_task_preview (BatchMakerTask  *self,
                          GCancellable    *cancellable,
                          GError         **error)
{
  g_auto(Run) run = { NULL };
  gint64 n_rows;

  run_init (&run, self, cancellable);
  batch_row_plan_set_rows (self->plan, &self->row, 1);
  if (!check_task (&run, error) || !read_rows (&run, &n_rows, error))
    return NULL;
  if (run.preview != NULL)
    return g_steal_pointer (&run.preview);

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
               n_rows > 0 ? "There is no row %" G_GINT64_FORMAT "; the last one is %"
                            G_GINT64_FORMAT
                          : "There is no row", self->row, n_rows);
  return NULL;
}
