/* batch-handover-runner-sending.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-handover-runner-state-private.h"

#include <gio/gunixinputstream.h>
#include <unistd.h>

#include "format/batch-request-body-private.h"
#include "native/batch-handover-input-private.h"

/* From the items to a batch at the provider. */

/* How far back a batch is looked for: clocks differ. */
#define CLOCKS_DIFFER_S 3600

static const BatchProviderApi *
get_api (BatchHandoverRunner *self)
{
  return self->link->kind->batches;
}

static void
refuse (BatchHandoverRunner *self,
        const char          *reason)
{
  g_free (self->refusal);
  self->refusal = g_strdup (reason);
  g_free (self->record->note);
  self->record->note = g_strdup (reason);
  batch_handover_runner_worked (self);
  batch_handover_runner_go_on (self);
}

/* What did not work and may be done again as it is. */
static void
fail (BatchHandoverRunner *self,
      const BatchResponse *response,
      const GError        *error,
      const char          *doing)
{
  g_autoptr(GError) reason = NULL;
  g_autofree char *words = NULL;

  if (batch_provider_judge (response, error) == BATCH_REPLY_REFUSED)
    {
      words = batch_provider_dup_reason (response);
      refuse (self, words);
      return;
    }

  reason = batch_handover_runner_make_error (self, response, error, doing);
  batch_handover_runner_try_later (self, reason,
                                   batch_handover_runner_retry_after (self, response));
}

/* --- How it is spoken to --- */

/* Where all of its items go. */
static BatchEndpoint
get_endpoint (BatchHandoverRunner *self)
{
  const BatchItemRecord item = { .endpoint = self->record->endpoint };

  return batch_request_endpoint (self->job, &item);
}

static gboolean
takes_endpoint (BatchHandoverRunner *self)
{
  return (get_api (self)->endpoints & 1u << get_endpoint (self)) != 0;
}

static void
linked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;

  self->link = batch_provider_link_make_finish (result, &error);
  if (self->link != NULL)
    batch_handover_runner_go_on (self);
  else if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    refuse (self, error->message);
  else
    batch_handover_runner_try_later (self, error, -1);
}

void
batch_handover_runner_link (BatchHandoverRunner *self)
{
  g_autoptr(BatchBackend) backend = NULL;
  g_autoptr(GError) error = NULL;
  const char *api_key = NULL;

  self->busy = TRUE;
  backend = self->host->make_backend (self->host_data, self->job, self->record->server, &api_key,
                                      &error);
  if (backend != NULL)
    batch_provider_link_make_async (backend, api_key, self->cancellable, linked_cb, self);
  else
    batch_handover_runner_try_later (self, error, -1);
}

/* --- The input --- */

static void
input_written_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;

  self->input = batch_handover_input_write_finish (result, &self->input_size, &error);
  if (self->input >= 0)
    batch_handover_runner_go_on (self);
  else if (error->domain == BATCH_ERROR)
    refuse (self, error->message);
  else
    batch_handover_runner_try_later (self, error, -1);
}

void
batch_handover_runner_write (BatchHandoverRunner *self)
{
  g_autoptr(GObject) input = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;

  self->busy = TRUE;
  if (!takes_endpoint (self))
    {
      words = g_strdup_printf ("the batch API of %s takes no requests to %s; submit the batch "
                               "without native mode", get_api (self)->title,
                               batch_endpoint_get_path (get_endpoint (self)));
      refuse (self, words);
      return;
    }

  if (!(input = self->host->open_input (self->host_data, self->record->job_id, &error)))
    {
      refuse (self, error->message);
      return;
    }

  batch_handover_input_write_async (self->record, self->job, get_api (self), self->link->url,
                                    self->store, self->files, BATCH_BLOB_SOURCE (input),
                                    self->cancellable, input_written_cb, self);
}

static GInputStream *
open_input (BatchHandoverRunner  *self,
            GError              **error)
{
  int fd = dup (self->input);

  if (fd < 0 || lseek (fd, 0, SEEK_SET) < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           "Too many files are open to send a batch");
      return NULL;
    }

  return g_unix_input_stream_new (fd, TRUE);
}

static void
send_input (BatchHandoverRunner *self,
            BatchAsk             what,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = open_input (self, &error);
  g_autofree char *path = batch_handover_runner_make_path (self, what, NULL);
  const char *key = what == BATCH_ASK_CREATE ? self->record->id : NULL;

  if (stream == NULL)
    batch_handover_runner_try_later (self, error, -1);
  else
    batch_client_upload_async (self->link->client, path, get_api (self)->content_type, stream,
                               self->input_size, key, cancellable, callback, self);
}

