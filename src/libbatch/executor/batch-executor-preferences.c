/* batch-executor-preferences.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"

#include <string.h>

#include "core/batch-enum-private.h"
#include "webhook/batch-webhook-secret-private.h"

/* What every engine on the store goes by: kept there, and read again when anybody has
 * changed it. */

#define POLICY "policy"
#define ORDER  "order "

char *
batch_executor_order_name (const char *lane)
{
  g_autofree char *lease = batch_executor_name_lease (lane);

  return g_strconcat (ORDER, lease, NULL);
}

static void
take_policy (BatchExecutor *self,
             const char    *text)
{
  int policy = BATCH_POLICY_FEWEST_SWAPS;

  if (text != NULL)
    batch_enum_from_nick (BATCH_TYPE_POLICY, text, &policy);
  if (self->policy == (BatchPolicy) policy)
    return;

  self->policy = policy;
  batch_executor_tell_policy (self, FALSE);
}

/* (nullable) */
BatchLaneOrder *
batch_executor_find_order (BatchExecutor *self,
                           const char    *lane)
{
  g_autofree char *lease = NULL;

  if (g_hash_table_size (self->orders) == 0)
    return NULL;

  lease = batch_executor_name_lease (lane);
  return g_hash_table_lookup (self->orders, lease);
}

/* @lane: as it is called now, or by an address of it that somebody had written */
static void
take_order (BatchExecutor *self,
            const char    *lane,
            const char    *text)
{
  g_autofree char *lease = batch_executor_name_lease (lane);

  if (g_str_equal (lease, lane) || !g_hash_table_contains (self->orders, lease))
    g_hash_table_insert (self->orders, g_steal_pointer (&lease), batch_lane_order_parse (text));
}

static void
take_orders (BatchExecutor *self,
             GHashTable    *preferences)
{
  GHashTableIter iter;
  gpointer name;
  gpointer text;

  g_hash_table_remove_all (self->orders);
  g_hash_table_iter_init (&iter, preferences);
  while (g_hash_table_iter_next (&iter, &name, &text))
    if (g_str_has_prefix (name, ORDER))
      take_order (self, (const char *) name + strlen (ORDER), text);
}

gboolean
batch_executor_take_preferences (BatchExecutor  *self,
                                 GAsyncResult   *result,
                                 GError        **error)
{
  g_autoptr(GHashTable) preferences = batch_store_list_values_finish (self->store, result, error);

  if (preferences == NULL)
    return FALSE;

  take_policy (self, g_hash_table_lookup (preferences, POLICY));
  take_orders (self, preferences);
  batch_executor_tell_webhook_secret (self, g_hash_table_lookup (preferences,
                                                                 BATCH_WEBHOOK_SECRET_SETTING));
  return TRUE;
}

void
batch_executor_read_preferences (BatchExecutor       *self,
                                 GAsyncReadyCallback  callback)
{
  batch_store_list_values_async (self->store, BATCH_STORE_SETTINGS, NULL, callback, self);
}

static void
reloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!batch_executor_take_preferences (self, result, &error))
    {
      batch_executor_warn (self, error, "Reading what all engines go by");
      return;
    }

  /* What was kept meanwhile is on its way, and comes back by the change log. */
  batch_executor_kick (self);
  batch_executor_expect_plan (self);
}

void
batch_executor_reload_preferences (BatchExecutor *self)
{
  if (self->n_keeping == 0)
    batch_executor_read_preferences (self, reloaded_cb);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_keeping--;
  if (!batch_store_put_setting_finish (self->store, result, &error))
    batch_executor_warn (self, error, "Keeping what all engines go by");
}

void
batch_executor_keep_preference (BatchExecutor *self,
                                const char    *name,
                                const char    *value)
{
  self->n_keeping++;
  batch_store_put_setting_async (self->store, name, value, NULL, kept_cb, self);
}

/* --- The policy --- */

static void
set_policy (BatchExecutor *self,
            BatchCall     *call)
{
  BatchPolicy policy = GPOINTER_TO_INT (call->data);

  batch_call_free (call);
  if (self->policy != policy)
    batch_executor_keep_preference (self, POLICY, batch_enum_to_nick (BATCH_TYPE_POLICY, policy));
  self->policy = policy;
  batch_executor_tell_policy (self, TRUE);
  batch_executor_give_back_job (self, NULL);
  batch_executor_kick (self);
  batch_executor_hurry_plan (self);
}

void
batch_executor_set_policy (BatchExecutor *self,
                           BatchPolicy    policy)
{
  batch_executor_call (self, set_policy, NULL, GINT_TO_POINTER (policy), NULL, NULL);
}
