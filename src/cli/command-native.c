/* cli/command-native.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-handovers.h"
#include "cli/cli-jobs.h"
#include "cli/cli-json.h"
#include "cli/commands.h"

static void
print_json (BatchHandover *handover)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "id", batch_handover_get_id (handover));
  cli_json_string (builder, "job_id", batch_handover_get_job_id (handover));
  cli_json_string (builder, "server", batch_handover_get_server (handover));
  cli_json_enum (builder, "state", BATCH_TYPE_HANDOVER_STATE,
                 batch_handover_get_state (handover));
  cli_json_string (builder, "model", batch_handover_get_model (handover));
  cli_json_string (builder, "upstream_id", batch_handover_get_upstream_id (handover));
  cli_json_string (builder, "note", batch_handover_get_note (handover));
  cli_json_int (builder, "total", batch_handover_get_total (handover));
  cli_json_int (builder, "completed", batch_handover_get_completed (handover));
  cli_json_int (builder, "failed", batch_handover_get_failed (handover));
  cli_json_int (builder, "missing", batch_handover_get_missing (handover));
  cli_json_int (builder, "unknown", batch_handover_get_unknown (handover));
  cli_json_time (builder, "created_at", batch_handover_get_created_at (handover));
  cli_json_time (builder, "sent_at", batch_handover_get_sent_at (handover));
  cli_json_time (builder, "ended_at", batch_handover_get_ended_at (handover));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

static void
print (Cli           *cli,
       BatchHandover *handover)
{
  g_autofree char *text = NULL;

  if (cli->json)
    {
      print_json (handover);
      return;
    }

  text = cli_describe_handover (handover);
  g_print ("%s  %s\n", batch_handover_get_id (handover), text);
}

/* --- The subcommands --- */

static GListModel *
list_of_job (Cli         *cli,
             const char  *word,
             GError     **error)
{
  g_autoptr(BatchJob) job = cli_find_job (cli, word, error);

  return job != NULL ? cli_list_handovers (cli, batch_job_get_id (job), error) : NULL;
}

static gboolean
list (Cli         *cli,
      char       **words,
      GError     **error)
{
  g_autoptr(GListModel) handovers = list_of_job (cli, words[0], error);

  if (handovers == NULL)
    return FALSE;

  cli_print_list (cli, handovers, (CliPrintFunc) print,
                  _("Nothing of this job was handed to a provider."));
  return TRUE;
}

/* The one that is held; of several, the first. */
static BatchHandover *
find_held (Cli         *cli,
           const char  *word,
           GError     **error)
{
  g_autoptr(GListModel) handovers = list_of_job (cli, word, error);

  if (handovers == NULL)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (handovers); i++)
    {
      g_autoptr(BatchHandover) handover = g_list_model_get_item (handovers, i);

      if (batch_handover_get_state (handover) == BATCH_HANDOVER_STATE_HELD)
        return g_steal_pointer (&handover);
    }

  cli_usage_error (error, _("No part of the job %s is held; see batchq native list %s"), word,
                   word);
  return NULL;
}

static gboolean
resolve (Cli         *cli,
         const char  *word,
         const char  *upstream_id,
         GError     **error)
{
  g_autoptr(BatchHandover) handover = find_held (cli, word, error);
  g_autoptr(GAsyncResult) result = NULL;

  if (handover == NULL)
    return FALSE;

  batch_engine_resolve_handover_async (cli->engine, batch_handover_get_id (handover), upstream_id,
                                       cli->cancellable, cli_result_cb, &result);
  return batch_engine_resolve_handover_finish (cli->engine, cli_wait (&result), error);
}

static gboolean
adopt (Cli         *cli,
       char       **words,
       GError     **error)
{
  if (!resolve (cli, words[0], words[1], error))
    return FALSE;

  cli_say (cli, _("The answers of %s are fetched when they are there.\n"), words[1]);
  return TRUE;
}

static gboolean
resend (Cli         *cli,
        char       **words,
        GError     **error)
{
  if (!resolve (cli, words[0], NULL, error))
    return FALSE;

  cli_say (cli, "%s\n", _("It is sent again."));
  return TRUE;
}

typedef struct
{
  const char  *name;
  int          n_words;
  gboolean   (*run) (Cli *cli, char **words, GError **error);
  CliOpenFunc  open;
} Subcommand;

static const Subcommand subcommands[] = {
  { "list", 1, list, cli_open_read_only },
  { "adopt", 2, adopt, cli_open_existing },
  { "resend", 1, resend, cli_open_existing },
};

static const Subcommand *
find_subcommand (int      argc,
                 char   **argv,
                 GError **error)
{
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (subcommands); i++)
    if (g_str_equal (argv[1], subcommands[i].name) && argc - 2 == subcommands[i].n_words)
      return &subcommands[i];

  cli_usage_error (error, _("Say list JOB, adopt JOB ID or resend JOB"));
  return NULL;
}

int
batchq_native (Cli   *cli,
               int    argc,
               char **argv)
{
  g_autoptr(GError) error = NULL;
  const Subcommand *subcommand = NULL;

  if (!cli_parse (cli, &argc, &argv, NULL, _("list JOB | adopt JOB ID | resend JOB"),
                  _("What of a job was handed to the batch API of its provider."),
                  _("A part is held when the answer of the provider was lost and nobody can tell\n"
                    "whether it has begun. Say adopt with the ID of the batch if it has, and\n"
                    "resend if it has not: what it has begun would be paid for twice."), &error)
      || !(subcommand = find_subcommand (argc, argv, &error)))
    return cli_fail (cli, error);

  if (subcommand->open (cli, &error) && subcommand->run (cli, argv + 2, &error)
      && cli_close (cli, &error))
    return BATCHQ_EXIT_OK;

  return cli_fail (cli, error);
}
