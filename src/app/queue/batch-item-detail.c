/* batch-item-detail.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-item-detail.h"

#include <glib/gi18n.h>

#include "queue/batch-job-facts.h"
#include "widgets/batch-closures.h"
#include "widgets/batch-failure-view.h"

/* What there is to know of one item: its answer, which is followed while it is written, what
 * is sent for it, and what its attempts came to.
 *
 * The item is watched while the pane is on the screen. What is loaded belongs to the item as
 * it was: when it changes, everything under way is dropped and loaded again. */

struct _BatchItemDetail
{
  AdwBin             parent_instance;

  GtkLabel          *state;
  BatchFailureView  *failure;
  GtkTextView       *answer_view;
  GtkScrolledWindow *answer_scroll;
  GtkTextView       *prompt_view;
  GtkTextView       *request_view;
  GtkLabel          *tokens;
  GtkListBox        *attempts;
  GtkLabel          *no_attempts;

  BatchQueue        *queue;          /* (nullable) */
  BatchItem         *item;           /* (nullable) */
  GSignalGroup      *signals;
  GCancellable      *loading;
  gsize              shown;          /* bytes of the partial answer */
  guint              watching : 1;
};

enum
{
  PROP_0,
  PROP_QUEUE,
  PROP_ITEM,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchItemDetail, batch_item_detail, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];

/* --- Words --- */

static char *
describe_phase (BatchItem *item)
{
  guint tokens = batch_item_get_tokens_so_far (item);
  double rate = batch_item_get_tokens_per_second (item);
  g_autofree char *written = NULL;

  switch (batch_item_get_phase (item))
    {
    case BATCH_ITEM_PHASE_LOADING:
      return g_strdup (_("Loading Model"));

    case BATCH_ITEM_PHASE_READING:
      return g_strdup (_("Reading Prompt"));

    case BATCH_ITEM_PHASE_WRITING:
      written = g_strdup_printf (ngettext ("Writing, %u token", "Writing, %u tokens", tokens),
                                 tokens);
      return rate > 0 ? g_strdup_printf (_("%s, %.0f a second"), written, rate)
                      : g_steal_pointer (&written);

    case BATCH_ITEM_PHASE_HANDED:
    case BATCH_ITEM_PHASE_NONE:
      break;
    }

  return batch_closure_item_word (item);
}

/* What the server has read for it, and what of that it knew already. */
static void
show_tokens (BatchItemDetail *self)
{
  g_autofree char *text = self->item != NULL && batch_item_get_loaded (self->item)
    ? batch_job_facts_tokens (batch_item_get_prompt_tokens (self->item),
                              batch_item_get_cached_tokens (self->item),
                              batch_item_get_output_tokens (self->item)) : g_strdup ("");

  gtk_label_set_label (self->tokens, text);
  gtk_widget_set_visible (GTK_WIDGET (self->tokens), *text != '\0');
}

static void
update_state (BatchItemDetail *self)
{
  g_autofree char *word = self->item != NULL ? describe_phase (self->item) : NULL;
  g_autofree char *error = self->item != NULL
                           ? batch_localize (batch_item_get_last_error (self->item)) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;

  /* Why it has failed is said where its answer would be. */
  batch_failure_view_show (self->failure, self->item);
  if (error != NULL && *error != '\0' && batch_item_get_phase (self->item) == BATCH_ITEM_PHASE_NONE
      && !gtk_widget_get_visible (GTK_WIDGET (self->failure)))
    text = g_strdup_printf ("%s: %s", word, error);

  said = batch_closure_join (NULL,
                             self->item != NULL ? batch_item_get_custom_id (self->item) : NULL,
                             text != NULL ? text : word);
  gtk_label_set_label (self->state, said);
  gtk_stack_set_visible_child_name (GTK_STACK (adw_bin_get_child (ADW_BIN (self))),
                                    self->item != NULL ? "item" : "nothing");
}

/* --- The answer --- */

static void
set_text (GtkTextView *view,
          const char  *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text != NULL ? text : "", -1);
}

static gboolean
is_at_end (GtkScrolledWindow *scroll)
{
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (scroll);

  return gtk_adjustment_get_value (at) + gtk_adjustment_get_page_size (at)
         >= gtk_adjustment_get_upper (at) - 1;
}

/* Only who reads at the end is taken along. */
static void
append_answer (BatchItemDetail *self,
               const char      *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->answer_view);
  gboolean follow = is_at_end (self->answer_scroll);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, text, -1);
  if (follow)
    {
      gtk_text_buffer_get_end_iter (buffer, &end);
      gtk_text_view_scroll_to_mark (self->answer_view,
                                    gtk_text_buffer_create_mark (buffer, "end", &end, FALSE),
                                    0, FALSE, 0, 0);
    }
}

