/* batch-plan-strip.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-plan-strip.h"

#include <glib/gi18n.h>

#include "queue/batch-plan-chip.h"
#include "widgets/batch-load-watch.h"
#include "widgets/batch-menu-button.h"
#include "widgets/batch-standstill-text.h"

/* Of those that wait for a model so many are looked at: they wait for the same. */
#define MAX_JOBS 32
#define LOOK_MS  250

/* The plan, from what is next to what is last, and what it saves. It is not there when nothing
 * waits. */

struct _BatchPlanStrip
{
  AdwBin          parent_instance;

  GtkRevealer    *revealer;
  GtkBox         *chips;
  GtkLabel       *summary;
  GtkMenuButton  *policy;
  GtkLabel       *policy_title;

  BatchQueue     *queue;           /* (nullable) */
  BatchEngine    *engine;          /* (nullable) */
  BatchPlan      *plan;            /* (nullable) */
  BatchLoadWatch *loads;           /* (nullable) */
  GCancellable   *cancellable;
  guint           timer;           /* until what batches say is looked at */
};

G_DEFINE_FINAL_TYPE (BatchPlanStrip, batch_plan_strip, ADW_TYPE_BIN)

/* --- What it shows --- */

static char *
summarize (BatchPlan *plan)
{
  guint loads = batch_plan_get_loads (plan);
  guint arrival = batch_plan_get_arrival_loads (plan);

  if (loads == 0)
    return g_strdup (_("No more model loads"));
  if (arrival <= loads)
    return g_strdup_printf (ngettext ("%'u model load", "%'u model loads", loads), loads);

  return g_strdup_printf (ngettext ("%'u model load (arrival order would need %'u)",
                                    "%'u model loads (arrival order would need %'u)", loads),
                          loads, arrival);
}

static void
update_summary (BatchPlanStrip *self)
{
  g_autofree char *summary = summarize (self->plan);

  gtk_label_set_text (self->summary, summary);
}

static GtkWidget *
chip_at (BatchPlanStrip *self,
         guint           position)
{
  GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips));

  while (chip != NULL && position-- > 0)
    chip = gtk_widget_get_next_sibling (chip);
  return chip;
}

static gboolean
is_same (BatchPlanGroup *one,
         BatchPlanGroup *two)
{
  return g_str_equal (batch_plan_group_get_resource_key (one),
                      batch_plan_group_get_resource_key (two))
         && g_str_equal (batch_plan_group_get_backend (one), batch_plan_group_get_backend (two));
}

/* The chip that was moved keeps the focus. */
static BatchPlanGroup *
focused_group (BatchPlanStrip *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *chip = focus != NULL ? gtk_widget_get_ancestor (focus, BATCH_TYPE_PLAN_CHIP) : NULL;

  return chip != NULL && gtk_widget_is_ancestor (chip, GTK_WIDGET (self))
         ? g_object_ref (batch_plan_chip_get_group (BATCH_PLAN_CHIP (chip))) : NULL;
}

/* A model whose batches all stand still does not move, whatever its server was asked for. NULL: it
 * does, or is not meant to. */
static char *
describe_wait (BatchPlanStrip *self,
               BatchPlanGroup *group)
{
  const char * const *ids = batch_plan_group_get_job_ids (group);
  g_autofree char *again = NULL;
  g_autoptr(GDateTime) first = NULL;
  guint n_jobs = 0;

  for (; ids != NULL && ids[n_jobs] != NULL && n_jobs < MAX_JOBS; n_jobs++)
    {
      BatchJob *job = batch_queue_get_job (self->queue, ids[n_jobs]);
      g_autoptr(GDateTime) next = NULL;

      if (job == NULL || batch_job_get_standstill (job) == NULL)
        return NULL;

      next = batch_job_get_next_try_at (job);
      if (next != NULL && (first == NULL || g_date_time_compare (next, first) < 0))
        {
          g_clear_pointer (&first, g_date_time_unref);
          first = g_steal_pointer (&next);
        }
    }

  if (n_jobs == 0)
    return NULL;

  again = batch_standstill_next_try (first);
  return *again != '\0' ? g_steal_pointer (&again) : g_strdup (_("waiting"));
}

