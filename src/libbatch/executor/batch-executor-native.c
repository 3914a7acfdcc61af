/* batch-executor-native.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-news-private.h"
#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-work-private.h"

#include <string.h>

#include "backend/batch-backend-kind-private.h"
#include "core/batch-id-private.h"
#include "executor/batch-item-ending-private.h"
#include "format/batch-request-body-private.h"
#include "native/batch-handover-runner-private.h"
#include "store/batch-store-handovers-private.h"

/* Jobs in native mode: no lane has them. What of such a job waits is handed to its provider,
 * one part after the other, and each part has a runner. Those that engines left behind that
 * died, or stopped, are taken over. */

#define HANDOVER_ID "handover_"

/* What is known of a job in native mode that has not ended. */
typedef struct
{
  BatchExecutor *executor;
  char          *job_id;
  char          *lane;
  GPtrArray     *runners;          /* of BatchHandoverRunner */
  guint          looking : 1;      /* the store is asked for its handovers */
  guint          again : 1;        /* … and has to be once more */
} NativeJob;

static void look (NativeJob *job);

static void
native_job_free (gpointer data)
{
  NativeJob *job = data;

  g_ptr_array_unref (job->runners);
  g_free (job->job_id);
  g_free (job->lane);
  g_free (job);
}

GHashTable *
batch_executor_native_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, native_job_free);
}

gboolean
batch_executor_is_native (const BatchJobRecord *record)
{
  return record->execution_mode == BATCH_EXECUTION_MODE_NATIVE &&
         g_strcmp0 (record->handler, BATCH_HTTP_HANDLER) == 0;
}

/* @name: (out): what people call it */
static const BatchBackendKind *
find_kind (BatchExecutor         *self,
           const BatchJobRecord  *record,
           const char           **name)
{
  const BatchBackendRecord *backend = batch_executor_find_backend (self, record);

  if (backend != NULL)
    {
      *name = backend->name;
      return batch_backend_kind_find (backend->kind);
    }

  *name = record->backend != NULL ? record->backend : self->default_backend;
  return *name != NULL ? batch_backend_kind_find_by_url (*name) : NULL;
}

/* Items that are built in code all go to the same endpoint. */
static gboolean
takes_drafts (const BatchProviderApi  *api,
              const BatchJobRecord    *record,
              GError                 **error)
{
  const BatchItemRecord any = { .endpoint = NULL };
  BatchEndpoint endpoint = batch_request_endpoint (record, &any);

  if ((api->endpoints & 1u << endpoint) != 0)
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
               "the batch API of %s takes no requests to %s; submit the batch without native mode",
               api->title, batch_endpoint_get_path (endpoint));
  return FALSE;
}

/* What is known beforehand; what a server can do that is known by its address only turns out
 * when it is asked. */
gboolean
batch_executor_check_native (BatchExecutor         *self,
                             const BatchJobRecord  *record,
                             const BatchJobInput   *draft,
                             BatchLimits           *limits,
                             GError               **error)
{
  const char *name = NULL;
  const BatchBackendKind *kind = batch_executor_is_native (record)
                                 ? find_kind (self, record, &name) : NULL;

  if (kind == NULL)
    return TRUE;
  if (kind->batches == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
                   "“%s” is of the kind %s, which has no batch API of its own; submit the batch "
                   "without native mode", name, kind->title);
      return FALSE;
    }

  limits->endpoints = kind->batches->endpoints;
  limits->endpoints_of = kind->batches->title;
  return draft->items == NULL || takes_drafts (kind->batches, record, error);
}

char *
batch_executor_dup_provider (BatchExecutor        *self,
                             const BatchJobRecord *record)
{
  const BatchBackendRecord *backend = batch_executor_find_backend (self, record);

  return batch_executor_is_native (record) && backend != NULL ? g_strdup (backend->kind) : NULL;
}

/* --- What runners ask and tell --- */

static BatchBackend *
make_backend (gpointer               host,
              const BatchJobRecord  *job,
              const char            *lane,
              const char           **api_key,
              GError               **error)
{
  BatchExecutor *self = host;

  *api_key = batch_executor_find_key (self, lane);
  return batch_executor_make_backend (self, lane,
                                      job->backend != NULL ? job->backend : self->default_backend,
                                      error);
}

static GObject *
open_input (gpointer     host,
            const char  *job_id,
            GError     **error)
{
  return batch_executor_open_input (host, job_id, error);
}

static void
job_changed (gpointer        host,
             BatchJobRecord *job)
{
  batch_executor_apply (host, job);
}

static void
note_ended (BatchExecutor     *self,
            const char        *lane,
            BatchItemRecord   *item,
            const BatchFinish *finish)
{
  g_autoptr(BatchItemRecord) after = NULL;
  BatchHistoryBufferEntry entry = {
    .job_id = item->job_id,
    .key = item->key,
    .backend = batch_executor_lane_title (lane),
    .status = finish->status,
    .duration_ms = -1,
    .prompt_tokens = finish->prompt_tokens,
    .output_tokens = finish->output_tokens,
    .cached_tokens = finish->cached_tokens,
  };

  batch_executor_note_attempt (self, &entry);
  if (!g_atomic_int_get (&self->watch_items))
    return;

  after = batch_item_after (item, finish, batch_clock_now (self->clock));
  batch_executor_tell_item (self, after, TRUE);
}

