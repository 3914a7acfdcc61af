/* cli/cli-stopped.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-stopped.h"

#include <glib/gi18n.h>

/* Who waits for long is woken less often. */
#define FIRST_S 3
#define LAST_S  48

struct _CliStopped
{
  Cli            *cli;
  GCancellable   *cancellable;
  CliStoppedFunc  func;
  gpointer        user_data;
  char           *text;            /* (nullable) */
  guint           source;
  guint           seconds;
  gboolean        looking;
  gboolean        on;
};

/* As ps has it. */
static char *
find_name (int process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/comm", process);
  g_autofree char *name = NULL;

  if (!g_file_get_contents (path, &name, NULL, NULL))
    return g_strdup ("?");

  return g_utf8_make_valid (g_strchomp (name), -1);
}

/* Of the first one: the next is told when that goes on. @brief: there is but one line */
static char *
describe (GArray   *processes,
          gboolean  brief)
{
  int process = processes->len > 0 ? g_array_index (processes, int, 0) : 0;
  g_autofree char *name = process != 0 ? find_name (process) : NULL;

  if (process == 0)
    return NULL;
  /* Translators: the number of a process, its name, and its number in a command */
  if (brief)
    return g_strdup_printf (_("Process %d (%s) has work, but is stopped: kill -CONT %d, or -KILL"),
                            process, name, process);

  /* Translators: the number of a process, its name, and its number in two commands */
  return g_strdup_printf (_("Process %d (%s) works on this queue, but is stopped: “kill -CONT %d” "
                            "lets it go on, “kill -KILL %d” gives back what it has under way"),
                          process, name, process, process);
}

static void look_later (CliStopped *self);

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GArray) processes = batch_engine_find_stopped_finish (BATCH_ENGINE (source), result,
                                                                  NULL);
  CliStopped *self = user_data;
  gboolean changed;
  char *text;

  /* Only when it was cancelled, by who has freed it. */
  if (processes == NULL)
    return;

  self->looking = FALSE;
  text = describe (processes, TRUE);
  changed = g_strcmp0 (text, self->text) != 0;
  g_free (self->text);
  self->text = text;
  self->seconds = text != NULL ? FIRST_S : MIN (self->seconds * 2, LAST_S);
  look_later (self);
  if (changed)
    self->func (self->user_data);
}

static gboolean
look_cb (gpointer user_data)
{
  CliStopped *self = user_data;

  self->source = 0;
  self->looking = TRUE;
  batch_engine_find_stopped_async (self->cli->engine, self->cancellable, found_cb, self);
  return G_SOURCE_REMOVE;
}

static void
look_later (CliStopped *self)
{
  if (self->on && !self->looking && self->source == 0)
    self->source = g_timeout_add_seconds (self->seconds, look_cb, self);
}

CliStopped *
cli_stopped_new (Cli            *cli,
                 CliStoppedFunc  func,
                 gpointer        user_data)
{
  CliStopped *self = g_new0 (CliStopped, 1);

  self->cli = cli;
  self->cancellable = g_cancellable_new ();
  self->func = func;
  self->user_data = user_data;
  self->seconds = FIRST_S;
  return self;
}

void
cli_stopped_free (CliStopped *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->cancellable);
  g_free (self->text);
  g_free (self);
}

void
cli_stopped_set_on (CliStopped *self,
                    gboolean    on)
{
  self->on = on;
  if (on)
    look_later (self);
  else
    g_clear_handle_id (&self->source, g_source_remove);
}

const char *
cli_stopped_get_text (CliStopped *self)
{
  return self->text;
}

void
cli_tell_stopped (Cli *cli)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) processes = NULL;
  g_autofree char *text = NULL;

  if (cli->quiet)
    return;

  batch_engine_find_stopped_async (cli->engine, cli->cancellable, cli_result_cb, &result);
  processes = batch_engine_find_stopped_finish (cli->engine, cli_wait (&result), NULL);
  if (processes != NULL && (text = describe (processes, FALSE)) != NULL)
    g_printerr ("%s\n", text);
}
