/* cli/cli-subcommand.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-subcommand.h"

#include <glib/gi18n.h>

static const CliSubcommand *
find_subcommand (const CliSubcommand  *table,
                 int                   argc,
                 char                **argv,
                 const char           *parameters,
                 GError              **error)
{
  for (const CliSubcommand *row = table; argc > 1 && row->name != NULL; row++)
    if (g_str_equal (argv[1], row->name) && argc - 2 == row->n_words)
      return row;

  /* Translators: what a command can be followed by, such as “add NAME | list” */
  cli_usage_error (error, _("Say one of these: %s"), parameters);
  return NULL;
}

BatchqExit
cli_run_subcommand (Cli                  *cli,
                    int                   argc,
                    char                **argv,
                    const CliSubcommand  *subcommands,
                    const GOptionEntry   *entries,
                    const char           *parameters,
                    const char           *summary,
                    const char           *description)
{
  g_autoptr(GError) error = NULL;
  const CliSubcommand *subcommand;

  if (cli_parse (cli, &argc, &argv, entries, parameters, summary, description, &error)
      && (subcommand = find_subcommand (subcommands, argc, argv, parameters, &error)) != NULL
      && subcommand->open (cli, &error) && subcommand->run (cli, argv[2], &error)
      && cli_close (cli, &error))
    return BATCHQ_EXIT_OK;

  return cli_fail (cli, error);
}
