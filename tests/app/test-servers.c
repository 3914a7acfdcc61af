/* test-servers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app-driver.h"
#include "servers/batch-server-row.h"
#include "servers/batch-server-text.h"
#include "servers/batch-server.h"
#include "servers/batch-servers-dialog.h"
#include "support/model-server.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"
#include "widgets/batch-server-url.h"

/* The dialog of the model servers, on a real engine and servers of several kinds. */

typedef struct
{
  char        *dir;
  BatchEngine *engine;
  GtkWindow   *dialog;
} Fixture;

static void
set_up (Fixture *fixture)
{
  fixture->dir = batch_test_make_dir ();
  fixture->engine = batch_test_open_engine (fixture->dir);
  fixture->dialog = GTK_WINDOW (batch_servers_dialog_new (NULL, fixture->engine));
  gtk_window_present (fixture->dialog);
}

static void
tear_down (Fixture *fixture)
{
  gtk_window_destroy (fixture->dialog);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->engine);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static gboolean
is_entry_titled (GtkWidget *widget,
                 gpointer   user_data)
{
  return ADW_IS_ENTRY_ROW (widget)
         && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), user_data);
}

typedef struct
{
  AppVisit   is_it;
  gpointer   user_data;
  GtkWidget *found;
} Search;

static gboolean
search_visit (GtkWidget *widget,
              gpointer   user_data)
{
  Search *search = user_data;

  if (!search->is_it (widget, search->user_data))
    return FALSE;
  search->found = widget;
  return TRUE;
}

static GtkWidget *
find_entry (GtkWidget  *below,
            const char *title)
{
  Search search = { is_entry_titled, (gpointer) title, NULL };

  app_walk (below, search_visit, &search);
  return search.found;
}

static void
apply (GtkWidget  *entry,
       const char *text)
{
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "apply");
}

/* Adds by address, from the page that says how to start a server or from the list. */
static void
add (Fixture    *fixture,
     const char *url)
{
  GtkWidget *entry;

  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "servers.show-list", NULL);
  app_wait_until ((entry = find_entry (GTK_WIDGET (fixture->dialog), "Address")) != NULL);
  apply (entry, url);
}

static AdwExpanderRow *
find_row (Fixture *fixture)
{
  return (AdwExpanderRow *) app_find_widget (GTK_WIDGET (fixture->dialog), BATCH_TYPE_SERVER_ROW);
}

/* Of the row, which is opened for that. */
static GtkWidget *
find_field (Fixture    *fixture,
            const char *title)
{
  GtkWidget *entry;

  adw_expander_row_set_expanded (find_row (fixture), TRUE);
  app_wait_until ((entry = find_entry (GTK_WIDGET (find_row (fixture)), title)) != NULL);
  return entry;
}

static gboolean
row_says (Fixture    *fixture,
          const char *text)
{
  AdwExpanderRow *row = find_row (fixture);

  return row != NULL && strstr (adw_expander_row_get_subtitle (row), text) != NULL;
}

static GListModel *
list_backends (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_list_backends_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_list_backends_finish (fixture->engine, result, NULL);
}

static BatchBackend *
find_backend (Fixture *fixture)
{
  g_autoptr(GListModel) backends = list_backends (fixture);

  return g_list_model_get_item (backends, 0);
}

static gboolean
has_backend (Fixture    *fixture,
             const char *name)
{
  g_autoptr(GListModel) backends = list_backends (fixture);

  return batch_server_is_there (backends, batch_backend_get_name, name);
}

static void
test_empty (void)
{
  Fixture fixture;

  set_up (&fixture);
  app_wait_until (app_shows_status (GTK_WIDGET (fixture.dialog), "No Model Server Yet"));
  g_assert_nonnull (app_find_button (GTK_WIDGET (fixture.dialog), "servers.look"));
  g_assert_nonnull (app_find_button (GTK_WIDGET (fixture.dialog), "servers.show-list"));
  g_assert_nonnull (app_find_button (GTK_WIDGET (fixture.dialog), "command.copy"));
  tear_down (&fixture);
}

