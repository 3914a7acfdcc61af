/* simulator/batch-simulator-pool.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-pool.h"

struct _BatchSimulatorModel
{
  char    *name;
  GQueue   for_load;            /* tickets */
  GQueue   for_slot;
  guint64  last_used;           /* a count, not a time */
  guint    load_ms;
  guint    running;
  guint    loading : 1;
  guint    resident : 1;
  guint    draining : 1;        /* resident, and to be evicted as soon as it is idle */
  guint    granting : 1;
};

struct _BatchSimulatorPool
{
  GPtrArray                     *models;
  GHashTable                    *by_name;
  GQueue                         wanted;      /* models with tickets that wait for a load */
  BatchSimulatorModel           *loading;
  const BatchSimulatorPoolFuncs *funcs;
  gpointer                       user_data;
  guint64                        clock;
  guint                          capacity;    /* 0: no limit */
  guint                          slots;       /* 0: no limit */
  guint                          n_resident;
};

static gboolean
is_idle (BatchSimulatorModel *model)
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
}

static gboolean
has_free_slot (BatchSimulatorPool  *self,
               BatchSimulatorModel *model)
{
  return self->slots == 0 || model->running < self->slots;
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

/* Those that wait for the model go on with it as it is. */
static void
admit_waiting (BatchSimulatorPool  *self,
               BatchSimulatorModel *model)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&model->for_load)) != NULL)
    wait_in ((BatchSimulatorTicket *) link, &model->for_slot, BATCH_SIMULATOR_TICKET_SLOT);
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

static BatchSimulatorModel *
find_least_recently_used (BatchSimulatorPool *self,
                          gboolean            idle)
{
  BatchSimulatorModel *found = NULL;

  for (guint i = 0; i < self->models->len; i++)
    {
      BatchSimulatorModel *model = g_ptr_array_index (self->models, i);

      if (model->resident && (!idle || is_idle (model)) &&
          (found == NULL || model->last_used < found->last_used))
        found = model;
    }
  return found;
}

static void
evict (BatchSimulatorPool  *self,
       BatchSimulatorModel *model)
{
  model->resident = FALSE;
  model->draining = FALSE;
  self->n_resident--;
  self->funcs->evicted (model, self->user_data);
}

/* Returns whether there is room for one more model. */
static gboolean
make_room (BatchSimulatorPool *self)
{
  BatchSimulatorModel *victim;

  if (self->capacity == 0 || self->n_resident < self->capacity)
    return TRUE;

  victim = find_least_recently_used (self, TRUE);
  if (victim != NULL)
    {
      evict (self, victim);
      return TRUE;
    }

  for (guint i = 0; i < self->models->len; i++)
    if (((BatchSimulatorModel *) g_ptr_array_index (self->models, i))->draining)
      return FALSE;
  find_least_recently_used (self, FALSE)->draining = TRUE;
  return FALSE;
}

/* Whether the model that was to go is itself the next one wanted: those before it gave up. */
static gboolean
is_draining_in_vain (BatchSimulatorPool *self)
{
  BatchSimulatorModel *next = g_queue_peek_head (&self->wanted);

  return next == NULL || next->resident;
}

static void
consider_load (BatchSimulatorPool *self)
{
  if (self->loading != NULL)
    return;

  if (is_draining_in_vain (self))
    stop_draining (self);
  if (self->wanted.length > 0 && make_room (self))
    {
      self->loading = g_queue_pop_head (&self->wanted);
      self->loading->loading = TRUE;
      self->funcs->load (self->loading, self->user_data);
    }
  /* The model that was to go is spared when another became idle first. */
  if (self->loading != NULL)
    stop_draining (self);
}

void
batch_simulator_pool_loaded (BatchSimulatorPool *self)
{
  BatchSimulatorModel *model = g_steal_pointer (&self->loading);

  model->loading = FALSE;
  model->resident = TRUE;
  model->last_used = ++self->clock;
  self->n_resident++;
  admit_waiting (self, model);
  consider_load (self);
}

gboolean
batch_simulator_pool_acquire (BatchSimulatorPool   *self,
                              BatchSimulatorModel  *model,
                              BatchSimulatorTicket *ticket,
                              gpointer              ticket_owner)
{
  ticket->link = (GList) { .data = ticket_owner };
  ticket->model = model;

  if (model->resident && !model->draining)
    {
      if (model->for_slot.length == 0 && has_free_slot (self, model))
        {
          start_running (self, ticket);
          return TRUE;
        }
      wait_in (ticket, &model->for_slot, BATCH_SIMULATOR_TICKET_SLOT);
      return FALSE;
    }

  wait_in (ticket, &model->for_load, BATCH_SIMULATOR_TICKET_LOAD);
  if (model->for_load.length == 1 && model != self->loading)
    {
      g_queue_push_tail (&self->wanted, model);
      consider_load (self);
    }
  return FALSE;
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
      g_queue_unlink (&model->for_load, &ticket->link);
      if (model->for_load.length == 0)
        g_queue_remove (&self->wanted, model);
      break;

    case BATCH_SIMULATOR_TICKET_SLOT:
      g_queue_unlink (&model->for_slot, &ticket->link);
      break;

    case BATCH_SIMULATOR_TICKET_RUNNING:
      model->running--;
      model->last_used = ++self->clock;
      grant_slots (self, model);
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

      if (model->resident && is_idle (model))
        {
          model->resident = FALSE;
          self->n_resident--;
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
batch_simulator_pool_new (guint                          capacity,
                          guint                          slots,
                          const BatchSimulatorPoolFuncs *funcs,
                          gpointer                       user_data)
{
  BatchSimulatorPool *self = g_new0 (BatchSimulatorPool, 1);

  self->models = g_ptr_array_new_with_free_func (model_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->capacity = capacity;
  self->slots = slots;
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

BatchSimulatorModel *
batch_simulator_pool_find (BatchSimulatorPool *self,
                           const char         *name)
{
  return g_hash_table_lookup (self->by_name, name);
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
  if (model->draining)
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
