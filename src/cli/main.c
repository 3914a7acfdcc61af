/* cli/main.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "cli/commands.h"

typedef struct
{
  const char *name;
  int       (*run) (int argc, char **argv);
  const char *summary;
} Command;

static const Command commands[] = {
  { "simulate", batchq_simulate, N_ ("Run a simulated model server, for trying and for tests") },
};

static void
print_help (void)
{
  g_print ("%s\n  batchq %s\n\n%s\n", _("Usage:"), _("COMMAND [OPTION…]"), _("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-12s %s\n", commands[i].name, _(commands[i].summary));
  g_print ("\n%s\n", _("Each command explains itself with --help."));
}

int
main (int   argc,
      char *argv[])
{
  const char *name = argc > 1 ? argv[1] : "--help";

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (strcmp (name, "--help") == 0 || strcmp (name, "-h") == 0)
    {
      print_help ();
      return argc > 1 ? BATCHQ_EXIT_OK : BATCHQ_EXIT_USAGE;
    }
  if (strcmp (name, "--version") == 0)
    {
      g_print ("batchq %s\n", PACKAGE_VERSION);
      return BATCHQ_EXIT_OK;
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (name, commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);

  g_printerr (_("batchq: there is no command “%s”; see batchq --help\n"), name);
  return BATCHQ_EXIT_USAGE;
}