static gboolean
is_shown_titled (GtkWidget *widget,
                 gpointer   user_data)
{
  return ADW_IS_ACTION_ROW (widget) && gtk_widget_get_mapped (widget)
         && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), user_data);
}

/* Who is led here because that one has no answer finds it, and whence it is. */
static void
test_given (void)
{
  Fixture fixture;
  g_autofree char *url = NULL;

  set_up (&fixture);
  url = batch_engine_use_url (fixture.engine, "http://127.0.0.1:9/v1", NULL);
  batch_engine_set_default_backend (fixture.engine, url);
  gtk_window_destroy (fixture.dialog);
  fixture.dialog = GTK_WINDOW (batch_servers_dialog_new (NULL, fixture.engine));
  gtk_window_present (fixture.dialog);
  app_wait_until (app_walk (GTK_WIDGET (fixture.dialog), is_shown_titled, url));

  /* It can be made one of the list, and work goes on to go there by its address. */
  gtk_widget_activate_action (GTK_WIDGET (fixture.dialog), "servers.add", "s", url);
  app_wait_until (find_row (&fixture) != NULL
                  && app_find_button (GTK_WIDGET (fixture.dialog), "servers.add") == NULL);
  g_assert_true (app_walk (GTK_WIDGET (fixture.dialog), is_shown_titled, url));

  batch_engine_set_default_backend (fixture.engine, NULL);
  add (&fixture, "http://127.0.0.1:19");
  app_wait_until (find_row (&fixture) != NULL
                  && !app_walk (GTK_WIDGET (fixture.dialog), is_shown_titled, url));
  tear_down (&fixture);
}

/* A batch that waits for a server of which only the address is known. */
static void
submit (Fixture    *fixture,
        const char *url)
{
  g_autofree char *path = app_write_batch (fixture->dir, "input.jsonl", "a", 2, "prompt");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_job_set_backend (draft, url);
  batch_engine_submit_async (fixture->engine, draft, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_engine_submit_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

/* It has a row all the same, and can have one like the others. */
static void
test_unlisted (void)
{
  Fixture fixture;
  g_autofree char *url = NULL;

  set_up (&fixture);
  url = batch_engine_use_url (fixture.engine, "http://127.0.0.1:9/v1", NULL);
  submit (&fixture, url);
  gtk_window_destroy (fixture.dialog);
  fixture.dialog = GTK_WINDOW (batch_servers_dialog_new (NULL, fixture.engine));
  gtk_window_present (fixture.dialog);
  app_wait_until (app_walk (GTK_WIDGET (fixture.dialog), is_shown_titled, url));
  g_assert_null (find_row (&fixture));

  g_signal_emit_by_name (app_find_button (GTK_WIDGET (fixture.dialog), "servers.add"), "clicked");
  app_wait_until (find_row (&fixture) != NULL
                  && !app_walk (GTK_WIDGET (fixture.dialog), is_shown_titled, url));
  tear_down (&fixture);
}

/* The first one is where new batches go; its models are listed, and what is in memory. */
static void
test_add (void)
{
  Fixture fixture;
  g_autoptr(ModelServer) server = model_server_new ("ollama");
  g_autoptr(BatchBackend) backend = NULL;

  set_up (&fixture);
  add (&fixture, model_server_get_url (server));
  app_wait_until (row_says (&fixture, "4 models, 1 of them in memory"));

  backend = find_backend (&fixture);
  g_assert_cmpstr (batch_backend_get_name (backend), ==, "Ollama");
  g_assert_cmpstr (batch_backend_get_kind (backend), ==, "ollama");
  g_assert_cmpstr (batch_engine_get_default_backend (fixture.engine), ==, "Ollama");

  adw_expander_row_set_expanded (find_row (&fixture), TRUE);
  app_wait_until (app_shows_row (GTK_WIDGET (fixture.dialog), "gemma3:4b, In Memory"));
  tear_down (&fixture);
}

static gboolean
count_named (GtkWidget *widget,
             gpointer   user_data)
{
  guint *n_named = user_data;
  const char *tooltip = GTK_IS_BUTTON (widget) ? gtk_widget_get_tooltip_text (widget) : NULL;

  if (tooltip != NULL)
    {
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip);
      (*n_named)++;
    }
  return FALSE;
}

/* What applies, shows and forgets a key is called so, also when it has become another one. */
static gboolean
show_text (GtkWidget *widget,
           gpointer   user_data)
{
  if (!GTK_IS_BUTTON (widget)
      || g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "view-reveal-symbolic") != 0)
    return FALSE;

  g_signal_emit_by_name (widget, "clicked");
  return TRUE;
}

