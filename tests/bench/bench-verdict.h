/* bench-verdict.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a benchmark ends with, as bench_table.py prints it: a row for each thing that was
 * asked. No benchmark fails for a time, because machines differ and are busy. */
static inline void
bench_verdict (const char *what,
               const char *wanted,
               gboolean    met,
               const char *format,
               ...) G_GNUC_PRINTF (4, 5);

static inline void
bench_verdict (const char *what,
               const char *wanted,
               gboolean    met,
               const char *format,
               ...)
{
  g_autofree char *seen = NULL;
  va_list arguments;

  va_start (arguments, format);
  seen = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("= %s | %s | %s | %s\n", what, wanted, seen, met ? "met" : "MISSED");
}

G_END_DECLS
