/* batch-handover-runner-receiving.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-handover-runner-state-private.h"

#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "native/batch-handover-answers-private.h"

/* From a batch at the provider to the results. */

/* A provider that knows a batch no more may only be slow to tell all of its machines. */
#define MAX_LOST 5

/* How often answers are fetched that have fewer lines than the provider has told of. */
#define MAX_FETCHES 4

static void
note (BatchHandoverRunner *self,
      char                *words)
{
  g_free (self->record->note);
  self->record->note = words;
}

/* --- Asking --- */

static void
lose (BatchHandoverRunner *self,
      const BatchResponse *response)
{
  g_autofree char *words = batch_provider_dup_reason (response);

  self->refusal = g_strdup_printf ("it knows nothing of its batch %s any more: %s",
                                   self->record->upstream_id, words);
  note (self, g_strdup (self->refusal));
  batch_handover_runner_go_on (self);
}

static void
fail (BatchHandoverRunner *self,
      const BatchResponse *response,
      const GError        *error)
{
  g_autoptr(GError) reason = batch_handover_runner_make_error (self, response, error,
                                                               "Asking for the batch");

  if (batch_provider_judge (response, error) == BATCH_REPLY_REFUSED)
    self->n_lost++;
  if (self->n_lost >= MAX_LOST)
    lose (self, response);
  else
    batch_handover_runner_try_later (self, reason,
                                     batch_handover_runner_retry_after (self, response));
}

static void
take (BatchHandoverRunner *self,
      BatchUpstream       *upstream,
      const BatchResponse *response)
{
  gboolean news = self->record->n_done != upstream->n_done ||
                  self->record->n_failed != upstream->n_failed;

  g_clear_pointer (&self->upstream, batch_upstream_free);
  self->upstream = upstream;
  self->record->n_done = upstream->n_done;
  self->record->n_failed = upstream->n_failed;
  self->n_lost = 0;
  batch_handover_runner_worked (self);
  if (batch_upstream_is_over (upstream->state))
    {
      batch_handover_runner_go_on (self);
      return;
    }

  /* While something moves it may soon be over. */
  self->n_polls = news ? (self->n_polls + 1) / 2 : self->n_polls + 1;
  batch_handover_runner_set_timer (self, batch_handover_runner_poll_wait (self, response));
  if (news)
    batch_handover_runner_put (self);
  else
    batch_handover_runner_go_on (self);
}

static void
polled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               &error);
  BatchUpstream *upstream = NULL;

  if (batch_provider_judge (response, error) == BATCH_REPLY_GOOD)
    upstream = batch_provider_read_batch (self->link->kind->batches, response->body);

  if (upstream != NULL)
    take (self, upstream, response);
  else
    fail (self, response, error);
}

void
batch_handover_runner_poll (BatchHandoverRunner *self)
{
  const char *id = self->record->upstream_id;
  g_autofree char *path = batch_handover_runner_make_path (self, BATCH_ASK_BATCH, id);

  self->busy = TRUE;
  batch_client_get_async (self->link->client, path, self->cancellable, polled_cb, self);
}

/* --- Cancelling --- */

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);
  BatchReplyMeaning meaning = batch_provider_judge (response, error);

  /* One that refuses has ended by itself, which the next poll tells. */
  if (meaning == BATCH_REPLY_GOOD || meaning == BATCH_REPLY_REFUSED)
    {
      self->cancel_sent = TRUE;
      self->n_polls = 0;
      batch_handover_runner_go_on (self);
      return;
    }

  fail (self, response, error);
}

void
batch_handover_runner_cancel (BatchHandoverRunner *self)
{
  const char *id = self->record->upstream_id;
  g_autofree char *path = batch_handover_runner_make_path (self, BATCH_ASK_CANCEL, id);
  g_autoptr(GBytes) nothing = g_bytes_new ("", 0);

  self->busy = TRUE;
  batch_client_send_async (self->link->client, path, nothing, NULL, self->cancellable,
                           cancelled_cb, self);
}

/* --- Answers --- */

/* What is to be asked for them next; NULL: nothing more. */
static const char *
next_content (BatchHandoverRunner *self)
{
  const char *contents[2];
  guint n = 0;

  if (self->upstream->output != NULL)
    contents[n++] = self->upstream->output;
  if (self->upstream->errors != NULL)
    contents[n++] = self->upstream->errors;

  return self->n_contents < n ? contents[self->n_contents] : NULL;
}

