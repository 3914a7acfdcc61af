/* batch-run-bar.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-run-bar.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"
#include "widgets/batch-load-text.h"
#include "widgets/batch-load-watch.h"
#include "widgets/batch-menu-button.h"

/* All the work that is left, whichever page is shown. */

/* A low window has no room for more than usual. */
#define LINES 2
#define LINES_NARROW 3

struct _BatchRunBar
{
  AdwBin              parent_instance;

  GtkRevealer        *revealer;
  GtkLabel           *text;
  GtkProgressBar     *bar;
  GtkButton          *pause;
  GtkMenuButton      *pause_menu;
  GtkMenuButton      *when_done_menu;
  GtkWidget          *when_done_label;

  BatchQueueProgress *work;        /* (nullable) */
  BatchEngine        *engine;      /* (nullable) */
  BatchWhenDone      *when_done;   /* (nullable) */
  BatchLoadWatch     *loads;       /* (nullable) */
  gboolean            is_narrow;
};

G_DEFINE_FINAL_TYPE (BatchRunBar, batch_run_bar, ADW_TYPE_BIN)

static char *
describe_finish (BatchRunBar *self)
{
  gboolean runs = batch_queue_progress_get_n_running (self->work) > 0;
  BatchEta *eta = batch_queue_progress_get_eta (self->work);

  if (!runs || eta == NULL || batch_eta_get_expected (eta) <= 0)
    return g_strdup ("");

  return batch_format_finish (batch_eta_get_low (eta), batch_eta_get_high (eta));
}

/* What was left unfinished stands still, too, until a person says that it goes on. */
static gboolean
rests (BatchRunBar *self)
{
  return batch_engine_get_paused (self->engine) || !batch_engine_get_active (self->engine);
}

static gboolean
waits_for_start (BatchRunBar *self)
{
  return !batch_engine_get_active (self->engine)
         && batch_queue_progress_get_n_begun (self->work) == 0;
}

/* What nothing goes on before; empty: nothing is in the way. That a server is asked for a load
 * says little while it does not answer, which the notice tells. */
static char *
describe_wait (BatchRunBar *self)
{
  g_autoptr(BatchLoad) load = batch_load_watch_find (self->loads, NULL, NULL);

  if (batch_engine_get_trouble (self->engine) != NULL)
    return g_strdup ("");
  if (batch_queue_progress_get_standstill (self->work) != NULL && !rests (self))
    return g_strdup (batch_queue_progress_get_standstill (self->work));

  return load != NULL ? batch_load_text (load) : g_strdup ("");
}

static char *
describe_time (BatchRunBar *self)
{
  g_autofree char *left = NULL;
  g_autofree char *finish = NULL;

  if (waits_for_start (self))
    return g_strdup (_("Not Started"));
  if (rests (self))
    return g_strdup (batch_engine_get_pausing (self->engine) ? _("Pausing…") : _("Paused"));

  left = batch_closure_eta (NULL, BATCH_JOB_STATE_RUNNING, FALSE,
                            batch_queue_progress_get_n_running (self->work),
                            batch_queue_progress_get_eta (self->work));
  /* Cut off, a range tells something wrong. */
  finish = self->is_narrow ? g_strdup ("") : describe_finish (self);
  return batch_closure_join (NULL, left, finish);
}

/* What follows the work, as it goes on in a sentence; empty when nothing does. */
static const char *
describe_next (BatchRunBar *self)
{
  if (self->when_done == NULL)
    return "";

  switch (batch_when_done_get_kind (self->when_done))
    {
    case BATCH_WHEN_DONE_NOTIFY:
      return _("then notify");

    case BATCH_WHEN_DONE_EXPORT:
      return _("then export");

    case BATCH_WHEN_DONE_FREE_MODELS:
      return _("then free models");

    case BATCH_WHEN_DONE_RUN_COMMAND:
      return _("then run a command");

    case BATCH_WHEN_DONE_NOTHING:
      break;
    }

  return "";
}

static char *
pause_label (BatchRunBar *self)
{
  if (batch_engine_get_pausing (self->engine))
    return g_strdup (_("Pausing…"));
  if (waits_for_start (self))
    return g_strdup (_("_Start"));

  return batch_closure_pause_label (NULL, rests (self));
}

