/* batch-schedule.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-schedule-private.h"

#include <math.h>

#include "planning/batch-ageing-private.h"

#define SECOND_MS 1000.0
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

#define TOGETHER_US G_USEC_PER_SEC

static void
place_clear (BatchSchedulePlace *place)
{
  g_free (place->key);
  g_free (place->groups);
  g_free (place->words);
  g_free (place->evicts);
}

void
batch_schedule_free (BatchSchedule *self)
{
  for (guint i = 0; i < self->n_places; i++)
    place_clear (&self->places[i]);

  g_free (self->places);
  g_free (self);
}

gboolean
batch_schedule_was_before (gint64 one,
                           gint64 two)
{
  return one < two - TOGETHER_US;
}

int
batch_schedule_compare_places (const BatchScheduleGroup *one,
                               const BatchScheduleGroup *two)
{
  if (one->rank != two->rank)
    return one->rank < two->rank ? -1 : 1;
  if (one->minor != two->minor)
    return one->minor < two->minor ? -1 : 1;
  if (one->key_place != two->key_place)
    return one->key_place < two->key_place ? -1 : 1;
  return 0;
}

static gboolean
is_under_way (const BatchScheduleGroup *groups,
              guint                     n_groups,
              const char               *key)
{
  for (guint i = 0; i < n_groups; i++)
    if (groups[i].in_flight > 0 && g_strcmp0 (groups[i].key, key) == 0)
      return TRUE;

  return FALSE;
}

/* A group is overtaken while something that was submitted later is served. What has requests under
 * way starts from nothing again, so that keys take turns of at least the patience and never swap to
 * and fro. To have the lane is not enough: it would be lost again before anything was sent. */
void
batch_schedule_account (BatchScheduleGroup *groups,
                        guint               n_groups,
                        const char         *served_key,
                        gint64              elapsed_us,
                        gint64              now)
{
  gboolean served = is_under_way (groups, n_groups, served_key);
  gint64 served_since = G_MAXINT64;

  for (guint i = 0; i < n_groups; i++)
    {
      if (g_strcmp0 (groups[i].key, served_key) != 0)
        {
          groups[i].raised = FALSE;
          continue;
        }
      if (served)
        {
          groups[i].raised |= groups[i].overtaken_us >= BATCH_AGED_US;
          groups[i].overtaken_us = 0;
          groups[i].last_served = now;
        }
      if (groups[i].waiting + groups[i].in_flight > 0)
        served_since = MIN (served_since, groups[i].submitted_at);
    }

  if (served_since == G_MAXINT64)
    return;

  for (guint i = 0; i < n_groups; i++)
    if (groups[i].waiting > 0 &&
        batch_schedule_was_before (groups[i].submitted_at, served_since) &&
        g_strcmp0 (groups[i].key, served_key) != 0)
      groups[i].overtaken_us += elapsed_us;
}

char *
batch_schedule_words_for_duration (double ms)
{
  if (ms < 99.5 * SECOND_MS)
    return g_strdup_printf ("%.0f s", MAX (1, round (ms / SECOND_MS)));
  if (ms < 99.5 * MINUTE_MS)
    return g_strdup_printf ("%.0f min", round (ms / MINUTE_MS));
  if (ms < 2 * DAY_MS)
    return g_strdup_printf ("%.0f h", round (ms / HOUR_MS));
  return g_strdup_printf ("%.0f days", round (ms / DAY_MS));
}

static char *
words_for_saving (const char *what,
                  double      load_ms)
{
  g_autofree char *duration = NULL;

  if (load_ms < 0)
    return g_strdup_printf ("%s saves one load", what);

  duration = batch_schedule_words_for_duration (load_ms);
  return g_strdup_printf ("%s saves one load, about %s", what, duration);
}

static char *
words_for_overtaken (const BatchScheduleFacts *facts)
{
  gboolean is_over = facts->overtaken_ms >= facts->patience_ms;
  g_autofree char *duration =
    batch_schedule_words_for_duration (is_over ? facts->overtaken_ms : facts->patience_ms);

  if (is_over)
    return g_strdup_printf ("has let others go first for %s", duration);
  return g_strdup_printf ("came first, and what is loaded takes longer than %s", duration);
}

/* What is said of the first place would be wrong of those behind it. */
static char *
words_for_place (const char               *words,
                 const BatchScheduleFacts *facts)
{
  if (facts->is_first)
    return g_strdup (words);
  if (facts->is_last)
    return g_strdup ("is the only one left by then");
  return g_strdup_printf ("%s of what is left", words);
}

char *
batch_schedule_words_for_reason (BatchScheduleReason       reason,
                                 const BatchScheduleFacts *facts)
{
  g_autofree char *until = batch_schedule_words_for_duration (facts->deadline_ms);
  g_autofree char *due = batch_schedule_words_for_duration (facts->due_ms);

  switch (reason)
    {
    case BATCH_SCHEDULE_REASON_MOVED:
      return g_strdup (facts->turn == 1 ? "you moved it to the front" : "you moved it here");
    case BATCH_SCHEDULE_REASON_KEPT:
      return g_strdup ("you left it before what you moved");
    case BATCH_SCHEDULE_REASON_DEADLINE:
      return g_strdup_printf ("its deadline in %s would be missed by waiting", until);
    case BATCH_SCHEDULE_REASON_LOST_DEADLINE:
      return g_strdup_printf ("its deadline in %s comes too soon for all of it", until);
    case BATCH_SCHEDULE_REASON_SAVES_LOAD:
      return g_strdup ("with what is urgent, any other takes one more load");
    case BATCH_SCHEDULE_REASON_SAVES_TIME:
      return g_strdup ("with what is urgent, any other takes longer");
    case BATCH_SCHEDULE_REASON_PRIORITY:
      return g_strdup_printf ("has priority %d", facts->priority);
    case BATCH_SCHEDULE_REASON_CURRENT:
      if (!facts->saves_load)
        return g_strdup ("same model as now");
      return words_for_saving ("same model as now:", facts->load_ms);
    case BATCH_SCHEDULE_REASON_COMING_BACK:
      return g_strdup_printf ("same model as now, its next item is due in %s: sooner than a load",
                              due);
    case BATCH_SCHEDULE_REASON_RESIDENT:
      return words_for_saving (facts->is_certain ? "already loaded:" : "probably still loaded:",
                               facts->load_ms);
    case BATCH_SCHEDULE_REASON_OVERTAKEN:
      return words_for_overtaken (facts);
    case BATCH_SCHEDULE_REASON_FIRST_COME:
      return words_for_place ("was submitted first", facts);
    case BATCH_SCHEDULE_REASON_TURN:
      return words_for_place ("has waited longest for its turn", facts);
    case BATCH_SCHEDULE_REASON_LIST_ORDER:
      return g_strdup ("is next in the list");
    }

  g_return_val_if_reached (NULL);
}
