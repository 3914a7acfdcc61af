/* batch-lane-chats.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-lane-state-private.h"

/* Requests whose clients wait. Of the model that the lane is on, one takes the next slot that
 * becomes free. For another model the lane is theirs for a while (a visit), by the rule of
 * batch-chat-admission.c: what is under way of batches comes to its end, what is only claimed goes
 * back, and once the chats are answered, batches go on as their own rule says. */

/* Nobody waits longer for a lane; and that long one is tried again while the server loads, or is
 * busy: then a client that tries again by itself is to be told before long. */
#define MAX_WAIT_US    (10 * G_TIME_SPAN_MINUTE)
#define MAX_LOADING_US (1 * G_TIME_SPAN_MINUTE)
#define MAX_BUSY_US    (15 * G_TIME_SPAN_SECOND)
#define MIN_RETRY_MS   500
#define MAX_RETRY_MS   8000

#define NOT_FOUND   404
#define TOO_MANY    429
#define UNAVAILABLE 503

static gboolean
is_for (const BatchChat *chat,
        const char      *key)
{
  return key != NULL && g_str_equal (chat->key, key);
}

/* Whether it may take a slot of the key that the lane is on. */
static gboolean
is_welcome (BatchLane       *self,
            const BatchChat *chat)
{
  if (chat->retry != NULL || !is_for (chat, self->key) || batch_lane_gives_way (self))
    return FALSE;
  if (self->visit == NULL)
    return self->chats_go_along;

  return is_for (chat, self->visit)
         && batch_chat_is_in_time (&self->chat_times, self->visit_began, chat->came_at);
}

/* (nullable) */
static BatchChat *
first_welcome (BatchLane *self)
{
  for (GList *link = self->chats.head; link != NULL; link = link->next)
    if (is_welcome (self, link->data))
      return link->data;

  return NULL;
}

gboolean
batch_lane_is_called_away (BatchLane *self)
{
  return batch_lane_gives_way (self)
         || (self->visit != NULL && g_strcmp0 (self->visit, self->key) != 0);
}

gboolean
batch_lane_has_chat_for (BatchLane  *self,
                         const char *key)
{
  for (GList *link = self->chats.head; link != NULL; link = link->next)
    if (is_for (link->data, key))
      return TRUE;

  return FALSE;
}

guint
batch_lane_count_reserved (BatchLane *self)
{
  guint n = g_hash_table_size (self->serving);

  for (GList *link = self->chats.head; link != NULL; link = link->next)
    n += is_welcome (self, link->data);
  return n;
}

guint
batch_lane_count_chats (BatchLane *self)
{
  return g_queue_get_length (&self->chats) + g_hash_table_size (self->serving);
}

const BatchChat *
batch_lane_peek_chat (BatchLane *self)
{
  return first_welcome (self);
}

const char *
batch_lane_get_visit (BatchLane *self)
{
  return self->visit;
}

const char *
batch_lane_choose_key (BatchLane *self,
                       gboolean  *wait)
{
  if (self->visit == NULL)
    return self->host->choose (self->host_data, self, wait);

  *wait = FALSE;
  return self->visit;
}

/* --- Visits --- */

static void
end_visit (BatchLane *self)
{
  g_clear_pointer (&self->visit, g_free);
  self->visit_ended = batch_clock_monotonic (self->clock);
  self->host->visited (self->host_data, self);
}

static void
begin_visit (BatchLane  *self,
             const char *key)
{
  g_free (self->visit);
  self->visit = g_strdup (key);
  self->visit_began = batch_clock_monotonic (self->clock);
  self->chat_answered_at = 0;
  self->host->visited (self->host_data, self);
  if (g_strcmp0 (self->key, key) != 0)
    batch_lane_give_back (self, NULL);
}

/* (nullable) */
static const char *
find_oldest (BatchLane  *self,
             const char *other_than)
{
  for (GList *link = self->chats.head; link != NULL; link = link->next)
    if (!is_for (link->data, other_than))
      return ((BatchChat *) link->data)->key;

  return NULL;
}

