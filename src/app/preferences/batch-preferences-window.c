/* batch-preferences-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "preferences/batch-preferences-window.h"

#include "local-api/batch-local-api-page.h"
#include "widgets/batch-settings.h"

struct _BatchPreferencesWindow
{
  AdwPreferencesWindow  parent_instance;

  AdwComboRow          *at_start;
  AdwComboRow          *when_closed;
  GtkSwitch            *notify_finished;
  GtkSwitch            *notify_stopped;
  GtkSwitch            *notify_server;
  GtkSwitch            *notify_paused;
  GtkSwitch            *notify_background;
  AdwComboRow          *policy;
  GtkSpinButton        *max_failures;
  GtkSpinButton        *max_lines;
  BatchLocalApiPage    *local_api;
};

G_DEFINE_FINAL_TYPE (BatchPreferencesWindow, batch_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the choices in the .ui file. */
static const char *const at_start_words[] = { "ask", "resume", "stay-paused", NULL };
static const char *const when_closed_words[] = { "ask", "keep-working", "quit", NULL };
static const BatchPolicy policies[] = {
  BATCH_POLICY_FEWEST_SWAPS, BATCH_POLICY_FAIR, BATCH_POLICY_EXACT_ORDER
};

static gboolean
choice_from_word (GValue   *value,
                  GVariant *variant,
                  gpointer  user_data)
{
  const char *const *words = user_data;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], g_variant_get_string (variant, NULL)))
      {
        g_value_set_uint (value, i);
        return TRUE;
      }

  return FALSE;
}

static GVariant *
word_from_choice (const GValue       *value,
                  const GVariantType *type,
                  gpointer            user_data)
{
  const char *const *words = user_data;

  return g_variant_new_string (words[g_value_get_uint (value)]);
}

static void
bind_choice (AdwComboRow       *row,
             const char        *key,
             const char *const *words)
{
  g_settings_bind_with_mapping (batch_settings_get (), key, row, "selected",
                                G_SETTINGS_BIND_DEFAULT, choice_from_word, word_from_choice,
                                (gpointer) words, NULL);
}

static void
batch_preferences_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BATCH_TYPE_PREFERENCES_WINDOW);

  G_OBJECT_CLASS (batch_preferences_window_parent_class)->dispose (object);
}

static void
batch_preferences_window_class_init (BatchPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_preferences_window_dispose;
  g_type_ensure (BATCH_TYPE_LOCAL_API_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, at_start);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, when_closed);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, notify_finished);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, notify_stopped);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, notify_server);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, notify_paused);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, notify_background);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, policy);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, max_failures);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, max_lines);
  gtk_widget_class_bind_template_child (widget_class, BatchPreferencesWindow, local_api);
}

static void
bind_switch (GtkSwitch  *widget,
             const char *key)
{
  g_settings_bind (batch_settings_get (), key, widget, "active", G_SETTINGS_BIND_DEFAULT);
}

static void
bind_number (GtkSpinButton *widget,
             const char    *key)
{
  g_settings_bind (batch_settings_get (), key, gtk_spin_button_get_adjustment (widget), "value",
                   G_SETTINGS_BIND_DEFAULT);
}

static void
batch_preferences_window_init (BatchPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  bind_choice (self->at_start, "at-start", at_start_words);
  bind_choice (self->when_closed, "when-closed", when_closed_words);
  bind_switch (self->notify_finished, "notify-finished");
  bind_switch (self->notify_stopped, "notify-stopped");
  bind_switch (self->notify_server, "notify-server");
  bind_switch (self->notify_paused, "notify-paused");
  bind_switch (self->notify_background, "notify-background");
  bind_number (self->max_failures, "max-failures-in-a-row");
  bind_number (self->max_lines, "max-lines");
}

static gboolean
choice_from_policy (GBinding     *binding,
                    const GValue *policy,
                    GValue       *choice,
                    gpointer      user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (policies[i] == (BatchPolicy) g_value_get_enum (policy))
      g_value_set_uint (choice, i);
  return TRUE;
}

static gboolean
policy_from_choice (GBinding     *binding,
                    const GValue *choice,
                    GValue       *policy,
                    gpointer      user_data)
{
  g_value_set_enum (policy, policies[g_value_get_uint (choice)]);
  return TRUE;
}

BatchPreferencesWindow *
batch_preferences_window_new (GtkWindow     *parent,
                              BatchEngine   *engine,
                              BatchLocalApi *local_api)
{
  BatchPreferencesWindow *self = g_object_new (BATCH_TYPE_PREFERENCES_WINDOW,
                                               "transient-for", parent, NULL);

  batch_local_api_page_set_api (self->local_api, local_api);
  gtk_widget_set_sensitive (GTK_WIDGET (self->policy), engine != NULL);
  if (engine != NULL)
    g_object_bind_property_full (engine, "policy", self->policy, "selected",
                                 G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL,
                                 choice_from_policy, policy_from_choice, NULL, NULL);
  return self;
}
