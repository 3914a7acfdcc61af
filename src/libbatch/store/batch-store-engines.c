/* store/batch-store-engines.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-call-private.h"

static gboolean
run_join (BatchStore      *self,
          BatchStoreCall  *call,
          GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->join (self, call->engine_id, call->now, error);
}

void
batch_store_join_async (BatchStore          *self,
                        const char          *engine_id,
                        gint64               now,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_join);

  call->engine_id = g_strdup (engine_id);
  call->now = now;

  batch_store_write (self, call, batch_store_join_async, cancellable, callback, user_data);
}

gboolean
batch_store_join_finish (BatchStore    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_join_async, error) != NULL;
}

static gboolean
run_leave (BatchStore      *self,
           BatchStoreCall  *call,
           GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->leave (self, call->engine_id, call->now, error);
}

void
batch_store_leave_async (BatchStore          *self,
                         const char          *engine_id,
                         gint64               now,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_leave);

  call->engine_id = g_strdup (engine_id);
  call->now = now;

  batch_store_write (self, call, batch_store_leave_async, cancellable, callback, user_data);
}

gboolean
batch_store_leave_finish (BatchStore    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_leave_async, error) != NULL;
}

static gboolean
run_reap (BatchStore      *self,
          BatchStoreCall  *call,
          GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->reap (self, call->engine_id, call->now, &call->n_items,
                                             &call->n_others, error);
}

void
batch_store_reap_async (BatchStore          *self,
                        const char          *engine_id,
                        gint64               now,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_reap);

  call->engine_id = g_strdup (engine_id);
  call->now = now;

  batch_store_write (self, call, batch_store_reap_async, cancellable, callback, user_data);
}

gboolean
batch_store_reap_finish (BatchStore    *self,
                         GAsyncResult  *result,
                         guint         *n_items,
                         guint         *n_others,
                         GError       **error)
{
  BatchStoreCall *call = batch_store_call_finish (self, result, batch_store_reap_async, error);

  if (call == NULL)
    return FALSE;

  if (n_items != NULL)
    *n_items = call->n_items;
  if (n_others != NULL)
    *n_others = call->n_others;
  return TRUE;
}

static gboolean
run_set_working (BatchStore      *self,
                 BatchStoreCall  *call,
                 GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->set_working (self, call->engine_id, call->flags != 0,
                                                    error);
}

void
batch_store_set_working_async (BatchStore          *self,
                               const char          *engine_id,
                               gboolean             working,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_set_working);

  call->engine_id = g_strdup (engine_id);
  call->flags = working;

  batch_store_write (self, call, batch_store_set_working_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_set_working_finish (BatchStore    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_set_working_async, error) != NULL;
}

static gboolean
run_count_working (BatchStore      *self,
                   BatchStoreCall  *call,
                   GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->count_working (self, call->engine_id, &call->n_others,
                                                      &call->n_dead, error);
}

void
batch_store_count_working_async (BatchStore          *self,
                                 const char          *engine_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_count_working);

  call->engine_id = g_strdup (engine_id);
  batch_store_read (self, call, batch_store_count_working_async, cancellable, callback,
                    user_data);
}

gboolean
batch_store_count_working_finish (BatchStore    *self,
                                  GAsyncResult  *result,
                                  guint         *n_working,
                                  guint         *n_dead,
                                  GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_count_working_async, error);

  if (call == NULL)
    return FALSE;

  *n_working = call->n_others;
  *n_dead = call->n_dead;
  return TRUE;
}

static gboolean
run_enter_lane (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  const BatchLaneRequest request = { call->engine_id, call->name, call->key, call->number };
  BatchLaneAnswer answer = { 0 };
  gboolean done = BATCH_STORE_GET_CLASS (self)->enter_lane (self, &request, call->now, &answer,
                                                            error);

  call->yes = answer.entered;
  call->text = answer.resident;
  call->next = answer.again_at;
  return done;
}

void
batch_store_enter_lane_async (BatchStore          *self,
                              const char          *engine_id,
                              const char          *lane,
                              const char          *key,
                              gint64               visit_gap,
                              gint64               now,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_enter_lane);

  call->engine_id = g_strdup (engine_id);
  call->name = g_strdup (lane);
  call->key = g_strdup (key);
  call->number = visit_gap;
  call->now = now;

  batch_store_write (self, call, batch_store_enter_lane_async, cancellable, callback, user_data);
}

gboolean
batch_store_enter_lane_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               gboolean      *entered,
                               char         **resident,
                               gint64        *again_at,
                               GError       **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_enter_lane_async, error);

  if (call == NULL)
    return FALSE;

  if (entered != NULL)
    *entered = call->yes;
  if (resident != NULL)
    *resident = g_steal_pointer (&call->text);
  if (again_at != NULL)
    *again_at = call->next;
  return TRUE;
}

static gboolean
run_share_lane (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  const BatchLaneShareRequest request = {
    call->engine_id, call->name, call->limit, call->first, call->flags != 0,
  };

  return BATCH_STORE_GET_CLASS (self)->share_lane (self, &request, &call->share, error);
}

void
batch_store_share_lane_async (BatchStore                  *self,
                              const BatchLaneShareRequest *request,
                              GCancellable                *cancellable,
                              GAsyncReadyCallback          callback,
                              gpointer                     user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_share_lane);

  call->engine_id = g_strdup (request->engine_id);
  call->name = g_strdup (request->lane);
  call->limit = request->limit;
  call->first = request->in_use;
  call->flags = request->urgent;

  batch_store_write (self, call, batch_store_share_lane_async, cancellable, callback, user_data);
}

gboolean
batch_store_share_lane_finish (BatchStore      *self,
                               GAsyncResult    *result,
                               BatchLaneShare  *answer,
                               GError         **error)
{
  BatchStoreCall *call =
    batch_store_call_finish (self, result, batch_store_share_lane_async, error);

  if (call == NULL)
    return FALSE;

  *answer = call->share;
  return TRUE;
}

static gboolean
run_leave_lane (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->leave_lane (self, call->engine_id, call->name, call->now,
                                                   error);
}

void
batch_store_leave_lane_async (BatchStore          *self,
                              const char          *engine_id,
                              const char          *lane,
                              gint64               now,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_leave_lane);

  call->engine_id = g_strdup (engine_id);
  call->name = g_strdup (lane);
  call->now = now;

  batch_store_write (self, call, batch_store_leave_lane_async, cancellable, callback, user_data);
}

gboolean
batch_store_leave_lane_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_leave_lane_async, error) != NULL;
}

static gboolean
run_empty_lane (BatchStore      *self,
                BatchStoreCall  *call,
                GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->empty_lane (self, call->name, call->key, error);
}

void
batch_store_empty_lane_async (BatchStore          *self,
                              const char          *lane,
                              const char          *key,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_empty_lane);

  call->name = g_strdup (lane);
  call->key = g_strdup (key);
  batch_store_write (self, call, batch_store_empty_lane_async, cancellable, callback, user_data);
}

gboolean
batch_store_empty_lane_finish (BatchStore    *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_empty_lane_async, error) != NULL;
}

static gboolean
run_wait_for_lane (BatchStore      *self,
                   BatchStoreCall  *call,
                   GError         **error)
{
  return BATCH_STORE_GET_CLASS (self)->wait_for_lane (self, call->engine_id, call->name,
                                                      call->key, call->flags != 0, error);
}

void
batch_store_wait_for_lane_async (BatchStore          *self,
                                 const char          *engine_id,
                                 const char          *lane,
                                 const char          *key,
                                 gboolean             urgent,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  BatchStoreCall *call = batch_store_call_new (run_wait_for_lane);

  call->engine_id = g_strdup (engine_id);
  call->name = g_strdup (lane);
  call->key = g_strdup (key);
  call->flags = urgent;

  batch_store_write (self, call, batch_store_wait_for_lane_async, cancellable, callback,
                     user_data);
}

gboolean
batch_store_wait_for_lane_finish (BatchStore    *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return batch_store_call_finish (self, result, batch_store_wait_for_lane_async, error) != NULL;
}
