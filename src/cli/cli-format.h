/* cli/cli-format.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* How things read to people. All give a new string. */
char *cli_format_number   (gint64      number);
char *cli_format_duration (gint64      ms);
char *cli_format_rate     (double      per_second);
/* “12–15 min, ready about 14:05”; NULL when nothing is known. @now: local time. */
/* What the clock shows then, with the day when that is not within one. (nullable) */
char *cli_format_ready    (gint64      low_ms,
                           gint64      high_ms,
                           GDateTime  *now);
/* Such as 24h, 1.5h, 90m or 7d, in whole seconds. */
gboolean cli_parse_duration (const char *option,
                             const char *text,
                             gint64     *seconds,
                             GError    **error);
/* The next time that a clock shows “7:00”. (nullable): not a time */
GDateTime *cli_parse_clock (const char *text,
                            GDateTime  *now);
/* In words, from 0 to 1. */
const char *cli_format_chance (double   chance);
/* “3–5 min” */
char *cli_format_range    (gint64      low_ms,
                           gint64      high_ms);
char *cli_format_eta      (gint64      low_ms,
                           gint64      high_ms,
                           GDateTime  *now);
/* “loading gemma3:12b, 8 s of about 40 s”: of a load that is under way */
char *cli_format_load     (BatchLoad  *load);
/* “gemma3, llava and 3 more”: of very many the first ones */
char *cli_format_models   (const char * const *models);
char *cli_format_bar      (double      progress,
                           guint       width);
/* Cut to so many columns. */
char *cli_fit             (const char *text,
                           guint       columns);

G_END_DECLS
