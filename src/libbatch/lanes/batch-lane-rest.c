/* batch-lane-rest.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

/* When there is no point in starting anything: nobody answers, or nothing can be
 * written down. */

/* A server that is back is to be found well within a minute, which is how long a person waits who
 * has said nothing of it; where somebody answers for it, looking costs nobody anything. */
#define MIN_REST_MS 1000
#define MAX_REST_MS 10000
#define MAX_ANSWERED_REST_MS 4000
#define BLOCKED_REST_MS 60000
#define STORE_REST_MS 1000

/* So long others have to begin before one that they are to go before. */
#define OTHERS_FIRST_MS 1000

/* Who was not turned away by then is being answered. */
#define LET_IN_MS 2000

/* That long models stay when there is no more work: a job that comes then needs no load. */
#define LINGER_MS 60000

void
batch_lane_clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
batch_lane_clear_timer (BatchLane *self)
{
  batch_lane_clear_source (&self->timer);
}

static GSource *
add_timer (BatchLane   *self,
           guint        ms,
           const char  *name,
           GSourceFunc  func)
{
  GSource *timer = batch_clock_add_timer (self->clock, ms, func, self);

  g_source_set_static_name (timer, name);
  return timer;
}

/* Also of a lane that is held: it has nothing to wait for, and leaves its place to others. */
void
batch_lane_end_rest (BatchLane *self)
{
  if (self->phase != BATCH_LANE_RESTING)
    return;

  batch_lane_clear_timer (self);
  self->phase = self->entered ? BATCH_LANE_RUNNING : BATCH_LANE_IDLE;
}

static gboolean
rested_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  batch_lane_clear_timer (self);
  batch_model_access_reset (&self->access);
  batch_lane_end_rest (self);
  batch_lane_go_on (self);
  return G_SOURCE_REMOVE;
}

void
batch_lane_rest (BatchLane *self,
                 guint      ms)
{
  batch_lane_clear_timer (self);
  self->phase = BATCH_LANE_RESTING;
  self->timer = add_timer (self, ms, "[batch] lane rests", rested_cb);
}

void
batch_lane_tell_trouble (BatchLane    *self,
                         const char   *key,
                         const GError *trouble)
{
  self->host->trouble (self->host_data, self, key, trouble);
  self->troubled = TRUE;
  self->store_fails = FALSE;
}

void
batch_lane_tell_no_trouble (BatchLane *self)
{
  self->rest_ms = 0;
  if (!self->troubled || self->store_fails)
    return;

  self->troubled = FALSE;
  self->host->trouble (self->host_data, self, NULL, NULL);
}

void
batch_lane_forget_trouble (BatchLane *self)
{
  GHashTable *groups = batch_roster_get_groups (self->roster, self->id);

  if (!self->troubled || (groups != NULL && g_hash_table_size (groups) > 0))
    return;

  self->troubled = FALSE;
  self->store_fails = FALSE;
  self->host->trouble_is_nobodys (self->host_data, self);
}

void
batch_lane_rest_for_store (BatchLane *self,
                           GError    *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  batch_lane_tell_trouble (self, NULL, error);
  self->store_fails = TRUE;
  batch_lane_refuse_chats (self, NULL, 503, error->message);
  batch_lane_rest (self, STORE_REST_MS);
}

void
batch_lane_note_written (BatchLane *self)
{
  if (!self->store_fails)
    return;

  self->store_fails = FALSE;
  batch_lane_tell_no_trouble (self);
}

static BatchError
error_for (const BatchEnding *ending)
{
  if (ending->error != 0)
    return ending->error;
  if (ending->failure_kind == BATCH_FAILURE_KIND_AUTH)
    return BATCH_ERROR_AUTH;

  return ending->lasting || ending->verdict == BATCH_VERDICT_WRONG_ADDRESS
         ? BATCH_ERROR_UNSUPPORTED : BATCH_ERROR_BACKEND;
}

/* Of a server that fails whatever is asked, what it has said last is not the whole of it; that
 * nobody is there any more, or that nobody may come in, is. */
static char *
describe (BatchLane         *self,
          const BatchEnding *ending)
{
  const char *message = ending->message != NULL ? ending->message : "No answer";

  if (!batch_server_health_is_bad (&self->health) || ending->verdict != BATCH_VERDICT_TRY_AGAIN)
    return g_strdup (message);

  return g_strdup_printf (self->health.n_failures == 1
                          ? "The server has failed for %u request: %s"
                          : "The server fails, whatever is asked: %u requests in a row. The "
                            "last: %s",
                          self->health.n_failures, message);
}

