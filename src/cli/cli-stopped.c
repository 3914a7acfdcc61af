/* cli/cli-stopped.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-stopped.h"

#include <glib/gi18n.h>

#include "cli/cli-terminal.h"

char *
cli_describe_stopped (BatchStoppedProcess *process)
{
  int id = batch_stopped_process_get_id (process);

  /* Translators: the number of a process, its name, and its number in a command */
  return g_strdup_printf (_("Process %d (%s) has work, but is stopped: kill -CONT %d, or -KILL"),
                          id, batch_stopped_process_get_name (process), id);
}

/* There is room to say what the commands do. */
static char *
explain (BatchStoppedProcess *process)
{
  int id = batch_stopped_process_get_id (process);

  /* Translators: the number of a process, its name, and its number in two commands */
  return g_strdup_printf (_("Process %d (%s) works on this queue, but is stopped: “kill -CONT %d” "
                            "lets it go on, “kill -KILL %d” gives back what it has under way"),
                          id, batch_stopped_process_get_name (process), id, id);
}

/* Of the first one: the next is told when that goes on. */
void
cli_tell_stopped (Cli *cli)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) processes = NULL;
  g_autoptr(BatchStoppedProcess) first = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (cli->quiet)
    return;

  batch_engine_find_stopped_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  processes = batch_engine_find_stopped_finish (cli->engine, cli_wait (&result), NULL);
  first = processes != NULL ? g_list_model_get_item (processes, 0) : NULL;
  if (first == NULL)
    return;

  text = explain (first);
  line = cli_escape_line (text);
  g_printerr ("%s\n", line);
}
