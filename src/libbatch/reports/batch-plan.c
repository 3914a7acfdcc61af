/* batch-plan.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-plan-private.h"

/**
 * BatchPlan:
 *
 * What an engine intends to do: what waits, by resource key, in the order in which it
 * is to be worked on, and why.
 *
 * [method@Engine.get_plan_async] gives it. It is a list of [class@PlanGroup] that is
 * brought up to date, about once a second while something happens, as long as somebody
 * holds it. It shows the work of all model servers and handlers, also that which another
 * process does; the groups of each stand together.
 */
struct _BatchPlan
{
  GObject          parent_instance;

  BatchPlanValues *values;         /* without its groups */
  GPtrArray       *groups;         /* of BatchPlanGroup */
};

enum
{
  PROP_0,
  PROP_WAITING,
  PROP_LOADS,
  PROP_ARRIVAL_LOADS,
  PROP_LEAST_LOADS,
  PROP_ETA,
  N_PROPS
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchPlan, batch_plan, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GParamSpec *properties[N_PROPS];

BatchPlanValues *
batch_plan_values_new (void)
{
  BatchPlanValues *values = g_new0 (BatchPlanValues, 1);
  GDestroyNotify free_group = (GDestroyNotify) batch_plan_group_values_free;

  values->groups = g_ptr_array_new_with_free_func (free_group);
  return values;
}

void
batch_plan_values_free (BatchPlanValues *values)
{
  g_ptr_array_unref (values->groups);
  g_clear_object (&values->eta);
  g_free (values);
}

/* --- The list --- */

static GType
batch_plan_get_item_type (GListModel *model)
{
  return BATCH_TYPE_PLAN_GROUP;
}

static guint
batch_plan_get_n_items (GListModel *model)
{
  return BATCH_PLAN (model)->groups->len;
}

static gpointer
batch_plan_get_item (GListModel *model,
                     guint       position)
{
  BatchPlan *self = BATCH_PLAN (model);

  return position < self->groups->len
         ? g_object_ref (g_ptr_array_index (self->groups, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = batch_plan_get_item_type;
  iface->get_n_items = batch_plan_get_n_items;
  iface->get_item = batch_plan_get_item;
}

/* --- The object --- */

static void
batch_plan_finalize (GObject *object)
{
  BatchPlan *self = BATCH_PLAN (object);

  batch_plan_values_free (self->values);
  g_ptr_array_unref (self->groups);

  G_OBJECT_CLASS (batch_plan_parent_class)->finalize (object);
}

static void
batch_plan_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  BatchPlan *self = BATCH_PLAN (object);

  switch (prop_id)
    {
    case PROP_WAITING:
      g_value_set_int64 (value, self->values->waiting);
      break;

    case PROP_LOADS:
      g_value_set_uint (value, self->values->loads);
      break;

    case PROP_ARRIVAL_LOADS:
      g_value_set_uint (value, self->values->arrival_loads);
      break;

    case PROP_LEAST_LOADS:
      g_value_set_uint (value, self->values->least_loads);
      break;

    case PROP_ETA:
      g_value_set_object (value, self->values->eta);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_plan_class_init (BatchPlanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_plan_finalize;
  object_class->get_property = batch_plan_get_property;

  /**
   * BatchPlan:waiting:
   *
   * How many items wait.
   */
  properties[PROP_WAITING] =
    g_param_spec_int64 ("waiting", NULL, NULL, 0, G_MAXINT64, 0, READABLE);

  /**
   * BatchPlan:loads:
   *
   * How many loads the plan takes.
   */
  properties[PROP_LOADS] =
    g_param_spec_uint ("loads", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchPlan:arrival-loads:
   *
   * How many loads it would take to work on the jobs in the order in which they came.
   */
  properties[PROP_ARRIVAL_LOADS] =
    g_param_spec_uint ("arrival-loads", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchPlan:least-loads:
   *
   * Below how many loads no order gets.
   */
  properties[PROP_LEAST_LOADS] =
    g_param_spec_uint ("least-loads", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchPlan:eta:
   *
   * How long all of it takes; model servers work at the same time.
   */
  properties[PROP_ETA] =
    g_param_spec_object ("eta", NULL, NULL, BATCH_TYPE_ETA, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_plan_init (BatchPlan *self)
{
  self->values = batch_plan_values_new ();
  self->groups = g_ptr_array_new_with_free_func (g_object_unref);
}

BatchPlan *
batch_plan_new (void)
{
  return g_object_new (BATCH_TYPE_PLAN, NULL);
}

/* --- Bringing it up to date --- */

static gboolean
is_same (BatchPlan *self,
         guint      position,
         GPtrArray *values,
         guint      new_position)
{
  return batch_plan_group_is (g_ptr_array_index (self->groups, position),
                              g_ptr_array_index (values, new_position));
}

static void
update_group (BatchPlan *self,
              guint      position,
              GPtrArray *values,
              guint      new_position)
{
  batch_plan_group_take_values (g_ptr_array_index (self->groups, position),
                                g_steal_pointer (&g_ptr_array_index (values, new_position)));
}

/* Groups at either end that are still there stay the same objects. */
static void
take_groups (BatchPlan *self,
             GPtrArray *values)
{
  guint old_len = self->groups->len;
  guint kept = 0;
  guint kept_behind = 0;

  while (kept < MIN (old_len, values->len) && is_same (self, kept, values, kept))
    kept++;
  while (kept_behind < MIN (old_len, values->len) - kept
         && is_same (self, old_len - 1 - kept_behind, values, values->len - 1 - kept_behind))
    kept_behind++;

  for (guint i = 0; i < kept; i++)
    update_group (self, i, values, i);
  for (guint i = 1; i <= kept_behind; i++)
    update_group (self, old_len - i, values, values->len - i);

  if (old_len > kept + kept_behind)
    g_ptr_array_remove_range (self->groups, kept, old_len - kept - kept_behind);
  for (guint i = kept; i < values->len - kept_behind; i++)
    g_ptr_array_insert (self->groups, (int) i,
                        batch_plan_group_new (g_steal_pointer (&g_ptr_array_index (values, i))));
  g_ptr_array_set_free_func (values, NULL);

  if (kept + kept_behind < MAX (old_len, values->len))
    g_list_model_items_changed (G_LIST_MODEL (self), kept, old_len - kept - kept_behind,
                                values->len - kept - kept_behind);
}

static void
notify_if (BatchPlan *self,
           gboolean   differs,
           guint      property)
{
  if (differs)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
batch_plan_take_values (BatchPlan       *self,
                        BatchPlanValues *values)
{
  g_autoptr(BatchPlanValues) old = g_steal_pointer (&self->values);

  self->values = values;
  take_groups (self, values->groups);
  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, old->waiting != values->waiting, PROP_WAITING);
  notify_if (self, old->loads != values->loads, PROP_LOADS);
  notify_if (self, old->arrival_loads != values->arrival_loads, PROP_ARRIVAL_LOADS);
  notify_if (self, old->least_loads != values->least_loads, PROP_LEAST_LOADS);
  notify_if (self, TRUE, PROP_ETA);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * batch_plan_get_waiting:
 * @self: a plan
 *
 * Gets how many items wait.
 *
 * Returns: the number of items
 */
gint64
batch_plan_get_waiting (BatchPlan *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN (self), 0);

  return self->values->waiting;
}

/**
 * batch_plan_get_loads:
 * @self: a plan
 *
 * Gets how many loads the plan takes.
 *
 * Returns: the number of loads
 */
guint
batch_plan_get_loads (BatchPlan *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN (self), 0);

  return self->values->loads;
}

/**
 * batch_plan_get_arrival_loads:
 * @self: a plan
 *
 * Gets how many loads it would take to work on the jobs in the order in which they came.
 *
 * Returns: the number of loads
 */
guint
batch_plan_get_arrival_loads (BatchPlan *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN (self), 0);

  return self->values->arrival_loads;
}

/**
 * batch_plan_get_least_loads:
 * @self: a plan
 *
 * Gets below how many loads no order gets.
 *
 * Returns: the number of loads
 */
guint
batch_plan_get_least_loads (BatchPlan *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN (self), 0);

  return self->values->least_loads;
}

/**
 * batch_plan_get_eta:
 * @self: a plan
 *
 * Gets how long all of it takes; model servers work at the same time.
 *
 * Returns: (transfer none): the estimate
 */
BatchEta *
batch_plan_get_eta (BatchPlan *self)
{
  g_return_val_if_fail (BATCH_IS_PLAN (self), NULL);

  return self->values->eta;
}
