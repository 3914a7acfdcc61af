/* batch-handover-answers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-handover-answers-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "backend/batch-outcome-private.h"
#include "format/batch-line-reader-private.h"
#include "format/batch-request-body-private.h"
#include "store/batch-store-handovers-private.h"

/* A page goes from a worker thread, which reads lines, to the store, which knows their items,
 * to a worker thread again, which judges the answers as those of a lane are judged, and back
 * to the store. What was taken before, when we died in the middle, is not taken again: the
 * handover does not lease those items any more. */

#define PAGE_LINES  200
#define PAGE_BYTES  (4 * 1024 * 1024)
#define BLOCK_BYTES (64 * 1024)
#define LONGEST_LINE (64 * 1024 * 1024)

/* What a line says, on its way. */
typedef struct
{
  char      *request_id;
  char      *message;
  GBytes    *body;                 /* (nullable) */
  guint32    position;
  int        status;
  BatchFate  fate;
} Line;

typedef struct
{
  BatchHandoverAnswers  what;
  BatchLineReader      *reader;
  GPtrArray            *lines;     /* of Line: the page */
  GPtrArray            *items;     /* (nullable) of BatchItemRecord: theirs */
  GPtrArray            *finishes;  /* (nullable) of BatchFinish, beside the items */
  gsize                 n_bytes;   /* of the page */
  gint64                n_known;
  gint64                n_unknown;
  int                   fd;
  gboolean              at_end;
} Taking;

static void read_page (GTask *task);

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->request_id);
  g_free (line->message);
  g_clear_pointer (&line->body, g_bytes_unref);
  g_free (line);
}

static void
taking_free (gpointer data)
{
  Taking *self = data;

  batch_handover_record_free (self->what.handover);
  batch_job_record_unref (self->what.job);
  g_object_unref (self->what.store);
  g_object_unref (self->what.input);
  batch_line_reader_free (self->reader);
  g_ptr_array_unref (self->lines);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->finishes, g_ptr_array_unref);
  g_close (self->fd, NULL);
  g_free (self);
}

/* --- Reading lines --- */

static Line *
line_new (const BatchUpstreamLine *upstream,
          guint32                  position)
{
  Line *line = g_new0 (Line, 1);

  line->request_id = g_strdup (upstream->request_id);
  line->message = g_strdup (upstream->message);
  line->position = position;
  line->status = upstream->status;
  line->fate = upstream->fate;
  if (upstream->body.type != BATCH_JSON_NONE)
    line->body = g_bytes_new (upstream->body.data, upstream->body.length);
  return line;
}

static gboolean
is_blank (const BatchLine *line)
{
  for (gsize i = 0; i < line->length; i++)
    if (!g_ascii_isspace (line->data[i]))
      return FALSE;

  return TRUE;
}

static gboolean
line_cb (const BatchLine *line,
         gpointer         user_data)
{
  Taking *self = user_data;
  g_auto(BatchUpstreamLine) upstream = { 0 };
  gsize skipped = line->data != NULL ? batch_line_mark_length (line) : 0;
  guint32 position;

  if (line->data != NULL && is_blank (line))
    return TRUE;

  if (line->data != NULL
      && self->what.api->read_line (line->data + skipped, line->length - skipped, &upstream) &&
      batch_provider_parse_id (self->what.handover->id, upstream.custom_id, &position))
    {
      g_ptr_array_add (self->lines, line_new (&upstream, position));
      self->n_bytes += line->length;
    }
  else
    self->n_unknown++;

  return TRUE;
}

static gboolean
read_block (Taking   *self,
            guint8   *block,
            GError  **error)
{
  gssize n;

  do
    n = read (self->fd, block, BLOCK_BYTES);
  while (n < 0 && errno == EINTR);

  if (n < 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   "Reading the answers of the provider: %s", g_strerror (code));
      return FALSE;
    }

  self->at_end = n == 0;
  if (n > 0)
    batch_line_reader_feed (self->reader, block, (gsize) n);
  else
    batch_line_reader_end (self->reader);
  return TRUE;
}