/* Those that came too late for it wait for the next one. */
static gboolean
waits_for_visit (BatchLane *self)
{
  for (GList *link = self->chats.head; link != NULL; link = link->next)
    {
      const BatchChat *chat = link->data;

      if (is_for (chat, self->visit)
          && batch_chat_is_in_time (&self->chat_times, self->visit_began, chat->came_at))
        return TRUE;
    }

  return FALSE;
}

static gboolean
look_cb (gpointer user_data)
{
  BatchLane *self = user_data;

  batch_lane_clear_source (&self->chat_timer);
  batch_lane_go_on (self);
  return G_SOURCE_REMOVE;
}

void
batch_lane_look_again (BatchLane *self,
                       gint64     at,
                       gint64     now)
{
  const BatchChat *oldest = g_queue_peek_head (&self->chats);

  if (oldest != NULL)
    at = at > 0 ? MIN (at, oldest->came_at + MAX_WAIT_US) : oldest->came_at + MAX_WAIT_US;

  batch_lane_clear_source (&self->chat_timer);
  if (at == 0)
    return;

  self->chat_timer = batch_clock_add_timer (self->clock, MAX (at - now, 0) / 1000 + 1, look_cb,
                                            self);
  g_source_set_static_name (self->chat_timer, "[batch] lane looks at its chats");
}

static void
refuse_late (BatchLane *self,
             gint64     now)
{
  BatchChat *chat;

  while ((chat = g_queue_peek_head (&self->chats)) != NULL
         && now >= chat->came_at + MAX_WAIT_US)
    {
      batch_chat_refuse (chat, UNAVAILABLE, 60,
                         "The model server was at work on other models for too long");
      batch_lane_drop_chat (self, chat);
    }
}

/* @next: (nullable): what batches would do */
static BatchChatAdmission
look (BatchLane  *self,
      const char *next,
      gint64      now)
{
  BatchChatFacts facts = {
    .times = &self->chat_times,
    .now = now,
    .resident = self->key,
    .next = next,
    .oldest = find_oldest (self, NULL),
    .oldest_other = find_oldest (self, self->key),
    .visit = self->visit,
    .visit_ended = self->visit_ended,
    .answered_at = self->chat_answered_at,
    .n_under_way = g_hash_table_size (self->serving),
    .visit_waits = self->visit != NULL && waits_for_visit (self),
  };

  return batch_chat_admit (&facts);
}

/* What batches would do, here or in another engine; what is in hand of them is counted nowhere
 * else. (nullable) */
static const char *
next_of_batches (BatchLane *self)
{
  gboolean wait = FALSE;
  const char *next = self->held ? NULL : self->host->choose (self->host_data, self, &wait);
  gboolean in_hand = g_hash_table_size (self->running) > 0
                     || !g_queue_is_empty (&self->claimed) || !g_queue_is_empty (&self->loaded);

  if (next == NULL && in_hand)
    return self->key;
  return next != NULL ? next : batch_lane_next_of_peers (self);
}

/* Where others come to the key of a chat, it costs nothing to go with them. (nullable) */
static const char *
key_with_others (BatchLane *self)
{
  const char *key = self->held ? NULL : batch_lane_next_of_peers (self);

  return key != NULL && batch_lane_has_chat_for (self, key) ? key : NULL;
}

/* While nobody else wants the lane, nobody comes too late; and nobody does who comes while the
 * chats stand outside. */
static gboolean
stays_open (BatchLane  *self,
            const char *next)
{
  return self->phase == BATCH_LANE_SHUT_OUT
         || (next == NULL && find_oldest (self, self->visit) == NULL);
}

static gint64
settle (BatchLane *self,
        gint64     now)
{
  const char *next = next_of_batches (self);
  BatchChatAdmission admission = look (self, next, now);

  if (self->visit != NULL && !admission.keeps)
    end_visit (self);
  if (admission.key == NULL)
    admission.key = key_with_others (self);
  if (admission.key != NULL && self->visit == NULL)
    begin_visit (self, admission.key);
  else if (admission.keeps && stays_open (self, next))
    self->visit_began = now;
  self->chats_go_along = admission.along;
  return admission.look_at;
}

