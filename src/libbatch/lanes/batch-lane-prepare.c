/* batch-lane-prepare.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "format/batch-request-body-private.h"

/* Before the first item of a key: the server gets its model into memory, and gives up the
 * one before. */

#define STATUS_NOT_FOUND 404

static void lost_cb (gpointer host);

/* --- Loads --- */

/* Of the item that is sent first. */
static const char *
job_of (BatchLane *self)
{
  const BatchRun *run = g_queue_peek_head (&self->loaded);

  return run != NULL ? run->item->job_id : NULL;
}

static void
begin_load (BatchLane *self)
{
  if (self->load_began > 0)
    return;

  self->load_began = batch_clock_monotonic (self->clock);
  self->load_fraction = 0;
  self->load_told_at = 0;
  self->host->load_started (self->host_data, self, job_of (self));
}

/* @load_ms: -1: it has failed, or was given up */
static void
end_load (BatchLane *self,
          gint64     load_ms)
{
  if (self->load_began == 0)
    return;

  self->load_began = 0;
  self->host->load_ended (self->host_data, self, load_ms);
}

static void
loading_cb (gpointer host,
            double   fraction)
{
  BatchLane *self = host;

  begin_load (self);
  if (fraction < 0)
    return;

  self->load_fraction = fraction;
  self->host->load_goes_on (self->host_data, self, fraction);
}

static void
begin_work (BatchLane *self)
{
  self->prepared = TRUE;
  self->phase = BATCH_LANE_RUNNING;
}

static void
rest (BatchLane                    *self,
      const BatchModelLoaderReport *report)
{
  g_autoptr(BatchEnding) ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  self->phase = BATCH_LANE_RUNNING;
  batch_model_loader_forget (self->loader);
  if (report->verdict == BATCH_VERDICT_AUTH)
    ending->error = report->error;
  ending->failure_kind = report->verdict == BATCH_VERDICT_AUTH ? BATCH_FAILURE_KIND_AUTH
                                                               : BATCH_FAILURE_KIND_NETWORK_ERROR;
  ending->message = g_strdup (report->message);
  batch_lane_rest_for_server (self, ending);
}

/* Whatever says nothing of the model or the server, such as that it has no room now, is left
 * to the items: they are tried again, each as often as its job allows. */
static void
take_failure (BatchLane                    *self,
              const BatchModelLoaderReport *report)
{
  end_load (self, -1);
  if (batch_verdict_get_consequence (report->verdict)->pause == BATCH_PAUSE_LANE)
    rest (self, report);
  else if (!batch_lane_fault_key (self, report->verdict, report->message))
    begin_work (self);
}

void
batch_lane_give_up_load (BatchLane *self)
{
  end_load (self, -1);
}

/* --- Preparing --- */

static void
ended_cb (gpointer                      host,
          const BatchModelLoaderReport *report)
{
  BatchLane *self = host;

  batch_lane_take_most (self, batch_model_loader_get_most (self->loader));
  if (report->result == BATCH_MODEL_LOADER_FAILED)
    {
      take_failure (self, report);
      batch_lane_process (self);
      return;
    }

  if (report->result == BATCH_MODEL_LOADER_LOADED)
    {
      begin_load (self);
      self->host->load_measured (self->host_data, self->key, report->load_ms);
    }

  /* Whoever is told of the load counts what is to be loaded still. */
  if (report->result != BATCH_MODEL_LOADER_UNTOLD)
    {
      batch_key_faults_forget (self->faults, self->key);
      batch_lane_set_loaded_key (self, self->key);
      self->was_freed = FALSE;
      self->seen = TRUE;
    }
  end_load (self, report->load_ms);
  begin_work (self);
  batch_lane_process (self);
}

static void
slots_cb (gpointer    host,
          const char *model,
          guint       slots)
{
  batch_lane_take_server_slots (host, model, slots);
}

