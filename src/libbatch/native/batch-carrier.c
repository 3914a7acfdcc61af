/* batch-carrier.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-carrier-state-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "backend/batch-retry-after-private.h"
#include "store/batch-store-handovers-private.h"

/* Rows that one transaction takes in, or ends: well below 50 ms. */
#define CHUNK 500
/* When the store could not be asked. */
#define STORE_AGAIN_MS 1000

static void process (BatchCarrier *self);

BatchCarrier *
batch_carrier_new (BatchHandoverRecord    *record,
                   BatchJobRecord         *job,
                   const char             *engine_id,
                   BatchStore             *store,
                   BatchFileStore         *files,
                   const BatchCarrierHost *host,
                   gpointer                host_data)
{
  BatchCarrier *self = g_new0 (BatchCarrier, 1);

  self->record = record;
  self->job = batch_job_record_ref (job);
  self->engine_id = g_strdup (engine_id);
  self->store = g_object_ref (store);
  self->files = g_object_ref (files);
  self->host = host;
  self->host_data = host_data;
  self->cancellable = g_cancellable_new ();
  self->input = -1;
  return self;
}

void
batch_carrier_drop_input (BatchCarrier *self)
{
  if (self->input >= 0)
    g_close (self->input, NULL);
  self->input = -1;
}

static void
clear_timer (BatchCarrier *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

void
batch_carrier_free (BatchCarrier *self)
{
  clear_timer (self);
  batch_carrier_drop_input (self);
  batch_handover_record_free (self->record);
  batch_job_record_unref (self->job);
  g_clear_pointer (&self->link, batch_provider_link_free);
  g_clear_pointer (&self->upstream, batch_upstream_free);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_object_unref (self->files);
  g_free (self->engine_id);
  g_free (self->refusal);
  g_free (self->cursor);
  g_free (self);
}

gboolean
batch_carrier_is_troubled (BatchCarrier *self)
{
  return self->troubled;
}

const BatchHandoverRecord *
batch_carrier_get_record (BatchCarrier *self)
{
  return self->record;
}

gboolean
batch_carrier_has_ended (BatchCarrier *self)
{
  return self->ended;
}

gboolean
batch_carrier_is_quiet (BatchCarrier *self)
{
  return !self->busy;
}

/* --- What came of something --- */

void
batch_carrier_go_on (BatchCarrier *self)
{
  self->busy = FALSE;
  process (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  BatchCarrier *self = user_data;

  clear_timer (self);
  process (self);
  return G_SOURCE_REMOVE;
}

void
batch_carrier_set_timer (BatchCarrier *self,
                         gint64        ms)
{
  clear_timer (self);
  if (self->stopped)
    return;

  self->timer = g_timeout_source_new (CLAMP (ms, 0, G_MAXINT));
  g_source_set_static_name (self->timer, "[batch] carrier waits");
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

void
batch_carrier_wait (BatchCarrier *self,
                    gint64        ms)
{
  batch_carrier_set_timer (self, ms);
  batch_carrier_go_on (self);
}

static void
end (BatchCarrier *self)
{
  self->ended = TRUE;
  batch_carrier_worked (self);
  self->host->moved_on (self->host_data, self);
}

void
batch_carrier_fail (BatchCarrier *self,
                    const GError *error)
{
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE) ||
      g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    {
      g_debug ("The handover %s: %s", self->record->id, error->message);
      end (self);
      batch_carrier_go_on (self);
      return;
    }

  if (!self->stopped)
    g_warning ("The batch handed to %s: %s", self->record->server, error->message);
  batch_carrier_wait (self, STORE_AGAIN_MS);
}

void
batch_carrier_worked (BatchCarrier *self)
{
  self->n_failures = 0;
  if (!self->troubled)
    return;

  self->troubled = FALSE;
  self->host->trouble (self->host_data, self, NULL);
}

void
batch_carrier_count_failure (BatchCarrier *self,
                             const GError *error,
                             gint64        retry_after_ms)
{
  if (self->stopped || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* The key may be another one when it is tried again. */
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_AUTH))
    g_clear_pointer (&self->link, batch_provider_link_free);

  self->n_failures++;
  self->host->trouble (self->host_data, self, error);
  self->troubled = TRUE;
  batch_carrier_set_timer (self, batch_provider_retry_wait (self->n_failures, retry_after_ms,
                                                            g_random_double ()));
}

void
batch_carrier_try_later (BatchCarrier *self,
                         const GError *error,
                         gint64        retry_after_ms)
{
  batch_carrier_count_failure (self, error, retry_after_ms);
  batch_carrier_go_on (self);
}

GError *
batch_carrier_make_error (BatchCarrier        *self,
                          const BatchResponse *response,
                          const GError        *error,
                          const char          *doing)
{
  gboolean shut_out = response != NULL && (response->status == 401 || response->status == 403);
  g_autofree char *reason = NULL;

  if (response == NULL)
    return g_error_copy (error);

  reason = batch_provider_dup_reason (response);
  return g_error_new (BATCH_ERROR, shut_out ? BATCH_ERROR_AUTH : BATCH_ERROR_BACKEND,
                      "%s at %s: %s", doing, self->link->url, reason);
}

char *
batch_carrier_make_path (BatchCarrier *self,
                         BatchAsk      what,
                         const char   *id)
{
  return self->link->kind->batches->make_path (self->link->url, what, id);
}

gint64
batch_carrier_retry_after (const BatchResponse *response)
{
  return response != NULL ? batch_retry_after_parse (response->retry_after, g_get_real_time ())
                          : -1;
}

/* --- The store --- */

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_add_event_finish (BATCH_STORE (source), result, &error))
    g_debug ("What became of a handover is not in the log: %s", error->message);
}