static void
items_ended (gpointer             host,
             BatchHandoverRunner *runner,
             GPtrArray           *items,
             GPtrArray           *finishes)
{
  BatchExecutor *self = host;
  const BatchHandoverRecord *handover = batch_handover_runner_get_record (runner);
  BatchLiveJob *job = batch_roster_get (self->roster, handover->job_id);

  /* Who is told of an item finds it in the counts of its job. */
  if (job != NULL && items->len > 0 && g_atomic_int_get (&self->watch_items) &&
      g_hash_table_contains (self->unpublished, handover->job_id))
    batch_executor_publish (self, job->record, TRUE);

  for (guint i = 0; i < items->len; i++)
    note_ended (self, handover->server, g_ptr_array_index (items, i),
                g_ptr_array_index (finishes, i));
}

static void
trouble (gpointer             host,
         BatchHandoverRunner *runner,
         const GError        *error)
{
  const BatchHandoverRecord *handover = batch_handover_runner_get_record (runner);

  if (error == NULL || !batch_handover_runner_is_troubled (runner))
    batch_executor_log_trouble (handover->server, handover->job_id, error);
  if (error != NULL)
    batch_executor_put_handover_trouble (host, handover, error);
  else
    batch_executor_end_trouble (host, handover->id);
}

static void
moved_on (gpointer             host,
          BatchHandoverRunner *runner)
{
  BatchExecutor *self = host;
  NativeJob *job = g_hash_table_lookup (self->native,
                                        batch_handover_runner_get_record (runner)->job_id);

  if (job != NULL)
    look (job);
}

static gboolean
reap_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
  GHashTableIter iter;
  gpointer value;

  batch_executor_clear_timer (&self->native_timer);
  g_hash_table_iter_init (&iter, self->native);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      NativeJob *job = value;

      for (guint i = job->runners->len; i > 0; i--)
        {
          BatchHandoverRunner *runner = g_ptr_array_index (job->runners, i - 1);

          if (batch_handover_runner_has_ended (runner) && batch_handover_runner_is_quiet (runner))
            g_ptr_array_remove_index (job->runners, i - 1);
        }
      if (job->runners->len == 0 && !job->looking &&
          batch_roster_get (self->roster, job->job_id) == NULL)
        g_hash_table_iter_remove (&iter);
    }

  return G_SOURCE_REMOVE;
}

/* Not at once: it is the runner that tells. */
static void
reap_later (BatchExecutor *self)
{
  if (self->native_timer == NULL && !self->stopping)
    self->native_timer = batch_executor_add_timer (self, 0, reap_cb);
}

static void
quiet (gpointer             host,
       BatchHandoverRunner *runner)
{
  reap_later (host);
}

static const BatchHandoverRunnerHost runner_host = {
  .make_backend = make_backend,
  .open_input = open_input,
  .job_changed = job_changed,
  .items_ended = items_ended,
  .trouble = trouble,
  .moved_on = moved_on,
  .quiet = quiet,
};

/* --- Which runners there are --- */

static gboolean
may_begin (BatchExecutor        *self,
           const BatchJobRecord *record)
{
  return self->active && !self->paused && !record->paused;
}

static BatchHandoverRunner *
find_runner (NativeJob  *job,
             const char *handover_id)
{
  for (guint i = 0; i < job->runners->len; i++)
    {
      BatchHandoverRunner *runner = g_ptr_array_index (job->runners, i);

      if (g_str_equal (batch_handover_runner_get_record (runner)->id, handover_id))
        return runner;
    }

  return NULL;
}

/* @handover: (transfer full) */
static void
add_runner (NativeJob           *job,
            BatchJobRecord      *record,
            BatchHandoverRecord *handover)
{
  BatchExecutor *self = job->executor;
  BatchHandoverRunner *runner =
    batch_handover_runner_new (handover, record, self->engine_id, self->clock, self->store,
                               self->files, &runner_host, self);

  g_ptr_array_add (job->runners, runner);
  batch_handover_runner_set_job (runner, record, may_begin (self, record));
}

static gboolean
has_waiting (const BatchJobRecord *record)
{
  for (guint i = 0; i < record->groups->len; i++)
    if (((const BatchGroupRecord *) g_ptr_array_index (record->groups, i))->waiting > 0)
      return TRUE;

  return FALSE;
}

