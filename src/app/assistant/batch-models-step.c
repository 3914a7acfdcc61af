/* batch-models-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "assistant/batch-models-step.h"

#include <glib/gi18n.h>

#include "assistant/batch-server-models.h"
#include "servers/batch-servers-dialog.h"
#include "widgets/batch-accessible-name.h"
#include "widgets/batch-closures.h"
#include "widgets/batch-number.h"

struct _BatchModelsStep
{
  BatchStep            parent_instance;

  AdwPreferencesGroup *models;
  GtkWidget           *servers_button;
  AdwComboRow         *server;
  GtkSpinner          *spinner;
  AdwEntryRow         *other;
  AdwEntryRow         *temperature;
  AdwEntryRow         *top_p;
  AdwEntryRow         *max_tokens;
  AdwEntryRow         *seed;
  GtkTextView         *schema;

  GPtrArray           *servers;        /* of the names, in the order of the row; NULL before */
  GPtrArray           *checks;         /* of GtkCheckButton, each with the name of its model */
  GCancellable        *listing;        /* (nullable) */
  GCancellable        *checking;       /* (nullable) */
  const char          *wrong;          /* (nullable) the parameter that is */
  gboolean             is_taking;      /* what changes was not changed by a person */
};

G_DEFINE_FINAL_TYPE (BatchModelsStep, batch_models_step, BATCH_TYPE_STEP)

static BatchDraft *
get_draft (BatchModelsStep *self)
{
  return batch_step_get_draft (BATCH_STEP (self));
}

static const char *
get_name (GtkWidget *check)
{
  return g_object_get_data (G_OBJECT (check), "model");
}

/* --- Whether it can go on --- */

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchPreview) preview = NULL;

  preview = batch_maker_preview_finish (BATCH_MAKER (source), result, &error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    batch_step_set_reason (user_data, error != NULL ? error->message : NULL);
}

static void
stop_checking (BatchModelsStep *self)
{
  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
}

/* The library knows what is a schema, and what an endpoint takes. */
static void
update (BatchModelsStep *self)
{
  BatchDraft *draft = get_draft (self);
  BatchMaker *maker = batch_draft_get_maker (draft);
  const char * const *models = batch_maker_get_models (maker);

  stop_checking (self);
  if (models == NULL || *models == NULL)
    batch_step_set_reason (BATCH_STEP (self), _("Choose at least one model."));
  else if (self->wrong != NULL)
    batch_step_set_reason (BATCH_STEP (self), self->wrong);
  else if (batch_draft_get_source (draft) != NULL)
    {
      self->checking = g_cancellable_new ();
      batch_maker_preview_async (maker, batch_draft_get_source (draft), 1, self->checking,
                                 checked_cb, self);
    }
}

/* --- Models --- */

static char *
get_written (BatchModelsStep *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->other))));
}

/* A name that is written counts as it is: who goes on at once has chosen it, too. */
static void
models_changed_cb (BatchModelsStep *self)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *written = get_written (self);

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_ptr_array_add (names, (gpointer) get_name (self->checks->pdata[i]));
  if (*written != '\0' && !g_ptr_array_find_with_equal_func (names, written, g_str_equal, NULL))
    g_ptr_array_add (names, written);

  g_ptr_array_add (names, NULL);
  batch_maker_set_models (batch_draft_get_maker (get_draft (self)),
                          (const char * const *) names->pdata);
  update (self);
}

/* Returns: (nullable) */
static GtkCheckButton *
find_check (BatchModelsStep *self,
            const char      *name)
{
  for (guint i = 0; i < self->checks->len; i++)
    if (g_str_equal (get_name (self->checks->pdata[i]), name))
      return self->checks->pdata[i];

  return NULL;
}