void
batch_lane_settle_chats (BatchLane *self)
{
  gint64 now = batch_clock_monotonic (self->clock);
  gint64 look_at = batch_lane_admit_peers (self, now);
  gint64 at = 0;

  refuse_late (self, now);
  if (!batch_lane_gives_way (self)
      && (!g_queue_is_empty (&self->chats) || self->visit != NULL))
    at = settle (self, now);
  if (look_at > 0)
    at = at > 0 ? MIN (at, look_at) : look_at;
  batch_lane_look_again (self, at, now);
}

gboolean
batch_lane_visit_resident (BatchLane  *self,
                           const char *resident)
{
  if (find_oldest (self, NULL) == NULL || g_strcmp0 (self->visit, resident) == 0)
    return FALSE;

  for (GList *link = self->chats.head; link != NULL; link = link->next)
    if (is_for (link->data, resident))
      {
        begin_visit (self, resident);
        return TRUE;
      }

  return FALSE;
}

/* --- Ends --- */

static gboolean
retry_cb (gpointer user_data)
{
  BatchChat *chat = user_data;

  batch_lane_clear_source (&chat->retry);
  batch_lane_go_on (chat->lane);
  return G_SOURCE_REMOVE;
}

static gboolean
is_busy (const BatchEnding *ending)
{
  return ending->verdict == BATCH_VERDICT_WAIT_BUSY
         || ending->verdict == BATCH_VERDICT_WAIT_LOADING
         || ending->status_code == TOO_MANY || ending->status_code == UNAVAILABLE;
}

/* A server that is busy, or still loads, gets it again as long as nothing has been told. */
static gboolean
try_again (BatchLane         *self,
           BatchChat         *chat,
           const BatchEnding *ending,
           gint64             now)
{
  gint64 ms = MIN (MIN_RETRY_MS << MIN (chat->n_tries, 4), MAX_RETRY_MS);
  gint64 patience = ending->verdict == BATCH_VERDICT_WAIT_LOADING ? MAX_LOADING_US : MAX_BUSY_US;

  ms = MAX (ms, ending->retry_after_ms);
  if (chat->n_tries == 0)
    chat->busy_since = now;
  if (!is_busy (ending) || chat->streams || chat->over || self->held
      || now + ms * 1000 > chat->busy_since + patience)
    return FALSE;

  chat->n_tries++;
  chat->retry = batch_clock_add_timer (self->clock, ms, retry_cb, chat);
  g_source_set_static_name (chat->retry, "[batch] chat is tried again");
  g_queue_push_head (&self->chats, batch_chat_ref (chat));
  return TRUE;
}

static void
note_server (BatchLane   *self,
             BatchChat   *chat,
             BatchEnding *ending)
{
  /* Only items are counted when they fail. */
  batch_server_health_note (&self->health, ending, FALSE);
  if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    {
      batch_lane_note_use (self, chat->key, TRUE);
      batch_lane_note_loaded (self, chat->key, chat->began_at);
      batch_model_access_grant (&self->access, chat->key);
    }

  if (ending->server_down)
    {
      if (self->loader != NULL)
        batch_lane_note_gone (self, ending);
      batch_lane_rest_for_server (self, ending);
    }
  else if (ending->status_code > 0 && !ending->shut_out
           && !batch_server_health_is_bad (&self->health))
    batch_lane_tell_no_trouble (self);
}

/* What it tells of its model, as items do. Of a stream nobody knows here how much was in it. */
static void
learn (BatchLane         *self,
       BatchChat         *chat,
       const BatchEnding *ending,
       gint64             now)
{
  gboolean apart = chat->during_load || chat->streams;

  chat->unproved |= batch_lane_tells_load (ending);
  batch_lane_end_try (self, chat->key, &chat->trying, ending, apart);
  if (ending->status == BATCH_ITEM_STATUS_SUCCEEDED)
    self->host->chat_answered (self->host_data, self, chat, (now - chat->began_at) / 1000);
}

