/* batch-handover-runner-storing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "native/batch-handover-runner-state-private.h"

#include "core/batch-fields-private.h"
#include "store/batch-store-handovers-private.h"

/* What a runner does in the store: gathers items, notes how far it has come, and ends those
 * that nothing came of. */

/* Rows that one transaction takes in, or ends: well below 50 ms. */
#define CHUNK 500

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
batch_handover_runner_tell (BatchHandoverRunner *self,
                            const char          *format,
                            ...)
{
  BatchEventRecord *event = g_new0 (BatchEventRecord, 1);
  va_list arguments;

  va_start (arguments, format);
  event->detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  event->job_id = g_strdup (self->record->job_id);
  event->kind = g_strdup ("handover");
  event->at = batch_clock_now (self->clock);
  event->position = -1;
  batch_store_add_event_async (self->store, event, NULL, told_cb, NULL);
}

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_handover_finish (self->store, result, &error))
    {
      /* An intent that is not on the disk is none. */
      if (self->intent_is_fresh)
        self->record->state = BATCH_HANDOVER_STATE_UPLOADING;
      batch_handover_runner_fail (self, error);
      return;
    }

  if (self->record->state >= BATCH_HANDOVER_STATE_HELD)
    self->host->moved_on (self->host_data, self);
  batch_handover_runner_go_on (self);
}

void
batch_handover_runner_put (BatchHandoverRunner *self)
{
  self->busy = TRUE;
  batch_store_put_handover_async (self->store, self->engine_id, self->record, NULL, put_cb, self);
}

static void
gathered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  BatchHandoverRecord *after = NULL;

  if (!(job = batch_store_gather_handover_finish (self->store, result, &after, &error)))
    {
      batch_handover_runner_fail (self, error);
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
  batch_handover_runner_go_on (self);
}

/* Where nothing can be sent to, all of it can be refused at once. */
static BatchHandoverLimits
get_limits (BatchHandoverRunner *self)
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

void
batch_handover_runner_gather (BatchHandoverRunner *self)
{
  BatchHandoverLimits limits = get_limits (self);

  self->busy = TRUE;
  batch_store_gather_handover_async (self->store, self->engine_id, self->record, &limits, CHUNK,
                                     batch_clock_now (self->clock), NULL, gathered_cb, self);
}

/* It ends, and the provider may have a batch of it that nobody has found. */
static gboolean
is_unsure (BatchHandoverRunner *self)
{
  BatchHandoverState state = self->record->state;

  return self->refusal == NULL && (state == BATCH_HANDOVER_STATE_CREATING ||
                                   state == BATCH_HANDOVER_STATE_HELD);
}

/* What it has come to, in the words of both sides. */
static void
tell_end (BatchHandoverRunner *self)
{
  const BatchHandoverRecord *record = self->record;

  if (is_unsure (self))
    batch_handover_runner_tell (self, record->n_items == 1
                                ? "Nobody wants it any more, but nobody can tell whether the "
                                  "provider has begun with %" G_GINT64_FORMAT " item: if its list "
                                  "of batches has one with it, cancel that there"
                                : "Nobody wants it any more, but nobody can tell whether the "
                                  "provider has begun with %" G_GINT64_FORMAT " items: if its list "
                                  "of batches has one of them, cancel it there", record->n_items);
  else if (record->upstream_id == NULL)
    batch_handover_runner_tell (self, "What was to be handed to the provider was not: %s",
                                self->refusal != NULL ? self->refusal : "nobody wants it any more");
  else
    batch_handover_runner_tell (self, "The batch %s has ended: items: %" G_GINT64_FORMAT ", "
                                "without a line of their own in what the provider gave: "
                                "%" G_GINT64_FORMAT ", lines of it that belong to none: "
                                "%" G_GINT64_FORMAT,
                                record->upstream_id, record->n_items, self->n_settled,
                                record->n_unknown);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchHandoverRunner *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) job = NULL;
  guint n_settled = 0;

  if (!(job = batch_store_settle_handover_finish (self->store, result, &n_settled, &error)))
    {
      batch_handover_runner_fail (self, error);
      return;
    }

  self->host->job_changed (self->host_data, job);
  self->n_settled += n_settled;
  if (n_settled < CHUNK)
    {
      tell_end (self);
      batch_handover_runner_end (self);
    }
  batch_handover_runner_go_on (self);
}

/* That nobody knows what has come of it takes the place of how it was looked for. Lines that nobody
 * knows are told of, and never counted. */
static void
note_end (BatchHandoverRunner *self)
{
  if (is_unsure (self))
    {
      batch_set_str (&self->record->note, "Nobody can tell whether the provider has begun");
      return;
    }
  if (self->record->n_unknown == 0 || self->record->note != NULL)
    return;

  self->record->note = g_strdup_printf (self->record->n_unknown == 1
                                        ? "%" G_GINT64_FORMAT " line of what the provider gave "
                                          "belongs to none of the items"
                                        : "%" G_GINT64_FORMAT " lines of what the provider gave "
                                          "belong to none of the items", self->record->n_unknown);
}

void
batch_handover_runner_settle (BatchHandoverRunner *self)
{
  g_autoptr(BatchFinish) rest = batch_handover_rest (self->record, self->job, self->upstream,
                                                     self->refusal, batch_clock_now (self->clock));

  note_end (self);
  if (self->record->sequence == 0)
    {
      self->ended = TRUE;
      batch_handover_runner_go_on (self);
      return;
    }

  self->busy = TRUE;
  batch_store_settle_handover_async (self->store, self->engine_id, self->record, rest, CHUNK,
                                     batch_clock_now (self->clock), NULL, settled_cb, self);
}
