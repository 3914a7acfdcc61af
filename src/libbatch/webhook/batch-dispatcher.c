/* batch-dispatcher.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-dispatcher-private.h"

#include "core/batch-log-private.h"
#include "store/batch-store-webhooks-private.h"
#include "store/batch-store-private.h"
#include "webhook/batch-webhook-check-private.h"
#include "webhook/batch-webhook-secret-private.h"
#include "webhook/batch-webhook-sender-private.h"

/* A round claims what is due and learns what it needs for sending it; then each delivery goes
 * its own way, and when it has ended there may be something else for its target. */

#define MAX_SENDING 16
#define LOOK_AGAIN_MS 5000
#define LONGEST_WAIT_MS (60 * 60 * 1000)

/* How long what was told is kept. */
#define KEEP_TIME (30 * G_TIME_SPAN_DAY)
#define PRUNE_ROWS 1000
/* More goes than comes, however long an engine works. */
#define PRUNE_EVERY 100

struct _BatchDispatcher
{
  BatchStore   *store;
  char         *engine_id;
  BatchClock   *clock;
  GCancellable *cancellable;
  GSource      *timer;
  GPtrArray    *round;             /* (nullable) what was claimed, not yet under way */
  GPtrArray    *webhooks;          /* (nullable) of this round */
  guint         n_sending;
  guint         n_noted;           /* since what is old was removed */
  guint         active : 1;
  guint         stopped : 1;
  guint         looking : 1;       /* a round is under way */
  guint         again : 1;         /* … and is not the last one */
};

typedef struct
{
  BatchDispatcher     *dispatcher;
  BatchDeliveryRecord *delivery;
  BatchDeliveryEnding  ending;
} Sending;

static void look (BatchDispatcher *self);

static void
sending_free (Sending *sending)
{
  batch_delivery_record_free (sending->delivery);
  g_free (sending->ending.error);
  g_free (sending);
}

static void
warn (BatchDispatcher *self,
      const char      *what,
      const GError    *error)
{
  if (self->stopped)
    g_debug ("%s: %s", what, error->message);
  else
    g_warning ("%s: %s", what, error->message);
}

/* --- When --- */

static void
clear_timer (BatchDispatcher *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
timer_cb (gpointer user_data)
{
  BatchDispatcher *self = user_data;

  clear_timer (self);
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look_in (BatchDispatcher *self,
         gint64           ms)
{
  clear_timer (self);
  if (self->stopped)
    return;

  /* After an hour at the latest, so that a wall clock that is set does no harm. */
  self->timer = batch_clock_add_timer (self->clock, CLAMP (ms, 0, LONGEST_WAIT_MS), timer_cb, self);
}

static void
end_round (BatchDispatcher *self)
{
  self->looking = FALSE;
  g_clear_pointer (&self->round, g_ptr_array_unref);
  g_clear_pointer (&self->webhooks, g_ptr_array_unref);
  if (self->again)
    look (self);
}

/* --- What was told long ago --- */

static void
pruned_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_prune_deliveries_finish (BATCH_STORE (source), result, &error))
    g_debug ("What was told long ago stays: %s", error->message);
}

static void
prune (BatchDispatcher *self)
{
  self->n_noted = 0;
  batch_store_prune_deliveries_async (self->store, batch_clock_now (self->clock) - KEEP_TIME,
                                      PRUNE_ROWS, NULL, pruned_cb, NULL);
}

/* --- What came of one --- */

static void note (Sending *sending);

static gboolean
note_again_cb (gpointer user_data)
{
  note (user_data);
  return G_SOURCE_REMOVE;
}

/* It is ours until that is written down: nobody else is to send it meanwhile. */
static void
note_later (Sending *sending)
{
  g_autoptr(GSource) timer = batch_clock_add_timer (sending->dispatcher->clock, LOOK_AGAIN_MS,
                                                    note_again_cb, sending);
}

static void
noted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Sending *sending = user_data;
  BatchDispatcher *self = sending->dispatcher;
  g_autoptr(GError) error = NULL;

  if (!batch_store_finish_delivery_finish (self->store, result, &error))
    {
      warn (self, "Writing down what came of a webhook", error);
      if (!self->stopped)
        {
          note_later (sending);
          return;
        }
    }

  sending_free (sending);
  self->n_sending--;
  if (++self->n_noted >= PRUNE_EVERY)
    prune (self);
  look (self);
}

static void
note (Sending *sending)
{
  BatchDispatcher *self = sending->dispatcher;

  batch_store_finish_delivery_async (self->store, self->engine_id, &sending->ending,
                                     batch_clock_now (self->clock), NULL, noted_cb, sending);
}

/* Why not is in the list of deliveries; an answer may say anything. */
static void
log_end (const BatchDeliveryRecord *delivery,
         const BatchDeliveryEnding *ending)
{
  g_autofree char *target = batch_log_origin (delivery->url);
  const BatchLogFields fields = {
    .job = delivery->job_id,
    .event = delivery->kind,
    .target = target,
    .status = ending->status_code,
    .state = batch_delivery_state_word (ending->state),
    .duration_ms = -1,
  };

  batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_WEBHOOK, &fields, "%s of %s for %s: %s", delivery->kind,
             delivery->job_id, target, fields.state);
}

