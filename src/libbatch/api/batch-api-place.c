/* api/batch-api-place.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-place-private.h"

/* Strangers, whom nobody has let in, go first; then those that were let in and want nothing at the
 * moment; then those that do not go on with what they were let in for. As long as there is one of
 * an earlier rank, none of a later one goes: if that one cannot go now, because it waits for us,
 * whoever comes waits, too. So strangers alone never cost a client with a key its place, however
 * many they are. Whoever comes is a stranger as well, until its key was seen. */

/* Each may say what it wants, or take the answer that it gets, before it goes for another one. */
#define MIN_STAY_US (G_USEC_PER_SEC / 2)

typedef enum
{
  STRANGER,
  BETWEEN,                     /* two requests */
  WELCOME,
} Rank;

static Rank
get_rank (const BatchApiPlace *place)
{
  if (place->welcome)
    return WELCOME;
  return place->known ? BETWEEN : STRANGER;
}

/* G_MAXINT64: not while it does what it does. */
static gint64
get_free_at (const BatchApiPlace *place)
{
  if (place->phase == BATCH_API_PHASE_WAITING)
    return G_MAXINT64;
  if (place->welcome)
    return place->pace_since + BATCH_API_PLACE_SLOW_US;
  if (place->phase == BATCH_API_PHASE_ANSWERED)
    return MAX (place->since, place->pace_since) + MIN_STAY_US;
  return place->since + MIN_STAY_US;
}

static gboolean
goes_before (const BatchApiPlace *place,
             const BatchApiPlace *other)
{
  Rank rank = get_rank (place);
  Rank other_rank = get_rank (other);

  return rank != other_rank ? rank < other_rank : get_free_at (place) < get_free_at (other);
}

/* One that was hung up on is gone when the server has seen it, which takes it a moment. */
static gint64
get_gone_at (const BatchApiPlace *place)
{
  return place->leaving_since + MIN_STAY_US;
}

int
batch_api_place_choose (const BatchApiPlace *places,
                        guint                n_places,
                        gint64               now,
                        gint64              *next)
{
  int first = -1;
  gint64 free_at;

  for (guint i = 0; i < n_places; i++)
    if (places[i].leaving_since == 0)
      {
        if (first < 0 || goes_before (&places[i], &places[first]))
          first = (int) i;
      }
    else if (get_gone_at (&places[i]) > now)
      {
        *next = get_gone_at (&places[i]);
        return -1;
      }

  free_at = first >= 0 ? get_free_at (&places[first]) : G_MAXINT64;
  *next = MIN (free_at, now + BATCH_API_PLACE_SLOW_US);
  return free_at <= now ? first : -1;
}
