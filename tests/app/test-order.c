/* test-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "app-driver.h"
#include "queue/batch-job-row.h"
#include "queue/batch-plan-chip.h"
#include "queue/batch-plan-strip.h"
#include "queue/batch-queue-page.h"
#include "test-support.h"
#include "widgets/batch-closures.h"
#include "window-driver.h"

/* The queue page puts batches and models in order: by actions, by keys, and by what is dropped.
 * The jobs are somebody else's to work on, so they stay. */

typedef struct
{
  BatchQueue     *queue;
  GtkWidget      *window;
  BatchQueuePage *page;
} Fixture;

static void
enqueued_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJob) job = batch_queue_enqueue_finish (BATCH_QUEUE (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
put (Fixture    *fixture,
     const char *title,
     const char *models)
{
  g_auto(GStrv) names = g_strsplit (models, " ", -1);
  g_autoptr(BatchJob) draft = batch_job_new (names[0], "chat", BATCH_OVERWRITE_POLICY_SKIP);
  gboolean done = FALSE;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);

      batch_job_add_item_with_model (draft, id, names[i % g_strv_length (names)], "{}",
                                     BATCH_SIZE_BUCKET_SMALL);
    }
  batch_job_set_title (draft, title);
  batch_job_set_handler (draft, "somebody");
  batch_queue_enqueue_async (fixture->queue, draft, NULL, enqueued_cb, &done);
  app_wait_until (done);
}

static void
set_up (Fixture *fixture)
{
  fixture->queue = batch_queue_new ();
  fixture->window = gtk_window_new ();
  fixture->page = g_object_new (BATCH_TYPE_QUEUE_PAGE, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  batch_queue_page_set_queue (fixture->page, fixture->queue);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_add_weak_pointer (G_OBJECT (fixture->queue), (gpointer *) &fixture->queue);
  g_object_unref (fixture->queue);
  app_wait_until (fixture->queue == NULL);
}

static gboolean
titles_are (Fixture    *fixture,
            const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i);

      g_autofree char *title = batch_job_get_display_name (job);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", title);
    }

  return g_str_equal (text->str, expected);
}

static BatchJob *
find_job (Fixture    *fixture,
          const char *title)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)); i++)
    {
      g_autoptr(BatchJob) job = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i);

      if (g_str_equal (batch_job_get_title (job), title))
        return job;
    }

  g_assert_not_reached ();
}

static void
select_job (Fixture    *fixture,
            const char *title)
{
  BatchJob *job = find_job (fixture, title);

  batch_queue_page_set_job (fixture->page, job);
  g_assert_true (batch_queue_page_get_job (fixture->page) == job);
}

/* --- Keys and drops --- */

static gpointer
find_controller (GtkWidget *widget,
                 GType      type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller;
    }

  return NULL;
}

static gboolean
drop (GtkWidget *widget,
      GType      type,
      gpointer   object,
      double     y)
{
  GtkDropTarget *target = find_controller (widget, GTK_TYPE_DROP_TARGET);
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_assert_nonnull (target);
  g_value_init (&value, type);
  g_value_set_object (&value, object);
  g_signal_emit_by_name (target, "drop", &value, 5.0, y, &taken);
  return taken;
}

typedef struct
{
  gpointer   wanted;
  GtkWidget *found;
} Search;

static gboolean
is_row_of (GtkWidget *widget,
           gpointer   user_data)
{
  Search *search = user_data;
  g_autoptr(BatchJob) job = NULL;

  if (!BATCH_IS_JOB_ROW (widget))
    return FALSE;

  g_object_get (widget, "job", &job, NULL);
  if (job == search->wanted)
    search->found = widget;
  return search->found != NULL;
}

/* One that a person sees: what was only just made has no halves yet to drop something on. */
static gboolean
find_seen (Fixture  *fixture,
           AppVisit  visit,
           Search   *search)
{
  search->found = NULL;
  return app_walk (fixture->window, visit, search) && gtk_widget_get_height (search->found) > 0;
}

static GtkWidget *
find_row (Fixture    *fixture,
          const char *title)
{
  Search search = { find_job (fixture, title), NULL };

  app_wait_until (find_seen (fixture, is_row_of, &search));
  return search.found;
}

static gboolean
is_chip_of (GtkWidget *widget,
            gpointer   user_data)
{
  Search *search = user_data;

  if (BATCH_IS_PLAN_CHIP (widget)
      && g_str_equal (batch_plan_group_get_resource_key
                        (batch_plan_chip_get_group (BATCH_PLAN_CHIP (widget))), search->wanted))
    search->found = widget;
  return search->found != NULL;
}

