/* cli/cli-verb.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-verb.h"

#include <glib/gi18n.h>

static const CliVerb *
find_verb (const CliVerb  *verbs,
           int             argc,
           char          **argv,
           const char     *parameters,
           GError        **error)
{
  for (const CliVerb *verb = verbs; argc > 1 && verb->name != NULL; verb++)
    if (g_str_equal (argv[1], verb->name) && argc - 2 == verb->n_words)
      return verb;

  /* Translators: what a command can be followed by, such as “add NAME | list” */
  cli_usage_error (error, _("Say one of these: %s"), parameters);
  return NULL;
}

BatchqExit
cli_run_verb (Cli                 *cli,
              int                  argc,
              char               **argv,
              const CliVerb       *verbs,
              const GOptionEntry  *entries,
              const char          *parameters,
              const char          *summary,
              const char          *description)
{
  g_autoptr(GError) error = NULL;
  const CliVerb *verb;

  if (cli_parse (cli, &argc, &argv, entries, parameters, summary, description, &error)
      && (verb = find_verb (verbs, argc, argv, parameters, &error)) != NULL
      && cli_open (cli, &error) && verb->run (cli, argv[2], &error) && cli_close (cli, &error))
    return BATCHQ_EXIT_OK;

  return cli_fail (cli, error);
}
