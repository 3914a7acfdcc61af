/* simulator/batch-simulator-pool.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-pool-private.h"

#include "core/batch-model-key-private.h"

gboolean
batch_simulator_model_is_idle (BatchSimulatorModel *model)
{
  return model->running == 0 && model->for_slot.length == 0;
}

static void
start_running (BatchSimulatorPool   *self,
               BatchSimulatorTicket *ticket)
{
  ticket->state = BATCH_SIMULATOR_TICKET_RUNNING;
  ticket->model->running++;
  ticket->model->last_used = ++self->clock;
  g_queue_push_tail_link (&ticket->model->at_work, &ticket->link);
}

static gboolean
has_free_slot (BatchSimulatorPool  *self,
               BatchSimulatorModel *model)
{
  guint slots = batch_simulator_pool_get_slots (self, model);

  return slots == 0 || model->running < slots;
}

/* A granted request may end before granted () returns, and so come back here: the flag makes that
 * a further turn of this loop. */
static void
grant_slots (BatchSimulatorPool  *self,
             BatchSimulatorModel *model)
{
  if (model->granting)
    return;

  model->granting = TRUE;
  while (model->for_slot.length > 0 && has_free_slot (self, model))
    {
      GList *link = g_queue_pop_head_link (&model->for_slot);
      BatchSimulatorTicket *ticket = (BatchSimulatorTicket *) link;

      start_running (self, ticket);
      self->funcs->granted (link->data, self->user_data);
    }
  model->granting = FALSE;
}

static void
wait_in (BatchSimulatorTicket      *ticket,
         GQueue                    *queue,
         BatchSimulatorTicketState  state)
{
  ticket->state = state;
  g_queue_push_tail_link (queue, &ticket->link);
}

/* Those that wait for the model go on with it as it is, but for those who want it otherwise. */
static void
admit_waiting (BatchSimulatorPool  *self,
               BatchSimulatorModel *model)
{
  guint n = model->for_load.length;

  for (; n > 0; n--)
    {
      BatchSimulatorTicket *ticket =
        (BatchSimulatorTicket *) g_queue_pop_head_link (&model->for_load);

      if (ticket->options == model->options)
        {
          self->n_pending--;
          wait_in (ticket, &model->for_slot, BATCH_SIMULATOR_TICKET_SLOT);
        }
      else
        {
          wait_in (ticket, &model->for_load, BATCH_SIMULATOR_TICKET_LOAD);
        }
    }
  if (model->for_load.length > 0)
    g_queue_push_tail (&self->wanted, model);
  grant_slots (self, model);
}

static void
stop_draining (BatchSimulatorPool *self)
{
  for (guint i = 0; i < self->models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (self->models, i);

      if (model->draining)
        {
          model->draining = FALSE;
          g_queue_remove (&self->wanted, model);
          admit_waiting (self, model);
        }
    }
}

/* Everybody in the queues is told that it is over. */
static void
turn_out (BatchSimulatorPool  *self,
          BatchSimulatorModel *model,
          GQueue              *queue,
          gboolean             load_failed)
{
  GQueue out = *queue;
  GList *link;

  g_queue_init (queue);
  while ((link = g_queue_pop_head_link (&out)) != NULL)
    {
      BatchSimulatorTicket *ticket = (BatchSimulatorTicket *) link;

      if (ticket->state == BATCH_SIMULATOR_TICKET_LOAD)
        self->n_pending--;
      ticket->state = BATCH_SIMULATOR_TICKET_NONE;
      self->funcs->lost (link->data, load_failed, self->user_data);
    }
}

void
batch_simulator_pool_evict (BatchSimulatorPool  *self,
                            BatchSimulatorModel *model)
{
  model->resident = FALSE;
  model->draining = FALSE;
  model->doomed = FALSE;
  model->running = 0;
  if (!model->pinned)
    self->n_resident--;
  model->pinned = FALSE;
  self->awaited = NULL;
  self->funcs->evicted (model, self->user_data);
  turn_out (self, model, &model->at_work, FALSE);
  turn_out (self, model, &model->for_slot, FALSE);
}

