/* batch-closures.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "batch-closures.h"

#include <glib/gi18n.h>

char *
batch_format_duration (gint64 ms)
{
  gint64 seconds = (ms + 500) / 1000;
  gint64 minutes = (seconds + 30) / 60;

  if (seconds < 90)
    /* Translators: a number of seconds */
    return g_strdup_printf (_("%" G_GINT64_FORMAT " s"), MAX (seconds, 1));
  if (minutes < 90)
    /* Translators: a number of minutes */
    return g_strdup_printf (_("%" G_GINT64_FORMAT " min"), minutes);

  /* Translators: hours and minutes */
  return g_strdup_printf (_("%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min"),
                          minutes / 60, minutes % 60);
}

char *
batch_closure_job_title (gpointer    unused,
                         const char *title,
                         const char *input_name,
                         const char *id)
{
  g_autofree char *base = NULL;

  if (title != NULL && *title != '\0')
    return g_strdup (title);
  if (input_name == NULL || *input_name == '\0')
    return g_strdup (id);

  base = g_path_get_basename (input_name);
  return g_steal_pointer (&base);
}

char *
batch_closure_job_state (gpointer      unused,
                         BatchJobState state,
                         gboolean      paused)
{
  if (paused && !batch_job_state_is_terminal (state))
    return g_strdup (_("Paused"));

  switch (state)
    {
    case BATCH_JOB_STATE_VALIDATING:
      return g_strdup (_("Checking"));
    case BATCH_JOB_STATE_QUEUED:
      return g_strdup (_("Waiting"));
    case BATCH_JOB_STATE_RUNNING:
      return g_strdup (_("Running"));
    case BATCH_JOB_STATE_FINALIZING:
      return g_strdup (_("Finishing"));
    case BATCH_JOB_STATE_COMPLETED:
      return g_strdup (_("Done"));
    case BATCH_JOB_STATE_COMPLETED_WITH_ERRORS:
      return g_strdup (_("Done, with errors"));
    case BATCH_JOB_STATE_FAILED:
      return g_strdup (_("Could not run"));
    case BATCH_JOB_STATE_EXPIRED:
      return g_strdup (_("Out of time"));
    case BATCH_JOB_STATE_CANCELLING:
      return g_strdup (_("Stopping"));
    case BATCH_JOB_STATE_CANCELLED:
      return g_strdup (_("Cancelled"));
    }

  return g_strdup ("");
}

char *
batch_closure_job_counts (gpointer unused,
                          gint64   succeeded,
                          gint64   failed,
                          gint64   total)
{
  g_autofree char *failures = NULL;

  if (failed == 0)
    /* Translators: items done, of all */
    return g_strdup_printf (_("%'" G_GINT64_FORMAT " of %'" G_GINT64_FORMAT), succeeded, total);

  failures = g_strdup_printf (ngettext ("%'" G_GINT64_FORMAT " failed",
                                        "%'" G_GINT64_FORMAT " failed", failed), failed);
  /* Translators: items done, of all, and how many failed */
  return g_strdup_printf (_("%'" G_GINT64_FORMAT " of %'" G_GINT64_FORMAT ", %s"), succeeded, total,
                          failures);
}

char *
batch_closure_eta (gpointer       unused,
                   BatchJobState  state,
                   BatchEta      *eta)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (batch_job_state_is_terminal (state) || eta == NULL || batch_eta_get_expected (eta) <= 0)
    return g_strdup ("");

  low = batch_format_duration (batch_eta_get_low (eta));
  high = batch_format_duration (batch_eta_get_high (eta));
  if (g_str_equal (low, high))
    /* Translators: the time that is left */
    return g_strdup_printf (_("%s left"), high);

  /* Translators: the time that is left, as a range */
  return g_strdup_printf (_("%s to %s left"), low, high);
}

char *
batch_closure_item_status (gpointer        unused,
                           BatchItemStatus status)
{
  switch (status)
    {
    case BATCH_ITEM_STATUS_PENDING:
    case BATCH_ITEM_STATUS_CLAIMED:
      return g_strdup (_("Waiting"));
    case BATCH_ITEM_STATUS_RUNNING:
      return g_strdup (_("Running"));
    case BATCH_ITEM_STATUS_SUCCEEDED:
      return g_strdup (_("Done"));
    case BATCH_ITEM_STATUS_FAILED:
      return g_strdup (_("Failed"));
    case BATCH_ITEM_STATUS_SKIPPED:
      return g_strdup (_("Skipped"));
    case BATCH_ITEM_STATUS_CANCELLED:
      return g_strdup (_("Cancelled"));
    case BATCH_ITEM_STATUS_EXPIRED:
      return g_strdup (_("Out of time"));
    }

  return g_strdup ("");
}

char *
batch_closure_item_detail (gpointer    unused,
                           const char *model,
                           const char *last_error,
                           gint64      duration_ms)
{
  g_autofree char *duration = NULL;

  if (last_error != NULL && *last_error != '\0')
    return g_strdup (last_error);
  if (duration_ms < 0)
    return g_strdup (model != NULL ? model : "");

  if (duration_ms < 10000)
    /* Translators: milliseconds */
    duration = g_strdup_printf (_("%" G_GINT64_FORMAT " ms"), duration_ms);
  else
    duration = batch_format_duration (duration_ms);
  /* Translators: a model, and how long it took */
  return g_strdup_printf (_("%s · %s"), model != NULL ? model : "", duration);
}
