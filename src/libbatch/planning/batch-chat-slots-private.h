/* planning/batch-chat-slots-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many requests of batches are under way at a time for a key while people chat with it, or may
 * at any time, where the server does not tell its slots: as many as it works on at once. Pure: the
 * rule stands at the top of batch-chat-slots.c. */

/* Times of requests, for each unit of work. */
typedef struct
{
  double n;
  double usec;                     /* on average */
} BatchChatSlotsMean;

typedef struct
{
  gint64             chat_at;      /* when a chat came last, µs; 0: none did */
  guint              n_chats;      /* since it was known how long requests take, but not alone */
  BatchChatSlotsMean alone;        /* that had the server to themselves when they came */
  BatchChatSlotsMean crowd;        /* with as many as may be, divided by their number */
  double             n_crowd;      /* that number, on average */
  BatchChatSlotsMean calm;         /* likewise, with as many as the server works on */
} BatchChatSlots;

void  batch_chat_slots_note_chat (BatchChatSlots       *self,
                                  gint64                now);
/* An item was answered. @in_flight: it included, when it left, @level: that there might have been;
 * @usec: that it took; @work: as for BatchParallelism */
void  batch_chat_slots_note_item (BatchChatSlots       *self,
                                  guint                 in_flight,
                                  guint                 level,
                                  gint64                usec,
                                  double                work);
/* @level: how many it is when nobody chats; @awaited: somebody may at any time */
guint batch_chat_slots_get       (const BatchChatSlots *self,
                                  guint                 level,
                                  gboolean              awaited,
                                  gint64                now);

G_END_DECLS
