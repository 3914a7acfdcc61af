/* batch-plan-chip.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "queue/batch-plan-chip.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"
#include "widgets/batch-load-text.h"
#include "widgets/batch-menu-button.h"

/* A model of the plan: what the swap to it costs, or why nothing of it moves, its name and how many
 * items wait for it. It can be dragged to before another one; its menu, which says why it stands
 * where it does, and Alt with an arrow do the same. */

/* What the menu says of it is as wide as a sentence that is read at a glance. */
#define ABOUT_CHARS 36

struct _BatchPlanChip
{
  AdwBin          parent_instance;

  GtkWidget      *box;
  GtkWidget      *arrow;
  GtkLabel       *cost;
  GtkMenuButton  *button;
  GtkLabel       *text;
  GtkLabel       *about;           /* in the menu */

  BatchPlanGroup *group;
  BatchLoad      *load;            /* (nullable) under way */
  char           *wait;            /* (nullable) nothing of it moves */
};

G_DEFINE_FINAL_TYPE (BatchPlanChip, batch_plan_chip, ADW_TYPE_BIN)

/* --- What it says --- */

static char *
describe_load (BatchLoad *load)
{
  g_autofree char *progress = batch_load_text_progress (load);

  /* Translators: a model is being loaded, and how far it is: “loading, 40 %” */
  return g_strdup_printf (_("loading, %s"), progress);
}

static char *
describe_cost (BatchPlanChip *self)
{
  BatchPlanGroup *group = self->group;
  gint64 ms = batch_plan_group_get_load_ms (group);
  g_autofree char *duration = NULL;

  if (self->wait != NULL)
    return g_strdup (self->wait);
  if (self->load != NULL)
    return describe_load (self->load);
  if (!batch_plan_group_get_needs_load (group))
    return g_strdup ("");
  if (ms < 0)
    /* Translators: a model has to be loaded, nobody knows how long that takes */
    return g_strdup (_("load"));

  duration = batch_format_duration (ms);
  /* Translators: a model has to be loaded; a duration */
  return g_strdup_printf (_("load, about %s"), duration);
}

/* All of it, for those who have opened the menu: how much there is to do, and why it comes
 * there. */
static char *
describe (BatchPlanChip *self,
          const char    *items,
          const char    *cost,
          const char    *reason)
{
  g_autofree char *amount = batch_closure_join (NULL, items, cost);
  /* Translators: why a model stands where it does in the plan, such as “is loaded already” */
  g_autofree char *place = g_strdup_printf (_("Why here: %s"), reason);
  const char *model = batch_plan_group_get_resource_key (self->group);

  return g_markup_printf_escaped ("<b>%s</b>\n%s\n\n%s", model, amount, place);
}

static void
update (BatchPlanChip *self)
{
  const char *model = batch_plan_group_get_resource_key (self->group);
  g_autofree char *reason = batch_localize (batch_plan_group_get_reason (self->group));
  gint64 waiting = batch_plan_group_get_waiting (self->group);
  g_autofree char *cost = describe_cost (self);
  g_autofree char *text = g_strdup_printf ("%s · %'" G_GINT64_FORMAT, model, waiting);
  g_autofree char *items = g_strdup_printf (ngettext ("%'d item", "%'d items", (gulong) waiting),
                                            (int) waiting);
  /* Translators: a model, how many items wait for it, what loading it takes (or nothing) */
  g_autofree char *spoken = g_strdup_printf (*cost != '\0' ? "%s, %s, %s" : "%s, %s", model, items,
                                             cost);
  /* Translators: a model, and why it stands where it does in the plan */
  g_autofree char *tooltip = g_strdup_printf (_("%s: %s"), model, reason);
  g_autofree char *about = describe (self, items, cost, reason);

  gtk_label_set_text (self->text, text);
  gtk_label_set_text (self->cost, cost);
  gtk_label_set_markup (self->about, about);
  gtk_widget_set_visible (GTK_WIDGET (self->cost), *cost != '\0');
  gtk_widget_set_visible (self->arrow, *cost != '\0');
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tooltip);
  batch_name_menu_button (self->button, spoken, reason);
}

/* --- Dragging --- */

static GdkContentProvider *
drag_cb (BatchPlanChip *self)
{
  return gdk_content_provider_new_typed (BATCH_TYPE_PLAN_GROUP, self->group);
}

static gboolean
drop_cb (BatchPlanChip *self,
         const GValue  *value)
{
  BatchPlanGroup *other = g_value_get_object (value);

  if (other == NULL || other == self->group
      || g_strcmp0 (batch_plan_group_get_backend (other),
                    batch_plan_group_get_backend (self->group)) != 0)
    return FALSE;

  gtk_widget_activate_action (GTK_WIDGET (self), "plan.move-before", "(sss)",
                              batch_plan_group_get_backend (other),
                              batch_plan_group_get_resource_key (other),
                              batch_plan_group_get_resource_key (self->group));
  return TRUE;
}

