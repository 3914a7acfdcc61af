/* batch-standstill-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-standstill-text.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"

/* Why nothing of a batch moves, since when, and until when. Times are those of a clock, which stay
 * true while nobody looks. */

/* "14:02:10", or with the day when that is not today. */
static char *
clock_of (GDateTime *time)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autoptr(GDateTime) local = g_date_time_to_local (time);
  gboolean today = g_date_time_get_year (now) == g_date_time_get_year (local)
                   && g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (local);

  /* Translators: a time of another day, with its seconds, see g_date_time_format() */
  return g_date_time_format (local, today ? "%X" : _("%a %X"));
}

char *
batch_standstill_next_try (GDateTime *next_try)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *clock = NULL;

  if (next_try == NULL || g_date_time_compare (next_try, now) <= 0)
    return g_strdup ("");

  clock = clock_of (next_try);
  /* Translators: the time at which something that does not move is tried again */
  return g_strdup_printf (_("next try at %s"), clock);
}

char *
batch_standstill_text (const char *reason,
                       GDateTime  *since,
                       GDateTime  *next_try)
{
  g_autofree char *words = batch_localize (reason);
  g_autofree char *clock = since != NULL ? clock_of (since) : NULL;
  /* Translators: the time since which something does not move */
  g_autofree char *began = clock != NULL ? g_strdup_printf (_("waiting since %s"), clock) : NULL;
  g_autofree char *again = batch_standstill_next_try (next_try);
  g_autofree char *times = batch_closure_join (NULL, began, again);

  return words != NULL ? batch_closure_join (NULL, words, times) : g_strdup ("");
}
