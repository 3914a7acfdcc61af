/* planning/batch-chat-admission.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-chat-admission-private.h"

/* The rule, first match first:
 *
 *   chats have the lane, and one of them is under way,   → they keep it
 *     or waits
 *   … and the last one was answered just now             → they keep it for a moment, as
 *                                                          who asks once often asks again
 *   none waits                                           → batches go on
 *   batches do nothing                                   → the first chat gets the lane
 *   batches are on the key of a chat, or come to it      → it goes along with them; others
 *                                                          are looked at as below
 *   no chat had the lane within the gap                  → the first of the others gets it
 *   anything else                                        → batches go on until the gap is over
 *
 * So a model is loaded for chats once in a gap, and all that have gathered by then are
 * answered during that visit. Who came too late for one gets the next, which may be of the same
 * model: it is another one all the same. */

const BatchChatTimes batch_chat_usual_times = {
  .gap_us = G_TIME_SPAN_MINUTE,
  .stay_us = 30 * G_TIME_SPAN_SECOND,
  .grace_us = 500 * G_TIME_SPAN_MILLISECOND,
};

static gboolean
keeps_visit (const BatchChatFacts *facts,
             BatchChatAdmission   *admission)
{
  gint64 grace_ends = facts->answered_at + facts->times->grace_us;

  if (facts->visit == NULL)
    return FALSE;

  admission->key = facts->visit;
  admission->keeps = TRUE;
  if (facts->n_under_way > 0 || facts->visit_waits)
    return TRUE;

  admission->look_at = grace_ends;
  return facts->answered_at > 0 && facts->now < grace_ends;
}

BatchChatAdmission
batch_chat_admit (const BatchChatFacts *facts)
{
  BatchChatAdmission admission = { NULL, 0, FALSE, FALSE };
  gboolean along = facts->next != NULL && g_strcmp0 (facts->next, facts->resident) == 0;
  const char *wanted = along ? facts->oldest_other : facts->oldest;
  gint64 ended = facts->visit != NULL ? facts->now : facts->visit_ended;

  if (keeps_visit (facts, &admission))
    return admission;

  admission = (BatchChatAdmission) { NULL, 0, along, FALSE };
  if (wanted == NULL)
    return admission;

  if (facts->next == NULL || ended == 0 || facts->now >= ended + facts->times->gap_us)
    admission.key = wanted;
  else
    admission.look_at = ended + facts->times->gap_us;
  return admission;
}

gboolean
batch_chat_is_in_time (const BatchChatTimes *times,
                       gint64                visit_began,
                       gint64                came_at)
{
  return came_at <= visit_began + times->stay_us;
}
