/* batch-executor-chats.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-work-private.h"

#include "core/batch-model-key-private.h"

/* Requests whose clients wait, from whatever thread they come: each goes to the lane of one of
 * the servers that may have its model. */

#define UNAVAILABLE 503

/* How little a lane suits: one that has the model needs no load, and of the others the one
 * that fewer wait for. */
#define OTHER_MODEL 1000

/* --- Finding a lane --- */

/* @key: set to that of @model there */
static BatchLane *
find_lane (BatchExecutor  *self,
           const char     *server,
           const char     *model,
           char          **key)
{
  g_autoptr(BatchJobRecord) record = batch_job_record_new ();
  g_autofree char *id = NULL;

  record->handler = g_strdup (BATCH_HTTP_HANDLER);
  record->backend = g_strdup (server);
  if ((id = batch_executor_find_lane (self, record)) == NULL)
    return NULL;

  *key = batch_model_key_strip (model, batch_executor_find_implied_tag (self, record));
  if (*key == NULL)
    *key = g_strdup (model);
  batch_executor_ensure_lane (self, id);
  return g_hash_table_lookup (self->lanes, id);
}

static guint
rate_lane (BatchLane  *lane,
           const char *key)
{
  gboolean there = g_strcmp0 (batch_lane_get_loaded_key (lane), key) == 0
                   || g_strcmp0 (batch_lane_get_visit (lane), key) == 0;

  return batch_lane_count_chats (lane) + (there ? 0 : OTHER_MODEL);
}

/* (nullable). The chat gets the key that its model has there. */
static BatchLane *
choose_lane (BatchExecutor *self,
             BatchChat     *chat)
{
  BatchLane *best = NULL;

  for (guint i = 0; chat->servers[i] != NULL; i++)
    {
      g_autofree char *key = NULL;
      BatchLane *lane = find_lane (self, chat->servers[i], chat->model, &key);

      if (lane == NULL || (best != NULL && rate_lane (lane, key) >= rate_lane (best, chat->key)))
        continue;

      best = lane;
      chat->server = chat->servers[i];
      g_free (chat->key);
      chat->key = g_steal_pointer (&key);
    }

  return best;
}

/* (nullable): static */
static const char *
find_obstacle (BatchExecutor *self)
{
  if (self->stopping)
    return "The queue is being closed";
  if (!self->opened || !self->active)
    return "The queue is not at work";
  if (self->paused)
    return "The queue is paused: nothing is sent to model servers until it goes on";
  return NULL;
}

/* --- Visits --- */

/* Where in the store: lane to the model that chats have it for. */
#define VISIT_SPACE "visit"

static void
visit_put_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    g_debug ("That chats have a lane is not told: %s", error->message);
  batch_executor_expect_plan (self);
}

/* Others make plans, too. */
void
batch_executor_note_visit (BatchExecutor *self,
                           BatchLane     *lane)
{
  batch_store_put_value_async (self->store, VISIT_SPACE, batch_lane_get_lease (lane),
                               batch_lane_get_visit (lane), NULL, visit_put_cb, self);
}

void
batch_executor_list_visits (BatchExecutor       *self,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  batch_store_list_values_async (self->store, VISIT_SPACE, NULL, callback, user_data);
}

static void
visits_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GHashTable) visits = batch_store_list_values_finish (self->store, result, NULL);
  GHashTableIter iter;
  gpointer lane;

  if (visits == NULL)
    return;

  g_hash_table_iter_init (&iter, visits);
  while (g_hash_table_iter_next (&iter, &lane, NULL))
    if (batch_executor_find_leased (self, lane) == NULL)
      batch_store_put_value_async (self->store, VISIT_SPACE, lane, NULL, NULL, visit_put_cb, self);
}

void
batch_executor_forget_visits (BatchExecutor *self)
{
  batch_executor_list_visits (self, visits_listed_cb, self);
}

/* --- Messages --- */

typedef struct
{
  BatchChat *chat;
  gboolean   arrived;
  gboolean   leaves;               /* its client has gone */
} Message;

static void
message_free (gpointer data)
{
  Message *message = data;

  if (!message->arrived && !message->leaves)
    batch_chat_refuse (message->chat, UNAVAILABLE, 0, "The queue is closed");
  batch_chat_unref (message->chat);
  g_free (message);
}