static void
read_thread (GTask        *work,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Taking *self = task_data;
  g_autofree guint8 *block = g_malloc (BLOCK_BYTES);
  GError *error = NULL;

  self->n_bytes = 0;
  g_ptr_array_set_size (self->lines, 0);
  while (!self->at_end && self->lines->len < PAGE_LINES && self->n_bytes < PAGE_BYTES)
    if (!read_block (self, block, &error))
      {
        g_task_return_error (work, error);
        return;
      }

  g_task_return_boolean (work, TRUE);
}

/* --- Judging --- */

/* Items are in the order of their lines, without those that are none. */
static const Line *
find_line (Taking  *self,
           guint32  position,
           guint   *at)
{
  while (((Line *) g_ptr_array_index (self->lines, *at))->position != position)
    (*at)++;
  return g_ptr_array_index (self->lines, (*at)++);
}

static void
take_outcome (BatchFinish        *finish,
              const BatchOutcome *outcome)
{
  gboolean good = outcome->kind == BATCH_FAILURE_KIND_NONE;

  finish->status = good ? BATCH_ITEM_STATUS_SUCCEEDED : BATCH_ITEM_STATUS_FAILED;
  finish->failure_kind = outcome->kind;
  finish->review_reason = outcome->review_reason;
  finish->error = g_strdup (good ? outcome->review_message : outcome->message);
  finish->status_code = outcome->status_code;
  finish->prompt_tokens = outcome->prompt_tokens;
  finish->output_tokens = outcome->completion_tokens;
  finish->cached_tokens = outcome->cached_tokens;
}

/* What was sent is only looked at to judge the answer. */
static GBytes *
find_request (Taking          *self,
              BatchItemRecord *item)
{
  g_autoptr(GBytes) payload = batch_blob_source_read (self->what.input, item->offset,
                                                      item->length, NULL);

  return payload != NULL ? batch_request_body (self->what.job, item, payload,
                                               BATCH_STREAMING_NEVER, NULL) : NULL;
}

static void
judge_answer (Taking          *self,
              BatchItemRecord *item,
              const Line      *line,
              BatchFinish     *finish)
{
  g_autoptr(GBytes) request = find_request (self, item);
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  BatchResponse response = {
    .body = line->body != NULL ? line->body : nothing,
    .status = line->status,
  };
  g_auto(BatchOutcome) outcome = { 0 };

  batch_outcome_from_response (&outcome, &response, batch_request_endpoint (self->what.job, item),
                               request, batch_clock_now (self->what.clock));
  batch_outcome_check_model (&outcome, item->key, self->what.flags);
  take_outcome (finish, &outcome);
  finish->body = line->body != NULL ? g_bytes_ref (line->body) : NULL;
  finish->request_id = g_strdup (line->request_id);
}

static void
judge_failure (const Line  *line,
               const char  *usual,
               BatchFinish *finish)
{
  finish->status = BATCH_ITEM_STATUS_FAILED;
  finish->failure_kind = BATCH_FAILURE_KIND_TASK_TERMINATED;
  finish->error = g_strdup (line->message != NULL ? line->message : usual);
}

/* What was cancelled there ends as the job does here. */
static void
judge_cancelled (const Taking *self,
                 const Line   *line,
                 BatchFinish  *finish)
{
  const BatchJobRecord *job = self->what.job;

  if (job->state == BATCH_JOB_STATE_CANCELLING || job->removed_at > 0)
    finish->status = BATCH_ITEM_STATUS_CANCELLED;
  else if (job->expires_at > 0 && job->expires_at <= batch_clock_now (self->what.clock))
    finish->status = BATCH_ITEM_STATUS_EXPIRED;
  else
    judge_failure (line, "It was cancelled at the provider", finish);
}

static BatchFinish *
judge (Taking          *self,
       BatchItemRecord *item,
       const Line      *line)
{
  BatchFinish *finish = batch_finish_new ();

  finish->job_id = g_strdup (item->job_id);
  finish->position = item->position;
  finish->duration_ms = -1;
  finish->prompt_tokens = -1;
  finish->output_tokens = -1;
  finish->costs_attempt = TRUE;
  switch (line->fate)
    {
    case BATCH_FATE_ANSWERED:
      judge_answer (self, item, line, finish);
      break;
    case BATCH_FATE_FAILED:
      judge_failure (line, "The provider has no answer for it", finish);
      break;
    case BATCH_FATE_EXPIRED:
      finish->status = BATCH_ITEM_STATUS_EXPIRED;
      finish->costs_attempt = FALSE;
      break;
    case BATCH_FATE_CANCELLED:
      judge_cancelled (self, line, finish);
      break;
    }

  return finish;
}

