/* batch-background.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-background.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"

#define NAME      "org.freedesktop.portal.Desktop"
#define PATH      "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.Background"

/* The portal takes no more. */
#define MAX_CHARACTERS 96
#define TELL_MS        10000

struct _BatchBackground
{
  GObject             parent_instance;

  GDBusConnection    *connection;
  BatchQueueProgress *work;
  char               *told;
  guint               timer;      /* until what has changed since is told */
};

G_DEFINE_FINAL_TYPE (BatchBackground, batch_background, G_TYPE_OBJECT)

/* Without an answer: where there is no portal, nothing is lost. */
static void
call (BatchBackground *self,
      const char      *method,
      GVariant        *parameters)
{
  g_dbus_connection_call (self->connection, NAME, PATH, INTERFACE, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
ask (BatchBackground *self)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "reason", "s", _("Batches go on while the window is closed."));
  g_variant_dict_insert (&options, "autostart", "b", FALSE);
  call (self, "RequestBackground", g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)));
}

static char *
describe (BatchBackground *self)
{
  gboolean works = batch_queue_progress_get_n_jobs (self->work) > 0;
  g_autofree char *counts = !works ? g_strdup (_("Programs on this computer are answered")) :
    batch_queue_progress_describe (self->work);
  g_autofree char *time = batch_closure_eta (NULL, BATCH_JOB_STATE_RUNNING, FALSE,
                                             batch_queue_progress_get_n_running (self->work),
                                             batch_queue_progress_get_eta (self->work));
  g_autofree char *text = batch_closure_join (NULL, counts, time);

  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_CHARACTERS));
}

static void
set_status (BatchBackground *self,
            const char      *message)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "message", "s", message);
  call (self, "SetStatus", g_variant_new ("(@a{sv})", g_variant_dict_end (&options)));
}

static void rested_cb (gpointer user_data);

static void
tell (BatchBackground *self)
{
  g_autofree char *message = describe (self);

  if (g_strcmp0 (message, self->told) == 0)
    return;

  set_status (self, message);
  g_free (self->told);
  self->told = g_steal_pointer (&message);
  self->timer = g_timeout_add_once (TELL_MS, rested_cb, self);
}

static void
rested_cb (gpointer user_data)
{
  BatchBackground *self = user_data;

  self->timer = 0;
  tell (self);
}

/* Work changes a few times a second; without work nothing wakes the program. */
static void
changed_cb (BatchBackground *self)
{
  if (self->timer == 0)
    tell (self);
}

static void
batch_background_dispose (GObject *object)
{
  BatchBackground *self = BATCH_BACKGROUND (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->told, g_free);
  g_clear_object (&self->work);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (batch_background_parent_class)->dispose (object);
}

static void
batch_background_class_init (BatchBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = batch_background_dispose;
}

static void
batch_background_init (BatchBackground *self)
{
}

BatchBackground *
batch_background_new (GDBusConnection    *connection,
                      BatchQueueProgress *work)
{
  BatchBackground *self = g_object_new (BATCH_TYPE_BACKGROUND, NULL);

  self->connection = g_object_ref (connection);
  self->work = g_object_ref (work);
  g_signal_connect_object (work, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  ask (self);
  tell (self);

  return self;
}
