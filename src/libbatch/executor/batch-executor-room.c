/* batch-executor-room.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-state-private.h"

#include "planning/batch-holdings-private.h"

/* For how many models servers were seen to have room, kept by their addresses, so that the next
 * run need not find it out again. */

#define SPACE    "room"
#define MOST     1024

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

static void
put_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("Keeping for how many models a server has room: %s", error->message);
}

static void
keep (BatchExecutor *self,
      BatchLane     *lane)
{
  const char *server = batch_executor_lane_title (batch_lane_get_id (lane));
  guint room = batch_holdings_get_least (batch_lane_get_holdings (lane));
  guint kept = MAX (GPOINTER_TO_UINT (g_hash_table_lookup (self->rooms, server)), 1);
  g_autofree char *text = NULL;

  if (room == kept)
    return;

  text = g_strdup_printf ("%u", room);
  g_hash_table_insert (self->rooms, g_strdup (server), GUINT_TO_POINTER (room));
  batch_store_put_value_async (self->store, SPACE, server, text, NULL, put_cb, NULL);
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
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) values = batch_store_list_values_finish (self->store, result, &error);
  GHashTableIter iter;
  gpointer server;
  gpointer text;

  if (values == NULL)
    return;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &server, &text))
    {
      guint64 room;

      if (!g_hash_table_contains (self->rooms, server) &&
          g_ascii_string_to_unsigned (text, 10, 1, MOST, &room, NULL))
        g_hash_table_insert (self->rooms, g_strdup (server), GUINT_TO_POINTER ((guint) room));
    }

  /* Lanes may have been made meanwhile. */
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    batch_executor_remember_room (self, text);
}

void
batch_executor_restore_rooms (BatchExecutor *self)
{
  batch_store_list_values_async (self->store, SPACE, NULL, listed_cb, self);
}