static void
partial_cb (BatchItemDetail *self)
{
  const char *text = batch_item_get_partial_answer (self->item);
  gsize length = text != NULL ? strlen (text) : 0;

  update_state (self);
  /* The end of it: the answer itself is on its way. */
  if (text == NULL)
    {
      self->shown = 0;
      return;
    }

  if (self->shown == 0 || self->shown > length)
    {
      set_text (self->answer_view, NULL);
      self->shown = 0;
    }
  append_answer (self, text + self->shown);
  self->shown = length;
}

static void
answer_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(BatchItemDetail) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *answer = batch_item_load_answer_finish (BATCH_ITEM (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || BATCH_ITEM (source) != self->item || batch_item_get_partial_answer (self->item) != NULL)
    return;

  /* Whoever has no answer is told why; what came in its place is none. */
  if (batch_item_get_status (self->item) != BATCH_ITEM_STATUS_SUCCEEDED)
    g_clear_pointer (&answer, g_free);
  if (answer == NULL)
    answer = batch_localize (batch_item_get_last_error (self->item));
  set_text (self->answer_view, answer);
}

/* --- What is sent --- */

static void
talk_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(BatchItemDetail) self = user_data;
  g_autofree char *talk = batch_item_load_talk_finish (BATCH_ITEM (source), result, NULL);

  if (BATCH_ITEM (source) == self->item)
    set_text (self->prompt_view, talk);
}

static void
request_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(BatchItemDetail) self = user_data;
  g_autofree char *request = batch_item_load_request_finish (BATCH_ITEM (source), result, NULL);

  if (BATCH_ITEM (source) == self->item)
    set_text (self->request_view, request);
}

static void
copy (BatchItemDetail *self,
      const char      *text,
      const char      *toast)
{
  if (text == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", toast);
}

static void
curl_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(BatchItemDetail) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *command = batch_item_load_curl_finish (BATCH_ITEM (source), result, &error);

  if (command != NULL)
    copy (self, command, _("Command copied"));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
copy_curl_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  BatchItemDetail *self = BATCH_ITEM_DETAIL (widget);

  if (self->item != NULL)
    batch_item_load_curl_async (self->item, NULL, curl_loaded_cb, g_object_ref (self));
}

static void
copy_answer_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  BatchItemDetail *self = BATCH_ITEM_DETAIL (widget);
  g_autofree char *answer = batch_item_detail_dup_answer (self);

  copy (self, answer, _("Answer copied"));
}

/* --- Attempts --- */

static char *
describe_time (GDateTime *time)
{
  g_autoptr(GDateTime) utc = time;
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%x %X") : g_strdup ("");
}

static char *
describe_attempt (BatchPastAttempt *attempt)
{
  g_autofree char *error = batch_localize (batch_past_attempt_get_error (attempt));
  const char *server = batch_past_attempt_get_server (attempt);
  g_autofree char *when = describe_time (batch_past_attempt_get_ended_at (attempt));
  g_autofree char *retry = describe_time (batch_past_attempt_get_retry_at (attempt));
  g_autoptr(GString) text = g_string_new (when);

  if (batch_past_attempt_get_status_code (attempt) > 0)
    g_string_append_printf (text, " · HTTP %d", batch_past_attempt_get_status_code (attempt));
  g_string_append_printf (text, " · %s", batch_past_attempt_get_model (attempt));
  if (server != NULL)
    g_string_append_printf (text, " · %s", server);
  if (error != NULL)
    g_string_append_printf (text, "\n%s", error);
  if (*retry != '\0')
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Next attempt: %s"), retry);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
create_attempt_row (gpointer item,
                    gpointer user_data)
{
  BatchPastAttempt *attempt = item;
  gboolean failed = batch_past_attempt_get_failure_kind (attempt) != BATCH_FAILURE_KIND_NONE;
  g_autofree char *title =
    g_strdup_printf (failed ? _("Attempt %u failed") : _("Attempt %u was answered"),
                     batch_past_attempt_get_number (attempt));
  g_autofree char *text = describe_attempt (attempt);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
attempts_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(BatchItemDetail) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) attempts = batch_engine_list_attempts_finish (BATCH_ENGINE (source), result,
                                                                      &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_list_box_bind_model (self->attempts, attempts, create_attempt_row, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->no_attempts),
                          attempts == NULL || g_list_model_get_n_items (attempts) == 0);
}

/* --- The item --- */

static void
load_all (BatchItemDetail *self)
{
  BatchItem *item = self->item;

  batch_item_load_talk_async (item, self->loading, talk_loaded_cb, g_object_ref (self));
  batch_item_load_request_async (item, self->loading, request_loaded_cb, g_object_ref (self));
  batch_item_load_answer_async (item, self->loading, answer_loaded_cb, g_object_ref (self));
  if (self->queue != NULL)
    batch_engine_list_attempts_async (batch_queue_get_engine (self->queue),
                                      batch_item_get_job_id (item), batch_item_get_id (item),
                                      self->loading, attempts_listed_cb, g_object_ref (self));
}