/* That a server is asked for a load says nothing while it does not answer. */
static BatchLoad *
find_load (BatchPlanStrip *self,
           BatchPlanGroup *group)
{
  if (batch_engine_get_trouble (self->engine) != NULL)
    return NULL;

  return batch_load_watch_find (self->loads, batch_plan_group_get_backend (group),
                                batch_plan_group_get_resource_key (group));
}

static void
show_states (BatchPlanStrip *self)
{
  for (GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips)); chip != NULL;
       chip = gtk_widget_get_next_sibling (chip))
    {
      BatchPlanGroup *group = batch_plan_chip_get_group (BATCH_PLAN_CHIP (chip));
      g_autoptr(BatchLoad) load = find_load (self, group);
      g_autofree char *wait = describe_wait (self, group);

      batch_plan_chip_set_load (BATCH_PLAN_CHIP (chip), load);
      batch_plan_chip_set_wait (BATCH_PLAN_CHIP (chip), wait);
    }
}

static void
look_cb (gpointer user_data)
{
  BatchPlanStrip *self = user_data;

  self->timer = 0;
  show_states (self);
}

/* Batches change with every item. */
static void
look_soon (BatchPlanStrip *self)
{
  if (self->timer == 0)
    self->timer = g_timeout_add_once (LOOK_MS, look_cb, self);
}

static void
groups_changed_cb (BatchPlanStrip *self,
                   guint           position,
                   guint           n_removed,
                   guint           n_added)
{
  g_autoptr(BatchPlanGroup) focused = focused_group (self);
  GtkWidget *before = position > 0 ? chip_at (self, position - 1) : NULL;

  for (guint i = 0; i < n_removed; i++)
    gtk_box_remove (self->chips, chip_at (self, position));

  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (self->plan),
                                                               position + i);
      GtkWidget *chip = batch_plan_chip_new (group);

      gtk_box_insert_child_after (self->chips, chip, before);
      if (focused != NULL && is_same (group, focused))
        gtk_widget_child_focus (chip, GTK_DIR_TAB_FORWARD);
      before = chip;
    }

  show_states (self);
  gtk_revealer_set_reveal_child (self->revealer,
                                 g_list_model_get_n_items (G_LIST_MODEL (self->plan)) > 0);
}

/* --- Moving --- */

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchPlanStrip) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_engine_move_group_finish (BATCH_ENGINE (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
move_before (BatchPlanStrip *self,
             const char     *backend,
             const char     *key,
             const char     *before)
{
  batch_engine_move_group_async (self->engine, backend, key, before, self->cancellable, moved_cb,
                                 g_object_ref (self));
}

/* The models at @backend in the order of the plan. */
static GPtrArray *
list_keys (BatchPlanStrip *self,
           const char     *backend)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->plan)); i++)
    {
      g_autoptr(BatchPlanGroup) group = g_list_model_get_item (G_LIST_MODEL (self->plan), i);

      if (g_str_equal (batch_plan_group_get_backend (group), backend))
        g_ptr_array_add (keys, g_strdup (batch_plan_group_get_resource_key (group)));
    }

  return keys;
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BatchPlanStrip *self = BATCH_PLAN_STRIP (widget);
  const char *backend;
  const char *key;
  const char *where;
  g_autoptr(GPtrArray) keys = NULL;
  guint place;

  g_variant_get (parameter, "(&s&s&s)", &backend, &key, &where);
  keys = list_keys (self, backend);
  if (!g_ptr_array_find_with_equal_func (keys, key, g_str_equal, &place))
    return;

  if (g_str_equal (where, "first") || (g_str_equal (where, "earlier") && place == 1))
    move_before (self, backend, key, g_ptr_array_index (keys, 0));
  else if (g_str_equal (where, "earlier") && place > 1)
    move_before (self, backend, key, g_ptr_array_index (keys, place - 1));
  else if (g_str_equal (where, "later") && place + 2 < keys->len)
    move_before (self, backend, key, g_ptr_array_index (keys, place + 2));
  else if (g_str_equal (where, "last") || g_str_equal (where, "later"))
    move_before (self, backend, key, NULL);
}

static void
move_before_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  const char *backend;
  const char *key;
  const char *before;

  g_variant_get (parameter, "(&s&s&s)", &backend, &key, &before);
  move_before (BATCH_PLAN_STRIP (widget), backend, key, before);
}

/* --- The policy --- */

