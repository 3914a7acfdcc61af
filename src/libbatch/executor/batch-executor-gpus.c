/* batch-executor-gpus.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include <string.h>

/* Graphics cards that several model servers compute on, as far as somebody has said so. Servers
 * know nothing of each other, and would not make room: so one lane at a time has the card, and
 * whoever gets it has the other servers give back first what they hold for us. The others come in
 * the order in which they have asked, when it has nothing to do, needs another model, or has had
 * the card for long enough.
 *
 * Other engines on the store are kept out by a lane of the card's own, whose key is the lane that
 * has it: engines that work with the same server may have it together. Those that wait say so in
 * the store, and get their turn like lanes of ours; who has clients that wait gets it sooner. */

#define LANE     "gpu:"
#define TURN_US  (10 * G_TIME_SPAN_MINUTE)
/* How long one that was let go is left to others who want it: by then they have taken it. */
#define YIELD_MS 5000

typedef struct
{
  BatchExecutor *executor;
  char          *lane;             /* in the store */
  char          *holder;           /* (nullable) a lane's id */
  GQueue         waiting;          /* of ids of lanes, as they came */
  GSource       *yield;            /* (nullable) until then it is left to others */
  gint64         since;            /* monotonic; the holder has it */
  gint64         lent_at;          /* … given up for clients that wait; 0: never */
  guint          asking : 1;       /* the store, and what others have in its memory to go */
  guint          again : 1;        /* something has changed meanwhile */
  guint          entered : 1;
  guint          used : 1;         /* the holder has begun */
  guint          waits : 1;        /* other engines know that we want it */
} Gpu;

static void
gpu_free (gpointer data)
{
  Gpu *gpu = data;

  batch_executor_clear_timer (&gpu->yield);
  g_queue_clear_full (&gpu->waiting, g_free);
  g_free (gpu->holder);
  g_free (gpu->lane);
  g_free (gpu);
}

GHashTable *
batch_executor_gpu_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, gpu_free);
}

/* (nullable): none that anybody knows of */
static Gpu *
find (BatchExecutor *self,
      BatchLane     *lane)
{
  const char *name = batch_executor_find_gpu (self, batch_lane_get_id (lane));
  Gpu *gpu = name != NULL ? g_hash_table_lookup (self->gpus, name) : NULL;

  if (name == NULL || gpu != NULL)
    return gpu;

  gpu = g_new0 (Gpu, 1);
  gpu->executor = self;
  gpu->lane = g_strconcat (LANE, name, NULL);
  g_hash_table_insert (self->gpus, g_strdup (name), gpu);
  return gpu;
}

static gboolean
has (const Gpu *gpu,
     BatchLane *lane)
{
  return g_strcmp0 (gpu->holder, batch_lane_get_id (lane)) == 0;
}

/* --- Who waits --- */

static GList *
find_waiting (Gpu       *gpu,
              BatchLane *lane)
{
  return g_queue_find_custom (&gpu->waiting, batch_lane_get_id (lane), (GCompareFunc) g_strcmp0);
}

static gboolean
is_first (Gpu       *gpu,
          BatchLane *lane)
{
  return g_strcmp0 (g_queue_peek_head (&gpu->waiting), batch_lane_get_id (lane)) == 0;
}

static void
wait_for (Gpu       *gpu,
          BatchLane *lane)
{
  if (find_waiting (gpu, lane) == NULL)
    g_queue_push_tail (&gpu->waiting, g_strdup (batch_lane_get_id (lane)));
}

static void
wait_no_longer (Gpu       *gpu,
                BatchLane *lane)
{
  GList *link = find_waiting (gpu, lane);

  if (link == NULL)
    return;

  g_free (link->data);
  g_queue_delete_link (&gpu->waiting, link);
}

static const Gpu *
find_by_id (BatchExecutor *self,
            const char    *id)
{
  const char *name = batch_executor_find_gpu (self, id);

  return name != NULL ? g_hash_table_lookup (self->gpus, name) : NULL;
}

