/* cli/cli-handovers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-handovers.h"

#include <glib/gi18n.h>
#include <inttypes.h>

GListModel *
cli_list_handovers (Cli         *cli,
                    const char  *job_id,
                    GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_list_handovers_async (cli->engine, job_id, cli->cancellable, cli_result_cb, &result);
  return batch_engine_list_handovers_finish (cli->engine, cli_wait (&result), error);
}

static char *
describe_work (BatchHandover *handover)
{
  return g_strdup_printf (_("the provider has done %" PRId64 " of %" PRId64 ", of which %" PRId64
                            " failed"),
                          batch_handover_get_completed (handover)
                          + batch_handover_get_failed (handover),
                          batch_handover_get_total (handover),
                          batch_handover_get_failed (handover));
}

static char *
describe_state (BatchHandover *handover)
{
  switch (batch_handover_get_state (handover))
    {
    case BATCH_HANDOVER_STATE_GATHERING:
    case BATCH_HANDOVER_STATE_UPLOADING:
      return g_strdup (_("on its way to the provider"));
    case BATCH_HANDOVER_STATE_CREATING:
      return g_strdup (_("the provider was asked to begin"));
    case BATCH_HANDOVER_STATE_HELD:
      return g_strdup (_("held: nobody can tell whether the provider has begun"));
    case BATCH_HANDOVER_STATE_WORKING:
      return describe_work (handover);
    case BATCH_HANDOVER_STATE_COLLECTING:
      return g_strdup (_("its answers are fetched"));
    case BATCH_HANDOVER_STATE_ENDED:
      return g_strdup (_("ended"));
    }

  g_return_val_if_reached (NULL);
}

char *
cli_describe_handover (BatchHandover *handover)
{
  g_autofree char *state = describe_state (handover);
  const char *upstream = batch_handover_get_upstream_id (handover);
  const char *note = batch_handover_get_note (handover);
  g_autofree char *words = batch_localize (note);
  gboolean told = note != NULL
                  && batch_handover_get_state (handover) != BATCH_HANDOVER_STATE_HELD;

  return g_strdup_printf ("%s%s%s%s%s", upstream != NULL ? upstream : "",
                          upstream != NULL ? ": " : "", state, told ? "; " : "",
                          told ? words : "");
}

char *
cli_advise_on_handover (BatchHandover *handover)
{
  const char *job = batch_handover_get_job_id (handover);
  int n_requests = batch_handover_get_total (handover);

  if (batch_handover_get_state (handover) != BATCH_HANDOVER_STATE_HELD)
    return NULL;

  return g_strdup_printf (ngettext ("Look in the list of batches of the provider for one of %d "
                                    "request. If it is there:\n"
                                    "  batchq native adopt %s ID\n"
                                    "If it is not:\n"
                                    "  batchq native resend %s",
                                    "Look in the list of batches of the provider for one of %d "
                                    "requests. If it is there:\n"
                                    "  batchq native adopt %s ID\n"
                                    "If it is not:\n"
                                    "  batchq native resend %s", n_requests),
                          n_requests, job, job);
}