void
batch_carrier_tell (BatchCarrier *self,
                    const char   *format,
                    ...)
{
  BatchEventRecord *event = g_new0 (BatchEventRecord, 1);
  va_list arguments;

  va_start (arguments, format);
  event->detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  event->job_id = g_strdup (self->record->job_id);
  event->kind = g_strdup ("handover");
  event->at = g_get_real_time ();
  event->position = -1;
  batch_store_add_event_async (self->store, event, NULL, told_cb, NULL);
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  BatchCarrier *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_handover_finish (self->store, result, &error))
    {
      /* An intent that is not on the disk is none. */
      if (self->intent_is_fresh)
        self->record->state = BATCH_HANDOVER_STATE_UPLOADING;
      batch_carrier_fail (self, error);
      return;
    }

  if (self->record->state >= BATCH_HANDOVER_STATE_HELD)
    self->host->moved_on (self->host_data, self);
  batch_carrier_go_on (self);
}

void
batch_carrier_put (BatchCarrier *self)
{
  self->busy = TRUE;
  batch_store_put_handover_async (self->store, self->engine_id, self->record, NULL, put_cb, self);
}

static void
gathered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchCarrier *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  BatchHandoverRecord *after = NULL;

  if (!(job = batch_store_gather_handover_finish (self->store, result, &after, &error)))
    {
      batch_carrier_fail (self, error);
      return;
    }

  if (after != NULL)
    {
      batch_handover_record_free (self->record);
      self->record = after;
    }
  else
    self->ended = TRUE;

  self->host->job_changed (self->host_data, job);
  batch_carrier_go_on (self);
}

/* Where nothing can be sent to, all of it can be refused at once. */
static BatchHandoverLimits
get_limits (BatchCarrier *self)
{
  const BatchProviderApi *api = self->link != NULL ? self->link->kind->batches : NULL;

  if (api == NULL)
    return (BatchHandoverLimits) { .max_items = G_MAXUINT, .max_bytes = G_MAXINT64 };
  return (BatchHandoverLimits) {
    .max_items = api->max_items,
    .max_bytes = api->max_bytes,
    .item_bytes = api->item_bytes,
    .one_key = api->one_key,
  };
}

