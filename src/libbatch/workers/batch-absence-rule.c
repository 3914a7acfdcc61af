/* batch-absence-rule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-absence-rule-private.h"

#include "core/batch-record-private.h"

/* A gateway answers alike whether a server is away or has crashed on a request. A request that was
 * sent while the server was there may have crashed it, and costs an attempt. After that nothing
 * more is sent until the server has answered a harmless request, the list of models; items that
 * wait for this are not charged an attempt.
 *
 * An answer that no model server words like that is looked into in the same way, as it would be
 * the same for all requests. The list of models tells who answers:
 *
 *   a model server            → it means this request
 *   nothing of the kind, and
 *     it has listed them before, or is of a kind that does and has answered requests
 *                             → something else answers for a server that is away
 *     it has answered requests
 *                             → one without such a list: it means this request
 *     it has done neither     → the address is wrong, once that has come of three requests, or
 *                               of fewer again and again: others go between, as it may be about
 *                               the first ones; about the last ones of a job that has answers it is
 *   a gateway, and
 *     it has listed them before, or is of a kind that does and has answered requests
 *                             → the server is away
 *     it has answered requests, and says 500
 *                             → one whose list fails by itself: it means this request
 *     none of these           → the list may be what fails: one request is sent to see
 *
 * Such a trial costs nothing when it fails, as nobody can say whose fault that is, and others go
 * first the next time. Whatever is answered says that the server is there, and what then fails
 * again is charged. So what a server dies of comes to an end while others are answered, and
 * nothing ends for a server that is away. Where it has failed before others were answered and
 * after, and none of them has failed, it is charged for trials, too: the others may all be done.
 *
 * Where the list tells nothing, a request that asks for nothing may: a server that refuses it in
 * its own words is there, and has not died of it. One that has answered requests is asked in that
 * way before any of them is tried, as what is left may all be deadly; one that says that it lacks
 * an endpoint, before its address is thought to be wrong, as it may have another. */

#define PROOFS 2 /* faults */

BatchLook
batch_look_judge (const BatchLookFacts *facts)
{
  if (facts->unreachable)
    return BATCH_LOOK_AWAY;
  if (facts->by_gateway && facts->lists)
    return BATCH_LOOK_AWAY;
  if (facts->by_gateway)
    return facts->served && facts->own_fault ? BATCH_LOOK_THERE : BATCH_LOOK_BLIND;
  if (!facts->foreign)
    return BATCH_LOOK_THERE;
  if (facts->lists)
    return BATCH_LOOK_AWAY;

  return facts->served ? BATCH_LOOK_THERE : BATCH_LOOK_WRONG;
}

BatchLook
batch_look_judge_again (const BatchNothingFacts *facts,
                        BatchLook                look)
{
  gboolean answers = facts->answered && facts->in_words && !facts->by_gateway && !facts->foreign;

  return answers ? BATCH_LOOK_ANSWERS : look;
}

static BatchDoubt
judge_unsent (BatchLook look)
{
  if (look == BATCH_LOOK_AWAY)
    return BATCH_DOUBT_WAITS;

  return look == BATCH_LOOK_BLIND ? BATCH_DOUBT_TRIES : BATCH_DOUBT_SENDS;
}

/* Something else has answered, so that nothing in the request can have to do with this; or nobody
 * knows that the server was there to die of it. */
static gboolean
may_be_charged (const BatchDoubtFacts *facts)
{
  return !facts->foreign
         && (facts->was_there || (facts->is_trial && facts->n_faults >= PROOFS));
}

static BatchDoubt
judge_foreign (const BatchDoubtFacts *facts)
{
  if (facts->vouched)
    return BATCH_DOUBT_STANDS;

  return facts->n_foreign >= BATCH_ALL_ALIKE ? BATCH_DOUBT_WRONG : BATCH_DOUBT_OPEN;
}

BatchDoubt
batch_doubt_judge (const BatchDoubtFacts *facts,
                   BatchLook              look)
{
  if (!facts->sent)
    return judge_unsent (look);
  if (look == BATCH_LOOK_ANSWERS && !facts->foreign && !facts->was_there)
    return BATCH_DOUBT_SENDS;
  if (look == BATCH_LOOK_THERE || look == BATCH_LOOK_ANSWERS)
    return BATCH_DOUBT_STANDS;
  if (look == BATCH_LOOK_WRONG && facts->foreign)
    return judge_foreign (facts);

  return may_be_charged (facts) ? BATCH_DOUBT_STANDS : BATCH_DOUBT_WAITS;
}