static void
add_model (BatchModelsStep *self,
           const char      *name,
           gboolean         is_chosen)
{
  GtkWidget *row;
  GtkWidget *check;

  if (find_check (self, name) != NULL)
    {
      if (is_chosen)
        gtk_check_button_set_active (find_check (self, name), TRUE);
      return;
    }

  row = adw_action_row_new ();
  check = gtk_check_button_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "model", g_strdup (name), g_free);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->models, row);
  g_ptr_array_add (self->checks, check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen);
  g_signal_connect_object (check, "toggled", G_CALLBACK (models_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
other_added_cb (BatchModelsStep *self)
{
  g_autofree char *name = get_written (self);

  if (*name == '\0')
    return;

  add_model (self, name, TRUE);
  /* Which is a change, and counted anew. */
  gtk_editable_set_text (GTK_EDITABLE (self->other), "");
}

static void
show_models (BatchModelsStep *self,
             GListModel      *models)
{
  guint n_models = g_list_model_get_n_items (models);

  /* Of one it is clear that it is meant. */
  for (guint i = 0; i < n_models; i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      add_model (self, batch_model_get_id (model), n_models == 1);
    }
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) models = batch_server_models_finish (result, &error);
  BatchModelsStep *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_spinner_stop (self->spinner);
  if (models == NULL)
    {
      g_autofree char *words = batch_localize (error->message);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->server), words);
      return;
    }

  show_models (self, models);
  if (self->checks->len > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (self->checks->pdata[0]);
  models_changed_cb (self);
}

static void
list_models (BatchModelsStep *self)
{
  BatchDraft *draft = get_draft (self);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->server), "");
  self->listing = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  batch_server_models_async (batch_draft_get_engine (draft), batch_draft_get_backend (draft),
                             self->listing, listed_cb, self);
}

static void
refresh_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  list_models (BATCH_MODELS_STEP (widget));
}

/* --- Servers --- */

/* Another server has other models. */
static void
forget_models (BatchModelsStep *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    adw_preferences_group_remove (self->models,
                                  gtk_widget_get_ancestor (self->checks->pdata[i],
                                                           ADW_TYPE_ACTION_ROW));
  g_ptr_array_set_size (self->checks, 0);
}

static void
server_selected_cb (BatchModelsStep *self)
{
  guint selected = adw_combo_row_get_selected (self->server);
  const char *server;

  if (self->servers == NULL || self->is_taking || selected >= self->servers->len)
    return;

  server = g_ptr_array_index (self->servers, selected);
  if (g_strcmp0 (server, batch_draft_get_backend (get_draft (self))) == 0)
    return;

  batch_draft_set_backend (get_draft (self), server);
  forget_models (self);
  models_changed_cb (self);
  list_models (self);
}

/* The one that everything goes to comes first: it may be an address that has no name. */
static GPtrArray *
collect_servers (BatchDraft *draft,
                 GListModel *backends)
{
  const char *chosen = batch_draft_get_backend (draft);
  GPtrArray *servers = g_ptr_array_new_with_free_func (g_free);

  if (chosen != NULL)
    g_ptr_array_add (servers, g_strdup (chosen));
  for (guint i = 0; i < g_list_model_get_n_items (backends); i++)
    {
      g_autoptr(BatchBackend) backend = g_list_model_get_item (backends, i);

      if (g_strcmp0 (batch_backend_get_name (backend), chosen) != 0)
        g_ptr_array_add (servers, g_strdup (batch_backend_get_name (backend)));
    }

  return servers;
}

static void
show_servers (BatchModelsStep *self)
{
  g_autoptr(GtkStringList) texts = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->servers->len; i++)
    gtk_string_list_take (texts, batch_format_server (g_ptr_array_index (self->servers, i)));

  self->is_taking = TRUE;
  adw_combo_row_set_model (self->server, G_LIST_MODEL (texts));
  self->is_taking = FALSE;
}

static void
servers_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(BatchModelsStep) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) backends =
    batch_engine_list_backends_finish (BATCH_ENGINE (source), result, &error);

  if (self->checks == NULL)
    return;
  if (backends == NULL)
    {
      batch_step_set_reason (BATCH_STEP (self), error->message);
      return;
    }

  g_clear_pointer (&self->servers, g_ptr_array_unref);
  self->servers = collect_servers (get_draft (self), backends);
  show_servers (self);
  server_selected_cb (self);
}

/* Without one, here is the place to learn that one is needed. */
static void
look_for_servers (BatchModelsStep *self)
{
  BatchDraft *draft = get_draft (self);

  /* It goes, too. */
  if (self->checks == NULL)
    return;

  gtk_widget_set_visible (self->servers_button, batch_draft_get_backend (draft) == NULL);
  batch_engine_list_backends_async (batch_draft_get_engine (draft), NULL, servers_listed_cb,
                                    g_object_ref (self));
  list_models (self);
}