static GtkWidget *
find_chip (Fixture    *fixture,
           const char *model)
{
  Search search = { (gpointer) model, NULL };

  app_wait_until (find_seen (fixture, is_chip_of, &search));
  return search.found;
}

static gboolean
add_chip (GtkWidget *widget,
          gpointer   user_data)
{
  if (BATCH_IS_PLAN_CHIP (widget))
    g_string_append_printf (user_data, "%s ", batch_plan_group_get_resource_key
                              (batch_plan_chip_get_group (BATCH_PLAN_CHIP (widget))));
  return FALSE;
}

static gboolean
chips_are (Fixture    *fixture,
           const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  app_walk (fixture->window, add_chip, text);
  return g_str_equal (text->str, expected);
}

static gboolean
says (GtkWidget *widget,
      gpointer   user_data)
{
  return GTK_IS_LABEL (widget)
         && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), user_data);
}

/* --- Cases --- */

static void
test_batches (void)
{
  Fixture fixture;

  set_up (&fixture);
  put (&fixture, "one", "a");
  put (&fixture, "two", "b");
  put (&fixture, "three", "c");
  app_wait_until (titles_are (&fixture, "one two three"));

  select_job (&fixture, "three");
  g_assert_true (app_press (GTK_WIDGET (fixture.page), GDK_KEY_Up, GDK_ALT_MASK));
  app_wait_until (titles_are (&fixture, "one three two"));
  g_assert_true (app_press (GTK_WIDGET (fixture.page), GDK_KEY_Home, GDK_ALT_MASK));
  app_wait_until (titles_are (&fixture, "three one two"));
  g_assert_cmpstr (batch_job_get_title (batch_queue_page_get_job (fixture.page)), ==, "three");
  g_assert_true (app_press (GTK_WIDGET (fixture.page), GDK_KEY_Down, GDK_ALT_MASK));
  app_wait_until (titles_are (&fixture, "one three two"));
  g_assert_true (app_press (GTK_WIDGET (fixture.page), GDK_KEY_End, GDK_ALT_MASK));
  app_wait_until (titles_are (&fixture, "one two three"));

  /* Dropped on the upper half of one it goes before it, on the lower behind it. */
  g_assert_true (drop (find_row (&fixture, "one"), BATCH_TYPE_JOB, find_job (&fixture, "three"),
                       1));
  app_wait_until (titles_are (&fixture, "three one two"));
  g_assert_true (drop (find_row (&fixture, "one"), BATCH_TYPE_JOB, find_job (&fixture, "three"),
                       1000));
  app_wait_until (titles_are (&fixture, "one three two"));
  g_assert_false (drop (find_row (&fixture, "one"), BATCH_TYPE_JOB, find_job (&fixture, "one"), 1));

  select_job (&fixture, "two");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture.page), "queue.run-next", NULL));
  app_wait_until (titles_are (&fixture, "two one three"));
  tear_down (&fixture);
}

/* --- What is told --- */