/* @error: (nullable) */
static void
end (Sending                   *sending,
     const BatchWebhookOutcome *outcome,
     const GError              *error)
{
  const BatchDeliveryRecord *delivery = sending->delivery;
  gint64 now = batch_clock_steady (sending->dispatcher->clock);

  sending->ending.sequence = delivery->sequence;
  sending->ending.error = error != NULL ? g_strdup (error->message) : NULL;
  batch_webhook_decide (outcome, delivery->attempts, delivery->created_at, now,
                        g_random_double (), &sending->ending);
  log_end (delivery, &sending->ending);
  note (sending);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Sending *sending = user_data;
  BatchDispatcher *self = sending->dispatcher;
  BatchWebhookOutcome outcome;
  g_autoptr(GError) error = NULL;
  gboolean told = batch_webhook_send_finish (result, &outcome, &error);

  if (!told && self->stopped)
    {
      sending_free (sending);
      self->n_sending--;
      return;
    }

  end (sending, &outcome, error);
}

/* --- Sending --- */

/* @error: (nullable): why none of them can be sent now */
static void
send_round (BatchDispatcher *self,
            const char      *secret,
            const GError    *error)
{
  const BatchWebhookOutcome unsent = { .retry_after_ms = -1 };

  /* A round has one for each server, and there may be more for some. */
  self->again = TRUE;
  while (self->round->len > 0)
    {
      Sending *sending = g_new0 (Sending, 1);

      sending->dispatcher = self;
      sending->delivery = g_ptr_array_steal_index (self->round, 0);
      self->n_sending++;
      if (error != NULL)
        end (sending, &unsent, error);
      else
        batch_webhook_send_async (sending->delivery, secret,
                                  batch_webhook_may_be_private (self->webhooks,
                                                                sending->delivery->url),
                                  self->cancellable, sent_cb, sending);
    }

  end_round (self);
}

static void
secret_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  BatchDispatcher *self = user_data;
  g_autoptr(GError) error = NULL;
  char *secret = batch_webhook_secret_lookup_finish (result, &error);

  send_round (self, secret, error);
  batch_webhook_secret_free (secret);
}

static void
webhooks_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BatchDispatcher *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!(self->webhooks = batch_store_list_webhooks_finish (self->store, result, &error)))
    send_round (self, NULL, error);
  else
    batch_webhook_secret_lookup_async (self->store, NULL, secret_found_cb, self);
}

/* --- Looking --- */

static void
claimed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchDispatcher *self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 now = batch_clock_steady (self->clock);
  gint64 next_due = 0;

  self->round = batch_store_claim_deliveries_finish (self->store, result, &next_due, &error);
  if (self->round == NULL)
    {
      warn (self, "Looking for what is to be told", error);
      look_in (self, LOOK_AGAIN_MS);
      end_round (self);
      return;
    }

  /* Those that are due as well come when there is room: every end looks again. */
  if (next_due > now)
    look_in (self, (next_due - now) / 1000 + 1);
  if (self->round->len > 0)
    batch_store_list_webhooks_async (self->store, NULL, webhooks_listed_cb, self);
  else
    end_round (self);
}

static void
look (BatchDispatcher *self)
{
  if (!self->active || self->stopped || self->n_sending >= MAX_SENDING)
    return;
  if (self->looking)
    {
      self->again = TRUE;
      return;
    }

  self->again = FALSE;
  self->looking = TRUE;
  batch_store_claim_deliveries_async (self->store, self->engine_id, MAX_SENDING - self->n_sending,
                                      batch_clock_steady (self->clock), NULL, claimed_cb, self);
}

/* --- From outside --- */

BatchDispatcher *
batch_dispatcher_new (BatchStore *store,
                      const char *engine_id,
                      BatchClock *clock)
{
  BatchDispatcher *self = g_new0 (BatchDispatcher, 1);

  self->store = g_object_ref (store);
  self->engine_id = g_strdup (engine_id);
  self->clock = batch_clock_ref (clock);
  self->cancellable = g_cancellable_new ();
  return self;
}

void
batch_dispatcher_free (BatchDispatcher *self)
{
  clear_timer (self);
  g_clear_pointer (&self->round, g_ptr_array_unref);
  g_clear_pointer (&self->webhooks, g_ptr_array_unref);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_free (self->engine_id);
  batch_clock_unref (self->clock);
  g_free (self);
}

void
batch_dispatcher_set_active (BatchDispatcher *self,
                             gboolean         active)
{
  if (active && !self->active)
    prune (self);
  self->active = active;
  look (self);
}

void
batch_dispatcher_hurry (BatchDispatcher *self)
{
  look (self);
}

gboolean
batch_dispatcher_is_quiet (BatchDispatcher *self)
{
  return !self->looking && self->n_sending == 0;
}

void
batch_dispatcher_stop (BatchDispatcher *self)
{
  self->stopped = TRUE;
  clear_timer (self);
  g_cancellable_cancel (self->cancellable);
}
