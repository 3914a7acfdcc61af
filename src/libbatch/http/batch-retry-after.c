/* http/batch-retry-after.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-retry-after-private.h"

#include <libsoup/soup.h>

/* The rule: seconds, or the date of HTTP. What is past is now, what is too far
 * away is @max_ms, and what is neither says nothing.
 */

static gint64
clamp_ms (double ms,
          gint64 max_ms)
{
  return (gint64) CLAMP (ms, 0.0, (double) max_ms);
}

static gboolean
parse_seconds (const char *value,
               double     *seconds)
{
  char *end;

  if (!g_ascii_isdigit (*value) && *value != '-' && *value != '.')
    return FALSE;

  *seconds = g_ascii_strtod (value, &end);
  return end != value && *end == '\0';
}

gint64
batch_retry_after_parse (const char *value,
                         gint64      now_us,
                         gint64      max_ms)
{
  g_autofree char *text = value != NULL ? g_strstrip (g_strdup (value)) : g_strdup ("");
  g_autoptr(GDateTime) date = NULL;
  double seconds;

  if (parse_seconds (text, &seconds))
    return clamp_ms (seconds * 1000, max_ms);

  date = *text != '\0' ? soup_date_time_new_from_http_string (text) : NULL;
  if (date == NULL)
    return -1;

  return clamp_ms (g_date_time_to_unix (date) * 1000.0 - now_us / 1000.0, max_ms);
}
