/* batch-handover-runner.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-handover-runner-state-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "http/batch-retry-after-private.h"

/* When the store could not be asked. */
#define STORE_AGAIN_MS 1000

static void process (BatchHandoverRunner *self);

BatchHandoverRunner *
batch_handover_runner_new (BatchHandoverRecord           *record,
                           BatchJobRecord                *job,
                           const char                    *engine_id,
                           BatchClock                    *clock,
                           BatchStore                    *store,
                           BatchFileStore                *files,
                           const BatchHandoverRunnerHost *host,
                           gpointer                       host_data)
{
  BatchHandoverRunner *self = g_new0 (BatchHandoverRunner, 1);

  self->record = record;
  self->job = batch_job_record_ref (job);
  self->engine_id = g_strdup (engine_id);
  self->clock = batch_clock_ref (clock);
  self->store = g_object_ref (store);
  self->files = g_object_ref (files);
  self->host = host;
  self->host_data = host_data;
  self->cancellable = g_cancellable_new ();
  self->input = -1;
  return self;
}

void
batch_handover_runner_drop_input (BatchHandoverRunner *self)
{
  if (self->input >= 0)
    g_close (self->input, NULL);
  self->input = -1;
}

static void
clear_timer (BatchHandoverRunner *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

void
batch_handover_runner_free (BatchHandoverRunner *self)
{
  clear_timer (self);
  batch_handover_runner_drop_input (self);
  batch_handover_record_free (self->record);
  batch_job_record_unref (self->job);
  g_clear_pointer (&self->link, batch_provider_link_free);
  g_clear_pointer (&self->upstream, batch_upstream_free);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_object_unref (self->files);
  g_free (self->engine_id);
  batch_clock_unref (self->clock);
  g_free (self->refusal);
  g_free (self->cursor);
  g_free (self);
}

gboolean
batch_handover_runner_is_troubled (BatchHandoverRunner *self)
{
  return self->troubled;
}

const BatchHandoverRecord *
batch_handover_runner_get_record (BatchHandoverRunner *self)
{
  return self->record;
}

gboolean
batch_handover_runner_has_ended (BatchHandoverRunner *self)
{
  return self->ended;
}

gboolean
batch_handover_runner_is_quiet (BatchHandoverRunner *self)
{
  return !self->busy;
}

/* --- What came of something --- */

void
batch_handover_runner_go_on (BatchHandoverRunner *self)
{
  self->busy = FALSE;
  process (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  BatchHandoverRunner *self = user_data;

  clear_timer (self);
  process (self);
  return G_SOURCE_REMOVE;
}

void
batch_handover_runner_set_timer (BatchHandoverRunner *self,
                                 gint64               ms)
{
  clear_timer (self);
  if (self->stopped)
    return;

  self->timer = batch_clock_add_timer (self->clock, ms, timer_cb, self);
  g_source_set_static_name (self->timer, "[batch] runner waits");
}

void
batch_handover_runner_wait (BatchHandoverRunner *self,
                            gint64               ms)
{
  batch_handover_runner_set_timer (self, ms);
  batch_handover_runner_go_on (self);
}

void
batch_handover_runner_end (BatchHandoverRunner *self)
{
  self->ended = TRUE;
  batch_handover_runner_worked (self);
  self->host->moved_on (self->host_data, self);
}

void
batch_handover_runner_fail (BatchHandoverRunner *self,
                            const GError        *error)
{
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE) ||
      g_error_matches (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND))
    {
      g_debug ("The handover %s: %s", self->record->id, error->message);
      batch_handover_runner_end (self);
      batch_handover_runner_go_on (self);
      return;
    }

  if (!self->stopped)
    g_warning ("The batch handed to %s: %s", self->record->server, error->message);
  batch_handover_runner_wait (self, STORE_AGAIN_MS);
}

void
batch_handover_runner_worked (BatchHandoverRunner *self)
{
  self->n_failures = 0;
  if (!self->troubled)
    return;

  self->troubled = FALSE;
  self->host->trouble (self->host_data, self, NULL);
}

