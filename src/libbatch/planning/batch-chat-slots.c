/* planning/batch-chat-slots.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-chat-slots-private.h"

/* The rule, first match first:
 *
 *   no chat within a minute, and none awaited  → as many as are best for batches
 *   few answers so far                         → so, too: nobody knows anything
 *   fewer of those that came alone             → one, as only that tells what one takes; unless
 *                                                so many chat that none ever has the server alone
 *   the server works on about as many as are   → as many as are best for batches: it may well
 *     under way                                  work on more
 *   no chat within a minute, and batches have  → as many as are best for batches: only who is
 *     lost by it that there were no more           there is worth that
 *   anything else                              → as many as it works on
 *
 * For batches it is best to have a few more under way than the server works on, but a chat
 * would wait for each of them. How many it works on follows from Little's law: what one takes
 * alone, to the time in which one after the other comes back. A server that works on all of them,
 * only more slowly, looks alike; but it gets less done when there are fewer. */

#define LASTS_US  G_TIME_SPAN_MINUTE
#define CROWD     0.75                 /* of those there may be: as good as all of them */
#define MIN_CROWD 4
#define MIN_ALONE 2
#define MAX_CHATS 16
#define MEMORY    16                   /* answers; what was before counts less and less */
#define MOST      0.75                 /* of those under way: where more are, none waits long */
#define MIN_CALM  16
#define LOSS      1.25                 /* as long for each: a server that works on all of them */

/* The part of the newest in a mean of @n. */
static double
weight (double n)
{
  return 1 / MIN (n + 1, MEMORY);
}

static void
take (BatchChatSlotsMean *mean,
      double              usec)
{
  mean->usec += weight (mean->n) * (usec - mean->usec);
  mean->n++;
}

void
batch_chat_slots_note_chat (BatchChatSlots *self,
                            gint64          now)
{
  self->chat_at = now;
  if (self->crowd.n >= MIN_CROWD && self->alone.n < MIN_ALONE)
    self->n_chats++;
}

/* What one takes alone, to the time in which one after the other comes back. */
static double
get_at_once (const BatchChatSlots *self)
{
  return self->alone.usec / self->crowd.usec;
}

static gboolean
is_known (const BatchChatSlots *self)
{
  return self->crowd.n >= MIN_CROWD && self->alone.n >= MIN_ALONE;
}

static guint
to_whole (double number)
{
  return MAX ((guint) (number + 0.5), 1);
}

void
batch_chat_slots_note_item (BatchChatSlots *self,
                            guint           in_flight,
                            guint           level,
                            gint64          usec,
                            double          work)
{
  double each = (double) MAX (usec, 1) / work;

  if (in_flight == 1)
    take (&self->alone, each);
  if (is_known (self) && in_flight == to_whole (get_at_once (self)))
    take (&self->calm, each / in_flight);
  if (in_flight <= CROWD * level)
    return;

  self->n_crowd += weight (self->crowd.n) * (in_flight - self->n_crowd);
  take (&self->crowd, each / in_flight);
}

static gboolean
is_dear (const BatchChatSlots *self)
{
  return self->calm.n >= MIN_CALM && self->calm.usec > LOSS * self->crowd.usec;
}

guint
batch_chat_slots_get (const BatchChatSlots *self,
                      guint                 level,
                      gboolean              awaited,
                      gint64                now)
{
  gboolean chats = self->chat_at > 0 && now < self->chat_at + LASTS_US;

  if ((!chats && !awaited) || self->crowd.n < MIN_CROWD)
    return level;
  if (self->alone.n < MIN_ALONE)
    return self->n_chats <= MAX_CHATS ? 1 : level;

  if (get_at_once (self) > MOST * self->n_crowd || (!chats && is_dear (self)))
    return level;
  return MIN (to_whole (get_at_once (self)), level);
}
