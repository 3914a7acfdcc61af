/* cli/cli-subcommand.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* What a command that has several of them does with one word, or with none. */
typedef struct
{
  const char  *name;
  int          n_words;
  gboolean   (*run) (Cli         *cli,
                     const char  *word,
                     GError     **error);
  CliOpenFunc  open;
} CliSubcommand;

/* Parses a command of the form “SUBCOMMAND [WORD]”, and runs it. @subcommands: ends with one
 * without a name; @parameters is shown to who writes something else. */
BatchqExit cli_run_subcommand (Cli                  *cli,
                               int                   argc,
                               char                **argv,
                               const CliSubcommand  *subcommands,
                               const GOptionEntry   *entries,
                               const char           *parameters,
                               const char           *summary,
                               const char           *description);

G_END_DECLS
