/* cli/cli-report.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <poll.h>
#include <unistd.h>

#include "cli/cli-context.h"
#include "cli/cli-json.h"

/* What is said to people, and what a command ends with. */

void
cli_say (Cli        *cli,
         const char *format,
         ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (cli->quiet)
    return;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (cli->json)
    g_printerr ("%s", text);
  else
    g_print ("%s", text);
}

void
cli_print_list (Cli          *cli,
                GListModel   *objects,
                CliPrintFunc  print,
                const char   *none)
{
  guint n_objects = g_list_model_get_n_items (objects);

  for (guint i = 0; i < n_objects; i++)
    {
      g_autoptr(GObject) object = g_list_model_get_item (objects, i);

      print (cli, object);
    }
  if (n_objects == 0 && none != NULL)
    cli_say (cli, "%s\n", none);
}

gboolean
cli_usage_error (GError     **error,
                 const char  *format,
                 ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_FAILED, format, arguments);
  va_end (arguments);
  return FALSE;
}

static BatchqExit
exit_code_of_ours (int code)
{
  switch ((BatchError) code)
    {
    case BATCH_ERROR_INVALID_FILE:
    case BATCH_ERROR_INVALID_REQUEST:
      return BATCHQ_EXIT_INPUT;

    case BATCH_ERROR_NOT_FOUND:
    case BATCH_ERROR_INVALID_STATE:
    case BATCH_ERROR_UNSUPPORTED:
      return BATCHQ_EXIT_USAGE;

    case BATCH_ERROR_FAILED:
    case BATCH_ERROR_STORE:
    case BATCH_ERROR_BACKEND:
    case BATCH_ERROR_RATE_LIMITED:
    case BATCH_ERROR_AUTH:
      return BATCHQ_EXIT_UNREACHABLE;
    }

  return BATCHQ_EXIT_UNREACHABLE;
}

gboolean
cli_has_reader (void)
{
  struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

  return poll (&out, 1, 0) <= 0 || (out.revents & POLLERR) == 0;
}

BatchqExit
cli_exit_code (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) && !cli_has_reader ())
    return BATCHQ_EXIT_NO_READER;
  if (error->domain == G_OPTION_ERROR)
    return BATCHQ_EXIT_USAGE;
  if (error->domain == BATCH_ERROR)
    return exit_code_of_ours (error->code);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return BATCHQ_EXIT_INTERRUPTED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return BATCHQ_EXIT_USAGE;

  return BATCHQ_EXIT_UNREACHABLE;
}

/* A machine wants to understand, too, what is wrong with the options. */
static gboolean
was_asked_for_json (Cli *cli)
{
  return g_strv_contains ((const char * const *) cli->words, "--json");
}

BatchqExit
cli_fail_with (Cli          *cli,
               const GError *error,
               BatchqExit    code)
{
  g_autofree char *message = batch_localize (error->message);

  if (code == BATCHQ_EXIT_NO_READER)
    return code;

  if (code == BATCHQ_EXIT_INTERRUPTED)
    g_printerr ("%s\n", _("Interrupted; nothing is lost."));
  else
    g_printerr ("%s: %s\n", g_get_prgname (), message);
  if (cli->json || was_asked_for_json (cli))
    cli_print_json_error (error, code);
  return code;
}

BatchqExit
cli_fail (Cli          *cli,
          const GError *error)
{
  return cli_fail_with (cli, error, cli_exit_code (error));
}
