/* batch-window-sample.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-window-private.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"
#include "widgets/batch-sample.h"

/* How long it took, and where the answers can go. */
static void
tell_end (BatchWindow *self,
          BatchJob    *job)
{
  g_autoptr(GDateTime) started = batch_job_get_started_at (job);
  g_autoptr(GDateTime) finished = batch_job_get_completed_at (job);
  g_autofree char *duration = NULL;
  g_autofree char *text = NULL;
  gint64 n_items = batch_job_get_succeeded (job);
  AdwToast *toast;

  if (started == NULL || finished == NULL)
    return;

  duration = batch_format_duration (g_date_time_difference (finished, started) / 1000);
  /* Translators: %s is how long it took, as in “12 items in 41 s” */
  text = g_strdup_printf (ngettext ("%d item in %s", "%d items in %s", (gulong) n_items),
                          (int) n_items, duration);
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _("Export…"));
  adw_toast_set_action_name (toast, "app.export-job");
  adw_toast_set_action_target (toast, "s", batch_job_get_id (job));
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
batch_window_end_sample (BatchWindow *self)
{
  if (self->job != NULL && batch_job_get_state (self->job) == BATCH_JOB_STATE_COMPLETED
      && batch_sample_is (self->job))
    tell_end (self, self->job);
}