static void
gather (BatchCarrier *self)
{
  BatchHandoverLimits limits = get_limits (self);

  self->busy = TRUE;
  batch_store_gather_handover_async (self->store, self->engine_id, self->record, &limits, CHUNK,
                                     g_get_real_time (), NULL, gathered_cb, self);
}

/* What it has come to, in the words of both sides. */
static void
tell_end (BatchCarrier *self)
{
  const BatchHandoverRecord *record = self->record;

  if (record->upstream_id == NULL)
    batch_carrier_tell (self, "What was to be handed to the provider was not: %s",
                        self->refusal != NULL ? self->refusal : "nobody wants it any more");
  else
    batch_carrier_tell (self, "The batch %s has ended: of %" G_GINT64_FORMAT " items, "
                        "%" G_GINT64_FORMAT " had no line of their own in what the provider gave, "
                        "and %" G_GINT64_FORMAT " lines belonged to none", record->upstream_id,
                        record->n_items, self->n_settled, record->n_unknown);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchCarrier *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  guint n_settled = 0;

  if (!(job = batch_store_settle_handover_finish (self->store, result, &n_settled, &error)))
    {
      batch_carrier_fail (self, error);
      return;
    }

  self->host->job_changed (self->host_data, job);
  self->n_settled += n_settled;
  if (n_settled < CHUNK)
    {
      tell_end (self);
      end (self);
    }
  batch_carrier_go_on (self);
}

/* Lines that nobody knows are told of, and never counted. */
static void
note_unknown (BatchCarrier *self)
{
  if (self->record->n_unknown == 0 || self->record->note != NULL)
    return;

  self->record->note = g_strdup_printf ("%" G_GINT64_FORMAT " lines of what the provider gave "
                                        "belong to none of the items", self->record->n_unknown);
}

static void
settle (BatchCarrier *self)
{
  g_autoptr(BatchFinish) rest = batch_handover_rest (self->record, self->job, self->upstream,
                                                     self->refusal, g_get_real_time ());

  note_unknown (self);
  if (self->record->sequence == 0)
    {
      self->ended = TRUE;
      batch_carrier_go_on (self);
      return;
    }

  self->busy = TRUE;
  batch_store_settle_handover_async (self->store, self->engine_id, self->record, rest, CHUNK,
                                     g_get_real_time (), NULL, settled_cb, self);
}

/* --- What is next --- */

static gboolean
is_wanted (BatchCarrier *self)
{
  const BatchJobRecord *job = self->job;

  return job->state != BATCH_JOB_STATE_CANCELLING && job->removed_at == 0 &&
         !batch_job_state_is_terminal (job->state) &&
         (job->expires_at == 0 || job->expires_at > g_get_real_time ());
}

static BatchStep
find_next (BatchCarrier *self)
{
  BatchHandoverMoment moment = {
    .state = self->record->state,
    .api = self->link != NULL ? self->link->kind->batches : NULL,
    .n_searches = self->n_searches,
    .wanted = is_wanted (self),
    .may_begin = self->may_begin,
    .refused = self->refusal != NULL,
    .has_input = self->input >= 0,
    .has_file = self->record->file_id != NULL,
    .file_ready = self->file_ready,
    .intent_is_fresh = self->intent_is_fresh,
    .is_over = self->upstream != NULL && batch_upstream_is_over (self->upstream->state),
    .cancel_sent = self->cancel_sent,
    .fetched = self->fetched,
  };

  return batch_handover_next (&moment);
}

static void
move_to (BatchCarrier       *self,
         BatchHandoverState  state)
{
  self->record->state = state;
  batch_carrier_put (self);
}

static void
intend (BatchCarrier *self)
{
  self->intent_is_fresh = TRUE;
  self->record->sent_at = g_get_real_time ();
  move_to (self, BATCH_HANDOVER_STATE_CREATING);
}

