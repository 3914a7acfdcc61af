/* batch-executor-lane-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"

/* What is loaded in the lanes of all engines, as they write it down in the store. Of a lane
 * of our own its loader knows more. */

#define FRESH_US G_USEC_PER_SEC

/* @keys: (transfer full) (nullable) */
void
batch_executor_take_lane_keys (BatchExecutor *self,
                               GHashTable    *keys)
{
  if (keys == NULL)
    return;

  g_clear_pointer (&self->lane_keys, g_hash_table_unref);
  self->lane_keys = keys;
  self->lane_keys_at = g_get_monotonic_time ();
}

static void
take_listed (BatchExecutor *self,
             GObject       *store,
             GAsyncResult  *result)
{
  g_autoptr(GError) error = NULL;
  GHashTable *keys = batch_store_list_lanes_finish (BATCH_STORE (store), result, &error);

  if (keys == NULL)
    g_debug ("What others have loaded is not known: %s", error->message);
  batch_executor_take_lane_keys (self, keys);
}

static void
renewed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchExecutor *self = user_data;

  self->lists_lane_keys = FALSE;
  take_listed (self, source, result);
}

static void
renew (BatchExecutor *self)
{
  if (self->lists_lane_keys || g_get_monotonic_time () < self->lane_keys_at + FRESH_US)
    return;

  self->lists_lane_keys = TRUE;
  batch_store_list_lanes_async (self->store, NULL, renewed_cb, self);
}

gboolean
batch_executor_find_lane_key (BatchExecutor  *self,
                              const char     *lease,
                              const char    **key)
{
  *key = self->lane_keys != NULL ? g_hash_table_lookup (self->lane_keys, lease) : NULL;
  renew (self);
  return self->lane_keys != NULL;
}

/* --- For who looks once --- */

typedef struct
{
  BatchCall    *call;
  BatchCallFunc answer;
} Question;

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Question *question = user_data;
  BatchExecutor *self = question->call->executor;

  take_listed (self, source, result);
  question->answer (self, question->call);
}

void
batch_executor_answer_with_lane_keys (BatchExecutor *self,
                                      BatchCall     *call,
                                      BatchCallFunc  answer)
{
  Question *question = g_new (Question, 1);

  *question = (Question) { call, answer };
  batch_store_list_lanes_async (self->store, NULL, asked_cb, question);
}