void
batch_handover_runner_count_failure (BatchHandoverRunner *self,
                                     const GError        *error,
                                     gint64               retry_after_ms)
{
  if (self->stopped || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* The key may be another one when it is tried again. */
  if (g_error_matches (error, BATCH_ERROR, BATCH_ERROR_AUTH))
    g_clear_pointer (&self->link, batch_provider_link_free);

  self->n_failures++;
  self->host->trouble (self->host_data, self, error);
  self->troubled = TRUE;
  batch_handover_runner_set_timer (self, batch_provider_retry_wait (self->n_failures,
                                                                    retry_after_ms,
                                                                    g_random_double ()));
}

void
batch_handover_runner_try_later (BatchHandoverRunner *self,
                                 const GError        *error,
                                 gint64               retry_after_ms)
{
  batch_handover_runner_count_failure (self, error, retry_after_ms);
  batch_handover_runner_go_on (self);
}

GError *
batch_handover_runner_make_error (BatchHandoverRunner *self,
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
batch_handover_runner_make_path (BatchHandoverRunner *self,
                                 BatchAsk             what,
                                 const char          *id)
{
  return self->link->kind->batches->make_path (self->link->url, what, id);
}

gint64
batch_handover_runner_retry_after (BatchHandoverRunner *self,
                                   const BatchResponse *response)
{
  if (response == NULL)
    return -1;

  return batch_retry_after_parse (response->retry_after, batch_clock_now (self->clock),
                                  BATCH_RETRY_AFTER_MAX_MS);
}

gint64
batch_handover_runner_poll_wait (BatchHandoverRunner *self,
                                 const BatchResponse *response)
{
  return batch_provider_poll_wait (self->n_polls,
                                   batch_handover_runner_retry_after (self, response),
                                   g_random_double ());
}

/* --- What is next --- */

static gboolean
is_wanted (BatchHandoverRunner *self)
{
  const BatchJobRecord *job = self->job;

  return job->state != BATCH_JOB_STATE_CANCELLING && job->removed_at == 0 &&
         !batch_job_state_is_terminal (job->state) &&
         (job->expires_at == 0 || job->expires_at > batch_clock_now (self->clock));
}

static BatchStep
find_next (BatchHandoverRunner *self)
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
    .searched_late = self->searched_late,
    .is_over = self->upstream != NULL && batch_upstream_is_over (self->upstream->state),
    .cancel_sent = self->cancel_sent,
    .fetched = self->fetched,
  };

  return batch_handover_next (&moment);
}

static const char *
get_url (BatchHandoverRunner *self)
{
  return strchr (self->record->server, ':') + 1;
}

static void
move_to (BatchHandoverRunner *self,
         BatchHandoverState   state)
{
  self->record->state = state;
  batch_handover_runner_put (self);
}

static void
intend (BatchHandoverRunner *self)
{
  self->intent_is_fresh = TRUE;
  self->n_searches = 0;
  self->searched_late = FALSE;
  self->unsure_since = 0;
  self->record->sent_at = batch_clock_now (self->clock);
  move_to (self, BATCH_HANDOVER_STATE_CREATING);
}

static void
set_trouble (BatchHandoverRunner *self,
             const GError        *error)
{
  self->host->trouble (self->host_data, self, error);
  self->troubled = TRUE;
}

gboolean
batch_handover_runner_tell_unsure (BatchHandoverRunner *self)
{
  g_autoptr(GError) error = NULL;

  if (!is_wanted (self))
    return FALSE;

  error = g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                       "The answer of %s was lost: whether it has begun with what it was given of "
                       "%s is looked for in its list of batches, for %d minutes at most, and "
                       "nothing is sent twice; batchq native list %s says how that stands",
                       get_url (self), self->record->job_id, BATCH_HANDOVER_SEARCH_MIN,
                       self->record->job_id);
  set_trouble (self, error);
  if (self->record->note != NULL)
    return FALSE;

  self->record->note = g_strdup_printf ("its answer was lost: its list of batches is looked "
                                        "through for %d minutes, and then it is left to you",
                                        BATCH_HANDOVER_SEARCH_MIN);
  batch_handover_runner_tell (self, "The batch is not in the list of the provider yet, and is "
                              "looked for there for %d minutes", BATCH_HANDOVER_SEARCH_MIN);
  return TRUE;
}