static void
servers_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  BatchDraft *draft = get_draft (BATCH_MODELS_STEP (widget));
  BatchServersDialog *dialog = batch_servers_dialog_new (window, batch_draft_get_engine (draft));

  g_signal_connect_object (dialog, "destroy", G_CALLBACK (look_for_servers), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Parameters --- */

static gboolean
read_number (AdwEntryRow *row,
             double       unsaid,
             double       highest,
             double      *number)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  gboolean is_good;

  *number = unsaid;
  if (*text == '\0')
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
      return TRUE;
    }

  is_good = batch_number_read (text, number) && *number >= 0 && *number <= highest;
  if (is_good)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  return is_good;
}

static void
parameters_changed_cb (BatchModelsStep *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->schema);
  g_autofree char *schema = NULL;
  GtkTextIter start;
  GtkTextIter end;
  double numbers[4];
  BatchMaker *maker;

  if (get_draft (self) == NULL || self->is_taking)
    return;

  maker = batch_draft_get_maker (get_draft (self));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  schema = g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));

  self->wrong = NULL;
  if (!read_number (self->temperature, -1, 100, &numbers[0]))
    self->wrong = _("The temperature is a number, such as 0.7.");
  if (!read_number (self->top_p, -1, 1, &numbers[1]))
    self->wrong = _("Top P is a number from 0 to 1.");
  if (!read_number (self->max_tokens, 0, G_MAXINT32, &numbers[2]))
    self->wrong = _("The longest answer is a number of tokens.");
  if (!read_number (self->seed, -1, G_MAXINT32, &numbers[3]))
    self->wrong = _("The seed is a whole number.");

  if (self->wrong == NULL)
    g_object_set (maker, "temperature", numbers[0], "top-p", numbers[1],
                  "max-tokens", (gint64) numbers[2], "seed", (gint64) numbers[3],
                  "schema", *schema != '\0' ? schema : NULL, NULL);
  update (self);
}

static void
set_number (AdwEntryRow *row,
            double       number,
            double       lowest)
{
  g_autofree char *text = number < lowest ? g_strdup ("") : g_strdup_printf ("%.10g", number);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* A template may have been chosen on the step before. */
static void
batch_models_step_enter (BatchStep *step)
{
  BatchModelsStep *self = BATCH_MODELS_STEP (step);
  BatchMaker *maker = batch_draft_get_maker (get_draft (self));
  const char *schema = batch_maker_get_schema (maker);

  self->is_taking = TRUE;
  set_number (self->temperature, batch_maker_get_temperature (maker), 0);
  set_number (self->top_p, batch_maker_get_top_p (maker), 0);
  set_number (self->max_tokens, (double) batch_maker_get_max_tokens (maker), 1);
  set_number (self->seed, (double) batch_maker_get_seed (maker), 0);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->schema),
                            schema != NULL ? schema : "", -1);
  self->is_taking = FALSE;
  self->wrong = NULL;

  if (self->listing == NULL)
    look_for_servers (self);
  update (self);
}

static void
batch_models_step_begin (BatchStep *step)
{
  batch_step_set_reason (step, _("Choose at least one model."));
}

static void
batch_models_step_dispose (GObject *object)
{
  BatchModelsStep *self = BATCH_MODELS_STEP (object);

  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  stop_checking (self);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->servers, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BATCH_TYPE_MODELS_STEP);

  G_OBJECT_CLASS (batch_models_step_parent_class)->dispose (object);
}

static void
batch_models_step_class_init (BatchModelsStepClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_models_step_dispose;
  BATCH_STEP_CLASS (klass)->begin = batch_models_step_begin;
  BATCH_STEP_CLASS (klass)->enter = batch_models_step_enter;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-models-step.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, models);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, servers_button);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, server);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, spinner);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, other);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, temperature);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, top_p);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, max_tokens);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, seed);
  gtk_widget_class_bind_template_child (widget_class, BatchModelsStep, schema);
  gtk_widget_class_bind_template_callback (widget_class, models_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_added_cb);
  gtk_widget_class_bind_template_callback (widget_class, parameters_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_selected_cb);
  gtk_widget_class_install_action (widget_class, "models.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "models.servers", NULL, servers_action);
}

static void
batch_models_step_init (BatchModelsStep *self)
{
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  batch_accessible_name_set_buttons (GTK_WIDGET (self->other));
  g_signal_connect_object (gtk_text_view_get_buffer (self->schema), "changed",
                           G_CALLBACK (parameters_changed_cb), self, G_CONNECT_SWAPPED);
}