/* Until somebody does something about it. */
static gboolean
is_blocked (const BatchEnding *ending)
{
  BatchError error = error_for (ending);

  return error == BATCH_ERROR_AUTH || error == BATCH_ERROR_RATE_LIMITED;
}

void
batch_lane_leave_open (BatchEnding *ending)
{
  ending->open = TRUE;
  ending->shut_out = FALSE;
  ending->retry_after_ms = OTHERS_FIRST_MS;
}

static guint
longer_rest (guint              ms,
             const BatchEnding *ending)
{
  return CLAMP (ms * 2, MIN_REST_MS,
                ending->status_code > 0 ? MAX_ANSWERED_REST_MS : MAX_REST_MS);
}

/* Nobody answers, who answers is no model server, or nobody may come in: others would only fail
 * alike, and nothing is loaded. */
void
batch_lane_rest_for_server (BatchLane   *self,
                            BatchEnding *ending)
{
  g_autofree char *message = describe (self, ending);
  g_autoptr(GError) trouble = NULL;

  if (is_blocked (ending))
    self->rest_ms = BLOCKED_REST_MS;
  else if (self->phase != BATCH_LANE_RESTING)
    self->rest_ms = longer_rest (self->rest_ms, ending);

  if (ending->others_first)
    ending->retry_after_ms = self->rest_ms + OTHERS_FIRST_MS;
  trouble = g_error_new_literal (BATCH_ERROR, error_for (ending), message);
  batch_lane_give_up_load (self);
  batch_lane_tell_trouble (self, NULL, trouble);
  batch_lane_refuse_chats (self, NULL, 503, trouble->message);
  batch_lane_rest (self, g_random_int_range (self->rest_ms / 2, self->rest_ms + 1));
}

void
batch_lane_set_max_server_failures (BatchLane *self,
                                    guint      max_failures)
{
  self->health.max_failures = max_failures;
}

/* --- Keys that rest --- */

static gboolean
retry_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  batch_lane_clear_source (&self->retry);
  batch_lane_wait_for_keys (self);
  batch_lane_go_on (self);
  return G_SOURCE_REMOVE;
}

void
batch_lane_wait_for_keys (BatchLane *self)
{
  gint64 now = batch_clock_monotonic (self->clock);
  gint64 next = batch_key_faults_next_retry (self->faults, now);

  batch_lane_clear_source (&self->retry);
  if (next > 0)
    self->retry = add_timer (self, (guint) ((next - now) / 1000) + 1, "[batch] lane tries a key",
                             retry_cb);
}

/* --- A server that takes no more for now --- */

static gboolean
back_off_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  batch_lane_clear_source (&self->back_off);
  batch_refusals_rested (&self->refusals, g_hash_table_size (self->running));
  batch_lane_go_on (self);
  return G_SOURCE_REMOVE;
}

void
batch_lane_back_off (BatchLane *self)
{
  gint64 now = batch_clock_monotonic (self->clock);

  batch_lane_clear_source (&self->back_off);
  if (self->refusals.until > now)
    self->back_off = add_timer (self, (guint) ((self->refusals.until - now) / 1000) + 1,
                            "[batch] lane backs off", back_off_cb);
}

static gboolean
let_in_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  batch_lane_clear_source (&self->back_off);
  batch_refusals_let_in (&self->refusals, g_hash_table_size (self->running));
  batch_lane_go_on (self);
  return G_SOURCE_REMOVE;
}

void
batch_lane_try_more (BatchLane *self)
{
  if (self->refusals.until > 0 && self->back_off == NULL)
    self->back_off = add_timer (self, LET_IN_MS, "[batch] lane tries more", let_in_cb);
}

/* Nothing is known of the key that is next. */
void
batch_lane_end_back_off (BatchLane *self)
{
  batch_lane_clear_source (&self->back_off);
  batch_refusals_forget (&self->refusals);
}

/* --- Models that nobody needs --- */

static void
let_go_cb (gpointer user_data)
{
}

static gboolean
linger_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  batch_lane_end_linger (self);
  batch_model_loader_let_go (self->loader, let_go_cb, NULL);
  return G_SOURCE_REMOVE;
}

void
batch_lane_end_linger (BatchLane *self)
{
  batch_lane_clear_source (&self->linger);
}

void
batch_lane_linger (BatchLane *self)
{
  if (self->loader == NULL)
    return;

  batch_model_loader_rest (self->loader);
  batch_holdings_doubt (self->holdings);
  if (self->linger != NULL || !batch_model_loader_holds_any (self->loader))
    return;

  self->linger = add_timer (self, LINGER_MS, "[batch] lane keeps its models", linger_cb);
}