static void
place_chat (BatchExecutor *self,
            gpointer       data)
{
  g_autoptr(BatchChat) chat = data;
  const char *obstacle = find_obstacle (self);
  BatchLane *lane;

  if (chat->over)
    return;

  if (obstacle != NULL)
    batch_chat_refuse (chat, UNAVAILABLE, 1, obstacle);
  else if ((lane = choose_lane (self, chat)) != NULL)
    batch_lane_take_chat (lane, chat);
  else
    batch_chat_refuse (chat, UNAVAILABLE, 0, "None of the model servers with this model can be "
                       "used from here");
}

/* Who has put it in has just looked at the servers. If those are the ones that we know, they need
 * not be read once more, which would make a small chat a fourteenth dearer. */
static void
find_servers (BatchExecutor *self,
              BatchChat     *chat)
{
  if (g_strcmp0 (chat->seen, self->backends_fingerprint) == 0 && self->backends_fingerprint != NULL)
    place_chat (self, batch_chat_ref (chat));
  else
    batch_executor_ask_servers (self, place_chat, batch_chat_ref (chat));
}

static void
chat_arrived (gpointer receiver,
              gpointer data)
{
  BatchExecutor *self = receiver;
  Message *message = data;
  const char *obstacle = find_obstacle (self);

  message->arrived = TRUE;
  if (obstacle != NULL)
    batch_chat_refuse (message->chat, UNAVAILABLE, 1, obstacle);
  else
    find_servers (self, message->chat);
}

static void
chat_left (gpointer receiver,
           gpointer data)
{
  Message *message = data;
  BatchChat *chat = message->chat;

  batch_chat_abandon (chat);
  if (chat->lane == NULL)
    return;

  batch_lane_drop_chat (chat->lane, chat);
  batch_lane_process (chat->lane);
}

static void
post (BatchMailbox     *inbox,
      BatchChat        *chat,
      gboolean          leaves,
      BatchMailboxFunc  func)
{
  Message *message = g_new (Message, 1);

  *message = (Message) { batch_chat_ref (chat), FALSE, leaves };
  batch_mailbox_post (inbox, func, message, message_free);
}

void
batch_executor_put_chat (BatchMailbox *inbox,
                         BatchChat    *chat)
{
  post (inbox, chat, FALSE, chat_arrived);
}

void
batch_executor_drop_chat (BatchMailbox *inbox,
                          BatchChat    *chat)
{
  post (inbox, chat, TRUE, chat_left);
}

/* --- That they may come --- */

/* Waited for as lanes are, so that the others know, until the engine ends or dies: a chat goes to
 * the server that they are at work on. No lane is called so. */
#define CHATS "chats"

gboolean
batch_executor_awaits_chats (BatchExecutor *self)
{
  return self->n_chat_sources > 0 || batch_executor_find_waiter (self, CHATS, NULL, FALSE) != NULL;
}

void
batch_executor_settle_chats (BatchExecutor *self)
{
  gboolean awaited = batch_executor_awaits_chats (self);
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    batch_lane_await_chats (lane, awaited);
}

void
batch_executor_tell_chats (BatchExecutor *self)
{
  batch_executor_tell_waits (self, CHATS, self->n_chat_sources > 0 ? CHATS : NULL, FALSE);
}

static void
chats_awaited (gpointer receiver,
               gpointer data)
{
  BatchExecutor *self = receiver;

  self->n_chat_sources += data != NULL ? 1 : -1;
  if (self->opened)
    batch_executor_tell_chats (self);
  batch_executor_settle_chats (self);
}

void
batch_executor_await_chats (BatchMailbox *inbox,
                            gboolean      awaited)
{
  batch_mailbox_post (inbox, chats_awaited, GINT_TO_POINTER (awaited), NULL);
}

BatchMailbox *
batch_executor_ref_inbox (BatchExecutor *self)
{
  return batch_mailbox_ref (self->inbox);
}

/* --- For tests --- */

static void
set_chat_times (BatchExecutor *self,
                BatchCall     *call)
{
  GHashTableIter iter;
  gpointer lane;

  self->chat_times = *(const BatchChatTimes *) call->data;
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    batch_lane_set_chat_times (lane, &self->chat_times);
  batch_call_free (call);
}

void
batch_executor_set_chat_times (BatchExecutor        *self,
                               const BatchChatTimes *times)
{
  batch_executor_call (self, set_chat_times, NULL, g_memdup2 (times, sizeof *times), g_free,
                       NULL);
}