static void
test_key_names (void)
{
  Fixture fixture;
  GtkWidget *key;
  guint n_named = 0;

  set_up (&fixture);
  add (&fixture, "http://127.0.0.1:9");
  app_wait_until (find_row (&fixture) != NULL);
  key = find_field (&fixture, "API Key");
  gtk_widget_grab_focus (key);
  gtk_editable_set_text (GTK_EDITABLE (key), "secret");
  app_walk (key, count_named, &n_named);
  g_assert_cmpuint (n_named, ==, 3);

  g_assert_true (app_walk (key, show_text, NULL));
  app_walk (key, count_named, &n_named);
  g_assert_cmpuint (n_named, ==, 6);
  tear_down (&fixture);
}

static void
ask_simulator (BatchSimulator *simulator,
               const char     *path,
               const char     *body)
{
  g_autoptr(BatchTestResponse) response =
    batch_test_http_once (batch_simulator_get_port (simulator), "POST", path, body);

  g_assert_cmpuint (response->status, ==, 200);
}

static gboolean
has_limits (GtkWidget *widget,
            gpointer   user_data)
{
  return ADW_IS_ACTION_ROW (widget) && gtk_widget_get_visible (widget)
         && adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)) != NULL
         && strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)),
                    "3 requests at a time, says the server") != NULL;
}

/* What others do with its memory is seen as it happens, as long as the row is open. */
static void
test_live (void)
{
  BatchSimulatorConfig config = {
    .personality = "llama-server", .models = "a", .slots = 3,
  };
  BatchSimulatorConfig ollama = { .personality = "ollama", .models = "b,c" };
  g_autoptr(BatchSimulator) limited = batch_test_start_simulator (&config);
  g_autoptr(BatchSimulator) shared = batch_test_start_simulator (&ollama);
  Fixture fixture;

  set_up (&fixture);
  add (&fixture, batch_simulator_get_uri (shared));
  app_wait_until (row_says (&fixture, "2 models, 0 of them in memory"));
  adw_expander_row_set_expanded (find_row (&fixture), TRUE);
  app_wait_until (app_shows_row (GTK_WIDGET (fixture.dialog), "b"));

  ask_simulator (shared, "/api/generate",
                 "{\"model\":\"b\",\"prompt\":\"x\",\"stream\":false}");
  app_wait_until (app_shows_row (GTK_WIDGET (fixture.dialog), "b, In Memory"));
  app_wait_until (row_says (&fixture, "2 models, 1 of them in memory"));
  ask_simulator (shared, "/__evict?model=b", "");
  app_wait_until (row_says (&fixture, "2 models, 0 of them in memory"));
  tear_down (&fixture);

  set_up (&fixture);
  add (&fixture, batch_simulator_get_uri (limited));
  app_wait_until (row_says (&fixture, "answers: 1 model"));
  adw_expander_row_set_expanded (find_row (&fixture), TRUE);
  app_wait_until (app_walk (GTK_WIDGET (fixture.dialog), has_limits, NULL));
  tear_down (&fixture);
  batch_simulator_stop (limited);
  batch_simulator_stop (shared);
}

static gboolean
is_refusal (GtkWidget *widget,
            gpointer   user_data)
{
  return GTK_IS_LABEL (widget)
         && strstr (gtk_label_get_text (GTK_LABEL (widget)), "is not the address") != NULL;
}

static void
test_add_nonsense (void)
{
  Fixture fixture;

  set_up (&fixture);
  add (&fixture, "not an address");
  app_wait_until (app_walk (GTK_WIDGET (fixture.dialog), is_refusal, NULL));
  g_assert_null (find_row (&fixture));
  tear_down (&fixture);
}

