/* cli/command-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-json.h"
#include "cli/cli-jobs.h"
#include "cli/commands.h"

typedef struct
{
  char     *model;
  char    **settings;
  gboolean  cut_off;
  gboolean  review;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->model);
  g_strfreev (options->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options   *options,
       Cli       *cli,
       int       *argc,
       char    ***argv,
       GError   **error)
{
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &options->model,
      N_ ("Ask another model"), N_ ("MODEL") },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->settings,
      N_ ("Send another value in the body of each request; may be repeated"),
      N_ ("NAME=VALUE") },
    { "cut-off", 0, 0, G_OPTION_ARG_NONE, &options->cut_off,
      N_ ("Not what failed, but answers that were cut off"), NULL },
    { "review", 0, 0, G_OPTION_ARG_NONE, &options->review,
      N_ ("Not what failed, but answers that somebody should look at"), NULL },
    { NULL }
  };

  return cli_parse (cli, argc, argv, entries, _("JOB…"),
                    _("Try what failed in jobs again. batchq run works on them."),
                    _("An answer that another one is asked for in place of stays until that is "
                      "there."), error)
         && (*argc > 1
             || cli_usage_error (error, _("Name a job; batchq list shows all")))
         && (!options->cut_off || !options->review
             || cli_usage_error (error, _("--cut-off and --review exclude each other")));
}

/* What could be JSON is sent as such; the library says when it is not. */
static gboolean
is_json (const char *value)
{
  return strchr ("{[\"-0123456789", *value) != NULL || g_str_equal (value, "true")
         || g_str_equal (value, "false") || g_str_equal (value, "null");
}

static void
append_quoted (GString    *out,
               const char *text)
{
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), text);
  g_autofree char *json = json_to_string (node, FALSE);

  g_string_append (out, json);
}

static char *
make_members (char   **settings,
              GError **error)
{
  g_autoptr(GString) members = g_string_new ("{");

  for (guint i = 0; settings[i] != NULL; i++)
    {
      const char *equals = strchr (settings[i], '=');
      g_autofree char *name = NULL;

      if (equals == NULL || equals == settings[i] || equals[1] == '\0')
        {
          cli_usage_error (error, _("“%s” is not NAME=VALUE"), settings[i]);
          return NULL;
        }

      name = g_strndup (settings[i], equals - settings[i]);
      if (i > 0)
        g_string_append_c (members, ',');
      append_quoted (members, name);
      g_string_append_c (members, ':');
      if (is_json (equals + 1))
        g_string_append (members, equals + 1);
      else
        append_quoted (members, equals + 1);
    }
  g_string_append_c (members, '}');

  return g_string_free (g_steal_pointer (&members), FALSE);
}

static gboolean
retry_job (Cli            *cli,
           BatchJob       *job,
           const Options  *options,
           const char     *members,
           GError        **error)
{
  BatchRetryScope scope = options->cut_off ? BATCH_RETRY_SCOPE_CUT_OFF
                          : options->review ? BATCH_RETRY_SCOPE_NEEDS_REVIEW
                          : BATCH_RETRY_SCOPE_FAILED;
  g_autoptr(GAsyncResult) result = NULL;
  gint64 count;

  batch_engine_retry_with_changes_async (cli->engine, batch_job_get_id (job), NULL, scope,
                                         options->model, members, cli->cancellable,
                                         cli_result_cb, &result);
  count = batch_engine_retry_with_changes_finish (cli->engine, cli_wait (&result), error);
  if (count < 0)
    return FALSE;

  cli_say (cli, ngettext ("%s: %d request is tried again.\n", "%s: %d requests are tried again.\n",
                          (gulong) count), batch_job_get_id (job), (int) count);
  return TRUE;
}

int
batchq_retry (Cli   *cli,
              int    argc,
              char **argv)
{
  g_auto(Options) options = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autofree char *members = NULL;

  if (!parse (&options, cli, &argc, &argv, &error)
      || (options.settings != NULL && !(members = make_members (options.settings, &error)))
      || !cli_open_existing (cli, &error) || !(jobs = cli_find_jobs (cli, argv + 1, &error)))
    return cli_fail (cli, error);

  for (guint i = 0; i < jobs->len; i++)
    {
      BatchJob *job = g_ptr_array_index (jobs, i);

      if (!retry_job (cli, job, &options, members, &error))
        return cli_fail (cli, error);
      cli_print_json_job (cli, job);
    }
  return cli_close (cli, &error) ? cli->outcome : cli_fail (cli, error);
}