/* Whether the model that was to go is itself the next one wanted: those before it gave up. */
static gboolean
is_draining_in_vain (BatchSimulatorPool *self)
{
  BatchSimulatorModel *next = g_queue_peek_head (&self->wanted);

  return next == NULL || next->resident;
}

static void
start_load (BatchSimulatorPool  *self,
            BatchSimulatorModel *model)
{
  BatchSimulatorTicket *first = (BatchSimulatorTicket *) model->for_load.head;

  model->loading = TRUE;
  model->preloading = FALSE;
  model->doomed = FALSE;
  model->keep_ms = model->pinned ? -1 : self->rules.keep_ms;
  model->options = first != NULL ? first->options : 0;
  self->loading = model;
  self->funcs->load (model, self->user_data);
}

static void
consider_load (BatchSimulatorPool *self)
{
  if (self->loading != NULL || self->awaited != NULL)
    return;

  if (is_draining_in_vain (self))
    stop_draining (self);
  if (self->wanted.length > 0 &&
      batch_simulator_pool_make_room (self, g_queue_peek_head (&self->wanted)))
    start_load (self, g_queue_pop_head (&self->wanted));
  /* The model that was to go is spared when another became idle first. */
  if (self->loading != NULL)
    stop_draining (self);
}

/* It goes if it has to; otherwise the owner may set a time for that. */
static void
become_idle (BatchSimulatorPool  *self,
             BatchSimulatorModel *model)
{
  if (!model->resident || !batch_simulator_model_is_idle (model))
    return;
  if (model->doomed)
    batch_simulator_pool_evict (self, model);
  else if (self->funcs->idle != NULL)
    self->funcs->idle (model, self->user_data);
}

static BatchSimulatorModel *
stop_loading (BatchSimulatorPool *self)
{
  BatchSimulatorModel *model = g_steal_pointer (&self->loading);

  model->loading = FALSE;
  return model;
}

void
batch_simulator_pool_loaded (BatchSimulatorPool *self)
{
  BatchSimulatorModel *model = stop_loading (self);

  model->resident = TRUE;
  model->last_used = ++self->clock;
  if (!model->pinned)
    self->n_resident++;
  admit_waiting (self, model);
  become_idle (self, model);
  consider_load (self);
}

void
batch_simulator_pool_load_failed (BatchSimulatorPool *self)
{
  BatchSimulatorModel *model = stop_loading (self);

  model->pinned = FALSE;
  turn_out (self, model, &model->for_load, TRUE);
  consider_load (self);
}

/* The one who asked for the load is gone, and the load with him. */
static void
abort_load (BatchSimulatorPool *self)
{
  BatchSimulatorModel *model = stop_loading (self);

  self->funcs->aborted (model, self->user_data);
  if (model->for_load.length > 0)
    g_queue_push_head (&self->wanted, model);
}

gboolean
batch_simulator_pool_preload (BatchSimulatorPool  *self,
                              BatchSimulatorModel *model)
{
  if (model->resident || model->loading || model->preloading)
    return FALSE;

  model->preloading = TRUE;
  if (model->for_load.length == 0)
    g_queue_push_tail (&self->wanted, model);
  consider_load (self);
  return TRUE;
}

gboolean
batch_simulator_pool_unload (BatchSimulatorPool  *self,
                             BatchSimulatorModel *model,
                             gboolean             cuts)
{
  if (model == self->loading && cuts)
    {
      stop_loading (self);
      self->funcs->aborted (model, self->user_data);
      turn_out (self, model, &model->for_load, TRUE);
    }
  else if (!model->resident && model != self->loading)
    return FALSE;
  else if (model->resident && (cuts || batch_simulator_model_is_idle (model)))
    batch_simulator_pool_evict (self, model);
  else
    model->doomed = TRUE;

  consider_load (self);
  return TRUE;
}