static void
taken_page (BatchJobRecord *job,
            GPtrArray      *items,
            GPtrArray      *finishes,
            gpointer        user_data)
{
  BatchHandoverRunner *self = user_data;

  self->host->job_changed (self->host_data, job);
  self->host->items_ended (self->host_data, self, items, finishes);
}

static void
answers_taken_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 n_known = 0;
  gint64 n_unknown = 0;

  if (!batch_handover_answers_take_finish (result, &n_known, &n_unknown, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        batch_handover_runner_go_on (self);
      else
        batch_handover_runner_fail (self, error);
      return;
    }

  self->n_contents++;
  self->n_lines += n_known;
  self->record->n_unknown += n_unknown;
  batch_handover_runner_go_on (self);
}

static void
take_answers (BatchHandoverRunner *self,
              int                  fd)
{
  g_autoptr(GObject) input = NULL;
  g_autoptr(GError) error = NULL;
  BatchHandoverAnswers answers = {
    .engine_id = self->engine_id,
    .clock = self->clock,
    .handover = self->record,
    .job = self->job,
    .api = self->link->kind->batches,
    .flags = self->link->kind->flags,
    .store = self->store,
    .taken = taken_page,
    .taken_data = self,
  };

  input = self->host->open_input (self->host_data, self->record->job_id, &error);
  if (input == NULL || lseek (fd, 0, SEEK_SET) < 0)
    {
      g_close (fd, NULL);
      batch_handover_runner_fail (self, error);
      return;
    }

  answers.input = BATCH_BLOB_SOURCE (input);
  batch_handover_answers_take_async (&answers, fd, self->cancellable, answers_taken_cb, self);
}

static void
downloaded_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               &error);
  int fd = self->download;

  self->download = -1;
  if (batch_provider_judge (response, error) == BATCH_REPLY_GOOD)
    {
      batch_handover_runner_worked (self);
      take_answers (self, fd);
      return;
    }

  g_close (fd, NULL);
  fail (self, response, error);
}

/* How many lines there are to be, at least. */
static gint64
count_promised (const BatchHandoverRunner *self)
{
  gint64 n_told = self->upstream->n_done + self->upstream->n_failed;

  /* One that was refused as a whole has none. */
  if (self->upstream->state == BATCH_UPSTREAM_FAILED)
    return 0;
  if (n_told > 0 || self->upstream->state != BATCH_UPSTREAM_COMPLETED)
    return n_told;
  return self->record->n_items;
}

/* What was cut off between two chunks looks whole, and a file may be ready after its batch. What
 * was taken of it is not taken again. */
static void
fetch_again (BatchHandoverRunner *self,
             gint64               n_promised)
{
  g_autoptr(GError) error =
    g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                 "Of %" G_GINT64_FORMAT " answers %s gave %" G_GINT64_FORMAT,
                 n_promised, self->link->url, self->n_lines);

  self->n_short++;
  self->n_contents = 0;
  self->n_lines = 0;
  self->record->n_unknown = 0;
  g_clear_pointer (&self->upstream, batch_upstream_free);
  batch_handover_runner_try_later (self, error, -1);
}

static void
end_fetching (BatchHandoverRunner *self)
{
  gint64 n_promised = count_promised (self);

  if (self->n_lines < n_promised && self->n_short + 1 < MAX_FETCHES &&
      !batch_job_state_is_terminal (self->job->state))
    {
      fetch_again (self, n_promised);
      return;
    }

  self->fetched = TRUE;
  batch_handover_runner_go_on (self);
}

void
batch_handover_runner_fetch (BatchHandoverRunner *self)
{
  const char *content = next_content (self);
  g_autoptr(GOutputStream) into = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  self->busy = TRUE;
  if (content == NULL)
    {
      end_fetching (self);
      return;
    }

  if ((self->download = batch_file_store_create_nameless (self->files, &error)) < 0)
    {
      batch_handover_runner_try_later (self, error, -1);
      return;
    }

  into = g_unix_output_stream_new (self->download, FALSE);
  path = batch_handover_runner_make_path (self, BATCH_ASK_CONTENT, content);
  batch_client_download_async (self->link->client, path, into, self->cancellable, downloaded_cb,
                               self);
}