static void
toast_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  char **told = user_data;

  g_free (*told);
  *told = g_variant_dup_string (parameter, NULL);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_assert_true (batch_queue_cancel_job_finish (BATCH_QUEUE (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* What is finished stays where it is, and who moves a batch before it is told so. */
static void
test_unseen_move (void)
{
  static const GActionEntry entries[] = { { .name = "toast", .activate = toast_cb,
                                            .parameter_type = "s" } };
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autofree char *told = NULL;
  gboolean done = FALSE;
  Fixture fixture;

  set_up (&fixture);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, 1, &told);
  gtk_widget_insert_action_group (fixture.window, "win", G_ACTION_GROUP (actions));
  put (&fixture, "one", "a");
  put (&fixture, "two", "b");
  put (&fixture, "three", "c");
  batch_queue_cancel_job_async (fixture.queue, batch_job_get_id (find_job (&fixture, "one")),
                                NULL, cancelled_cb, &done);
  app_wait_until (done && batch_job_is_terminal (find_job (&fixture, "one")));

  select_job (&fixture, "three");
  g_assert_true (app_press (GTK_WIDGET (fixture.page), GDK_KEY_Up, GDK_ALT_MASK));
  app_wait_until (titles_are (&fixture, "one three two"));
  g_assert_null (told);
  g_assert_true (app_press (GTK_WIDGET (fixture.page), GDK_KEY_Up, GDK_ALT_MASK));
  app_wait_until (told != NULL);
  g_assert_cmpstr (told, ==, "Batches that are finished keep their place in the list");
  g_assert_true (titles_are (&fixture, "one three two"));

  g_clear_pointer (&told, g_free);
  g_assert_true (drop (find_row (&fixture, "one"), BATCH_TYPE_JOB, find_job (&fixture, "three"),
                       1));
  app_wait_until (told != NULL);
  g_assert_cmpstr (told, ==, "Batches that are finished keep their place in the list");
  tear_down (&fixture);
}

static gboolean
is_menu (GtkWidget *widget,
         gpointer   user_data)
{
  return GTK_IS_POPOVER_MENU (widget) && gtk_widget_get_visible (widget);
}

static void
test_menu (void)
{
  Fixture fixture;

  set_up (&fixture);
  put (&fixture, "one", "a");
  put (&fixture, "two", "b");
  select_job (&fixture, "one");
  app_wait_until (gtk_widget_get_height (find_row (&fixture, "two")) > 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture.page), "queue.menu", "(sii)",
                              batch_job_get_id (find_job (&fixture, "two")), 5, 5);
  app_wait_until (app_walk (fixture.window, is_menu, NULL));
  g_assert_cmpstr (batch_job_get_title (batch_queue_page_get_job (fixture.page)), ==, "two");
  tear_down (&fixture);
}

/* One batch of three models in turn. */
static void
test_plan (void)
{
  Fixture fixture;
  GtkWidget *chip;
  BatchPlanGroup *group;

  set_up (&fixture);
  put (&fixture, "one", "a b c");
  app_wait_until (chips_are (&fixture, "a b c "));
  app_wait_until (app_walk (fixture.window, says,
                            (gpointer) "3 model loads (arrival order would need 6)"));
  app_wait_until (app_walk (fixture.window, says, (gpointer) "a · 2"));

  g_assert_true (app_press (find_chip (&fixture, "c"), GDK_KEY_Left, GDK_ALT_MASK));
  app_wait_until (chips_are (&fixture, "a c b "));
  g_assert_true (app_press (find_chip (&fixture, "c"), GDK_KEY_Home, GDK_ALT_MASK));
  app_wait_until (chips_are (&fixture, "c a b "));
  chip = find_chip (&fixture, "c");
  group = batch_plan_chip_get_group (BATCH_PLAN_CHIP (chip));
  g_assert_cmpstr (batch_plan_group_get_reason (group), ==, "you moved it to the front");
  g_assert_true (app_press (chip, GDK_KEY_Right, GDK_ALT_MASK));
  app_wait_until (chips_are (&fixture, "a c b "));
  g_assert_true (app_press (find_chip (&fixture, "a"), GDK_KEY_End, GDK_ALT_MASK));
  app_wait_until (chips_are (&fixture, "c b a "));

  group = batch_plan_chip_get_group (BATCH_PLAN_CHIP (find_chip (&fixture, "a")));
  g_assert_true (drop (find_chip (&fixture, "b"), BATCH_TYPE_PLAN_GROUP, group, 1));
  app_wait_until (chips_are (&fixture, "c a b "));

  /* Where people read from right to left, later is on the left. */
  gtk_widget_set_direction (find_chip (&fixture, "c"), GTK_TEXT_DIR_RTL);
  g_assert_true (app_press (find_chip (&fixture, "c"), GDK_KEY_Left, GDK_ALT_MASK));
  app_wait_until (chips_are (&fixture, "a c b "));
  tear_down (&fixture);
}

static void
test_policy (void)
{
  Fixture fixture;
  BatchEngine *engine;
  GtkWidget *strip;

  set_up (&fixture);
  engine = batch_queue_get_engine (fixture.queue);
  put (&fixture, "one", "a b");
  app_wait_until (chips_are (&fixture, "a b "));
  strip = app_find_widget (fixture.window, BATCH_TYPE_PLAN_STRIP);
  g_assert_true (gtk_widget_activate_action (strip, "engine.policy", "s", "fair"));
  g_assert_cmpint (batch_engine_get_policy (engine), ==, BATCH_POLICY_FAIR);
  app_wait_until (app_walk (fixture.window, says, (gpointer) "Fair"));
  batch_engine_set_policy (engine, BATCH_POLICY_EXACT_ORDER);
  app_wait_until (app_walk (fixture.window, says, (gpointer) "Exact Order"));
  tear_down (&fixture);
}

/* --- Many --- */

#define MANY 60

/* All of its row is in what the list shows. */
static gboolean
is_in_sight (Fixture  *fixture,
             BatchJob *job)
{
  GtkWidget *list = batch_queue_page_get_list (fixture->page);
  Search search = { job, NULL };
  graphene_rect_t bounds;

  return app_walk (list, is_row_of, &search) && gtk_widget_get_mapped (search.found)
         && gtk_widget_compute_bounds (search.found, list, &bounds) && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (list);
}

/* Who has added many files sees the one that was added last, not only its page. */
static void
test_what_is_shown_is_in_sight (void)
{
  Fixture fixture;
  g_autoptr(BatchJob) last = NULL;

  set_up (&fixture);
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *title = g_strdup_printf ("batch-%u", i);

      put (&fixture, title, "a");
    }

  last = g_list_model_get_item (G_LIST_MODEL (fixture.queue), MANY - 1);
  app_wait_until (gtk_widget_get_height (batch_queue_page_get_list (fixture.page)) > 0
                  && !is_in_sight (&fixture, last));
  batch_queue_page_set_job (fixture.page, last);
  app_wait_until (is_in_sight (&fixture, last));

  /* Also when it is the one that is shown already, but a person has looked elsewhere. */
  gtk_widget_activate_action (batch_queue_page_get_list (fixture.page), "list.scroll-to-item", "u",
                              0);
  app_wait_until (!is_in_sight (&fixture, last));
  batch_queue_page_set_job (fixture.page, last);
  app_wait_until (is_in_sight (&fixture, last));
  g_clear_object (&last);
  tear_down (&fixture);
}

