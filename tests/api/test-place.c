/* test-place.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-place-private.h"

#define IDLE      BATCH_API_PHASE_IDLE
#define ASKING    BATCH_API_PHASE_ASKING
#define WAITING   BATCH_API_PHASE_WAITING
#define ANSWERED  BATCH_API_PHASE_ANSWERED

/* Times of the cases are in ms. */
#define NOW       100000
#define LOOK      (NOW + 2000)

/* since, pace since, phase */
#define STRANGER(...)  { { __VA_ARGS__ }, FALSE, FALSE, 0 }
#define KNOWN(...)     { { __VA_ARGS__ }, TRUE, FALSE, 0 }
#define WELCOME(...)   { { __VA_ARGS__ }, TRUE, TRUE, 0 }
/* To make room, as of then. */
#define LEAVING(at)    { { 0, 0, IDLE }, FALSE, FALSE, at }

#define MAX_PLACES 3

typedef struct
{
  const char *what;
  struct
  {
    struct
    {
      gint64        since;
      gint64        pace_since;
      BatchApiPhase phase;
    } does;
    gboolean known;
    gboolean welcome;
    gint64   leaving_since;
  } places[MAX_PLACES];
  guint  n_places;
  int    chosen;
  gint64 next;                 /* where none is */
} Case;

static const Case cases[] = {
  { "nobody is there",
    { }, 0, -1, LOOK },

  /* Strangers */
  { "who has been there for longest goes",
    { STRANGER (NOW - 600, 0, IDLE), STRANGER (NOW - 700, 0, IDLE) }, 2, 1, 0 },
  { "nobody has had the time to say what it wants",
    { STRANGER (NOW - 300, 0, IDLE), STRANGER (NOW - 400, 0, IDLE) }, 2, -1, NOW + 100 },
  { "a head that is there, and no body, keeps no place",
    { STRANGER (NOW - 500, NOW, ASKING) }, 1, 0, 0 },
  { "whom we keep waiting stays, and the next one goes",
    { STRANGER (NOW - 900, 0, WAITING), STRANGER (NOW - 600, 0, IDLE) }, 2, 1, 0 },
  { "there is time to take an answer",
    { STRANGER (NOW - 9000, NOW - 400, ANSWERED) }, 1, -1, NOW + 100 },
  { "an answer that is not taken keeps no place",
    { STRANGER (NOW - 9000, NOW - 500, ANSWERED) }, 1, 0, 0 },
  { "one request after the other keeps no place: it counts since when it is there",
    { STRANGER (NOW - 600, NOW - 1, IDLE), STRANGER (NOW - 550, NOW - 550, IDLE) }, 2, 0, 0 },

  /* Those with a key, between two requests */
  { "a stranger goes before them",
    { KNOWN (NOW - 9000, 0, IDLE), STRANGER (NOW - 600, 0, IDLE) }, 2, 1, 0 },
  { "a stranger that is to have its time first is waited for",
    { KNOWN (NOW - 9000, 0, IDLE), STRANGER (NOW - 400, 0, IDLE) }, 2, -1, NOW + 100 },
  { "all strangers wait for us: then so does who comes",
    { KNOWN (NOW - 9000, 0, IDLE), STRANGER (NOW - 900, 0, WAITING) }, 2, -1, LOOK },
  { "where no stranger is, who has said nothing for longest goes",
    { KNOWN (NOW - 800, 0, IDLE), KNOWN (NOW - 900, 0, IDLE), WELCOME (0, 0, WAITING) }, 3, 1, 0 },
  { "not at once after an answer",
    { KNOWN (NOW - 200, 0, IDLE), WELCOME (0, 0, WAITING) }, 2, -1, NOW + 300 },
  { "whose key is looked at again stays",
    { KNOWN (NOW - 900, 0, WAITING), KNOWN (NOW - 800, 0, IDLE) }, 2, 1, 0 },
  { "one that is turned away is as one that wants nothing",
    { KNOWN (NOW - 900, NOW - 500, ANSWERED), WELCOME (0, NOW - 9000, ASKING) }, 2, 0, 0 },

  /* Those that were let in */
  { "one that does not go on goes after those that want nothing",
    { WELCOME (0, NOW - 9000, ASKING), KNOWN (NOW - 600, 0, IDLE) }, 2, 1, 0 },
  { "nor before a stranger that waits for us",
    { WELCOME (0, NOW - 9000, ASKING), STRANGER (NOW - 600, 0, WAITING) }, 2, -1, LOOK },
  { "who is slow for longest goes, whether it asks or is answered",
    { WELCOME (0, NOW - 2100, ASKING), WELCOME (0, NOW - 2200, ANSWERED),
      WELCOME (0, NOW, ASKING) }, 3, 1, 0 },
  { "it may be slow for a while",
    { WELCOME (0, NOW - 1900, ASKING), WELCOME (0, 0, WAITING) }, 2, -1, NOW + 100 },
  { "all are at work: whoever comes waits, and is not forgotten",
    { WELCOME (0, 0, WAITING), WELCOME (0, 0, WAITING) }, 2, -1, LOOK },

  /* Those that are to make room */
  { "while one leaves nobody else has to",
    { STRANGER (NOW - 900, 0, IDLE), LEAVING (NOW - 100) }, 2, -1, NOW + 400 },
  { "one that does not get away is not waited for",
    { STRANGER (NOW - 900, 0, IDLE), LEAVING (NOW - 500) }, 2, 0, 0 },
  { "nor told again",
    { LEAVING (NOW - 500) }, 1, -1, LOOK },
};

static void
test_choose (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *row = &cases[i];
      BatchApiPlace places[MAX_PLACES];
      gint64 next = 0;

      g_test_message ("%s", row->what);
      for (guint j = 0; j < row->n_places; j++)
        places[j] = (BatchApiPlace) {
          .since = row->places[j].does.since * 1000,
          .pace_since = row->places[j].does.pace_since * 1000,
          .leaving_since = row->places[j].leaving_since * 1000,
          .phase = row->places[j].does.phase,
          .known = row->places[j].known,
          .welcome = row->places[j].welcome,
        };
      g_assert_cmpint (batch_api_place_choose (places, row->n_places, NOW * 1000, &next), ==,
                       row->chosen);
      if (row->chosen < 0)
        g_assert_cmpint (next, ==, row->next * 1000);
    }
}

/* What one is asked for goes by the place alone, not by where it stands. */
static void
test_order (void)
{
  const BatchApiPlace places[] = {
    { .phase = WAITING, .known = TRUE, .welcome = TRUE },
    { .since = NOW, .phase = IDLE },
    { .since = 1, .phase = IDLE, .known = TRUE },
  };
  BatchApiPlace turned[G_N_ELEMENTS (places)];
  gint64 now = NOW + G_USEC_PER_SEC;

  for (guint turn = 0; turn < G_N_ELEMENTS (places); turn++)
    {
      gint64 next;

      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        turned[(i + turn) % G_N_ELEMENTS (places)] = places[i];
      g_assert_cmpint (batch_api_place_choose (turned, G_N_ELEMENTS (places), now, &next), ==,
                       (1 + turn) % G_N_ELEMENTS (places));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/api/place/choose", test_choose);
  g_test_add_func ("/batch/api/place/order", test_order);
  return g_test_run ();
}
