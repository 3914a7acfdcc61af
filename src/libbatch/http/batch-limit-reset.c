/* http/batch-limit-reset.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-limit-reset-private.h"

#include <string.h>

#include "http/batch-retry-after-private.h"

/* The rule. Gateways that turn requests away without Retry-After may say in other headers when a
 * limit begins anew. Only one of which nothing is left counts: the others are told of as well, and
 * of a bucket that fills all the time they say when it will be full, which is too long to wait.
 * Of several the last one counts.
 *
 * A value is a time as “6m0s”, “1h2m3.5s” or “20ms”; or a number, which is seconds if it is small,
 * and else a moment since 1970, in seconds or milliseconds. What is past is now. */

#define LEAST_MOMENT    1e9         /* s: in 2001; as a duration, 31 years */
#define LEAST_MOMENT_MS 1e12

static const struct
{
  const char *remaining;
  const char *reset;
} limits[] = {
  { "x-ratelimit-remaining", "x-ratelimit-reset" },
  { "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests" },
  { "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens" },
  { "ratelimit-remaining", "ratelimit-reset" },
};

static gint64
clamp_ms (double ms)
{
  return (gint64) CLAMP (ms, 0.0, (double) BATCH_RETRY_AFTER_MAX_MS);
}

/* Returns: how many ms one is; 0: there is none at @text */
static double
read_unit (const char **text)
{
  static const struct
  {
    const char *name;
    double      ms;
  } units[] = {
    { "ms", 1 }, { "s", 1000 }, { "m", 60 * 1000 }, { "h", 60 * 60 * 1000 },
    { "d", 24 * 60 * 60 * 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (*text, units[i].name))
      {
        *text += strlen (units[i].name);
        return units[i].ms;
      }

  return 0;
}

static double
read_number (const char **text)
{
  char *end;
  double number;

  if (!g_ascii_isdigit (**text) && **text != '.')
    return -1;

  number = g_ascii_strtod (*text, &end);
  if (end == *text)
    return -1;

  *text = end;
  return number;
}

static double
read_moment (double number,
             gint64 now_us)
{
  double now_ms = (double) now_us / 1000;

  if (number >= LEAST_MOMENT_MS)
    return number - now_ms;
  if (number >= LEAST_MOMENT)
    return number * 1000 - now_ms;
  return number * 1000;
}

gint64
batch_limit_reset_parse (const char *value,
                         gint64      now_us)
{
  const char *at = value;
  double ms = 0;

  do
    {
      double number = read_number (&at);
      double unit;

      if (number < 0)
        return -1;
      if (*at == '\0' && ms == 0)
        return clamp_ms (read_moment (number, now_us));
      if ((unit = read_unit (&at)) == 0)
        return -1;
      ms += number * unit;
    }
  while (*at != '\0');

  return clamp_ms (ms);
}

static gboolean
is_used_up (SoupMessageHeaders *headers,
            const char         *name)
{
  const char *left = soup_message_headers_get_one (headers, name);
  char *end;

  return left != NULL && g_ascii_strtod (left, &end) <= 0 && end != left;
}

gint64
batch_limit_reset_find (SoupMessageHeaders *headers,
                        gint64              now_us)
{
  gint64 last_ms = 0;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const char *reset = soup_message_headers_get_one (headers, limits[i].reset);

      if (reset != NULL && is_used_up (headers, limits[i].remaining))
        last_ms = MAX (last_ms, batch_limit_reset_parse (reset, now_us));
    }

  return last_ms;
}
