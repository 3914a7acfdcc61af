/* cli/cli-trouble.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-trouble.h"

#include <glib/gi18n.h>
#include <string.h>

gboolean
cli_trouble_lasts (const GError *trouble)
{
  return g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_AUTH)
         || g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_RATE_LIMITED)
         || g_error_matches (trouble, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
}

static gboolean
goes_on (BatchJob *job)
{
  return !batch_job_is_terminal (job) && !batch_job_get_removed (job)
         && !batch_job_get_paused (job);
}

gboolean
cli_job_goes_well (Cli      *cli,
                   BatchJob *job)
{
  return goes_on (job) && batch_engine_get_job_trouble (cli->engine, job) == NULL;
}

/* The engine works on other jobs, too, whose servers are nobody's concern who waits for these. */
const GError *
cli_find_trouble (Cli        *cli,
                  GPtrArray  *jobs,
                  BatchJob  **job)
{
  const GError *found = NULL;

  for (guint i = 0; i < jobs->len; i++)
    {
      BatchJob *next = g_ptr_array_index (jobs, i);
      const GError *trouble;

      if (!goes_on (next))
        continue;
      trouble = batch_engine_get_job_trouble (cli->engine, next);
      if (trouble == NULL)
        return NULL;
      if (found != NULL && (!cli_trouble_lasts (found) || cli_trouble_lasts (trouble)))
        continue;

      found = trouble;
      if (job != NULL)
        *job = next;
    }
  return found;
}

void
cli_tell_about_key (const char *server)
{
  const char *given = g_getenv ("BATCHQ_API_KEY");
  g_autofree char *quoted = cli_quote (server);

  if (strchr (server, '/') != NULL && (given == NULL || *given == '\0'))
    g_printerr ("%s\n", _("No key was given: set BATCHQ_API_KEY to that of the server."));
  else if (strchr (server, '/') != NULL)
    g_printerr ("%s\n", _("The key is what BATCHQ_API_KEY says."));
  else
    g_printerr (_("It is given another key by batchq backend key %s\n"), quoted);
}