static void
reload (BatchItemDetail *self)
{
  g_cancellable_cancel (self->loading);
  g_object_unref (self->loading);
  self->loading = g_cancellable_new ();

  update_state (self);
  show_tokens (self);
  if (self->item != NULL && batch_item_get_loaded (self->item))
    load_all (self);
}

static void
clear (BatchItemDetail *self)
{
  self->shown = 0;
  set_text (self->answer_view, NULL);
  set_text (self->prompt_view, NULL);
  set_text (self->request_view, NULL);
  gtk_list_box_bind_model (self->attempts, NULL, NULL, NULL, NULL);
}

/* Nobody reads along in a pane that is not there. */
static void
update_watch (BatchItemDetail *self)
{
  gboolean watch = self->item != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (watch == self->watching)
    return;

  self->watching = watch;
  if (watch)
    batch_item_watch (self->item);
  else if (self->item != NULL)
    batch_item_unwatch (self->item);
}

static void
batch_item_detail_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (batch_item_detail_parent_class)->map (widget);
  update_watch (BATCH_ITEM_DETAIL (widget));
}

static void
batch_item_detail_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (batch_item_detail_parent_class)->unmap (widget);
  update_watch (BATCH_ITEM_DETAIL (widget));
}

static void
replace_item (BatchItemDetail *self,
              BatchItem       *item)
{
  if (self->watching)
    batch_item_unwatch (self->item);
  self->watching = FALSE;
  g_set_object (&self->item, item);
  g_signal_group_set_target (self->signals, item);
}

void
batch_item_detail_set_item (BatchItemDetail *self,
                            BatchItem       *item)
{
  g_return_if_fail (BATCH_IS_ITEM_DETAIL (self));
  g_return_if_fail (item == NULL || BATCH_IS_ITEM (item));

  if (self->item == item)
    return;

  replace_item (self, item);
  clear (self);
  update_watch (self);
  reload (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

char *
batch_item_detail_dup_answer (BatchItemDetail *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (BATCH_IS_ITEM_DETAIL (self), NULL);

  buffer = gtk_text_view_get_buffer (self->answer_view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
batch_item_detail_dispose (GObject *object)
{
  BatchItemDetail *self = BATCH_ITEM_DETAIL (object);

  if (self->signals != NULL)
    replace_item (self, NULL);
  g_clear_object (&self->signals);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->queue);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_ITEM_DETAIL);

  G_OBJECT_CLASS (batch_item_detail_parent_class)->dispose (object);
}

static void
batch_item_detail_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  BatchItemDetail *self = BATCH_ITEM_DETAIL (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;

    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_item_detail_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  BatchItemDetail *self = BATCH_ITEM_DETAIL (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      if (g_set_object (&self->queue, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_ITEM:
      batch_item_detail_set_item (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-item-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, state);
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, failure);
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, answer_view);
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, answer_scroll);
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, prompt_view);
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, request_view);
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, tokens);
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, attempts);
  gtk_widget_class_bind_template_child (widget_class, BatchItemDetail, no_attempts);
  gtk_widget_class_install_action (widget_class, "detail.copy-answer", NULL, copy_answer_action);
  gtk_widget_class_install_action (widget_class, "detail.copy-curl", NULL, copy_curl_action);
}

static void
batch_item_detail_class_init (BatchItemDetailClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = batch_item_detail_dispose;
  object_class->get_property = batch_item_detail_get_property;
  object_class->set_property = batch_item_detail_set_property;
  widget_class->map = batch_item_detail_map;
  widget_class->unmap = batch_item_detail_unmap;

  properties[PROP_QUEUE] = g_param_spec_object ("queue", NULL, NULL, BATCH_TYPE_QUEUE, flags);
  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, BATCH_TYPE_ITEM, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (BATCH_TYPE_FAILURE_VIEW);
  bind_children (widget_class);
}

static void
connect (BatchItemDetail *self,
         const char      *signal,
         GCallback        callback)
{
  g_signal_group_connect_swapped (self->signals, signal, callback, self);
}

static void
batch_item_detail_init (BatchItemDetail *self)
{
  self->loading = g_cancellable_new ();
  self->signals = g_signal_group_new (BATCH_TYPE_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));

  connect (self, "notify::partial-answer", G_CALLBACK (partial_cb));
  connect (self, "notify::phase", G_CALLBACK (update_state));
  connect (self, "notify::status", G_CALLBACK (reload));
  connect (self, "notify::attempts", G_CALLBACK (reload));
  connect (self, "notify::loaded", G_CALLBACK (reload));
  update_state (self);
}
