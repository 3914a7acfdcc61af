/* batch-when-done.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-when-done.h"

#include <glib/gi18n.h>

#include "shell/batch-when-done-actions.h"

/* What a person wants to happen when all work is done. It is not kept beyond the end of the
 * program: nobody expects a computer to shut down because of what was chosen a week ago. */

#define SECONDS 60

struct _BatchWhenDone
{
  GObject            parent_instance;

  BatchQueue        *queue;
  GHashTable        *ended;        /* the set of jobs, see BatchWhenDoneState */

  BatchWhenDoneKind  kind;
  char              *folder;       /* NULL until one was chosen */
  char              *command;      /* NULL until one was entered */

  guint              seconds;
  int                seconds_left;
  guint              timer;        /* while it counts down */
  guint              soon;         /* until the next step */
  guint              acting : 1;
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_SECONDS_LEFT,
  PROP_PENDING,
  N_PROPS
};

enum
{
  TOLD,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (BatchWhenDone, batch_when_done, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
tell (BatchWhenDone *self,
      const char    *title,
      const char    *sentence)
{
  g_autofree char *words = batch_localize (sentence);

  g_signal_emit (self, signals[TOLD], 0, title, words);
}

static void
set_acting (BatchWhenDone *self,
            gboolean       acting)
{
  self->acting = acting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

/* --- Acts --- */

static void
notify_of_end (BatchWhenDone *self,
               guint          n_ended)
{
  g_autofree char *sentence =
    g_strdup_printf (ngettext ("%u batch has come to its end", "%u batches have come to their ends",
                               n_ended), n_ended);

  tell (self, _("All Work Is Done"), sentence);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchWhenDone) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_filename_display_name (self->folder);
  g_autofree char *sentence = g_strdup_printf (_("All results are in %s"), name);

  if (batch_export_jobs_finish (BATCH_ENGINE (source), result, &error))
    tell (self, _("Results Exported"), sentence);
  else
    tell (self, _("The Results Were Not Exported"), error->message);
  set_acting (self, FALSE);
}

static void
freed_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchWhenDone) self = user_data;
  g_autoptr(GError) error = NULL;

  if (batch_engine_free_models_finish (BATCH_ENGINE (source), result, &error))
    tell (self, _("Models Unloaded"), _("The model servers hold no models of the queue any more"));
  else
    tell (self, _("The Models Were Not Unloaded"), error->message);
  set_acting (self, FALSE);
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(BatchWhenDone) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = g_strdup_printf (_("“%s” has ended"), self->command);

  if (g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error)
      && batch_command_check (G_SUBPROCESS (source), self->command, &error))
    tell (self, _("The Command Was Run"), sentence);
  else
    tell (self, _("The Command Failed"), error->message);
}

/* Once it runs nobody has to wait for it. */
static void
run_command (BatchWhenDone *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = batch_command_start (self->command, &error);

  if (process != NULL)
    g_subprocess_wait_async (process, NULL, ran_cb, g_object_ref (self));
  else
    tell (self, _("The Command Failed"), error->message);
  set_acting (self, FALSE);
}

/* What was removed meanwhile is not asked for. */
static GPtrArray *
take_ended (BatchWhenDone *self)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer job;

  g_hash_table_iter_init (&iter, self->ended);
  while (g_hash_table_iter_next (&iter, &job, NULL))
    {
      if (batch_queue_get_job (self->queue, batch_job_get_id (job)) != NULL)
        g_ptr_array_add (jobs, g_object_ref (job));
    }
  g_hash_table_remove_all (self->ended);

  return jobs;
}

static void
act (BatchWhenDone *self)
{
  BatchEngine *engine = batch_queue_get_engine (self->queue);
  g_autoptr(GPtrArray) ended = take_ended (self);

  set_acting (self, TRUE);
  switch (self->kind)
    {
    case BATCH_WHEN_DONE_EXPORT:
      batch_export_jobs_async (engine, ended, self->folder, NULL, exported_cb,
                               g_object_ref (self));
      break;

    case BATCH_WHEN_DONE_FREE_MODELS:
      batch_engine_free_models_async (engine, NULL, freed_cb, g_object_ref (self));
      break;

    case BATCH_WHEN_DONE_RUN_COMMAND:
      run_command (self);
      break;

    case BATCH_WHEN_DONE_NOTIFY:
    case BATCH_WHEN_DONE_NOTHING:
      notify_of_end (self, ended->len);
      set_acting (self, FALSE);
      break;
    }
}

/* --- When --- */