/* A server that is not there yet is added all the same, and says what is wrong. */
static void
test_unreachable (void)
{
  Fixture fixture;

  set_up (&fixture);
  add (&fixture, "http://127.0.0.1:1");
  app_wait_until (row_says (&fixture, "is the model server running?"));
  tear_down (&fixture);
}

static void
test_key (void)
{
  Fixture fixture;
  g_autoptr(ModelServer) server = model_server_new ("generic-key");
  g_autoptr(BatchBackend) with_key = NULL;
  g_autoptr(BatchBackend) without_key = NULL;

  set_up (&fixture);
  add (&fixture, model_server_get_url (server));
  app_wait_until (row_says (&fixture, "wants a key"));
  apply (find_field (&fixture, "API Key"), "sk-wrong");
  app_wait_until (row_says (&fixture, "does not accept the key"));
  apply (find_field (&fixture, "Another API Key"), " sk-test-1 ");
  app_wait_until (row_says (&fixture, "answers: 1 model"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (
                     find_field (&fixture, "Another API Key"))), ==, "");
  with_key = find_backend (&fixture);
  g_assert_nonnull (batch_backend_get_key_name (with_key));

  gtk_widget_activate_action (GTK_WIDGET (find_row (&fixture)), "row.forget-key", NULL);
  app_wait_until (row_says (&fixture, "wants a key"));
  without_key = find_backend (&fixture);
  g_assert_null (batch_backend_get_key_name (without_key));
  tear_down (&fixture);
}

static guint
stored_parallel (Fixture *fixture)
{
  g_autoptr(BatchBackend) backend = find_backend (fixture);

  return batch_backend_get_parallel (backend);
}

static void
test_settings (void)
{
  Fixture fixture;
  g_autoptr(ModelServer) first = model_server_new ("vllm");
  g_autoptr(ModelServer) second = model_server_new ("ollama");
  GtkWidget *spin;

  set_up (&fixture);
  add (&fixture, model_server_get_url (first));
  app_wait_until (row_says (&fixture, "vLLM 0.11.0"));
  adw_expander_row_set_expanded (find_row (&fixture), TRUE);
  app_wait_until ((spin = app_find_widget (GTK_WIDGET (find_row (&fixture)),
                                           GTK_TYPE_SPIN_BUTTON)) != NULL);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 7);
  app_wait_until (stored_parallel (&fixture) == 7);

  apply (find_field (&fixture, "Address"), model_server_get_url (second));
  app_wait_until (row_says (&fixture, "Ollama 0.12.6"));
  apply (find_field (&fixture, "Address"), "nowhere");
  app_wait_until (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (
                    find_field (&fixture, "Address"))),
                               model_server_get_url (second)));
  tear_down (&fixture);
}

/* What is removed comes back as it was. */
static void
test_remove (void)
{
  Fixture fixture;
  g_autoptr(ModelServer) server = model_server_new ("generic-key");

  set_up (&fixture);
  add (&fixture, model_server_get_url (server));
  app_wait_until (row_says (&fixture, "wants a key"));
  apply (find_field (&fixture, "API Key"), "sk-test-1");
  app_wait_until (row_says (&fixture, "answers: 1 model"));

  gtk_widget_activate_action (GTK_WIDGET (find_row (&fixture)), "row.remove", NULL);
  app_wait_until (find_row (&fixture) == NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture.dialog), "servers.restore", "s",
                              strstr (model_server_get_url (server), "127"));
  app_wait_until (row_says (&fixture, "answers: 1 model"));
  tear_down (&fixture);
}

/* Removes it as the button of its row does, and waits until it is gone. */
static void
remove_server (Fixture    *fixture,
               const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "servers.remove", "s", name);
  app_wait_until (!has_backend (fixture, name));
}

static void
assert_used (Fixture    *fixture,
             const char *name)
{
  g_autofree char *kept = batch_server_load ();

  g_assert_cmpstr (batch_engine_get_default_backend (fixture->engine), ==, name);
  g_assert_cmpstr (kept, ==, name);
}