gboolean
batch_executor_has_gpu (BatchExecutor *self,
                        const char    *id)
{
  const Gpu *gpu = find_by_id (self, id);

  return gpu != NULL && g_strcmp0 (gpu->holder, id) == 0;
}

guint
batch_executor_gpu_turn (BatchExecutor *self,
                         const char    *id)
{
  const Gpu *gpu = find_by_id (self, id);
  GList *link;

  if (batch_executor_find_gpu (self, id) == NULL || batch_executor_has_gpu (self, id))
    return 0;

  link = gpu != NULL ? g_queue_find_custom ((GQueue *) &gpu->waiting, id, (GCompareFunc) g_strcmp0)
                     : NULL;
  return link != NULL ? 1 + (guint) g_queue_link_index ((GQueue *) &gpu->waiting, link)
                      : G_MAXUINT;
}

static gboolean
has_chats (BatchExecutor *self,
           const char    *id)
{
  BatchLane *lane = g_hash_table_lookup (self->lanes, id);

  return lane != NULL && batch_lane_count_chats (lane) > 0;
}

/* (nullable): the lane for which another engine wants it */
static const char *
find_other (const Gpu *gpu,
            gboolean   urgent)
{
  g_autofree char *holder = gpu->holder != NULL ? batch_executor_name_lease (gpu->holder) : NULL;

  return batch_executor_find_waiter (gpu->executor, gpu->lane, holder, urgent);
}

static gboolean
is_wanted (Gpu *gpu)
{
  return !g_queue_is_empty (&gpu->waiting) || find_other (gpu, FALSE) != NULL;
}

/* Clients wait for their answers. */
static gboolean
is_urgent (Gpu *gpu)
{
  for (GList *link = gpu->waiting.head; link != NULL; link = link->next)
    if (has_chats (gpu->executor, link->data))
      return TRUE;

  return find_other (gpu, TRUE) != NULL;
}

/* Chats get it as they get a lane: at once if none has had it within the gap. */
static gboolean
is_lent (Gpu *gpu)
{
  gint64 gap = gpu->executor->chat_times.gap_us;
  gint64 now = batch_clock_monotonic (gpu->executor->clock);

  return is_urgent (gpu) && (gpu->lent_at == 0 || now - gpu->lent_at > gap);
}

/* @lane: (nullable): that waits for it; NULL: none any more */
static void
tell_waits (Gpu        *gpu,
            const char *lane)
{
  BatchExecutor *self = gpu->executor;
  g_autofree char *lease = lane != NULL ? batch_executor_name_lease (lane) : NULL;

  if (lane == NULL && !gpu->waits)
    return;

  gpu->waits = lane != NULL;
  batch_executor_tell_waits (self, gpu->lane, lease, lane != NULL && has_chats (self, lane));
}

/* --- Giving up --- */

static gboolean
yielded_cb (gpointer user_data)
{
  Gpu *gpu = user_data;

  batch_executor_clear_timer (&gpu->yield);
  batch_executor_kick (gpu->executor);
  return G_SOURCE_REMOVE;
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_leave_lane_finish (BATCH_STORE (source), result, &error))
    g_debug ("Giving up a graphics card: %s", error->message);
}

static void
leave_to_others (Gpu *gpu)
{
  batch_executor_clear_timer (&gpu->yield);
  gpu->yield = batch_clock_add_timer (gpu->executor->clock, YIELD_MS, yielded_cb, gpu);
  g_source_set_static_name (gpu->yield, "[batch] graphics card is left to others");
}

static void
release (Gpu *gpu)
{
  BatchExecutor *self = gpu->executor;

  if (is_urgent (gpu))
    gpu->lent_at = batch_clock_monotonic (self->clock);
  if (find_other (gpu, FALSE) != NULL)
    leave_to_others (gpu);
  g_clear_pointer (&gpu->holder, g_free);
  if (gpu->entered)
    batch_store_leave_lane_async (self->store, self->engine_id, gpu->lane,
                                  batch_clock_now (self->clock), NULL, left_cb, NULL);
  gpu->entered = FALSE;
  gpu->used = FALSE;
  batch_executor_kick (self);
}

