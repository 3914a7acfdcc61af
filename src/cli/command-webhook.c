/* cli/command-webhook.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-json.h"
#include "cli/cli-subcommand.h"
#include "cli/commands.h"

#define LOG_LENGTH 50

static gboolean allow_private;

static gboolean
add (Cli         *cli,
     const char  *url,
     GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_add_webhook_async (cli->engine, url, allow_private, cli->cancellable, cli_result_cb,
                                  &result);
  if (!batch_engine_add_webhook_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("%s is told what becomes of every batch.\n"), url);
  return TRUE;
}

static gboolean
drop (Cli         *cli,
      const char  *url,
      GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_remove_webhook_async (cli->engine, url, cli->cancellable, cli_result_cb, &result);
  if (!batch_engine_remove_webhook_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("%s is told nothing any more.\n"), url);
  return TRUE;
}

static gboolean
try_one (Cli         *cli,
         const char  *url,
         GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_test_webhook_async (cli->engine, url, allow_private, cli->cancellable,
                                   cli_result_cb, &result);
  if (!batch_engine_test_webhook_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("%s has acknowledged a test.\n"), url);
  return TRUE;
}

/* --- Which there are --- */

static void
print_webhook (Cli          *cli,
               BatchWebhook *webhook)
{
  g_autoptr(GDateTime) gone = batch_webhook_get_gone_at (webhook);
  g_autoptr(JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      g_print ("%s%s%s\n", batch_webhook_get_url (webhook),
               batch_webhook_get_allow_private (webhook) ? _(" (may be private)") : "",
               gone != NULL ? _(" (is gone)") : "");
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_string (builder, "url", batch_webhook_get_url (webhook));
  cli_json_boolean (builder, "allow_private", batch_webhook_get_allow_private (webhook));
  cli_json_time (builder, "created_at", batch_webhook_get_created_at (webhook));
  cli_json_time (builder, "gone_at", g_steal_pointer (&gone));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

static gboolean
list (Cli         *cli,
      const char  *unused,
      GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) webhooks = NULL;

  batch_engine_list_webhooks_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  if (!(webhooks = batch_engine_list_webhooks_finish (cli->engine, cli_wait (&result), error)))
    return FALSE;

  cli_print_list (cli, webhooks, (CliPrintFunc) print_webhook,
                  _("There is no webhook yet; batchq webhook add URL adds one."));
  return TRUE;
}

/* --- What was told --- */

static void
print_delivery (Cli           *cli,
                BatchDelivery *delivery)
{
  g_autoptr(JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      g_autofree char *error = batch_localize (batch_delivery_get_error (delivery));

      g_print ("%-42s %-15s %-9s %u× %s%s%s\n", batch_delivery_get_job_id (delivery),
               batch_delivery_get_kind (delivery), batch_delivery_get_state (delivery),
               batch_delivery_get_attempts (delivery), batch_delivery_get_url (delivery),
               error != NULL ? ": " : "", error != NULL ? error : "");
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_string (builder, "event_id", batch_delivery_get_event_id (delivery));
  cli_json_string (builder, "kind", batch_delivery_get_kind (delivery));
  cli_json_string (builder, "job_id", batch_delivery_get_job_id (delivery));
  cli_json_string (builder, "url", batch_delivery_get_url (delivery));
  cli_json_string (builder, "state", batch_delivery_get_state (delivery));
  cli_json_int (builder, "attempts", batch_delivery_get_attempts (delivery));
  cli_json_int (builder, "status_code", batch_delivery_get_status_code (delivery));
  cli_json_string (builder, "error", batch_delivery_get_error (delivery));
  cli_json_time (builder, "created_at", batch_delivery_get_created_at (delivery));
  cli_json_time (builder, "due_at", batch_delivery_get_due_at (delivery));
  cli_json_time (builder, "ended_at", batch_delivery_get_ended_at (delivery));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

static gboolean
print_log (Cli         *cli,
           const char  *unused,
           GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) deliveries = NULL;

  batch_engine_list_deliveries_async (cli->engine, NULL, LOG_LENGTH, cli->cancellable,
                                      cli_result_cb, &result);
  if (!(deliveries = batch_engine_list_deliveries_finish (cli->engine, cli_wait (&result), error)))
    return FALSE;

  cli_print_list (cli, deliveries, (CliPrintFunc) print_delivery, NULL);
  return TRUE;
}

/* --- The secret --- */

/* @before: (nullable): the name of the one that was there */
static void
tell_replaced (Cli        *cli,
               const char *before)
{
  if (before != NULL && !cli->quiet)
    g_printerr ("%s\n", _("The secret that was there is replaced: who checks signatures with it "
                          "needs the new one."));
}

static gboolean
name_secret (Cli         *cli,
             const char  *name,
             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *before = g_strdup (batch_engine_get_webhook_secret (cli->engine));

  batch_engine_set_webhook_secret_async (cli->engine, name, cli->cancellable, cli_result_cb,
                                         &result);
  if (!batch_engine_set_webhook_secret_finish (cli->engine, cli_wait (&result), error))
    return FALSE;

  tell_replaced (cli, g_strcmp0 (before, name) != 0 ? before : NULL);
  cli_say (cli, _("What is told is signed with the secret %s.\n"), name);
  return TRUE;
}

/* The secret alone is on standard output, for whoever catches it. */
static gboolean
make_secret (Cli         *cli,
             const char  *unused,
             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *before = g_strdup (batch_engine_get_webhook_secret (cli->engine));
  g_autofree char *secret = NULL;

  batch_engine_make_webhook_secret_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  if (!(secret = batch_engine_make_webhook_secret_finish (cli->engine, cli_wait (&result), error)))
    return FALSE;

  tell_replaced (cli, before);
  if (!cli->quiet)
    g_printerr (_("This is the secret that receivers check signatures with:\n"));
  g_print ("%s\n", secret);
  return TRUE;
}

/* --- The command --- */

static const CliSubcommand subcommands[] = {
  { "add", 1, add, cli_open },
  { "list", 0, list, cli_open_read_only_or_new },
  { "log", 0, print_log, cli_open_read_only_or_new },
  { "remove", 1, drop, cli_open },
  { "secret", 0, make_secret, cli_open },
  { "secret", 1, name_secret, cli_open },
  { "test", 1, try_one, cli_open },
  { NULL }
};

int
batchq_webhook (Cli   *cli,
                int    argc,
                char **argv)
{
  const GOptionEntry entries[] = {
    { "allow-private", 0, 0, G_OPTION_ARG_NONE, &allow_private,
      N_ ("The URL may be on this computer or network"), NULL },
    G_OPTION_ENTRY_NULL
  };

  return cli_run_subcommand (cli, argc, argv, subcommands, entries,
                             _("add URL | list | log | remove URL | secret [NAME] | test URL"),
                             _("Tell other programs what becomes of batches."),
                             _("“secret” makes a secret that all is signed with; with a NAME, such "
                               "as\nenv:VARIABLE, it takes one that is there. “log” shows what was "
                               "told."));
}
