/* batch-executor-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-work-private.h"

/* What the owner sets; nobody waits for an answer. */

static void
set_active (BatchExecutor *self,
            BatchCall     *call)
{
  self->active = GPOINTER_TO_INT (call->data) && !self->stopping;
  batch_executor_tick_forecasts (self);
  batch_executor_settle_trials (self);
  batch_executor_hold_lanes (self);
  batch_executor_tell_working (self);
  if (self->dispatcher != NULL)
    batch_dispatcher_set_active (self->dispatcher, self->active);
  if (self->active)
    {
      batch_executor_look_around (self);
      batch_executor_sort_anew (self);
      batch_executor_expect_settled (self);
    }
  else if (!self->stopping)
    batch_executor_sort_anew (self);
  batch_call_free (call);
}

void
batch_executor_set_active (BatchExecutor *self,
                           gboolean       active)
{
  batch_executor_call (self, set_active, NULL, GINT_TO_POINTER (active), NULL, NULL);
}

static void
set_streaming (BatchExecutor *self,
               BatchCall     *call)
{
  self->http.streaming = GPOINTER_TO_INT (call->data);
  batch_call_free (call);
}

void
batch_executor_set_streaming (BatchExecutor *self,
                              gboolean       streaming)
{
  batch_executor_call (self, set_streaming, NULL, GINT_TO_POINTER (streaming), NULL, NULL);
}

static void
set_patience (BatchExecutor *self,
              BatchCall     *call)
{
  const BatchHttpOptions *options = call->data;

  self->http.first_byte_ms = options->first_byte_ms;
  self->http.idle_ms = options->idle_ms;
  self->http.stall_ms = options->stall_ms;
  batch_call_free (call);
}

void
batch_executor_set_patience (BatchExecutor *self,
                             gint64         first_byte_ms,
                             gint64         idle_ms,
                             gint64         stall_ms)
{
  BatchHttpOptions *options = g_new0 (BatchHttpOptions, 1);

  options->first_byte_ms = first_byte_ms;
  options->idle_ms = idle_ms;
  options->stall_ms = stall_ms;
  batch_executor_call (self, set_patience, NULL, options, g_free, NULL);
}

static void
set_load_times (BatchExecutor *self,
                BatchCall     *call)
{
  self->load_times = *(const BatchLoadPatience *) call->data;
  batch_call_free (call);
}

void
batch_executor_set_load_times (BatchExecutor *self,
                               gint64         deadline_ms,
                               gint64         retry_ms)
{
  BatchLoadPatience *times = g_new (BatchLoadPatience, 1);

  *times = (BatchLoadPatience) { deadline_ms, retry_ms };
  batch_executor_call (self, set_load_times, NULL, times, g_free, NULL);
}

static void
set_max_failures_in_a_row (BatchExecutor *self,
                           BatchCall     *call)
{
  self->max_failures_in_a_row = GPOINTER_TO_UINT (call->data);
  batch_call_free (call);
}

void
batch_executor_set_max_failures_in_a_row (BatchExecutor *self,
                                          guint          max_failures_in_a_row)
{
  batch_executor_call (self, set_max_failures_in_a_row, NULL,
                       GUINT_TO_POINTER (max_failures_in_a_row), NULL, NULL);
}

static void
set_max_server_failures (BatchExecutor *self,
                         BatchCall     *call)
{
  GHashTableIter iter;
  gpointer lane;

  self->max_server_failures = GPOINTER_TO_UINT (call->data);
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    batch_lane_set_max_server_failures (lane, self->max_server_failures);
  batch_call_free (call);
}

void
batch_executor_set_max_server_failures (BatchExecutor *self,
                                        guint          max_server_failures)
{
  batch_executor_call (self, set_max_server_failures, NULL,
                       GUINT_TO_POINTER (max_server_failures), NULL, NULL);
}

static void
try_again (BatchExecutor *self,
           BatchCall     *call)
{
  batch_executor_retry_lanes (self);
  batch_executor_hurry_runners (self);
  batch_executor_hurry_jobs (self);
  if (self->returns != NULL)
    batch_lease_returns_hurry (self->returns);
  batch_call_free (call);
}

void
batch_executor_try_again (BatchExecutor *self)
{
  batch_executor_call (self, try_again, NULL, NULL, NULL, NULL);
}

static void
set_default_backend (BatchExecutor *self,
                     BatchCall     *call)
{
  g_free (self->default_backend);
  self->default_backend = g_steal_pointer (&call->data);
  batch_executor_sort_anew (self);
  batch_call_free (call);
}

void
batch_executor_set_default_backend (BatchExecutor *self,
                                    const char    *backend)
{
  batch_executor_call (self, set_default_backend, NULL, g_strdup (backend), g_free, NULL);
}

static void
use_url (BatchExecutor *self,
         BatchCall     *call)
{
  g_auto(GStrv) pair = g_steal_pointer (&call->data);

  batch_executor_take_url (self, pair[0], pair[1]);
  batch_executor_sort_anew (self);
  batch_call_free (call);
}

void
batch_executor_use_url (BatchExecutor *self,
                        const char    *url,
                        const char    *api_key)
{
  const char *pair[] = { url, api_key != NULL ? api_key : "", NULL };

  batch_executor_call (self, use_url, NULL, g_strdupv ((char **) pair),
                       (GDestroyNotify) g_strfreev, NULL);
}

static void
renew_backends (BatchExecutor *self,
                BatchCall     *call)
{
  if (!self->stopping)
    batch_executor_reload_backends (self);
  batch_call_free (call);
}

/* What was changed here is news to nobody else in this process. */
void
batch_executor_renew_backends (BatchExecutor *self)
{
  batch_executor_call (self, renew_backends, NULL, NULL, NULL, NULL);
}

static void
add_handler (BatchExecutor *self,
             BatchCall     *call)
{
  g_hash_table_add (self->handlers, g_steal_pointer (&call->data));
  batch_executor_sort_anew (self);
  batch_call_free (call);
}

void
batch_executor_add_handler (BatchExecutor *self,
                            const char    *name)
{
  batch_executor_call (self, add_handler, NULL, g_strdup (name), g_free, NULL);
}

void
batch_executor_watch_items (BatchExecutor *self,
                            gboolean       watch)
{
  g_atomic_int_set (&self->watch_items, watch);
}