/* One part is on its way at a time. */
static gboolean
is_sending (NativeJob *job)
{
  for (guint i = 0; i < job->runners->len; i++)
    {
      BatchHandoverRunner *runner = g_ptr_array_index (job->runners, i);

      if (!batch_handover_runner_has_ended (runner) &&
          batch_handover_runner_get_record (runner)->state < BATCH_HANDOVER_STATE_HELD)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_running (const BatchJobRecord *record)
{
  return record->state == BATCH_JOB_STATE_QUEUED || record->state == BATCH_JOB_STATE_RUNNING;
}

static void
begin_part (NativeJob      *job,
            BatchJobRecord *record)
{
  BatchHandoverRecord *request;

  if (!is_running (record) || !may_begin (job->executor, record) || !has_waiting (record) ||
      is_sending (job))
    return;

  request = batch_handover_record_new ();
  request->id = batch_id_new (HANDOVER_ID);
  request->job_id = g_strdup (job->job_id);
  request->server = g_strdup (job->lane);
  add_runner (job, record, request);
}

static void
handovers_claimed_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  NativeJob *job = user_data;
  BatchExecutor *self = job->executor;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) handovers = batch_store_claim_handovers_finish (self->store, result,
                                                                       &error);
  BatchLiveJob *live = batch_roster_get (self->roster, job->job_id);
  g_autoptr(BatchJobRecord) record = live != NULL ? batch_job_record_ref (live->record) : NULL;

  job->looking = FALSE;
  if (handovers == NULL)
    {
      batch_executor_warn (self, error, "Looking for what was handed to a provider");
      return;
    }
  if (self->stopping || !self->active || record == NULL)
    {
      reap_later (self);
      return;
    }

  while (handovers->len > 0)
    {
      BatchHandoverRecord *handover = g_ptr_array_steal_index (handovers, 0);
      BatchHandoverRunner *runner = find_runner (job, handover->id);

      if (runner == NULL)
        {
          add_runner (job, record, handover);
          continue;
        }
      batch_handover_runner_set_record (runner, handover);
      batch_handover_record_free (handover);
    }

  begin_part (job, record);
  if (job->again)
    look (job);
}

static void
look (NativeJob *job)
{
  BatchExecutor *self = job->executor;

  job->again = job->looking;
  if (job->looking || self->stopping || !self->active)
    return;

  job->looking = TRUE;
  batch_store_claim_handovers_async (self->store, self->engine_id, job->job_id, NULL,
                                     handovers_claimed_cb, job);
}

static gboolean
is_held (NativeJob *job)
{
  for (guint i = 0; i < job->runners->len; i++)
    {
      BatchHandoverRunner *runner = g_ptr_array_index (job->runners, i);

      if (batch_handover_runner_get_record (runner)->state == BATCH_HANDOVER_STATE_HELD)
        return TRUE;
    }

  return FALSE;
}

static NativeJob *
ensure_job (BatchExecutor *self,
            const char    *job_id,
            const char    *lane)
{
  NativeJob *job = g_hash_table_lookup (self->native, job_id);

  if (job == NULL)
    {
      job = g_new0 (NativeJob, 1);
      job->executor = self;
      job->job_id = g_strdup (job_id);
      job->runners = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_handover_runner_free);
      g_hash_table_insert (self->native, job->job_id, job);
    }

  if (g_strcmp0 (job->lane, lane) != 0)
    {
      g_free (job->lane);
      job->lane = g_strdup (lane);
    }
  return job;
}

/* @lane: (nullable): none here can run it */
void
batch_executor_carry (BatchExecutor  *self,
                      BatchJobRecord *record,
                      const char     *lane)
{
  NativeJob *job = g_hash_table_lookup (self->native, record->id);

  if (batch_job_state_is_terminal (record->state))
    {
      reap_later (self);
      return;
    }
  if (lane == NULL || !self->opened || !self->active || self->stopping)
    return;

  job = ensure_job (self, record->id, lane);
  for (guint i = 0; i < job->runners->len; i++)
    batch_handover_runner_set_job (g_ptr_array_index (job->runners, i), record,
                                   may_begin (self, record));

  if (job->runners->len == 0 || is_held (job))
    look (job);
  else
    begin_part (job, record);
}

/* --- All of them --- */

typedef void (*RunnerFunc) (BatchHandoverRunner *runner);

static void
for_each_runner (BatchExecutor *self,
                 RunnerFunc    func)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->native);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      NativeJob *job = value;

      for (guint i = 0; i < job->runners->len; i++)
        func (g_ptr_array_index (job->runners, i));
    }
}

static void
update (NativeJob *job)
{
  BatchExecutor *self = job->executor;
  BatchLiveJob *live = batch_roster_get (self->roster, job->job_id);
  g_autoptr(BatchJobRecord) record = live != NULL ? batch_job_record_ref (live->record) : NULL;

  if (record != NULL)
    batch_executor_carry (self, record, job->lane);
}

void
batch_executor_carry_all (BatchExecutor *self)
{
  g_autoptr(GList) jobs = g_hash_table_get_values (self->native);

  for (GList *link = jobs; link != NULL; link = link->next)
    update (link->data);
}

void
batch_executor_hurry_runners (BatchExecutor *self)
{
  for_each_runner (self, batch_handover_runner_hurry);
}

void
batch_executor_stop_runners (BatchExecutor *self)
{
  for_each_runner (self, batch_handover_runner_stop);
}

gboolean
batch_executor_runners_are_quiet (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->native);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      NativeJob *job = value;

      for (guint i = 0; i < job->runners->len; i++)
        if (!batch_handover_runner_is_quiet (g_ptr_array_index (job->runners, i)))
          return FALSE;
    }

  return TRUE;
}