static void
judge_thread (GTask        *work,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Taking *self = task_data;
  guint at = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (self->items, i);

      g_ptr_array_add (self->finishes,
                       judge (self, item, find_line (self, item->position, &at)));
    }
  g_task_return_boolean (work, TRUE);
}

/* --- A page --- */

static void
run_in_thread (GTask               *task,
               GTaskThreadFunc      func,
               GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) work = g_task_new (NULL, NULL, callback, g_object_ref (task));

  g_task_set_source_tag (work, run_in_thread);
  g_task_set_task_data (work, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (work, func);
}

/* Only what the handover still leased has ended now. */
static void
tell (Taking         *self,
      BatchJobRecord *job,
      const GArray   *taken)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  g_autoptr(GPtrArray) finishes = g_ptr_array_new ();

  for (guint i = 0; i < self->items->len; i++)
    if (g_array_index (taken, gboolean, i))
      {
        g_ptr_array_add (items, g_ptr_array_index (self->items, i));
        g_ptr_array_add (finishes, g_ptr_array_index (self->finishes, i));
      }

  self->what.taken (job, items, finishes, self->what.taken_data);
}

static void
go_on (GTask *task)
{
  Taking *self = g_task_get_task_data (task);

  if (self->at_end)
    g_task_return_boolean (task, TRUE);
  else
    read_page (task);
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  g_autoptr(GArray) taken = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  GError *error = NULL;

  if (!(job = batch_store_take_answers_finish (self->what.store, result, &taken, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  batch_job_record_unref (self->what.job);
  self->what.job = batch_job_record_ref (job);
  tell (self, job, taken);
  go_on (task);
}

static void
judged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);

  batch_store_take_answers_async (self->what.store, self->what.engine_id, self->what.handover,
                                  g_ptr_array_ref (self->finishes),
                                  batch_clock_now (self->what.clock), NULL,
                                  taken_cb, g_steal_pointer (&task));
}

static void
items_got_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->finishes, g_ptr_array_unref);
  if (!(self->items = batch_store_get_items_finish (self->what.store, result, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  self->n_known += self->items->len;
  self->n_unknown += (gint64) self->lines->len - self->items->len;
  self->finishes = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_finish_free);
  run_in_thread (task, judge_thread, judged_cb);
}

static void
page_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Taking *self = g_task_get_task_data (task);
  g_autoptr(GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->lines->len == 0)
    {
      go_on (task);
      return;
    }

  for (guint i = 0; i < self->lines->len; i++)
    g_array_append_val (positions, ((Line *) g_ptr_array_index (self->lines, i))->position);
  batch_store_get_items_async (self->what.store, self->what.handover->job_id,
                               (const guint32 *) positions->data, positions->len, NULL,
                               items_got_cb, g_steal_pointer (&task));
}

static void
read_page (GTask *task)
{
  run_in_thread (task, read_thread, page_read_cb);
}

void
batch_handover_answers_take_async (const BatchHandoverAnswers *answers,
                                   int                         fd,
                                   GCancellable               *cancellable,
                                   GAsyncReadyCallback         callback,
                                   gpointer                    user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Taking *self = g_new0 (Taking, 1);

  self->what = *answers;
  self->what.handover = batch_handover_record_copy (answers->handover);
  self->what.job = batch_job_record_ref (answers->job);
  self->what.store = g_object_ref (answers->store);
  self->what.input = g_object_ref (answers->input);
  self->reader = batch_line_reader_new (LONGEST_LINE, line_cb, self);
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->fd = fd;
  g_task_set_source_tag (task, batch_handover_answers_take_async);
  g_task_set_task_data (task, self, taking_free);
  read_page (task);
}

gboolean
batch_handover_answers_take_finish (GAsyncResult  *result,
                                    gint64        *n_known,
                                    gint64        *n_unknown,
                                    GError       **error)
{
  Taking *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *n_known = self->n_known;
  *n_unknown = self->n_unknown;
  return TRUE;
}
