/* batch-stopped-process.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-stopped-process-private.h"

/**
 * BatchStoppedProcess:
 *
 * A process on this machine that works on a queue and is stopped, as by Ctrl+Z.
 *
 * It lives, so that nobody takes over what it has under way, and does nothing, so that others may
 * wait for that, or for its model server, until it goes on or ends.
 *
 * [method@Engine.find_stopped_async] finds them, and a [class@StoppedWatch] tells of them. It is
 * the process as it was found, and never changes.
 */
struct _BatchStoppedProcess
{
  GObject       parent_instance;

  BatchProcess *process;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchStoppedProcess, batch_stopped_process, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_stopped_process_finalize (GObject *object)
{
  g_clear_pointer (&BATCH_STOPPED_PROCESS (object)->process, batch_process_free);

  G_OBJECT_CLASS (batch_stopped_process_parent_class)->finalize (object);
}

static void
batch_stopped_process_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  BatchStoppedProcess *self = BATCH_STOPPED_PROCESS (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int (value, batch_stopped_process_get_id (self));
      break;

    case PROP_NAME:
      g_value_set_string (value, batch_stopped_process_get_name (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_stopped_process_class_init (BatchStoppedProcessClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = batch_stopped_process_finalize;
  object_class->get_property = batch_stopped_process_get_property;

  /**
   * BatchStoppedProcess:id:
   *
   * Its number, as `kill` takes it.
   */
  properties[PROP_ID] = g_param_spec_int ("id", NULL, NULL, 0, G_MAXINT, 0, readable);

  /**
   * BatchStoppedProcess:name:
   *
   * What it is called, as `ps` has it.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

/* One that nobody found, as bindings can make, is none that there is. */
static void
batch_stopped_process_init (BatchStoppedProcess *self)
{
  const BatchProcess none = { .name = (char *) "" };

  self->process = batch_process_copy (&none);
}

BatchStoppedProcess *
batch_stopped_process_new (const BatchProcess *process)
{
  BatchStoppedProcess *self = g_object_new (BATCH_TYPE_STOPPED_PROCESS, NULL);

  batch_process_free (self->process);
  self->process = batch_process_copy (process);
  return self;
}

gboolean
batch_stopped_process_is_same (BatchStoppedProcess *self,
                               BatchStoppedProcess *other)
{
  return self == other
         || (self != NULL && other != NULL && batch_process_equal (self->process, other->process));
}

/**
 * batch_stopped_process_get_id: (attributes org.gtk.Method.get_property=id)
 * @self: a stopped process
 *
 * Gets its number, as `kill` takes it.
 *
 * When it has ended, another process may be given that number: `kill` would not know, but
 * [method@StoppedProcess.resume] does.
 *
 * Returns: the id of the process
 */
int
batch_stopped_process_get_id (BatchStoppedProcess *self)
{
  g_return_val_if_fail (BATCH_IS_STOPPED_PROCESS (self), 0);

  return self->process->id;
}

/**
 * batch_stopped_process_get_name: (attributes org.gtk.Method.get_property=name)
 * @self: a stopped process
 *
 * Gets what it is called, as `ps` has it: of a long name only the beginning.
 *
 * Returns: the name of the program
 */
const char *
batch_stopped_process_get_name (BatchStoppedProcess *self)
{
  g_return_val_if_fail (BATCH_IS_STOPPED_PROCESS (self), NULL);

  return self->process->name;
}

/**
 * batch_stopped_process_resume:
 * @self: a stopped process
 * @error: return location for an error
 *
 * Has it go on (`SIGCONT`).
 *
 * It is an error when the process has ended (%BATCH_ERROR_NOT_FOUND), and when it cannot be told
 * to go on, such as one of another user (%BATCH_ERROR_FAILED). No other process is ever told, even
 * if it has been given the same number meanwhile. For one that goes on already, nothing changes.
 *
 * Returns: %TRUE when it was told to go on
 */
gboolean
batch_stopped_process_resume (BatchStoppedProcess  *self,
                              GError              **error)
{
  g_return_val_if_fail (BATCH_IS_STOPPED_PROCESS (self), FALSE);

  return batch_process_resume (self->process, error);
}
