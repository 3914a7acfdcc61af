/* batch-lane-holdings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "format/batch-request-body-private.h"

/* What the server of a lane has in memory, as its loader tells, and for how many models there is
 * room: what the plan goes by. */

void
batch_lane_take_room (gpointer host,
                      guint    room)
{
  BatchLane *self = host;

  batch_holdings_tell_room (self->holdings, room);
}

void
batch_lane_note_full (gpointer host,
                      guint    n_held)
{
  BatchLane *self = host;

  batch_holdings_fill (self->holdings, n_held);
}

/* Only what there is work for, or was, is known by its key. */
static gboolean
is_known (BatchLane  *self,
          const char *key)
{
  return batch_roster_get_group (self->roster, self->id, key) != NULL
         || batch_holdings_has (self->holdings, key)
         || batch_model_loader_holds (self->loader, key);
}

static void
look_at (const char *key,
         BatchModel *model,
         gpointer    user_data)
{
  BatchLane *self = user_data;
  BatchModelState state = batch_model_get_state (model);

  if (!is_known (self, key))
    return;

  batch_gone_models_note_listed (self->gone, key);
  self->host->model_seen (self->host_data, self, key, batch_model_get_size (model));
  if (state != BATCH_MODEL_STATE_UNKNOWN)
    batch_holdings_see (self->holdings, key, state == BATCH_MODEL_STATE_LOADED);
  if (state == BATCH_MODEL_STATE_UNLOADED && g_strcmp0 (key, self->key) != 0)
    batch_model_loader_miss (self->loader, key);
}

/* There may be very many keys; a server has few models. */
void
batch_lane_take_look (gpointer    host,
                      GListModel *models)
{
  BatchLane *self = host;

  /* It is looked while a key is prepared when its model was loaded. */
  if (self->phase == BATCH_LANE_PREPARING)
    batch_holdings_use (self->holdings, self->key, batch_clock_monotonic (self->clock));

  batch_model_loader_list_names (self->loader, models, look_at, self);
  batch_holdings_looked (self->holdings);
}

void
batch_lane_note_given_up (gpointer    host,
                          const char *model)
{
  BatchLane *self = host;

  batch_holdings_drop (self->holdings, model);
  /* What makes room for the one that is prepared is told as what went for it. */
  if (self->phase != BATCH_LANE_PREPARING
      && !batch_holdings_has (self->holdings, self->loaded_key))
    batch_lane_set_loaded_key (self, NULL);
}

guint
batch_lane_get_room (gpointer  host,
                     gboolean *known)
{
  BatchLane *self = host;

  *known = batch_holdings_get_room (self->holdings) > 0;
  return batch_holdings_get_least (self->holdings);
}

gboolean
batch_lane_misses (gpointer    host,
                   const char *model)
{
  BatchLane *self = host;

  return batch_gone_models_has (self->gone, model);
}

gboolean
batch_lane_needs (gpointer    host,
                  const char *model)
{
  BatchLane *self = host;
  BatchGroup *group = batch_roster_get_group (self->roster, self->id, model);

  return group != NULL && group->waiting + group->delayed > 0;
}

const char *
batch_lane_get_evict (gpointer host)
{
  BatchLane *self = host;

  return self->evict;
}

/* --- How much it reads --- */

void
batch_lane_take_context (gpointer    host,
                         const char *model,
                         gint64      tokens)
{
  BatchLane *self = host;

  g_hash_table_insert (self->contexts, g_strdup (model),
                       GUINT_TO_POINTER ((guint) MIN (tokens, G_MAXUINT)));
}

/* Who cuts prompts leaves exactly as much of them as the model can read, and counts only that: no
 * other prompt leaves room for an answer. */
void
batch_lane_review_length (BatchLane *self,
                          BatchRun  *run)
{
  BatchEnding *ending = run->ending;
  guint context = GPOINTER_TO_UINT (g_hash_table_lookup (self->contexts, run->item->key));

  if (context == 0 || ending->prompt_tokens != context
      || batch_request_endpoint (run->job, run->item) == BATCH_ENDPOINT_EMBEDDINGS
      || ending->status != BATCH_ITEM_STATUS_SUCCEEDED
      || ending->review_reason != BATCH_REVIEW_REASON_NONE
      || !batch_model_loader_get_kind (self->loader)->cuts_prompts)
    return;

  ending->review_reason = BATCH_REVIEW_REASON_OTHER;
  g_free (ending->message);
  ending->message =
    g_strdup_printf ("The prompt fills all %u tokens that the model reads: what was too long was "
                     "most likely cut off in silence. Give the model a larger “num_ctx”, or "
                     "shorten the prompt", context);
}