void
batch_simulator_pool_pin (BatchSimulatorPool  *self,
                          BatchSimulatorModel *model)
{
  if (model->resident && !model->pinned)
    self->n_resident--;
  model->pinned = TRUE;
}

static gboolean
needs_load (BatchSimulatorModel *model,
            guint64              options)
{
  return !model->resident || model->draining || model->options != options;
}

gboolean
batch_simulator_pool_is_full (BatchSimulatorPool  *self,
                              BatchSimulatorModel *model,
                              guint64              options)
{
  guint limit = self->rules.queue;

  if (limit == 0)
    return FALSE;

  switch (self->rules.queueing)
    {
    case BATCH_SIMULATOR_QUEUEING_FOR_LOADS:
      return needs_load (model, options) && self->n_pending >= limit;
    case BATCH_SIMULATOR_QUEUEING_OF_MODEL:
      return model->running + model->for_slot.length + model->for_load.length >= limit;
    case BATCH_SIMULATOR_QUEUEING_FOR_SLOTS:
    default:
      return !has_free_slot (self, model) && model->for_slot.length >= limit;
    }
}

gboolean
batch_simulator_pool_acquire (BatchSimulatorPool   *self,
                              BatchSimulatorModel  *model,
                              BatchSimulatorTicket *ticket,
                              gpointer              ticket_owner)
{
  ticket->link = (GList) { .data = ticket_owner };
  ticket->model = model;

  if (!needs_load (model, ticket->options))
    {
      if (model->for_slot.length == 0 && has_free_slot (self, model))
        {
          start_running (self, ticket);
          return TRUE;
        }
      wait_in (ticket, &model->for_slot, BATCH_SIMULATOR_TICKET_SLOT);
      return FALSE;
    }

  self->n_pending++;
  wait_in (ticket, &model->for_load, BATCH_SIMULATOR_TICKET_LOAD);
  if (model->for_load.length == 1 && model != self->loading && !model->preloading)
    {
      g_queue_push_tail (&self->wanted, model);
      consider_load (self);
    }
  return FALSE;
}

static void
release_pending (BatchSimulatorPool   *self,
                 BatchSimulatorTicket *ticket)
{
  BatchSimulatorModel *model = ticket->model;
  gboolean first = model->for_load.head == &ticket->link;

  self->n_pending--;
  g_queue_unlink (&model->for_load, &ticket->link);
  if (model->for_load.length == 0 && !model->preloading)
    g_queue_remove (&self->wanted, model);
  if (first && self->rules.ties_loads && model == self->loading)
    abort_load (self);
}

void
batch_simulator_pool_release (BatchSimulatorPool   *self,
                              BatchSimulatorTicket *ticket)
{
  BatchSimulatorModel *model = ticket->model;
  BatchSimulatorTicketState state = ticket->state;

  ticket->state = BATCH_SIMULATOR_TICKET_NONE;
  switch (state)
    {
    case BATCH_SIMULATOR_TICKET_NONE:
      return;

    case BATCH_SIMULATOR_TICKET_LOAD:
      release_pending (self, ticket);
      break;

    case BATCH_SIMULATOR_TICKET_SLOT:
      g_queue_unlink (&model->for_slot, &ticket->link);
      break;

    case BATCH_SIMULATOR_TICKET_RUNNING:
      g_queue_unlink (&model->at_work, &ticket->link);
      model->running--;
      model->last_used = ++self->clock;
      grant_slots (self, model);
      become_idle (self, model);
      break;

    default:
      g_assert_not_reached ();
    }

  if (self->wanted.length > 0 || state == BATCH_SIMULATOR_TICKET_LOAD)
    consider_load (self);
}

void
batch_simulator_pool_unload_idle (BatchSimulatorPool *self)
{
  for (guint i = 0; i < self->models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (self->models, i);

      if (model->resident && batch_simulator_model_is_idle (model))
        {
          if (!model->pinned)
            self->n_resident--;
          model->resident = FALSE;
          model->pinned = FALSE;
        }
    }
}

