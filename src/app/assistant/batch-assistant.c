/* batch-assistant.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-assistant.h"

#include <glib/gi18n.h>

#include "assistant/batch-check-step.h"
#include "assistant/batch-models-step.h"
#include "assistant/batch-prompt-step.h"
#include "assistant/batch-source-step.h"
#include "assistant/batch-try-step.h"
#include "widgets/batch-counted-input.h"
#include "widgets/batch-question.h"

#define N_STEPS 5
#define TELL_MS 200

struct _BatchAssistant
{
  AdwWindow          parent_instance;

  AdwWindowTitle    *title;
  GtkWidget         *cancel;
  GtkWidget         *back;
  GtkButton         *next;
  GtkStack          *stack;
  GtkLabel          *reason;
  BatchStep         *source;
  BatchStep         *prompt;
  BatchStep         *models;
  BatchStep         *try;
  BatchStep         *check;

  BatchDraft        *draft;
  guint              step;
  GCancellable      *adding;          /* NULL unless it is being added */
  BatchCountedInput *input;           /* and what is read then */
  guint              adding_timer;    /* until the next word about it */
  GtkWidget         *question;        /* (unowned) NULL unless one is open */
  gboolean           is_done;         /* it may be closed without a question */
};

enum
{
  ADDED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (BatchAssistant, batch_assistant, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static BatchStep *
get_step (BatchAssistant *self,
          guint           step)
{
  BatchStep *steps[N_STEPS] = { self->source, self->prompt, self->models, self->try, self->check };

  return steps[step];
}

static const char *
get_title (guint step)
{
  switch (step)
    {
    case 0:
      return _("Source");
    case 1:
      return _("Prompt");
    case 2:
      return _("Models");
    case 3:
      return _("Try");
    default:
      return _("Check");
    }
}

/* What keeps the next step away, or what is going on. */
static char *
dup_reason (BatchAssistant *self)
{
  if (self->adding == NULL)
    return g_strdup (batch_step_get_reason (get_step (self, self->step)));
  if (g_cancellable_is_cancelled (self->adding))
    return g_strdup (_("Cancelling…"));

  /* Translators: how much of a batch is in the queue */
  return g_strdup_printf (_("Adding… %u %%"), batch_counted_input_get_percent (self->input));
}

static void
show_reason (BatchAssistant *self)
{
  g_autofree char *reason = dup_reason (self);

  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), reason != NULL);
}

/* What is greyed says why. */
static void
update (BatchAssistant *self)
{
  const char *reason = batch_step_get_reason (get_step (self, self->step));
  gboolean is_adding = self->adding != NULL;
  gboolean is_last = self->step == N_STEPS - 1;

  show_reason (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "assistant.next",
                                 reason == NULL && !is_adding);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "assistant.back",
                                 self->step > 0 && !is_adding);
  gtk_button_set_label (self->next, is_last ? _("_Add") : _("_Next"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "assistant.cancel",
                                 !g_cancellable_is_cancelled (self->adding));
  gtk_widget_set_visible (self->back, self->step > 0 && !is_adding);
  gtk_widget_set_visible (self->cancel, self->step == 0 || is_adding);
}

static void
show_step (BatchAssistant *self,
           guint           step)
{
  g_autofree char *place = g_strdup_printf (_("Step %u of %u"), step + 1, N_STEPS);

  self->step = step;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (get_step (self, step)));
  adw_window_title_set_title (self->title, get_title (step));
  adw_window_title_set_subtitle (self->title, place);
  batch_step_enter (get_step (self, step));
  update (self);
}

/* --- Adding --- */

static void
stop_adding (BatchAssistant *self)
{
  g_clear_handle_id (&self->adding_timer, g_source_remove);
  g_cancellable_cancel (self->adding);
  g_clear_object (&self->adding);
  g_clear_object (&self->input);
}

/* It is there until it has stopped. */
static void
cancel_adding (BatchAssistant *self)
{
  g_cancellable_cancel (self->adding);
  update (self);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchAssistant) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  stop_adding (self);
  if (self->draft == NULL)
    return;
  if (job != NULL)
    {
      self->is_done = TRUE;
      g_signal_emit (self, signals[ADDED], 0, batch_job_get_id (job));
      /* With a question about it, which would be all that is closed, if it was too late to stop. */
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    batch_step_set_reason (self->check, error->message);
  update (self);
}

static gboolean
adding_cb (gpointer user_data)
{
  show_reason (user_data);
  return G_SOURCE_CONTINUE;
}

static void
add (BatchAssistant *self)
{
  g_autoptr(BatchJob) job = NULL;

  if (self->adding != NULL
      || !(job = batch_check_step_make_job (BATCH_CHECK_STEP (self->check), &self->input)))
    return;

  self->adding = g_cancellable_new ();
  self->adding_timer = g_timeout_add (TELL_MS, adding_cb, self);
  update (self);
  /* In the window there is a plan to be seen before anything is sent. */
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                              "win.hold", NULL);
  batch_queue_enqueue_async (batch_draft_get_queue (self->draft), job, self->adding, added_cb,
                             g_object_ref (self));
}