/* --- Restarts --- */

static void
move_by_action (AppWindow  *fixture,
                guint       place,
                const char *where)
{
  GtkWidget *page = app_find_widget (GTK_WIDGET (fixture->window), BATCH_TYPE_QUEUE_PAGE);
  GListModel *jobs = G_LIST_MODEL (batch_window_get_queue (fixture->window));
  g_autoptr(BatchJob) job = g_list_model_get_item (jobs, place);

  batch_queue_page_set_job (BATCH_QUEUE_PAGE (page), job);
  g_assert_true (gtk_widget_activate_action (page, "queue.move", "s", where));
}

static gboolean
window_lists (AppWindow  *fixture,
              const char *expected)
{
  Fixture shown = { .queue = batch_window_get_queue (fixture->window) };

  return shown.queue != NULL && titles_are (&shown, expected);
}

/* The order that a person has given to batches is there when the program is started again, also
 * where that sorts batches of one model apart. */
static void
test_restart (void)
{
  static const char * const batches[][2] = {
    { "one", "a" }, { "two", "b" }, { "three", "a" }, { "four", "c" }, { "five", "b" },
  };
  const char *wanted = "five three four two one";
  AppWindow fixture;

  app_window_set_up (&fixture, "a b c", SLOW_MS);
  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      g_autofree char *path = app_write_batch (fixture.dir, batches[i][0], batches[i][1], 6,
                                               batches[i][0]);

      app_window_open_file (&fixture, path);
    }

  app_wait_until (window_lists (&fixture, "one three two five four"));
  move_by_action (&fixture, 3, "first");
  app_wait_until (window_lists (&fixture, "five one three two four"));
  move_by_action (&fixture, 1, "last");
  app_wait_until (window_lists (&fixture, "five three two four one"));
  move_by_action (&fixture, 3, "up");
  app_wait_until (window_lists (&fixture, wanted));

  for (guint i = 0; i < 2; i++)
    {
      app_window_close (&fixture);
      app_window_open (&fixture);
      app_wait_until (batch_window_get_queue (fixture.window) != NULL
                      && g_list_model_get_n_items (G_LIST_MODEL (
                           batch_window_get_queue (fixture.window))) == G_N_ELEMENTS (batches));
      g_assert_true (window_lists (&fixture, wanted));
    }
  app_window_tear_down (&fixture);
}

static void
add_tests (void)
{
  g_test_add_func ("/batch/app/order/restart", test_restart);
  g_test_add_func ("/batch/app/order/what-is-shown-is-in-sight", test_what_is_shown_is_in_sight);
  g_test_add_func ("/batch/app/order/batches", test_batches);
  g_test_add_func ("/batch/app/order/unseen-move", test_unseen_move);
  g_test_add_func ("/batch/app/order/menu", test_menu);
  g_test_add_func ("/batch/app/order/plan", test_plan);
  g_test_add_func ("/batch/app/order/policy", test_policy);
}

int
main (int   argc,
      char *argv[])
{
  return app_test_run (argc, argv, add_tests);
}