static void
take_file (BatchHandoverRunner *self,
           const BatchResponse *response,
           const GError        *error,
           const char          *doing)
{
  g_autofree char *id = NULL;
  gboolean ready = FALSE;
  gboolean known = self->record->file_id != NULL;

  if (batch_provider_judge (response, error) != BATCH_REPLY_GOOD ||
      !(id = get_api (self)->read_file (response->body, &ready)))
    {
      fail (self, response, error, doing);
      return;
    }

  batch_handover_runner_worked (self);
  self->file_ready = ready;
  self->n_polls = ready ? 0 : self->n_polls + 1;
  if (!known)
    {
      self->record->file_id = g_steal_pointer (&id);
      batch_handover_runner_put (self);
    }
  else if (ready)
    batch_handover_runner_go_on (self);
  else
    batch_handover_runner_wait (self, batch_handover_runner_poll_wait (self, response));
}

static void
uploaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);

  take_file (self, response, error, "Uploading the batch");
}

void
batch_handover_runner_upload (BatchHandoverRunner *self)
{
  self->busy = TRUE;
  send_input (self, BATCH_ASK_UPLOAD, self->cancellable, uploaded_cb);
}

static void
file_checked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               &error);

  take_file (self, response, error, "Asking for the uploaded batch");
}

void
batch_handover_runner_check_file (BatchHandoverRunner *self)
{
  g_autofree char *path =
    batch_handover_runner_make_path (self, BATCH_ASK_FILE, self->record->file_id);

  self->busy = TRUE;
  batch_client_get_async (self->link->client, path, self->cancellable, file_checked_cb, self);
}

/* --- The batch --- */

static void
take_upstream (BatchHandoverRunner *self,
               BatchUpstream       *upstream)
{
  g_free (self->record->upstream_id);
  self->record->upstream_id = g_strdup (upstream->id);
  self->record->state = BATCH_HANDOVER_STATE_WORKING;
  g_clear_pointer (&self->record->note, g_free);
  self->n_polls = 0;
  batch_handover_runner_drop_input (self);
  batch_handover_runner_worked (self);
  batch_handover_runner_tell (self, self->record->n_items == 1
                              ? "%" G_GINT64_FORMAT " item is with the provider, as its batch %s"
                              : "%" G_GINT64_FORMAT " items are with the provider, as its batch %s",
                              self->record->n_items, upstream->id);
  batch_handover_runner_put (self);
}

/* Surely not done: the intent is taken back, so that nobody has to wonder later. */
static void
take_back (BatchHandoverRunner *self,
           const BatchResponse *response,
           const GError        *error)
{
  g_autoptr(GError) reason = batch_handover_runner_make_error (self, response, error,
                                                               "Creating the batch");

  self->record->state = BATCH_HANDOVER_STATE_UPLOADING;
  self->record->sent_at = 0;
  batch_handover_runner_count_failure (self, reason,
                                       batch_handover_runner_retry_after (self, response));
  batch_handover_runner_put (self);
}

/* Whether it was done is open: the batch is looked for. */
static void
lose_answer (BatchHandoverRunner *self,
             const BatchResponse *response,
             const GError        *error)
{
  g_autoptr(GError) reason = batch_handover_runner_make_error (self, response, error,
                                                               "Creating the batch");

  batch_handover_runner_tell (self, self->record->n_items == 1
                              ? "The provider was asked to begin with %" G_GINT64_FORMAT
                                " item, and whether it does is not known: %s"
                              : "The provider was asked to begin with %" G_GINT64_FORMAT
                                " items, and whether it does is not known: %s",
                              self->record->n_items, reason->message);
  batch_handover_runner_wait (self, batch_handover_search_wait (1, 0));
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);
  BatchReplyMeaning meaning = batch_provider_judge (response, error);
  g_autoptr(BatchUpstream) upstream = NULL;
  g_autofree char *words = NULL;

  self->intent_is_fresh = FALSE;
  if (meaning == BATCH_REPLY_GOOD &&
      (upstream = batch_provider_read_batch (get_api (self), response->body)) != NULL)
    take_upstream (self, upstream);
  else if (meaning == BATCH_REPLY_LATER || meaning == BATCH_REPLY_SHUT_OUT)
    take_back (self, response, error);
  else if (meaning == BATCH_REPLY_REFUSED)
    {
      words = batch_provider_dup_reason (response);
      refuse (self, words);
    }
  else
    lose_answer (self, response, error);
}

/* It cannot be cancelled: nobody could tell what became of it. */
void
batch_handover_runner_create (BatchHandoverRunner *self)
{
  BatchOrder order = {
    .file_id = self->record->file_id,
    .mark = self->record->id,
    .job_id = self->record->job_id,
    .endpoint = get_endpoint (self),
  };
  g_autofree char *path = batch_handover_runner_make_path (self, BATCH_ASK_CREATE, NULL);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GInputStream) stream = NULL;

  self->busy = TRUE;
  self->intent_is_fresh = FALSE;
  if (!get_api (self)->has_files)
    {
      send_input (self, BATCH_ASK_CREATE, NULL, created_cb);
      return;
    }

  body = get_api (self)->make_order (self->link->url, &order);
  stream = g_memory_input_stream_new_from_bytes (body);
  batch_client_upload_async (self->link->client, path, "application/json", stream,
                             (goffset) g_bytes_get_size (body), self->record->id, NULL,
                             created_cb, self);
}

