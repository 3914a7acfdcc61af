/* cli/command-key.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-json.h"
#include "cli/cli-subcommand.h"
#include "cli/commands.h"

static void
print_key (Cli         *cli,
           BatchApiKey *key)
{
  g_autoptr(JsonBuilder) builder = NULL;
  g_autoptr(GDateTime) revoked = batch_api_key_get_revoked_at (key);

  if (!cli->json)
    {
      g_print ("%-42s %s%s\n", batch_api_key_get_id (key), batch_api_key_get_name (key),
               revoked != NULL ? _(" (revoked)") : "");
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_string (builder, "id", batch_api_key_get_id (key));
  cli_json_string (builder, "name", batch_api_key_get_name (key));
  if (batch_api_key_get_token (key) != NULL)
    cli_json_string (builder, "key", batch_api_key_get_token (key));
  cli_json_time (builder, "created_at", batch_api_key_get_created_at (key));
  cli_json_time (builder, "revoked_at", batch_api_key_get_revoked_at (key));
  json_builder_end_object (builder);
  cli_print_json (builder);
}

static GListModel *
list_keys (Cli     *cli,
           GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_api_key_list_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  return batch_api_key_list_finish (cli_wait (&result), error);
}

/* A name is no secret: who has a new key of the same one is not who had the old one. */
static void
tell_of_namesake (Cli         *cli,
                  const char  *name)
{
  g_autoptr(GListModel) keys = list_keys (cli, NULL);

  for (guint i = 0; keys != NULL && i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(BatchApiKey) key = g_list_model_get_item (keys, i);
      g_autoptr(GDateTime) revoked = batch_api_key_get_revoked_at (key);

      if (revoked == NULL || !g_str_equal (batch_api_key_get_name (key), name))
        continue;
      g_printerr (_("It does not see what was put in with the revoked key of this name; batchq "
                    "list shows those batches, and batchq results JOB writes their answers.\n"));
      return;
    }
}

/* The key alone is on standard output, for whoever catches it. */
static gboolean
add (Cli         *cli,
     const char  *name,
     GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchApiKey) key = NULL;

  batch_api_key_create_async (cli->engine, name, cli->cancellable, cli_result_cb, &result);
  if (!(key = batch_api_key_create_finish (cli_wait (&result), error)))
    return FALSE;

  if (cli->json)
    {
      print_key (cli, key);
      return TRUE;
    }
  if (!cli->quiet)
    {
      tell_of_namesake (cli, name);
      g_printerr (_("This is the key “%s”. It is not kept and cannot be shown again:\n"), name);
    }
  g_print ("%s\n", batch_api_key_get_token (key));
  return TRUE;
}

static gboolean
list (Cli         *cli,
      const char  *unused,
      GError     **error)
{
  g_autoptr(GListModel) keys = list_keys (cli, error);

  if (keys == NULL)
    return FALSE;

  cli_print_list (cli, keys, (CliPrintFunc) print_key,
                  _("There is no key yet; batchq key add NAME makes one."));
  return TRUE;
}

/* By its id, or by a name that only one key in force has. */
static gboolean
find_id (Cli         *cli,
         const char  *word,
         char       **id,
         GError     **error)
{
  g_autoptr(GListModel) keys = list_keys (cli, error);
  guint n_found = 0;

  for (guint i = 0; keys != NULL && i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(BatchApiKey) key = g_list_model_get_item (keys, i);
      g_autoptr(GDateTime) revoked = batch_api_key_get_revoked_at (key);

      if (revoked != NULL || (!g_str_equal (batch_api_key_get_id (key), word)
                              && !g_str_equal (batch_api_key_get_name (key), word)))
        continue;
      n_found++;
      g_free (*id);
      *id = g_strdup (batch_api_key_get_id (key));
    }

  if (keys != NULL && n_found == 0)
    return cli_usage_error (error, _("No key “%s” is in force; batchq key list shows those that "
                                     "are"), word);
  if (n_found > 1)
    return cli_usage_error (error, _("Several keys are called “%s”; say which by its id"), word);
  return n_found == 1;
}

static gboolean
revoke_key (Cli         *cli,
            const char  *word,
            GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *id = NULL;

  if (!find_id (cli, word, &id, error))
    return FALSE;

  batch_api_key_revoke_async (cli->engine, id, cli->cancellable, cli_result_cb, &result);
  if (!batch_api_key_revoke_finish (cli_wait (&result), error))
    return FALSE;

  cli_say (cli, _("The key %s is good for nothing any more. No other key sees its batches; batchq "
                  "list and batchq results JOB do.\n"), word);
  return TRUE;
}

static const CliSubcommand subcommands[] = {
  { "add", 1, add, cli_open },
  { "list", 0, list, cli_open_read_only_or_new },
  { "revoke", 1, revoke_key, cli_open },
  { NULL }
};

int
batchq_key (Cli   *cli,
            int    argc,
            char **argv)
{
  return cli_run_subcommand (cli, argc, argv, subcommands, NULL, _("add NAME | list | revoke NAME"),
                       _("Keys for programs that use the local Batch API."),
                       _("Each key sees its own files and batches, and no others."));
}