static const char *
policy_title (BatchPolicy policy)
{
  switch (policy)
    {
    case BATCH_POLICY_FEWEST_SWAPS:
      return _("Fewest Swaps");
    case BATCH_POLICY_FAIR:
      return _("Fair");
    case BATCH_POLICY_EXACT_ORDER:
      return _("Exact Order");
    }

  return "";
}

static void
policy_changed_cb (BatchPlanStrip *self)
{
  const char *title = policy_title (batch_engine_get_policy (self->engine));
  /* Translators: how the next model is chosen */
  g_autofree char *spoken = g_strdup_printf (_("Policy: %s"), title);

  gtk_label_set_text (self->policy_title, title);
  batch_name_menu_button (self->policy, spoken, NULL);
}

static void
add_policy_action (BatchPlanStrip *self)
{
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GPropertyAction) action = g_property_action_new ("policy", self->engine, "policy");

  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "engine", G_ACTION_GROUP (actions));
}

/* --- Its size --- */

/* Where there is no room for it, it is not there: the batches are more important. */
static void
batch_plan_strip_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (BATCH_PLAN_STRIP (widget)->revealer), orientation, for_size,
                      minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = 0;
}

static void
batch_plan_strip_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  GtkWidget *child = GTK_WIDGET (BATCH_PLAN_STRIP (widget)->revealer);
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  gtk_widget_set_child_visible (child, height >= minimum);
  if (height >= minimum)
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

/* --- The widget --- */

static void
batch_plan_strip_dispose (GObject *object)
{
  BatchPlanStrip *self = BATCH_PLAN_STRIP (object);

  /* Nothing begins again of what they tell. */
  if (self->queue != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->queue, self);
      g_signal_handlers_disconnect_by_data (self->engine, self);
    }
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->loads);
  g_clear_object (&self->plan);
  g_clear_object (&self->engine);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (batch_plan_strip_parent_class)->dispose (object);
}

static void
batch_plan_strip_class_init (BatchPlanStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_plan_strip_dispose;
  widget_class->measure = batch_plan_strip_measure;
  widget_class->size_allocate = batch_plan_strip_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class,
    "/io/github/batchqueue/BatchQueue/batch-plan-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, BatchPlanStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, BatchPlanStrip, chips);
  gtk_widget_class_bind_template_child (widget_class, BatchPlanStrip, summary);
  gtk_widget_class_bind_template_child (widget_class, BatchPlanStrip, policy);
  gtk_widget_class_bind_template_child (widget_class, BatchPlanStrip, policy_title);

  /* A place of work, a model, and where: first, earlier, later, last; or before which one. */
  gtk_widget_class_install_action (widget_class, "plan.move", "(sss)", move_action);
  gtk_widget_class_install_action (widget_class, "plan.move-before", "(sss)", move_before_action);
}

static void
batch_plan_strip_init (BatchPlanStrip *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
}

static void
plan_got_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(BatchPlanStrip) self = user_data;
  g_autoptr(GError) error = NULL;
  BatchPlan *plan = batch_engine_get_plan_finish (BATCH_ENGINE (source), result, &error);

  if (plan == NULL || self->engine == NULL)
    {
      g_clear_object (&plan);
      return;
    }

  /* As long as it is held, it follows. */
  self->plan = plan;
  g_signal_connect_object (plan, "items-changed", G_CALLBACK (groups_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (plan, "notify", G_CALLBACK (update_summary), self, G_CONNECT_SWAPPED);
  groups_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (plan)));
  update_summary (self);
}

void
batch_plan_strip_set_queue (BatchPlanStrip *self,
                            BatchQueue     *queue)
{
  g_return_if_fail (BATCH_IS_PLAN_STRIP (self));
  g_return_if_fail (BATCH_IS_QUEUE (queue));
  g_return_if_fail (self->engine == NULL);

  self->queue = g_object_ref (queue);
  self->engine = g_object_ref (batch_queue_get_engine (queue));
  g_signal_connect_object (self->engine, "notify::policy", G_CALLBACK (policy_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->loads = batch_load_watch_new (self->engine);
  g_signal_connect_object (self->loads, "changed", G_CALLBACK (show_states), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "job-changed", G_CALLBACK (look_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "notify::in-trouble", G_CALLBACK (show_states), self,
                           G_CONNECT_SWAPPED);
  add_policy_action (self);
  policy_changed_cb (self);
  batch_engine_get_plan_async (self->engine, self->cancellable, plan_got_cb, g_object_ref (self));
}