void
batch_executor_leave_gpu (BatchExecutor *self,
                          BatchLane     *lane)
{
  Gpu *gpu = find (self, lane);
  gboolean was_first;

  if (gpu == NULL)
    return;

  was_first = is_first (gpu, lane);
  wait_no_longer (gpu, lane);
  if (gpu->holder == NULL && g_queue_is_empty (&gpu->waiting))
    tell_waits (gpu, NULL);
  /* Whoever stands behind it may be the first now. */
  else if (was_first && gpu->holder == NULL)
    batch_executor_kick (self);
  if (has (gpu, lane) && !gpu->asking)
    release (gpu);
}

/* --- Taking --- */

static void
cleared_cb (gpointer user_data)
{
  Gpu *gpu = user_data;

  gpu->asking = FALSE;
  gpu->entered = TRUE;
  gpu->since = batch_clock_monotonic (gpu->executor->clock);
  batch_executor_kick (gpu->executor);
}

static void
entered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Gpu *gpu = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *resident = NULL;
  gboolean entered = FALSE;

  if (!batch_store_enter_lane_finish (BATCH_STORE (source), result, &entered, &resident, NULL,
                                      &error))
    g_debug ("Asking for a graphics card: %s", error->message);

  tell_waits (gpu, entered ? NULL : gpu->holder);
  if (entered)
    batch_executor_clear_card (gpu->executor, gpu->lane + strlen (LANE), gpu->holder, cleared_cb,
                               gpu);
  else
    {
      /* The change log says when others leave, and that may have come before this answer. Until
       * then this lane stays the first in the queue, since chats may wait for it. */
      gpu->asking = FALSE;
      g_queue_push_head (&gpu->waiting, g_steal_pointer (&gpu->holder));
      if (gpu->again)
        batch_executor_kick (gpu->executor);
    }
}

/* Whether it was given up for another engine, which has not taken it yet. */
static gboolean
is_left_to_others (Gpu *gpu)
{
  if (gpu->yield != NULL && find_other (gpu, FALSE) == NULL)
    batch_executor_clear_timer (&gpu->yield);
  return gpu->yield != NULL;
}

gboolean
batch_executor_take_gpu (BatchExecutor *self,
                         BatchLane     *lane)
{
  Gpu *gpu = find (self, lane);

  if (gpu == NULL)
    return TRUE;

  gpu->again |= gpu->asking;
  if (has (gpu, lane))
    {
      gpu->used = gpu->entered;
      return gpu->entered;
    }

  wait_for (gpu, lane);
  if (gpu->holder != NULL || !is_first (gpu, lane))
    return FALSE;
  if (is_left_to_others (gpu))
    {
      tell_waits (gpu, batch_lane_get_id (lane));
      return FALSE;
    }

  wait_no_longer (gpu, lane);
  gpu->holder = g_strdup (batch_lane_get_id (lane));
  gpu->asking = TRUE;
  gpu->again = FALSE;
  batch_store_enter_lane_async (self->store, self->engine_id, gpu->lane,
                                batch_lane_get_lease (lane), 0, batch_clock_now (self->clock),
                                NULL, entered_cb, gpu);
  return FALSE;
}

gboolean
batch_executor_gpu_is_wanted (BatchExecutor *self,
                              BatchLane     *lane)
{
  Gpu *gpu = find (self, lane);

  return gpu != NULL && has (gpu, lane) && is_wanted (gpu);
}

gboolean
batch_executor_gives_way (BatchExecutor *self,
                          BatchLane     *lane,
                          const char    *next)
{
  Gpu *gpu = find (self, lane);

  return gpu != NULL && has (gpu, lane) && gpu->used && is_wanted (gpu)
         && (g_strcmp0 (next, batch_lane_get_key (lane)) != 0
             || batch_clock_monotonic (self->clock) - gpu->since > TURN_US || is_lent (gpu));
}
