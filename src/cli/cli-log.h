/* cli/cli-log.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much of what the library has to say in the background is shown. A journal gets it with
 * all its fields. */
typedef enum
{
  CLI_LOG_WARNINGS,
  CLI_LOG_TEXT,                    /* a line for each event, for people */
  CLI_LOG_JSON,                    /* … for programs, with its fields */
} CliLog;

/* What is to be done before there are threads. */
void      cli_log_begin        (void);
void      cli_log_set          (CliLog       log);
/* @word: “text”, “json” or “none” */
gboolean  cli_log_parse        (const char  *word,
                                CliLog      *log);

G_END_DECLS
