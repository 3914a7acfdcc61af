/* batch-executor-gpus.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-executor-state-private.h"

/* Graphics cards that several model servers compute on, as far as somebody has said so. Servers
 * know nothing of each other, and would not make room: so one lane at a time has the card, until
 * its server has given back what it holds. The others come in the order in which they have asked,
 * when it has nothing to do, needs another model, or has had the card for long enough.
 *
 * Other engines on the store are kept out by a lane of the card's own, whose key is the lane that
 * has it: engines that work with the same server may have it together. */

#define LANE    "gpu:"
#define TURN_US (10 * G_TIME_SPAN_MINUTE)

typedef struct
{
  BatchExecutor *executor;
  char          *lane;             /* in the store */
  char          *holder;           /* (nullable) a lane's id */
  GQueue         waiting;          /* of ids of lanes, as they came */
  gint64         since;            /* monotonic; the holder has it */
  guint          asking : 1;       /* the store */
  guint          entered : 1;
  guint          used : 1;         /* the holder has begun */
  guint          freeing : 1;      /* the server of the holder gives back its model */
} Gpu;

static void
gpu_free (gpointer data)
{
  Gpu *gpu = data;

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

/* --- Giving up --- */

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
release (Gpu *gpu)
{
  BatchExecutor *self = gpu->executor;

  gpu->freeing = FALSE;
  g_clear_pointer (&gpu->holder, g_free);
  if (gpu->entered)
    batch_store_leave_lane_async (self->store, self->engine_id, gpu->lane, g_get_real_time (),
                                  NULL, left_cb, NULL);
  gpu->entered = FALSE;
  gpu->used = FALSE;
  batch_executor_kick (self);
}

static void
given_back_cb (gpointer user_data)
{
  release (user_data);
}

void
batch_executor_leave_gpu (BatchExecutor *self,
                          BatchLane     *lane)
{
  Gpu *gpu = find (self, lane);
  BatchKeeper *keeper = batch_lane_get_keeper (lane);

  if (gpu == NULL)
    return;

  wait_no_longer (gpu, lane);
  if (!has (gpu, lane) || gpu->asking || gpu->freeing)
    return;

  gpu->freeing = TRUE;
  if (keeper != NULL && batch_keeper_holds_any (keeper))
    batch_keeper_let_go (keeper, given_back_cb, gpu);
  else
    release (gpu);
}

/* --- Taking --- */

static void
entered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Gpu *gpu = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *resident = NULL;
  gboolean entered = FALSE;

  gpu->asking = FALSE;
  if (!batch_store_enter_lane_finish (BATCH_STORE (source), result, &entered, &resident, &error))
    g_debug ("Asking for a graphics card: %s", error->message);

  gpu->entered = entered;
  gpu->since = g_get_monotonic_time ();
  if (gpu->entered)
    batch_executor_kick (gpu->executor);
  else
    g_clear_pointer (&gpu->holder, g_free);   /* the change log says when others leave */
}

static gboolean
is_first (Gpu       *gpu,
          BatchLane *lane)
{
  return g_strcmp0 (g_queue_peek_head (&gpu->waiting), batch_lane_get_id (lane)) == 0;
}

gboolean
batch_executor_take_gpu (BatchExecutor *self,
                         BatchLane     *lane)
{
  Gpu *gpu = find (self, lane);

  if (gpu == NULL)
    return TRUE;
  if (has (gpu, lane) && !gpu->freeing)
    {
      gpu->used = gpu->entered;
      return gpu->entered;
    }

  wait_for (gpu, lane);
  if (gpu->holder != NULL || !is_first (gpu, lane))
    return FALSE;

  wait_no_longer (gpu, lane);
  gpu->holder = g_strdup (batch_lane_get_id (lane));
  gpu->asking = TRUE;
  batch_store_enter_lane_async (self->store, self->engine_id, gpu->lane, gpu->holder,
                                g_get_real_time (), NULL, entered_cb, gpu);
  return FALSE;
}

gboolean
batch_executor_gives_way (BatchExecutor *self,
                          BatchLane     *lane,
                          const char    *next)
{
  Gpu *gpu = find (self, lane);

  return gpu != NULL && has (gpu, lane) && gpu->used && !g_queue_is_empty (&gpu->waiting)
         && (g_strcmp0 (next, batch_lane_get_key (lane)) != 0
             || g_get_monotonic_time () - gpu->since > TURN_US);
}
