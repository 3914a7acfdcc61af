/* batch-inhibitor.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-inhibitor.h"

#include <glib/gi18n.h>

struct _BatchInhibitor
{
  GObject             parent_instance;

  GtkApplication     *application;
  BatchQueueProgress *work;
  guint               cookie;      /* 0: nothing is inhibited, or nobody could do it */
  guint               active : 1;
};

G_DEFINE_FINAL_TYPE (BatchInhibitor, batch_inhibitor, G_TYPE_OBJECT)

static void
stop (BatchInhibitor *self)
{
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);

  self->cookie = 0;
  self->active = FALSE;
}

static void
update (BatchInhibitor *self)
{
  gboolean active = batch_queue_progress_get_n_sent (self->work) > 0;

  if (active && !self->active)
    self->cookie = gtk_application_inhibit (self->application, NULL,
                                            GTK_APPLICATION_INHIBIT_SUSPEND,
                                            _("Requests are on their way"));
  else if (!active)
    stop (self);

  self->active = active;
}

static void
batch_inhibitor_dispose (GObject *object)
{
  BatchInhibitor *self = BATCH_INHIBITOR (object);

  stop (self);
  g_clear_object (&self->work);
  g_clear_object (&self->application);

  G_OBJECT_CLASS (batch_inhibitor_parent_class)->dispose (object);
}

static void
batch_inhibitor_class_init (BatchInhibitorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = batch_inhibitor_dispose;
}

static void
batch_inhibitor_init (BatchInhibitor *self)
{
}

BatchInhibitor *
batch_inhibitor_new (GtkApplication     *application,
                     BatchQueueProgress *work)
{
  BatchInhibitor *self = g_object_new (BATCH_TYPE_INHIBITOR, NULL);

  self->application = g_object_ref (application);
  self->work = g_object_ref (work);
  g_signal_connect_object (work, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}
