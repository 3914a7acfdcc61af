/* planning/batch-chat-admission-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whose turn it is in a lane: chats, whose clients wait, go before batches, but another model
 * than that of the batches is loaded for them only so often. Pure. */

/* All in µs. */
typedef struct
{
  gint64 gap_us;                   /* that batches get between two visits */
  gint64 stay_us;                  /* how long chats are let in that come during one */
  gint64 grace_us;                 /* how long the next chat of a client is waited for */
} BatchChatTimes;

/* A minute; half a minute; half a second. */
extern const BatchChatTimes batch_chat_usual_times;

typedef struct
{
  const BatchChatTimes *times;
  gint64                now;
  const char           *resident;  /* (nullable) key of the lane */
  const char           *next;      /* (nullable) what batches would do: NULL: nothing */
  const char           *oldest;    /* (nullable) key of the first chat that waits; so is … */
  const char           *oldest_other;  /* … of the first for another key than @resident */
  const char           *visit;     /* (nullable) key that chats have the lane for */
  gint64                visit_ended;   /* of the one before; 0: there was none */
  gint64                answered_at;   /* when a chat of the visit was answered last; 0 */
  guint                 n_under_way;   /* chats */
  gboolean              visit_waits;   /* one waits that the visit is for */
} BatchChatFacts;

typedef struct
{
  const char *key;                 /* (nullable) that chats have the lane for; NULL: batches */
  gint64      look_at;             /* when that may change by itself; 0: it does not */
  gboolean    along;               /* chats of the key of the batches go along with them */
  gboolean    keeps;               /* the visit goes on; else one of the same @key begins anew */
} BatchChatAdmission;

BatchChatAdmission batch_chat_admit (const BatchChatFacts *facts);

/* Whether a visit that began at @visit_began is for a chat that came at @came_at. */
gboolean batch_chat_is_in_time (const BatchChatTimes *times,
                                gint64                visit_began,
                                gint64                came_at);

G_END_DECLS