static void
update (BatchRunBar *self)
{
  gint64 n_items = batch_queue_progress_get_n_items (self->work);
  gint64 n_ended = batch_queue_progress_get_n_ended (self->work);
  g_autofree char *counts = batch_queue_progress_describe (self->work);
  g_autofree char *wait = describe_wait (self);
  g_autofree char *waiting = batch_closure_join (NULL, counts, wait);
  g_autofree char *time = describe_time (self);
  g_autofree char *now = batch_closure_join (NULL, waiting, time);
  g_autofree char *text = batch_closure_join (NULL, now, describe_next (self));
  g_autofree char *label = pause_label (self);

  gtk_label_set_text (self->text, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->text), text);
  gtk_progress_bar_set_fraction (self->bar, n_items > 0 ? (double) n_ended / n_items : 0);
  gtk_button_set_label (self->pause, label);
  if (waits_for_start (self))
    gtk_widget_add_css_class (GTK_WIDGET (self->pause), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->pause), "suggested-action");
  gtk_revealer_set_reveal_child (self->revealer, batch_queue_progress_get_n_jobs (self->work) > 0);
}

static void
update_when_done (BatchRunBar *self)
{
  batch_name_menu_button (self->when_done_menu, _("When Done"), describe_next (self));
  update (self);
}

static void
batch_run_bar_dispose (GObject *object)
{
  BatchRunBar *self = BATCH_RUN_BAR (object);

  g_clear_object (&self->loads);
  g_clear_object (&self->work);
  g_clear_object (&self->engine);
  g_clear_object (&self->when_done);

  G_OBJECT_CLASS (batch_run_bar_parent_class)->dispose (object);
}

static void
batch_run_bar_class_init (BatchRunBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_run_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-run-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchRunBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, BatchRunBar, text);
  gtk_widget_class_bind_template_child (widget_class, BatchRunBar, bar);
  gtk_widget_class_bind_template_child (widget_class, BatchRunBar, pause);
  gtk_widget_class_bind_template_child (widget_class, BatchRunBar, pause_menu);
  gtk_widget_class_bind_template_child (widget_class, BatchRunBar, when_done_menu);
  gtk_widget_class_bind_template_child (widget_class, BatchRunBar, when_done_label);
}

static void
batch_run_bar_init (BatchRunBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_name_menu_button (self->pause_menu, _("Pause Menu"), NULL);
  batch_name_menu_button (self->when_done_menu, _("When Done"), NULL);
}

void
batch_run_bar_set_work (BatchRunBar        *self,
                        BatchQueueProgress *work,
                        BatchEngine        *engine)
{
  g_return_if_fail (BATCH_IS_RUN_BAR (self));
  g_return_if_fail (BATCH_IS_QUEUE_PROGRESS (work));
  g_return_if_fail (BATCH_IS_ENGINE (engine));
  g_return_if_fail (self->work == NULL);

  self->work = g_object_ref (work);
  self->engine = g_object_ref (engine);
  self->loads = batch_load_watch_new (engine);
  g_signal_connect_object (self->loads, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (work, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::active", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::in-trouble", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::paused", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::pausing", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

void
batch_run_bar_set_when_done (BatchRunBar   *self,
                             BatchWhenDone *when_done)
{
  g_return_if_fail (BATCH_IS_RUN_BAR (self));
  g_return_if_fail (BATCH_IS_WHEN_DONE (when_done));
  g_return_if_fail (self->when_done == NULL && self->work != NULL);

  self->when_done = g_object_ref (when_done);
  g_signal_connect_object (when_done, "notify::kind", G_CALLBACK (update_when_done), self,
                           G_CONNECT_SWAPPED);
  update_when_done (self);
}

void
batch_run_bar_set_narrow (BatchRunBar *self,
                          gboolean     narrow,
                          gboolean     low)
{
  g_return_if_fail (BATCH_IS_RUN_BAR (self));

  gtk_label_set_lines (self->text, narrow && !low ? LINES_NARROW : LINES);
  if (self->is_narrow == narrow)
    return;

  self->is_narrow = narrow;
  gtk_widget_set_visible (self->when_done_label, !narrow);
  if (self->work != NULL)
    update (self);
}
