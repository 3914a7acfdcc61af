/* http/batch-server-clock.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "http/batch-server-clock-private.h"

#include <libsoup/soup.h>

/* A server that names a moment means its own clock, and says in Date what that shows; in whole
 * seconds, and the answer has been on its way since. Where the difference may come of that, there
 * is none. */

#define LEAST_US (2 * G_TIME_SPAN_SECOND)

gint64
batch_server_clock_ahead (const char *date,
                          gint64      now_us)
{
  g_autoptr(GDateTime) said = NULL;
  gint64 ahead;

  if (date == NULL || *date == '\0' || !(said = soup_date_time_new_from_http_string (date)))
    return 0;

  ahead = g_date_time_to_unix (said) * G_USEC_PER_SEC - now_us;
  return ABS (ahead) > LEAST_US ? ahead : 0;
}