void
batch_handover_runner_hold (BatchHandoverRunner *self)
{
  g_free (self->record->note);
  self->record->note = g_strdup ("Nobody can tell whether the provider has begun");
  batch_handover_runner_tell (self, self->record->n_items == 1
                              ? "The answer of the provider was lost, and nobody can tell whether "
                                "it has begun with %" G_GINT64_FORMAT " item"
                              : "The answer of the provider was lost, and nobody can tell whether "
                                "it has begun with %" G_GINT64_FORMAT " items",
                              self->record->n_items);
  move_to (self, BATCH_HANDOVER_STATE_HELD);
}

/* Once: whoever waits for the job is to know that it waits for a person. */
static void
tell_held (BatchHandoverRunner *self)
{
  g_autoptr(GError) error = NULL;

  if (self->held_is_told)
    return;

  self->held_is_told = TRUE;
  error = g_error_new (BATCH_ERROR, BATCH_ERROR_BACKEND,
                       self->record->n_items == 1
                       ? "The answer of %s was lost, and nobody can tell whether it has begun with "
                         "%" G_GINT64_FORMAT " request of %s; batchq show %s says what to do"
                       : "The answer of %s was lost, and nobody can tell whether it has begun with "
                         "%" G_GINT64_FORMAT " requests of %s; batchq show %s says what to do",
                       get_url (self), self->record->n_items, self->record->job_id,
                       self->record->job_id);
  set_trouble (self, error);
}

static void
process (BatchHandoverRunner *self)
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
      batch_handover_runner_gather (self);
      break;
    case BATCH_STEP_LINK:
      batch_handover_runner_link (self);
      break;
    case BATCH_STEP_WRITE:
      batch_handover_runner_write (self);
      break;
    case BATCH_STEP_UPLOAD:
      batch_handover_runner_upload (self);
      break;
    case BATCH_STEP_CHECK_FILE:
      batch_handover_runner_check_file (self);
      break;
    case BATCH_STEP_INTEND:
      intend (self);
      break;
    case BATCH_STEP_CREATE:
      batch_handover_runner_create (self);
      break;
    case BATCH_STEP_SEARCH:
      batch_handover_runner_search (self);
      break;
    case BATCH_STEP_HOLD:
      batch_handover_runner_hold (self);
      break;
    case BATCH_STEP_POLL:
      batch_handover_runner_poll (self);
      break;
    case BATCH_STEP_CANCEL:
      batch_handover_runner_cancel (self);
      break;
    case BATCH_STEP_COLLECT:
      move_to (self, BATCH_HANDOVER_STATE_COLLECTING);
      break;
    case BATCH_STEP_FETCH:
      batch_handover_runner_fetch (self);
      break;
    case BATCH_STEP_SETTLE:
      batch_handover_runner_settle (self);
      break;
    }
}

/* --- From outside --- */

void
batch_handover_runner_set_job (BatchHandoverRunner *self,
                               BatchJobRecord      *job,
                               gboolean             may_begin)
{
  gboolean wanted = is_wanted (self);

  batch_job_record_ref (job);
  batch_job_record_unref (self->job);
  self->job = job;
  self->may_begin = may_begin;
  /* What is no longer wanted is told to the provider now, and not at the next poll. */
  if (wanted && !is_wanted (self))
    {
      self->n_searches = 0;
      clear_timer (self);
    }
  process (self);
}

void
batch_handover_runner_set_record (BatchHandoverRunner       *self,
                                  const BatchHandoverRecord *record)
{
  if (self->busy || self->record->state != BATCH_HANDOVER_STATE_HELD ||
      record->state == BATCH_HANDOVER_STATE_HELD)
    return;

  batch_handover_record_free (self->record);
  self->record = batch_handover_record_copy (record);
  self->intent_is_fresh = FALSE;
  self->held_is_told = FALSE;
  batch_handover_runner_worked (self);
  process (self);
}

void
batch_handover_runner_hurry (BatchHandoverRunner *self)
{
  clear_timer (self);
  process (self);
}

void
batch_handover_runner_stop (BatchHandoverRunner *self)
{
  self->stopped = TRUE;
  clear_timer (self);
  g_cancellable_cancel (self->cancellable);
}