/* --- Actions --- */

/* A question may be within this window, whose keys still do what they do without it. */
static void
next_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchAssistant *self = BATCH_ASSISTANT (widget);

  if (self->question != NULL)
    return;

  if (self->step + 1 < N_STEPS)
    show_step (self, self->step + 1);
  else
    add (self);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchAssistant *self = BATCH_ASSISTANT (widget);

  if (self->question == NULL && self->step > 0)
    show_step (self, self->step - 1);
}

static void
close_cb (gpointer user_data)
{
  g_autoptr(GtkWindow) self = user_data;

  gtk_window_close (self);
}

/* The question is still being answered, and goes with this window. */
static void
answered_cb (BatchAssistant *self,
             const char     *response)
{
  g_clear_weak_pointer (&self->question);
  if (!g_str_equal (response, "discard"))
    return;

  self->is_done = TRUE;
  g_idle_add_once (close_cb, g_object_ref (self));
}

static void
ask (BatchAssistant *self)
{
  GtkWidget *question =
    batch_question_new (_("Discard This Batch?"), _("Nothing of it was added yet."));

  batch_question_add_answer (question, "keep", _("_Go On"), ADW_RESPONSE_DEFAULT);
  batch_question_add_answer (question, "discard", _("_Discard"), ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (question, "response", G_CALLBACK (answered_cb), self,
                           G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->question, question);
  batch_question_present (question, GTK_WIDGET (self));
}

/* Who is asked whether to discard it is not to find it added before they have answered. */
static gboolean
batch_assistant_close_request (GtkWindow *window)
{
  BatchAssistant *self = BATCH_ASSISTANT (window);

  if (self->is_done || self->draft == NULL || !batch_draft_is_touched (self->draft))
    return GTK_WINDOW_CLASS (batch_assistant_parent_class)->close_request (window);

  if (self->adding != NULL)
    cancel_adding (self);
  if (self->question == NULL)
    ask (self);
  return TRUE;
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BatchAssistant *self = BATCH_ASSISTANT (widget);

  /* Who changes their mind may want to change something before it is added. */
  if (self->adding == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  cancel_adding (self);
}

static void
batch_assistant_dispose (GObject *object)
{
  BatchAssistant *self = BATCH_ASSISTANT (object);

  stop_adding (self);
  g_clear_weak_pointer (&self->question);
  g_clear_object (&self->draft);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_ASSISTANT);

  G_OBJECT_CLASS (batch_assistant_parent_class)->dispose (object);
}

static void
batch_assistant_class_init (BatchAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_assistant_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = batch_assistant_close_request;

  signals[ADDED] = g_signal_new ("added", BATCH_TYPE_ASSISTANT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (BATCH_TYPE_SOURCE_STEP);
  g_type_ensure (BATCH_TYPE_PROMPT_STEP);
  g_type_ensure (BATCH_TYPE_MODELS_STEP);
  g_type_ensure (BATCH_TYPE_TRY_STEP);
  g_type_ensure (BATCH_TYPE_CHECK_STEP);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-assistant.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, title);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, cancel);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, back);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, next);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, stack);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, reason);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, source);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, prompt);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, models);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, try);
  gtk_widget_class_bind_template_child (widget_class, BatchAssistant, check);

  gtk_widget_class_install_action (widget_class, "assistant.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "assistant.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "assistant.cancel", NULL, cancel_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK,
                                       "assistant.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "assistant.cancel", NULL);
}

static gboolean
next_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  gtk_widget_activate_action (widget, "assistant.next", NULL);
  return TRUE;
}

/* It comes before a text, which would take it as a new line: also while there is no way on. */
static void
add_next_key (BatchAssistant *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *trigger =
    gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter");
  GtkShortcutAction *action = gtk_callback_action_new (next_key_cb, NULL, NULL);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (trigger, action));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
batch_assistant_init (BatchAssistant *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_next_key (self);
  for (guint i = 0; i < N_STEPS; i++)
    g_signal_connect_object (get_step (self, i), "notify::reason", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
}

BatchAssistant *
batch_assistant_new (GtkWindow  *parent,
                     BatchQueue *queue)
{
  BatchAssistant *self = g_object_new (BATCH_TYPE_ASSISTANT, "transient-for", parent, NULL);

  self->draft = batch_draft_new (queue);
  for (guint i = 0; i < N_STEPS; i++)
    batch_step_set_draft (get_step (self, i), self->draft);

  show_step (self, 0);
  return self;
}

void
batch_assistant_take_files (BatchAssistant *self,
                            GPtrArray      *files,
                            BatchRowKind    kind)
{
  g_return_if_fail (BATCH_IS_ASSISTANT (self));

  batch_source_step_take_files (BATCH_SOURCE_STEP (self->source), files, kind);
}

void
batch_assistant_take_text (BatchAssistant *self,
                           const char     *text)
{
  g_return_if_fail (BATCH_IS_ASSISTANT (self));

  batch_source_step_take_text (BATCH_SOURCE_STEP (self->source), text);
}
