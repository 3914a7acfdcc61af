/* batch-executor-room.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include "backend/batch-backend-kind-private.h"
#include "planning/batch-holdings-private.h"

/* For how many models servers were seen to have room, kept by their addresses, so that the next
 * run need not find it out again. */

#define MOST 1024

GHashTable *
batch_executor_room_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
batch_executor_remember_room (BatchExecutor *self,
                              BatchLane     *lane)
{
  const char *server = batch_executor_lane_title (batch_lane_get_id (lane));
  guint room = GPOINTER_TO_UINT (g_hash_table_lookup (self->rooms, server));

  batch_holdings_remember (batch_lane_get_holdings (lane), room);
}

/* Of the kind that somebody has said, or that was found out when the server was added. */
static guint
usual_room (BatchExecutor *self,
            const char    *id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->backends);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const BatchBackendRecord *backend = value;
      const BatchBackendKind *kind = batch_backend_kind_find (backend->kind);

      if (kind != NULL && batch_executor_is_lane_of (id, backend->url))
        return (guint) kind->usual_limits[BATCH_LIMIT_RESIDENT];
    }

  return 0;
}

guint
batch_executor_expect_room (BatchExecutor *self,
                            const char    *id,
                            BatchLane     *lane)
{
  BatchModelLoader *loader = lane != NULL ? batch_lane_get_loader (lane) : NULL;
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->rooms,
                                                       batch_executor_lane_title (id)));

  if (lane == NULL)
    return known > 0 ? known : MAX (usual_room (self, id), 1);
  return batch_holdings_expect (batch_lane_get_holdings (lane),
                                loader != NULL ? batch_model_loader_get_usual_room (loader) : 0);
}

static void
keep (BatchExecutor *self,
      BatchLane     *lane)
{
  const char *server = batch_executor_lane_title (batch_lane_get_id (lane));
  const BatchHoldings *holdings = batch_lane_get_holdings (lane);
  guint room = batch_holdings_get_least (holdings);
  guint kept = GPOINTER_TO_UINT (g_hash_table_lookup (self->rooms, server));
  g_autofree char *text = NULL;

  /* That there was one says nothing, unless another one did not fit beside it. */
  if (room == kept || (room == 1 && batch_holdings_get_room (holdings) == 0))
    return;

  text = g_strdup_printf ("%u", room);
  g_hash_table_insert (self->rooms, g_strdup (server), GUINT_TO_POINTER (room));
  batch_executor_keep_value (self, BATCH_ROOM_SPACE, server, text);
}

void
batch_executor_keep_rooms (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    keep (self, lane);
}

static void
take (BatchExecutor *self,
      const char    *server,
      const char    *text)
{
  guint64 room;

  if (!g_hash_table_contains (self->rooms, server)
      && g_ascii_string_to_unsigned (text, 10, 1, MOST, &room, NULL))
    g_hash_table_insert (self->rooms, g_strdup (server), GUINT_TO_POINTER ((guint) room));
}

/* Lanes may have been made meanwhile. */
static void
remember_rooms (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    batch_executor_remember_room (self, lane);
}

void
batch_executor_restore_rooms (BatchExecutor *self)
{
  batch_executor_restore_values (self, BATCH_ROOM_SPACE, take, remember_rooms);
}