static void
set_seconds_left (BatchWhenDone *self,
                  int            seconds_left)
{
  if (self->seconds_left == seconds_left)
    return;

  self->seconds_left = seconds_left;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

static void
stop_counting (BatchWhenDone *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  set_seconds_left (self, -1);
}

static void step (BatchWhenDone *self);

static gboolean
second_cb (gpointer user_data)
{
  g_autoptr(BatchWhenDone) self = g_object_ref (user_data);

  set_seconds_left (self, self->seconds_left - 1);
  if (self->seconds_left > 0)
    return G_SOURCE_CONTINUE;

  self->timer = 0;
  step (self);
  return G_SOURCE_REMOVE;
}

static void
count_down (BatchWhenDone *self)
{
  self->timer = g_timeout_add_seconds (1, second_cb, self);
  set_seconds_left (self, self->seconds);
}

static guint
count_unfinished (BatchWhenDone *self)
{
  GListModel *jobs = G_LIST_MODEL (self->queue);
  guint n_unfinished = 0;

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (jobs, i);

      n_unfinished += !batch_job_is_terminal (job);
    }

  return n_unfinished;
}

static void
step (BatchWhenDone *self)
{
  BatchWhenDoneState state = {
    .kind = self->kind,
    .n_unfinished = count_unfinished (self),
    .n_ended = g_hash_table_size (self->ended),
    .seconds_left = self->seconds_left,
  };

  switch (batch_when_done_rule_next (&state))
    {
    case BATCH_WHEN_DONE_COUNT_DOWN:
      count_down (self);
      break;

    case BATCH_WHEN_DONE_STOP:
      stop_counting (self);
      break;

    case BATCH_WHEN_DONE_FORGET:
      g_hash_table_remove_all (self->ended);
      break;

    case BATCH_WHEN_DONE_ACT:
      act (self);
      stop_counting (self);
      break;

    case BATCH_WHEN_DONE_WAIT:
      break;
    }
}