/* --- Whether it is there --- */

/* By its mark, or, where a provider keeps none, by its input: nobody else has that file. */
static gboolean
is_ours (BatchHandoverRunner *self,
         const BatchUpstream *batch)
{
  return g_strcmp0 (batch->mark, self->record->id) == 0 ||
         (batch->file != NULL && g_strcmp0 (batch->file, self->record->file_id) == 0);
}

static const BatchUpstream *
find_ours (BatchHandoverRunner *self,
           GPtrArray           *batches)
{
  for (guint i = 0; i < batches->len; i++)
    {
      const BatchUpstream *batch = g_ptr_array_index (batches, i);

      if (is_ours (self, batch))
        return batch;
    }

  return NULL;
}

/* Whether what follows is older than anything of ours. Where they do not come newest first,
 * nobody can tell. */
static gboolean
is_far_back (BatchHandoverRunner *self,
             GPtrArray           *batches)
{
  const BatchUpstream *first = g_ptr_array_index (batches, 0);
  const BatchUpstream *last = g_ptr_array_index (batches, batches->len - 1);

  return first->created_at > last->created_at && last->created_at > 0 &&
         last->created_at < self->record->created_at / G_USEC_PER_SEC - CLOCKS_DIFFER_S;
}

/* The clock may be set back while it is looked for. */
static gint64
get_intent_age (BatchHandoverRunner *self)
{
  gint64 now = batch_clock_monotonic (self->clock);

  if (self->unsure_since == 0)
    self->unsure_since = now;
  return MAX (batch_clock_now (self->clock) - self->record->sent_at, now - self->unsure_since);
}

static void
end_search (BatchHandoverRunner *self)
{
  self->n_searches++;
  self->searched_late |= self->search_is_late;
  if (self->searched_late)
    {
      batch_handover_runner_go_on (self);
      return;
    }

  batch_handover_runner_set_timer (self, batch_handover_search_wait (self->n_searches,
                                                                     get_intent_age (self)));
  if (batch_handover_runner_tell_unsure (self))
    batch_handover_runner_put (self);
  else
    batch_handover_runner_go_on (self);
}

static void
search_on (BatchHandoverRunner *self,
           GPtrArray           *batches,
           gboolean             more)
{
  const BatchUpstream *last = batches->len > 0
                              ? g_ptr_array_index (batches, batches->len - 1) : NULL;

  /* A page that ends where the last one did is the same one. */
  if (more && last != NULL && !is_far_back (self, batches) &&
      g_strcmp0 (self->cursor, last->id) != 0)
    {
      g_free (self->cursor);
      self->cursor = g_strdup (last->id);
      batch_handover_runner_go_on (self);
      return;
    }

  g_clear_pointer (&self->cursor, g_free);
  end_search (self);
}

static void
fail_listing (BatchHandoverRunner *self,
              const BatchResponse *response,
              const GError        *error)
{
  g_autoptr(GError) reason = NULL;

  /* One that gives no list leaves it to a person, too. */
  if (batch_provider_judge (response, error) == BATCH_REPLY_REFUSED)
    {
      batch_handover_runner_hold (self);
      return;
    }

  reason = batch_handover_runner_make_error (self, response, error, "Looking for the batch");
  batch_handover_runner_try_later (self, reason,
                                   batch_handover_runner_retry_after (self, response));
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_get_finish (BATCH_CLIENT (source), result,
                                                               &error);
  g_autoptr(GPtrArray) batches = NULL;
  const BatchUpstream *found;
  gboolean more = FALSE;

  if (batch_provider_judge (response, error) != BATCH_REPLY_GOOD ||
      !(batches = batch_provider_read_list (get_api (self), response->body, &more)))
    {
      fail_listing (self, response, error);
      return;
    }

  self->n_failures = 0;
  if ((found = find_ours (self, batches)) != NULL)
    take_upstream (self, (BatchUpstream *) found);
  else
    search_on (self, batches, more);
}

void
batch_handover_runner_search (BatchHandoverRunner *self)
{
  g_autofree char *path = batch_handover_runner_make_path (self, BATCH_ASK_LIST, self->cursor);

  if (self->cursor == NULL)
    self->search_is_late = batch_handover_is_late (get_intent_age (self));
  self->busy = TRUE;
  batch_client_get_async (self->link->client, path, self->cancellable, listed_cb, self);
}