static void
identified_cb (gpointer    host,
               const char *kind)
{
  BatchLane *self = host;

  if (self->worker->know != NULL)
    self->worker->know (self->worker, kind);
  if (kind != NULL)
    self->host->server_known (self->host_data, self, kind);
}

static const BatchModelLoaderHost loader_host = {
  .identified = identified_cb,
  .loading = loading_cb,
  .ended = ended_cb,
  .slots = slots_cb,
  .context = batch_lane_take_context,
  .lost = lost_cb,
  .room = batch_lane_take_room,
  .full = batch_lane_note_full,
  .looked = batch_lane_take_look,
  .given_up = batch_lane_note_given_up,
  .get_room = batch_lane_get_room,
  .needs = batch_lane_needs,
  .misses = batch_lane_misses,
  .get_evict = batch_lane_get_evict,
};

void
batch_lane_set_loader (BatchLane        *self,
                       BatchModelLoader *loader)
{
  self->loader = loader;
  batch_model_loader_set_host (loader, &loader_host, self);
}

BatchModelLoader *
batch_lane_get_loader (BatchLane *self)
{
  return self->loader;
}

/* Nothing is under way, and there is something to send. */
void
batch_lane_prepare (BatchLane *self)
{
  const BatchRun *first = g_queue_peek_head (&self->loaded);
  const BatchChat *chat = batch_lane_take_setting (self);
  g_autoptr(GBytes) request = NULL;

  if (self->loader == NULL
      || batch_key_faults_get (self->faults, self->key, batch_clock_monotonic (self->clock))
         == BATCH_KEY_FAILED)
    {
      self->prepared = TRUE;
      return;
    }

  self->phase = BATCH_LANE_PREPARING;
  g_hash_table_remove (self->contexts, self->key);
  batch_prefix_affinity_forget (&self->affinity);
  request = chat != NULL ? g_bytes_ref (chat->body)
                         : batch_request_body (first->job, first->item, first->payload,
                                               BATCH_STREAMING_OFF, NULL);
  batch_model_loader_prepare (self->loader, self->key,
                              chat != NULL ? chat->endpoint
                                           : batch_request_endpoint (first->job, first->item),
                              request,
                              self->host->load_times (self->host_data, self->key).deadline_ms);
}

/* When there is nothing left to prepare for. */
void
batch_lane_stop_preparing (BatchLane *self)
{
  if (self->phase != BATCH_LANE_PREPARING)
    return;

  batch_model_loader_stop (self->loader);
  end_load (self, -1);
  self->phase = BATCH_LANE_RUNNING;
}

gboolean
batch_lane_is_drained (BatchLane *self)
{
  return g_hash_table_size (self->running) + g_hash_table_size (self->serving) == 0;
}

gboolean
batch_lane_has_work (BatchLane *self)
{
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, self->key);

  if (self->visit != NULL)
    return !batch_lane_is_called_away (self);

  return (group != NULL && group->waiting + group->delayed > 0)
         || !g_queue_is_empty (&self->claimed) || !g_queue_is_empty (&self->loaded);
}

/* --- What becomes of it --- */

/* Whoever comes back may be another one, and has no model in memory; whoever answers, but has not
 * what such servers have, is another one. */
void
batch_lane_note_gone (BatchLane         *self,
                      const BatchEnding *ending)
{
  self->prepared = FALSE;
  self->seen = FALSE;
  self->asked = FALSE;
  if (ending->verdict == BATCH_VERDICT_WRONG_ADDRESS || ending->status_code == STATUS_NOT_FOUND)
    batch_model_loader_refute (self->loader);
  else
    batch_model_loader_forget (self->loader);
}

static void
lost_cb (gpointer host)
{
  BatchLane *self = host;

  batch_lane_set_loaded_key (self, NULL);
  self->seen = FALSE;
  self->asked = FALSE;
  batch_lane_lose_model (self, NULL, -1);
  batch_lane_go_on_soon (self);
}