/* Batches go to none that is not there: to the only one that is left, or to the next that comes. */
static void
test_remove_the_used (void)
{
  Fixture fixture;
  g_autoptr(ModelServer) first = model_server_new ("generic-key");
  g_autoptr(ModelServer) second = model_server_new ("generic-key");
  const char *one = strstr (model_server_get_url (first), "127");
  const char *other = strstr (model_server_get_url (second), "127");

  set_up (&fixture);
  add (&fixture, model_server_get_url (first));
  app_wait_until (row_says (&fixture, "wants a key"));
  add (&fixture, model_server_get_url (second));
  app_wait_until (has_backend (&fixture, other));
  assert_used (&fixture, one);

  remove_server (&fixture, one);
  app_wait_until (batch_engine_get_default_backend (fixture.engine) != NULL);
  assert_used (&fixture, other);
  gtk_widget_activate_action (GTK_WIDGET (fixture.dialog), "servers.restore", "s", one);
  app_wait_until (has_backend (&fixture, one));
  assert_used (&fixture, one);

  remove_server (&fixture, other);
  assert_used (&fixture, one);
  remove_server (&fixture, one);
  assert_used (&fixture, NULL);
  add (&fixture, model_server_get_url (second));
  app_wait_until (has_backend (&fixture, other));
  assert_used (&fixture, other);
  tear_down (&fixture);
}

static void
test_names (void)
{
  g_autoptr(GListStore) taken = g_list_store_new (BATCH_TYPE_BACKEND);
  g_autoptr(BatchBackend) one = batch_backend_new ("host:80", "http://a", NULL, NULL, NULL);
  g_autofree char *first = batch_server_choose_name (NULL, "http://host:80/v1",
                                                     G_LIST_MODEL (taken));
  g_autofree char *second = NULL;

  g_assert_cmpstr (first, ==, "host:80");
  g_list_store_append (taken, one);
  second = batch_server_choose_name (NULL, "http://host:80/v1", G_LIST_MODEL (taken));
  g_assert_cmpstr (second, ==, "host:80 2");
}

/* What a person types for an address, and what stands for a server: a name may have a colon. */
static void
test_addresses (void)
{
  static const struct
  {
    const char *text;
    const char *url;
  } cases[] = {
    { "localhost:8080", "http://localhost:8080" },
    { " 192.168.1.5:11434/v1 ", "http://192.168.1.5:11434/v1" },
    { "https://example.com/v1", "https://example.com/v1" },
    { "localhost/v1", "http://localhost/v1" },
    { "nowhere", "nowhere" },
    { "/v1", "/v1" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = batch_server_complete_url (cases[i].text);

      g_assert_cmpstr (url, ==, cases[i].url);
    }

  g_assert_true (batch_server_url_is ("http://127.0.0.1:8080"));
  g_assert_false (batch_server_url_is ("127.0.0.1:8080"));
  g_assert_false (batch_server_url_is ("Ollama 2"));
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/servers/addresses", test_addresses);
  g_test_add_func ("/batch/app/servers/empty", test_empty);
  g_test_add_func ("/batch/app/servers/given", test_given);
  g_test_add_func ("/batch/app/servers/unlisted", test_unlisted);
  g_test_add_func ("/batch/app/servers/add", test_add);
  g_test_add_func ("/batch/app/servers/live", test_live);
  g_test_add_func ("/batch/app/servers/add-nonsense", test_add_nonsense);
  g_test_add_func ("/batch/app/servers/unreachable", test_unreachable);
  g_test_add_func ("/batch/app/servers/key", test_key);
  g_test_add_func ("/batch/app/servers/key-names", test_key_names);
  g_test_add_func ("/batch/app/servers/settings", test_settings);
  g_test_add_func ("/batch/app/servers/remove", test_remove);
  g_test_add_func ("/batch/app/servers/remove-the-used", test_remove_the_used);
  g_test_add_func ("/batch/app/servers/names", test_names);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  return app_test_run (argc, argv, add_tests);
}