static void
model_free (gpointer data)
{
  BatchSimulatorModel *model = data;

  g_free (model->name);
  g_free (model);
}

BatchSimulatorPool *
batch_simulator_pool_new (const BatchSimulatorPoolRules *rules,
                          const BatchSimulatorPoolFuncs *funcs,
                          gpointer                       user_data)
{
  BatchSimulatorPool *self = g_new0 (BatchSimulatorPool, 1);

  self->models = g_ptr_array_new_with_free_func (model_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->rules = *rules;
  self->funcs = funcs;
  self->user_data = user_data;
  return self;
}

void
batch_simulator_pool_free (BatchSimulatorPool *self)
{
  g_queue_clear (&self->wanted);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->models);
  g_free (self);
}

BatchSimulatorModel *
batch_simulator_pool_add (BatchSimulatorPool *self,
                          const char         *name,
                          guint               load_ms)
{
  BatchSimulatorModel *model = g_new0 (BatchSimulatorModel, 1);

  model->name = g_strdup (name);
  model->load_ms = load_ms;
  g_ptr_array_add (self->models, model);
  g_hash_table_insert (self->by_name, model->name, model);
  return model;
}

guint
batch_simulator_pool_get_slots (BatchSimulatorPool  *self,
                                BatchSimulatorModel *model)
{
  return model->slots > 0 ? model->slots : self->rules.slots;
}

void
batch_simulator_model_set_slots (BatchSimulatorModel *model,
                                 guint                slots)
{
  model->slots = slots;
}

BatchSimulatorModel *
batch_simulator_pool_find (BatchSimulatorPool *self,
                           const char         *name)
{
  BatchSimulatorModel *model = g_hash_table_lookup (self->by_name, name);
  const char *implied_tag = self->rules.implied_tag;
  g_autofree char *other = NULL;

  if (model != NULL || implied_tag == NULL)
    return model;

  other = batch_model_key_strip (name, implied_tag);
  if (other == NULL)
    other = g_strconcat (name, implied_tag, NULL);
  return g_hash_table_lookup (self->by_name, other);
}

BatchSimulatorModel *
batch_simulator_pool_get_loading (BatchSimulatorPool *self)
{
  return self->loading;
}

GPtrArray *
batch_simulator_pool_get_models (BatchSimulatorPool *self)
{
  return self->models;
}

const char *
batch_simulator_model_get_name (BatchSimulatorModel *model)
{
  return model->name;
}

guint
batch_simulator_model_get_load_ms (BatchSimulatorModel *model)
{
  return model->load_ms;
}

const char *
batch_simulator_model_get_state (BatchSimulatorModel *model)
{
  if (model->draining || (model->doomed && model->resident))
    return "draining";
  if (model->resident)
    return "loaded";
  return model->loading ? "loading" : "unloaded";
}

guint
batch_simulator_model_get_running (BatchSimulatorModel *model)
{
  return model->running;
}

guint
batch_simulator_model_get_waiting (BatchSimulatorModel *model)
{
  return model->for_load.length + model->for_slot.length;
}

gint64
batch_simulator_model_get_keep (BatchSimulatorModel *model)
{
  return model->keep_ms;
}

void
batch_simulator_model_set_keep (BatchSimulatorModel *model,
                                gint64               keep_ms)
{
  model->keep_ms = keep_ms;
  model->doomed = keep_ms == 0;
}

gpointer
batch_simulator_model_get_owner_data (BatchSimulatorModel *model)
{
  return model->owner_data;
}

void
batch_simulator_model_set_owner_data (BatchSimulatorModel *model,
                                      gpointer             owner_data)
{
  model->owner_data = owner_data;
}

gboolean
batch_simulator_model_is_resident (BatchSimulatorModel *model)
{
  return model->resident;
}

gboolean
batch_simulator_model_is_loading (BatchSimulatorModel *model)
{
  return model->loading;
}