void
batch_carrier_hold (BatchCarrier *self)
{
  g_free (self->record->note);
  self->record->note = g_strdup ("Nobody can tell whether the provider has begun");
  batch_carrier_tell (self, "The answer of the provider was lost, and nobody can tell whether it "
                      "has begun with %" G_GINT64_FORMAT " items", self->record->n_items);
  move_to (self, BATCH_HANDOVER_STATE_HELD);
}

/* Once: whoever waits for the job is to know that it waits for a person. */
static void
tell_held (BatchCarrier *self)
{
  g_autoptr(GError) error = NULL;

  if (self->troubled)
    return;

  error = g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                       "The answer of %s was lost, and nobody can tell whether it has begun with "
                       "%" G_GINT64_FORMAT " requests of %s; batchq show %s says what to do",
                       strchr (self->record->server, ':') + 1, self->record->n_items,
                       self->record->job_id, self->record->job_id);
  self->host->trouble (self->host_data, self, error);
  self->troubled = TRUE;
}

static void
process (BatchCarrier *self)
{
  if (self->busy)
    return;
  if (self->ended || self->stopped)
    {
      self->host->quiet (self->host_data, self);
      return;
    }
  if (self->timer != NULL)
    return;

  switch (find_next (self))
    {
    case BATCH_STEP_WAIT:
      if (self->record->state == BATCH_HANDOVER_STATE_HELD)
        tell_held (self);
      break;
    case BATCH_STEP_NONE:
      break;
    case BATCH_STEP_GATHER:
      gather (self);
      break;
    case BATCH_STEP_LINK:
      batch_carrier_link (self);
      break;
    case BATCH_STEP_WRITE:
      batch_carrier_write (self);
      break;
    case BATCH_STEP_UPLOAD:
      batch_carrier_upload (self);
      break;
    case BATCH_STEP_CHECK_FILE:
      batch_carrier_check_file (self);
      break;
    case BATCH_STEP_INTEND:
      intend (self);
      break;
    case BATCH_STEP_CREATE:
      batch_carrier_create (self);
      break;
    case BATCH_STEP_SEARCH:
      batch_carrier_search (self);
      break;
    case BATCH_STEP_HOLD:
      batch_carrier_hold (self);
      break;
    case BATCH_STEP_POLL:
      batch_carrier_poll (self);
      break;
    case BATCH_STEP_CANCEL:
      batch_carrier_cancel (self);
      break;
    case BATCH_STEP_COLLECT:
      move_to (self, BATCH_HANDOVER_STATE_COLLECTING);
      break;
    case BATCH_STEP_FETCH:
      batch_carrier_fetch (self);
      break;
    case BATCH_STEP_SETTLE:
      settle (self);
      break;
    }
}

/* --- From outside --- */

void
batch_carrier_set_job (BatchCarrier   *self,
                       BatchJobRecord *job,
                       gboolean        may_begin)
{
  gboolean wanted = is_wanted (self);

  batch_job_record_ref (job);
  batch_job_record_unref (self->job);
  self->job = job;
  self->may_begin = may_begin;
  /* What is no longer wanted is told to the provider now, and not at the next poll. */
  if (wanted && !is_wanted (self))
    clear_timer (self);
  process (self);
}

void
batch_carrier_set_record (BatchCarrier              *self,
                          const BatchHandoverRecord *record)
{
  if (self->busy || self->record->state != BATCH_HANDOVER_STATE_HELD ||
      record->state == BATCH_HANDOVER_STATE_HELD)
    return;

  batch_handover_record_free (self->record);
  self->record = batch_handover_record_copy (record);
  self->intent_is_fresh = FALSE;
  batch_carrier_worked (self);
  process (self);
}

void
batch_carrier_hurry (BatchCarrier *self)
{
  clear_timer (self);
  process (self);
}

void
batch_carrier_stop (BatchCarrier *self)
{
  self->stopped = TRUE;
  clear_timer (self);
  g_cancellable_cancel (self->cancellable);
}