static void
chat_ended_cb (BatchEnding *ending,
               gpointer     user_data)
{
  g_autoptr(BatchChat) chat = user_data;
  g_autoptr(BatchEnding) own = ending;
  BatchLane *self = chat->lane;
  gint64 now = batch_clock_monotonic (self->clock);

  g_hash_table_remove (self->serving, chat);
  self->chat_answered_at = now;
  learn (self, chat, ending, now);
  if (!try_again (self, chat, ending, now))
    {
      batch_chat_end (chat, ending);
      note_server (self, chat, ending);
    }
  batch_lane_go_on_soon (self);
}

/* --- Beginning --- */

static void
start (BatchLane *self,
       BatchChat *chat)
{
  g_autoptr(BatchEnding) refusal = batch_lane_refuse (self, chat->key);

  if (refusal != NULL)
    {
      batch_chat_end (chat, refusal);
      return;
    }

  batch_lane_expect_load (self, chat->key, NULL);
  chat->during_load = self->load_began > 0;
  chat->unproved = batch_lane_is_unproved (self);
  chat->began_at = batch_clock_monotonic (self->clock);
  batch_lane_note_chat (self, chat->key, chat->began_at);
  batch_lane_begin_try (self, chat->key, chat->began_at, &chat->trying);
  g_hash_table_add (self->serving, chat);
  batch_chat_tell (chat, BATCH_CHAT_BEGINS, NULL);
  self->worker->converse (self->worker, chat, chat_ended_cb, batch_chat_ref (chat));
}

void
batch_lane_start_chats (BatchLane *self)
{
  BatchChat *chat;

  if (self->phase != BATCH_LANE_RUNNING || self->held || !self->prepared)
    return;

  while (g_hash_table_size (self->running) + g_hash_table_size (self->serving)
         < batch_lane_count_chat_slots (self)
         && (chat = first_welcome (self)) != NULL)
    {
      g_autoptr(BatchChat) own = chat;

      g_queue_remove (&self->chats, chat);
      start (self, chat);
    }
}

void
batch_lane_take_chat (BatchLane *self,
                      BatchChat *chat)
{
  chat->lane = self;
  chat->came_at = batch_clock_monotonic (self->clock);
  g_queue_push_tail (&self->chats, batch_chat_ref (chat));
  if (is_for (chat, self->key))
    batch_lane_note_chat (self, chat->key, chat->came_at);
  if (self->phase == BATCH_LANE_RESTING)
    batch_lane_try_again (self);
  else
    batch_lane_process (self);
}

void
batch_lane_drop_chat (BatchLane *self,
                      BatchChat *chat)
{
  batch_lane_clear_source (&chat->retry);
  if (g_queue_remove (&self->chats, chat))
    batch_chat_unref (chat);
}

void
batch_lane_refuse_chats (BatchLane  *self,
                         const char *key,
                         guint       status,
                         const char *message)
{
  for (GList *link = self->chats.head, *next; link != NULL; link = next)
    {
      BatchChat *chat = link->data;

      next = link->next;
      if (key != NULL && !is_for (chat, key))
        continue;

      batch_chat_refuse (chat, status, status == NOT_FOUND ? 0 : 1, message);
      batch_lane_drop_chat (self, chat);
    }
}

void
batch_lane_break_chats (BatchLane  *self,
                        const char *message)
{
  g_autoptr(GList) chats = g_hash_table_get_keys (self->serving);

  batch_lane_refuse_chats (self, NULL, UNAVAILABLE, message);
  for (GList *link = chats; link != NULL; link = link->next)
    {
      batch_chat_refuse (link->data, UNAVAILABLE, 1, message);
      batch_chat_abandon (link->data);
    }
}

void
batch_lane_set_chat_times (BatchLane            *self,
                           const BatchChatTimes *times)
{
  self->chat_times = *times;
}

void
batch_lane_await_chats (BatchLane *self,
                        gboolean   awaited)
{
  if (self->chats_awaited == awaited)
    return;

  self->chats_awaited = awaited;
  batch_lane_process (self);
}