/* A hidden window goes when there is nothing pending any more, and this with it. */
static gboolean
soon_cb (gpointer user_data)
{
  g_autoptr(BatchWhenDone) self = g_object_ref (user_data);

  self->soon = 0;
  step (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
  return G_SOURCE_REMOVE;
}

/* It looks at every job, so much that happens at once is looked at once, and nothing without a
 * reason. It comes before the drawing: a slow display can keep that busy for as long as a batch
 * takes, and the countdown would go on beside new work. */
static void
step_soon (BatchWhenDone *self)
{
  if (self->soon == 0 && g_hash_table_size (self->ended) > 0)
    self->soon = g_idle_add_full (G_PRIORITY_DEFAULT, soon_cb, self, NULL);
}

/* Who cancelled a batch sits in front of it. */
static void
job_completed_cb (BatchWhenDone *self,
                  BatchJob      *job)
{
  if (batch_job_get_state (job) != BATCH_JOB_STATE_CANCELLED)
    g_hash_table_add (self->ended, g_object_ref (job));
  step_soon (self);
}

/* One that had ended may be tried again. */
static void
job_changed_cb (BatchWhenDone *self,
                BatchJob      *job)
{
  if (self->seconds_left >= 0 && !batch_job_is_terminal (job))
    step_soon (self);
}

static void
batch_when_done_dispose (GObject *object)
{
  BatchWhenDone *self = BATCH_WHEN_DONE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (batch_when_done_parent_class)->dispose (object);
}

static void
batch_when_done_finalize (GObject *object)
{
  BatchWhenDone *self = BATCH_WHEN_DONE (object);

  g_hash_table_unref (self->ended);
  g_free (self->folder);
  g_free (self->command);

  G_OBJECT_CLASS (batch_when_done_parent_class)->finalize (object);
}

static void
batch_when_done_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BatchWhenDone *self = BATCH_WHEN_DONE (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_SECONDS_LEFT:
      g_value_set_int (value, self->seconds_left);
      break;

    case PROP_PENDING:
      g_value_set_boolean (value, batch_when_done_get_pending (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_when_done_class_init (BatchWhenDoneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = batch_when_done_dispose;
  object_class->finalize = batch_when_done_finalize;
  object_class->get_property = batch_when_done_get_property;

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, BATCH_TYPE_WHEN_DONE_KIND, BATCH_WHEN_DONE_NOTHING,
                       (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_SECONDS_LEFT] =
    g_param_spec_int ("seconds-left", NULL, NULL, -1, G_MAXINT, -1,
                      (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_PENDING] =
    g_param_spec_boolean ("pending", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* What came of it: a title, and a sentence. */
  signals[TOLD] = g_signal_new ("told", BATCH_TYPE_WHEN_DONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
batch_when_done_init (BatchWhenDone *self)
{
  self->ended = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->seconds = SECONDS;
  self->seconds_left = -1;
}

BatchWhenDone *
batch_when_done_new (BatchQueue *queue)
{
  BatchWhenDone *self = g_object_new (BATCH_TYPE_WHEN_DONE, NULL);

  self->queue = g_object_ref (queue);
  g_signal_connect_object (queue, "job-completed", G_CALLBACK (job_completed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "job-changed", G_CALLBACK (job_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "items-changed", G_CALLBACK (step_soon), self,
                           G_CONNECT_SWAPPED);

  return self;
}

BatchWhenDoneKind
batch_when_done_get_kind (BatchWhenDone *self)
{
  g_return_val_if_fail (BATCH_IS_WHEN_DONE (self), BATCH_WHEN_DONE_NOTHING);

  return self->kind;
}

static void
take_kind (BatchWhenDone     *self,
           BatchWhenDoneKind  kind)
{
  gboolean changed = self->kind != kind;

  /* A person who has just chosen has all the time to say no. */
  stop_counting (self);
  self->kind = kind;
  step (self);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

void
batch_when_done_set_kind (BatchWhenDone     *self,
                          BatchWhenDoneKind  kind)
{
  g_return_if_fail (BATCH_IS_WHEN_DONE (self));
  g_return_if_fail (kind != BATCH_WHEN_DONE_EXPORT && kind != BATCH_WHEN_DONE_RUN_COMMAND);

  take_kind (self, kind);
}

void
batch_when_done_set_export (BatchWhenDone *self,
                            const char    *folder)
{
  g_autofree char *copy = g_strdup (folder);

  g_return_if_fail (BATCH_IS_WHEN_DONE (self));
  g_return_if_fail (folder != NULL);

  g_free (self->folder);
  self->folder = g_steal_pointer (&copy);
  take_kind (self, BATCH_WHEN_DONE_EXPORT);
}

const char *
batch_when_done_get_command (BatchWhenDone *self)
{
  g_return_val_if_fail (BATCH_IS_WHEN_DONE (self), NULL);

  return self->command;
}

void
batch_when_done_set_command (BatchWhenDone *self,
                             const char    *command)
{
  g_autofree char *copy = g_strdup (command);

  g_return_if_fail (BATCH_IS_WHEN_DONE (self));
  g_return_if_fail (command != NULL);

  g_free (self->command);
  self->command = g_steal_pointer (&copy);
  take_kind (self, BATCH_WHEN_DONE_RUN_COMMAND);
}

void
batch_when_done_set_seconds (BatchWhenDone *self,
                             guint          seconds)
{
  g_return_if_fail (BATCH_IS_WHEN_DONE (self));
  g_return_if_fail (seconds > 0);

  self->seconds = seconds;
}

int
batch_when_done_get_seconds_left (BatchWhenDone *self)
{
  g_return_val_if_fail (BATCH_IS_WHEN_DONE (self), -1);

  return self->seconds_left;
}

void
batch_when_done_cancel (BatchWhenDone *self)
{
  g_return_if_fail (BATCH_IS_WHEN_DONE (self));

  if (self->seconds_left < 0)
    return;

  g_hash_table_remove_all (self->ended);
  stop_counting (self);
}

gboolean
batch_when_done_get_pending (BatchWhenDone *self)
{
  g_return_val_if_fail (BATCH_IS_WHEN_DONE (self), FALSE);

  return self->acting || self->seconds_left >= 0
         || (self->soon != 0 && self->kind != BATCH_WHEN_DONE_NOTHING);
}

char *
batch_when_done_dup_countdown (BatchWhenDone *self)
{
  g_return_val_if_fail (BATCH_IS_WHEN_DONE (self), NULL);

  if (self->seconds_left < 0)
    return NULL;

  if (self->kind == BATCH_WHEN_DONE_FREE_MODELS)
    return g_strdup_printf (ngettext ("All work is done. The models are unloaded in %d second.",
                                      "All work is done. The models are unloaded in %d seconds.",
                                      self->seconds_left), self->seconds_left);

  return g_strdup_printf (ngettext ("All work is done. “%2$s” is run in %1$d second.",
                                    "All work is done. “%2$s” is run in %1$d seconds.",
                                    self->seconds_left), self->seconds_left, self->command);
}