static void
add_dragging (BatchPlanChip *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (BATCH_TYPE_PLAN_GROUP, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (source, "prepare", G_CALLBACK (drag_cb), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- The menu, and the keys --- */

static GVariant *
target_of (BatchPlanChip *self,
           const char    *where)
{
  return g_variant_new ("(sss)", batch_plan_group_get_backend (self->group),
                        batch_plan_group_get_resource_key (self->group), where);
}

static void
add_item (BatchPlanChip *self,
          GMenu         *menu,
          const char    *label,
          const char    *where)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, "plan.move", target_of (self, where));
  g_menu_append_item (menu, item);
}

/* A place at the top of the menu for what it says. */
static void
add_about (BatchPlanChip *self,
           GMenu         *menu)
{
  g_autoptr(GMenu) section = g_menu_new ();
  g_autoptr(GMenuItem) item = g_menu_item_new (NULL, NULL);

  g_menu_item_set_attribute (item, "custom", "s", "about");
  g_menu_append_item (section, item);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static void
add_menu (BatchPlanChip *self)
{
  g_autoptr(GMenu) all = g_menu_new ();
  g_autoptr(GMenu) menu = g_menu_new ();
  GtkPopoverMenu *popover;

  add_about (self, all);
  add_item (self, menu, _("Run _First"), "first");
  add_item (self, menu, _("Move _Earlier"), "earlier");
  add_item (self, menu, _("Move _Later"), "later");
  add_item (self, menu, _("Run _Last"), "last");
  g_menu_append_section (all, NULL, G_MENU_MODEL (menu));
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (all));
  popover = GTK_POPOVER_MENU (gtk_menu_button_get_popover (self->button));
  gtk_popover_menu_add_child (popover, GTK_WIDGET (self->about), "about");
}

/* Left is earlier where people read from left to right. */
static const char *
place_for_key (BatchPlanChip *self,
               guint          keyval)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  switch (keyval)
    {
    case GDK_KEY_Left:
      return rtl ? "later" : "earlier";
    case GDK_KEY_Right:
      return rtl ? "earlier" : "later";
    case GDK_KEY_Home:
      return "first";
    case GDK_KEY_End:
      return "last";
    default:
      return NULL;
    }
}

static gboolean
key_cb (GtkWidget *widget,
        GVariant  *arguments,
        gpointer   user_data)
{
  BatchPlanChip *self = BATCH_PLAN_CHIP (widget);
  const char *where = place_for_key (self, g_variant_get_uint32 (arguments));
  g_autoptr(GVariant) target = NULL;

  if (where == NULL)
    return FALSE;

  /* GTK does not take a floating one. */
  target = g_variant_ref_sink (target_of (self, where));
  return gtk_widget_activate_action_variant (widget, "plan.move", target);
}

/* --- The widget --- */

static void
batch_plan_chip_dispose (GObject *object)
{
  BatchPlanChip *self = BATCH_PLAN_CHIP (object);

  g_clear_pointer (&self->wait, g_free);
  g_clear_object (&self->load);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (batch_plan_chip_parent_class)->dispose (object);
}

static void
batch_plan_chip_class_init (BatchPlanChipClass *klass)
{
  static const guint keys[] = { GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Home, GDK_KEY_End };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = batch_plan_chip_dispose;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i], GDK_ALT_MASK, key_cb, "u", keys[i]);
}

static void
batch_plan_chip_init (BatchPlanChip *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  self->cost = GTK_LABEL (gtk_label_new (NULL));
  self->text = GTK_LABEL (gtk_label_new (NULL));
  self->about = GTK_LABEL (gtk_label_new (NULL));
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());

  gtk_accessible_update_state (GTK_ACCESSIBLE (self->arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->cost), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->cost), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "numeric");
  gtk_label_set_ellipsize (self->text, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (self->text, 32);
  gtk_widget_add_css_class (GTK_WIDGET (self->about), "plan-about");
  gtk_label_set_xalign (self->about, 0);
  gtk_label_set_wrap (self->about, TRUE);
  gtk_label_set_wrap_mode (self->about, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (self->about, ABOUT_CHARS);
  gtk_menu_button_set_child (self->button, GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (self->box), self->arrow);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->cost));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));
  adw_bin_set_child (ADW_BIN (self), self->box);
  add_dragging (self);
}

GtkWidget *
batch_plan_chip_new (BatchPlanGroup *group)
{
  BatchPlanChip *self = g_object_new (BATCH_TYPE_PLAN_CHIP, NULL);

  self->group = g_object_ref (group);
  g_signal_connect_object (group, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  add_menu (self);
  update (self);
  return GTK_WIDGET (self);
}

void
batch_plan_chip_set_load (BatchPlanChip *self,
                          BatchLoad     *load)
{
  g_return_if_fail (BATCH_IS_PLAN_CHIP (self));

  /* While there is one, time goes on. */
  if (g_set_object (&self->load, load) || load != NULL)
    update (self);
}

void
batch_plan_chip_set_wait (BatchPlanChip *self,
                          const char    *wait)
{
  g_return_if_fail (BATCH_IS_PLAN_CHIP (self));

  if (g_strcmp0 (self->wait, wait) == 0)
    return;

  g_free (self->wait);
  self->wait = g_strdup (wait);
  update (self);
}

BatchPlanGroup *
batch_plan_chip_get_group (BatchPlanChip *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN_CHIP (self), NULL);

  return self->group;
}
