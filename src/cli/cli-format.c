/* cli/cli-format.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-format.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli-context.h"

#define DIGITS "0123456789"
#define LONGEST_DAYS 24855         /* whose seconds are within 32 bits, which is 68 years */

#define DAY_MS  (86400 * G_GINT64_CONSTANT (1000))
#define WEEK_MS (7 * DAY_MS)
#define MAX_MS  (1000 * 365 * DAY_MS)
/* More are not all named, but so many. */
#define MANY_MODELS  8
#define FIRST_MODELS 5

char *
cli_format_number (gint64 number)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, number);
}

char *
cli_format_duration (gint64 ms)
{
  gint64 seconds = (ms + 500) / 1000;

  if (ms < 1000)
    return g_strdup_printf (_("%d ms"), (int) ms);
  if (ms < 10000)
    return g_strdup_printf (_("%.1f s"), ms / 1000.0);
  if (seconds < 60)
    return g_strdup_printf (_("%d s"), (int) seconds);
  if (seconds < 3600)
    return g_strdup_printf (_("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));

  return g_strdup_printf (_("%d h %d min"), (int) (seconds / 3600), (int) (seconds / 60 % 60));
}

char *
cli_format_rate (double per_second)
{
  if (per_second >= 10)
    return g_strdup_printf (_("%.0f/s"), per_second);
  if (per_second >= 1)
    return g_strdup_printf (_("%.1f/s"), per_second);

  return g_strdup_printf (_("%.1f/min"), per_second * 60);
}

static char *
format_in_unit (gint64 n,
                gint64 unit)
{
  return g_strdup_printf (unit == 1000 ? _("%d s") : unit == 60000 ? _("%d min") : _("%d h"),
                          (int) n);
}

/* A range has one unit, that of its upper end. */
char *
cli_format_range (gint64 low_ms,
                  gint64 high_ms)
{
  gint64 unit = high_ms < 90000 ? 1000 : high_ms < 90 * 60000 ? 60000 : 3600000;
  gint64 low = (low_ms + unit / 2) / unit;
  gint64 high = MAX ((high_ms + unit / 2) / unit, 1);
  g_autofree char *end = format_in_unit (high, unit);

  if (low >= high)
    return g_strdup_printf (_("about %s"), end);
  if (low == 0)
    return g_strdup_printf (_("up to %s"), end);

  /* Translators: a range of time, such as “3–5 min” */
  return g_strdup_printf (_("%d–%s"), (int) low, end);
}

char *
cli_format_ready (gint64     low_ms,
                  gint64     high_ms,
                  GDateTime *now)
{
  g_autoptr(GDateTime) ready = NULL;
  gint64 ms = low_ms + (high_ms - low_ms) / 2;

  if (low_ms < 0 || high_ms < 0 || !(ready = g_date_time_add (now, MIN (ms, MAX_MS) * 1000)))
    return NULL;

  return g_date_time_format (ready, ms < DAY_MS ? "%H:%M" : ms < WEEK_MS ? "%a %H:%M" : "%x");
}

char *
cli_format_eta (gint64     low_ms,
                gint64     high_ms,
                GDateTime *now)
{
  g_autofree char *range = NULL;
  g_autofree char *ready = cli_format_ready (low_ms, high_ms, now);

  if (ready == NULL)
    return NULL;

  range = cli_format_range (low_ms, high_ms);
  return g_strdup_printf (_("%s, ready about %s"), range, ready);
}

/* How many of @unit are a second; 0: it is no unit. */
static int
seconds_of (const char *unit)
{
  return g_str_equal (unit, "s") ? 1 : g_str_equal (unit, "m") ? 60
         : g_str_equal (unit, "h") ? 3600 : g_str_equal (unit, "d") ? 86400 : 0;
}

/* A number as people write one, with no exponent, sign or word; NULL: it is none. */
static const char *
skip_number (const char *text)
{
  const char *end = text + strspn (text, DIGITS);
  gsize n_decimals = *end == '.' ? strspn (end + 1, DIGITS) : 0;

  if (end == text)
    return NULL;

  return n_decimals > 0 ? end + 1 + n_decimals : end;
}

/* @option: which it is of */
gboolean
cli_parse_duration (const char  *option,
                    const char  *text,
                    gint64      *seconds,
                    GError     **error)
{
  const char *unit = skip_number (text);
  double length = unit != NULL ? g_ascii_strtod (text, NULL) * seconds_of (unit) : 0;

  if (!(length > 0))
    return cli_usage_error (error, _("“%s” is not a time; write %s 90m, 1.5h or 7d"), text, option);
  if (length > LONGEST_DAYS * 86400.0)
    return cli_usage_error (error, _("“%s” is too long; write %s %dd at most"), text, option,
                            LONGEST_DAYS);

  *seconds = MAX ((gint64) (length + 0.5), 1);
  return TRUE;
}

GDateTime *
cli_parse_clock (const char *text,
                 GDateTime  *now)
{
  g_autoptr(GDateTime) today = NULL;
  int hour;
  int minute;
  int end = 0;

  if (sscanf (text, "%2d:%2d%n", &hour, &minute, &end) != 2 || text[end] != '\0'
      || !g_ascii_isdigit (text[0]))
    return NULL;

  today = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                 g_date_time_get_day_of_month (now), hour, minute, 0);
  if (today == NULL)
    return NULL;

  return g_date_time_compare (today, now) > 0 ? g_steal_pointer (&today)
                                              : g_date_time_add_days (today, 1);
}

const char *
cli_format_chance (double chance)
{
  if (chance >= 0.9)
    return _("very likely");
  if (chance >= 0.65)
    return _("likely");
  if (chance >= 0.35)
    return _("perhaps");
  if (chance >= 0.1)
    return _("unlikely");
  return _("very unlikely");
}

char *
cli_format_load (BatchLoad *load)
{
  const char *model = batch_load_get_resource_key (load);
  double fraction = batch_load_get_fraction (load);
  gint64 expected_ms = batch_load_get_expected_ms (load);
  g_autofree char *elapsed = cli_format_duration (batch_load_get_elapsed_ms (load));
  g_autofree char *expected = expected_ms >= 0 ? cli_format_duration (expected_ms) : NULL;

  /* Translators: a model, and how much of its load is done */
  if (fraction >= 0)
    return g_strdup_printf (_("loading %s, %.0f %%"), model, 100 * fraction);
  /* Translators: a model, how long its load has taken until now, and how long it takes */
  if (expected != NULL)
    return g_strdup_printf (_("loading %s, %s of about %s"), model, elapsed, expected);
  /* Translators: a model, and how long its load has taken until now */
  return g_strdup_printf (_("loading %s, %s"), model, elapsed);
}

char *
cli_format_models (const char * const *models)
{
  guint n = g_strv_length ((char **) models);
  guint n_shown = n > MANY_MODELS ? FIRST_MODELS : n;
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < n_shown; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", models[i]);

  if (n_shown == n)
    return g_strdup (names->str);

  /* Translators: the names of some models, and how many are not named */
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n - n_shown), names->str,
                          n - n_shown);
}

char *
cli_format_bar (double progress,
                guint  width)
{
  guint full = (guint) (CLAMP (progress, 0, 1) * width);
  GString *bar = g_string_new (NULL);

  for (guint i = 0; i < width; i++)
    g_string_append (bar, i < full ? "█" : "░");

  return g_string_free (bar, FALSE);
}

static guint
char_columns (gunichar character)
{
  if (g_unichar_iszerowidth (character))
    return 0;

  return g_unichar_iswide (character) ? 2 : 1;
}

char *
cli_fit (const char *text,
         guint       columns)
{
  const char *end = text;
  guint used = 0;

  while (*end != '\0')
    {
      guint wanted = char_columns (g_utf8_get_char (end));

      if (used + wanted > columns)
        break;
      used += wanted;
      end = g_utf8_next_char (end);
    }

  return g_strndup (text, end - text);
}
