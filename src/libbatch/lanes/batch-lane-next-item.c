/* batch-lane-next-item.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

#include "planning/batch-prefix-index-private.h"

/* Whose turn it is: items come by prefix, those that begin alike one after the other, and each
 * finds a server that has just read how it begins. */

/* To have several groups of these at hand, more of them are ready than the slots need: many
 * where each slot is to work on a group of its own. */
#define AHEAD_OF_SLOT   32
#define AHEAD_OF_SHARED 8
#define ENOUGH_BYTES   (16 * 1024 * 1024)

static gboolean
keeps_order (BatchLane *self)
{
  return self->host->keeps_order != NULL && self->host->keeps_order (self->host_data);
}

static BatchPrefixMemory
memory_of (BatchLane *self)
{
  BatchBackendFlags flags = BATCH_BACKEND_FLAGS_NONE;

  if (self->loader != NULL)
    flags = batch_model_loader_get_flags (self->loader);
  if ((flags & BATCH_BACKEND_FLAGS_SHARES_PROMPTS) != 0)
    return BATCH_PREFIX_MEMORY_SHARED;
  return (flags & BATCH_BACKEND_FLAGS_KEEPS_PROMPTS) != 0 ? BATCH_PREFIX_MEMORY_OF_SLOTS
                                                          : BATCH_PREFIX_MEMORY_NONE;
}

/* --- The next one --- */

static gboolean
job_has_room (BatchLane *self,
              BatchRun  *run)
{
  BatchLiveJob *job = batch_roster_get (self->roster, run->item->job_id);

  return job != NULL
         && (job->parallel == 0
             || job->in_flight < batch_lane_bound_by_share (self, job->parallel));
}

static GList *
find_next (BatchLane *self)
{
  GList *spare = NULL;

  for (GList *link = self->loaded.head; link != NULL; link = link->next)
    {
      BatchRun *run = link->data;

      if (!job_has_room (self, run) || batch_lane_changes_setting (self, run))
        break;

      switch (batch_prefix_affinity_look (&self->affinity, &run->mark))
        {
        case BATCH_PREFIX_CHOICE_NOW:
          return link;
        case BATCH_PREFIX_CHOICE_IF_NONE:
          spare = spare != NULL ? spare : link;
          break;
        case BATCH_PREFIX_CHOICE_LATER:
          break;
        }
    }

  return spare;
}

GList *
batch_lane_find_next (BatchLane *self)
{
  BatchPrefixMemory memory = keeps_order (self) ? BATCH_PREFIX_MEMORY_NONE : memory_of (self);

  batch_prefix_affinity_set_memory (&self->affinity, memory);
  return find_next (self);
}

void
batch_lane_note_out (BatchLane *self,
                     BatchRun  *run)
{
  batch_prefix_affinity_begin (&self->affinity, &run->mark);
}

void
batch_lane_note_back (BatchLane *self,
                      BatchRun  *run)
{
  batch_prefix_affinity_end (&self->affinity, &run->mark);
}

/* Those that begin alike come right behind it, if there are any. */
gboolean
batch_lane_waits_for (gpointer user_data)
{
  const BatchRun *run = user_data;
  BatchLane *self = run->lane;

  for (GList *link = self->loaded.head; link != NULL && run->mark.is_busy; link = link->next)
    if (((BatchRun *) link->data)->mark.root == run->mark.root)
      return self->affinity.memory == BATCH_PREFIX_MEMORY_SHARED;

  return FALSE;
}

void
batch_lane_note_spoke (gpointer user_data)
{
  BatchRun *run = user_data;

  if (batch_prefix_affinity_read (&run->lane->affinity, &run->mark))
    batch_lane_go_on_soon (run->lane);
}

/* --- The next ones --- */

/* Somewhere in the job: where the server is held to fail, what stands together may be at fault
 * itself, and be tried again and again, at no cost, before the others. */
static gint64
choose_any (const BatchJobRecord *job)
{
  return (gint64) (g_random_double () * (double) job->counts.total);
}

gint64
batch_lane_claim_first (BatchLane            *self,
                        const BatchJobRecord *job)
{
  if (!keeps_order (self))
    return batch_server_health_is_bad (&self->health) ? choose_any (job) : -1;

  if (self->order_job != job->sequence)
    self->order_next = 0;
  self->order_job = job->sequence;
  return self->order_next;
}

void
batch_lane_note_claimed (BatchLane *self,
                         GPtrArray *items)
{
  guint n_alike = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const BatchItemRecord *item = g_ptr_array_index (items, i);
      const BatchItemRecord *before = i > 0 ? g_ptr_array_index (items, i - 1) : NULL;

      n_alike += before != NULL && batch_prefix_get_root (item->prefix) > 0
                 && batch_prefix_get_root (item->prefix) == batch_prefix_get_root (before->prefix);
      self->order_next = (gint64) item->position + 1;
    }

  self->alike = 2 * n_alike >= items->len && n_alike > 0;
}

guint
batch_lane_look_ahead (BatchLane *self,
                       guint      usual)
{
  if (!self->alike)
    return usual;

  switch (memory_of (self))
    {
    case BATCH_PREFIX_MEMORY_NONE:
      break;
    case BATCH_PREFIX_MEMORY_OF_SLOTS:
      return MAX (usual, AHEAD_OF_SLOT * self->slots);
    case BATCH_PREFIX_MEMORY_SHARED:
      return MAX (usual, AHEAD_OF_SHARED * self->slots);
    }

  return usual;
}

static gboolean
is_large (const GQueue *runs)
{
  gint64 bytes = 0;

  for (GList *link = runs->head; link != NULL && bytes < ENOUGH_BYTES; link = link->next)
    bytes += ((BatchRun *) link->data)->item->length;
  return bytes >= ENOUGH_BYTES;
}

gboolean
batch_lane_has_enough (BatchLane *self)
{
  guint n_loaded = g_queue_get_length (&self->loaded);

  if (n_loaded <= self->slots)
    return FALSE;
  return n_loaded > batch_lane_look_ahead (self, self->slots) || is_large (&self->loaded);
}
