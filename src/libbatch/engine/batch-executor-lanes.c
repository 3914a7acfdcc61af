/* batch-executor-lanes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-executor-state-private.h"

#include <string.h>

#include "backend/batch-backend-url-private.h"
#include "core/batch-retry-private.h"
#include "engine/batch-handler-relay-private.h"
#include "engine/batch-http-handler-private.h"

/* Which lane a job belongs to, and what the executor decides for its lanes. */

#define HTTP_LANE    "http:"
#define HANDLER_LANE "handler:"
/* A server takes this many at once unless somebody says otherwise; a handler is
 * called for one item at a time, as its author would expect. */
#define HTTP_SLOTS    4
#define HANDLER_SLOTS 1
#define KEEP_ESTIMATES_US (5 * G_USEC_PER_SEC)

/* --- Whose work it is --- */

static const BatchBackendRecord *
only_backend (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer backend = NULL;

  if (g_hash_table_size (self->backends) != 1)
    return NULL;

  g_hash_table_iter_init (&iter, self->backends);
  g_hash_table_iter_next (&iter, NULL, &backend);
  return backend;
}

static const BatchBackendRecord *
find_backend (BatchExecutor        *self,
              const BatchJobRecord *record)
{
  const char *name = record->backend != NULL ? record->backend : self->default_backend;

  return name != NULL ? g_hash_table_lookup (self->backends, name) : only_backend (self);
}

static gboolean
knows_url (BatchExecutor        *self,
           const BatchJobRecord *record,
           const char           *url)
{
  const char *key = g_hash_table_lookup (self->urls, url);

  /* Sent without the key it was submitted with, it would only be refused. */
  return key != NULL && (!record->needs_key || *key != '\0');
}

/* NULL: not a job that this engine can run. */
char *
batch_executor_find_lane (BatchExecutor        *self,
                          const BatchJobRecord *record)
{
  const BatchBackendRecord *backend;
  const char *name = record->backend != NULL ? record->backend : self->default_backend;
  g_autofree char *url = NULL;

  if (record->handler == NULL || *record->handler == '\0')
    return NULL;
  if (g_str_equal (record->handler, BATCH_WORKERS))
    return g_strdup (BATCH_WORKERS_LANE);
  if (!g_str_equal (record->handler, BATCH_HTTP_HANDLER))
    return g_hash_table_contains (self->handlers, record->handler)
           ? g_strconcat (HANDLER_LANE, record->handler, NULL) : NULL;

  if ((backend = find_backend (self, record)) != NULL)
    url = batch_backend_normalize_url (backend->url, NULL);
  else if (name != NULL && (url = batch_backend_normalize_url (name, NULL)) != NULL
           && !knows_url (self, record, url))
    return NULL;

  return url != NULL ? g_strconcat (HTTP_LANE, url, NULL) : NULL;
}

/* Like that, but whether or not this engine can run it. */
char *
batch_executor_name_lane (BatchExecutor        *self,
                          const BatchJobRecord *record)
{
  const BatchBackendRecord *backend = find_backend (self, record);
  const char *name = backend != NULL ? backend->url
                     : record->backend != NULL ? record->backend : self->default_backend;
  g_autofree char *url = NULL;

  if (g_strcmp0 (record->handler, BATCH_HTTP_HANDLER) != 0)
    return g_strconcat (HANDLER_LANE, record->handler, NULL);

  url = name != NULL ? batch_backend_normalize_url (name, NULL) : NULL;
  return g_strconcat (HTTP_LANE, url != NULL ? url : name, NULL);
}

const char *
batch_executor_lane_title (const char *lane)
{
  return strchr (lane, ':') + 1;
}

guint
batch_executor_default_slots (const char *lane)
{
  return g_str_has_prefix (lane, HTTP_LANE) ? HTTP_SLOTS : HANDLER_SLOTS;
}

/* --- What a lane asks --- */

static const char *
lane_choose (gpointer   host,
             BatchLane *lane,
             gboolean  *wait)
{
  BatchExecutor *self = host;
  g_autoptr(BatchSchedule) plan = NULL;
  BatchGroup *group;

  *wait = FALSE;
  if (!self->active || self->paused)
    return NULL;
  if (!(plan = batch_executor_plan_lane (self, lane, 1)) || plan->n_places == 0)
    return NULL;

  /* The group lives on in the roster, the plan does not. */
  group = batch_roster_get_group (self->roster, batch_lane_get_id (lane), plan->places[0].key);
  *wait = group->waiting == 0;
  return group->key;
}

void
batch_executor_note_start (BatchExecutor   *self,
                           BatchItemRecord *item)
{
  g_autoptr(BatchItemRecord) started = NULL;

  if (!g_atomic_int_get (&self->watch_items))
    return;

  started = batch_item_record_copy (item);
  started->status = BATCH_ITEM_STATUS_RUNNING;
  batch_executor_tell_item (self, started, FALSE);
}

static void
lane_started (gpointer         host,
              BatchLane       *lane,
              BatchItemRecord *item)
{
  batch_executor_note_start (host, item);
}

static char *
wait_key (const BatchItemRecord *item)
{
  return g_strdup_printf ("%s:%u", item->job_id, item->position);
}

/* How often an item has waited in a row at no cost; a real attempt begins anew. */
guint
batch_executor_count_wait (BatchExecutor         *self,
                           const BatchItemRecord *item,
                           gboolean               costs_attempt)
{
  g_autofree char *key = NULL;
  guint waits;

  if (costs_attempt && g_hash_table_size (self->waits) == 0)
    return 0;

  key = wait_key (item);
  if (costs_attempt)
    {
      g_hash_table_remove (self->waits, key);
      return 0;
    }

  waits = GPOINTER_TO_UINT (g_hash_table_lookup (self->waits, key)) + 1;
  g_hash_table_insert (self->waits, g_steal_pointer (&key), GUINT_TO_POINTER (waits));
  return waits;
}

static void
decide_failure (BatchExecutor         *self,
                const BatchJobRecord  *job,
                const BatchItemRecord *item,
                const BatchEnding     *ending,
                BatchFinish           *finish)
{
  BatchRetryPolicy policy;
  BatchRetryDecision decision;
  guint waits = batch_executor_count_wait (self, item, ending->costs_attempt);

  batch_retry_policy_init (&policy);
  if (job->max_attempts > 0)
    policy.max_attempts = job->max_attempts;

  /* The lane rests as a whole: its items need not wait one by one. */
  if (ending->server_down || ending->failure_kind == BATCH_FAILURE_KIND_AUTH)
    {
      finish->status = BATCH_ITEM_STATUS_PENDING;
      finish->costs_attempt = FALSE;
      return;
    }

  decision = batch_retry_decide (&policy, ending->costs_attempt ? item->attempts + 1 : waits,
                                 ending->costs_attempt, ending->failure_kind, ending->retriable,
                                 ending->retry_after_ms, batch_executor_now (self), job->expires_at,
                                 g_random_double ());
  finish->status = decision.retry ? BATCH_ITEM_STATUS_PENDING : BATCH_ITEM_STATUS_FAILED;
  finish->not_before = decision.retry ? decision.not_before_us : 0;
  finish->costs_attempt = ending->costs_attempt;
}

/* Somebody stopped it: the job's end is the item's, else it goes back at no cost. */
static void
decide_stopped (const BatchJobRecord *job,
                BatchFinish          *finish)
{
  finish->status = BATCH_ITEM_STATUS_PENDING;
  finish->duration_ms = -1;
  if (job == NULL)
    return;

  if (job->state == BATCH_JOB_STATE_CANCELLING)
    finish->status = BATCH_ITEM_STATUS_CANCELLED;
  else if (job->expires_at > 0 && job->expires_at <= g_get_real_time ())
    finish->status = BATCH_ITEM_STATUS_EXPIRED;
}

BatchFinish *
batch_executor_decide (BatchExecutor     *self,
                       BatchItemRecord   *item,
                       const BatchEnding *ending,
                       gint64             duration_ms)
{
  BatchLiveJob *live = batch_roster_get (self->roster, item->job_id);
  const BatchJobRecord *job = live != NULL ? live->record : NULL;
  BatchFinish *finish = batch_finish_new ();

  finish->job_id = g_strdup (item->job_id);
  finish->position = item->position;
  finish->generation = item->generation;
  finish->status = ending->status;
  finish->failure_kind = ending->failure_kind;
  finish->error = g_strdup (ending->message);
  finish->body = ending->body != NULL ? g_bytes_ref (ending->body) : NULL;
  finish->request_id = g_strdup (ending->request_id);
  finish->status_code = ending->status_code;
  finish->duration_ms = duration_ms;
  finish->costs_attempt = ending->costs_attempt;
  finish->needs_review = ending->needs_review;

  if (ending->status == BATCH_ITEM_STATUS_CANCELLED)
    decide_stopped (job, finish);
  else if (ending->status == BATCH_ITEM_STATUS_FAILED && job != NULL)
    decide_failure (self, job, item, ending, finish);

  return finish;
}

static BatchFinish *
lane_decide (gpointer         host,
             BatchLane       *lane,
             BatchItemRecord *item,
             BatchEnding     *ending,
             gint64           duration_ms)
{
  return batch_executor_decide (host, item, ending, duration_ms);
}

static BatchSampleOutcome
outcome_of (const BatchFinish *finish)
{
  if (finish->status == BATCH_ITEM_STATUS_SUCCEEDED)
    return BATCH_SAMPLE_SUCCEEDED;
  if (finish->status == BATCH_ITEM_STATUS_SKIPPED)
    return BATCH_SAMPLE_SKIPPED;
  return finish->status == BATCH_ITEM_STATUS_FAILED ? BATCH_SAMPLE_FAILED : BATCH_SAMPLE_RETRIED;
}

static BatchItemRecord *
item_after (const BatchItemRecord *item,
            const BatchFinish     *finish)
{
  BatchItemRecord *after = batch_item_record_copy (item);

  after->status = finish->status;
  after->failure_kind = finish->failure_kind;
  g_free (after->last_error);
  after->last_error = g_strdup (finish->error);
  after->body = finish->body != NULL ? g_bytes_ref (finish->body) : NULL;
  after->status_code = finish->status_code;
  after->duration_ms = finish->duration_ms;
  after->attempts += finish->costs_attempt;
  after->not_before = finish->not_before;
  after->needs_review = finish->needs_review;
  after->completed_at = batch_item_status_is_terminal (finish->status) ? g_get_real_time () : 0;
  return after;
}

void
batch_executor_note_end (BatchExecutor     *self,
                         BatchItemRecord   *item,
                         const BatchEnding *ending,
                         const BatchFinish *finish,
                         gint64             duration_ms,
                         guint              slots,
                         gboolean           during_load)
{
  BatchLiveJob *job = batch_roster_get (self->roster, item->job_id);

  if (job != NULL && ending->status != BATCH_ITEM_STATUS_CANCELLED && !ending->server_down)
    batch_executor_learn (self, job->record, item, outcome_of (finish), duration_ms,
                          slots, during_load);

  if (g_atomic_int_get (&self->watch_items))
    {
      g_autoptr(BatchItemRecord) after = item_after (item, finish);

      /* Who is told of the item finds it in the counts of its job. */
      if (job != NULL && g_hash_table_contains (self->unpublished, item->job_id))
        batch_executor_publish (self, job->record, TRUE);
      batch_executor_tell_item (self, after, batch_item_status_is_terminal (finish->status));
    }

  if (g_get_monotonic_time () - self->estimates_kept_at > KEEP_ESTIMATES_US)
    {
      self->estimates_kept_at = g_get_monotonic_time ();
      batch_executor_keep_estimates (self);
    }
}

static void
lane_ended (gpointer           host,
            BatchLane         *lane,
            BatchItemRecord   *item,
            BatchEnding       *ending,
            const BatchFinish *finish,
            gint64             duration_ms,
            gboolean           during_load)
{
  batch_executor_note_end (host, item, ending, finish, duration_ms, batch_lane_get_slots (lane),
                           during_load);
}

static void
lane_jobs_changed (gpointer   host,
                   GPtrArray *records)
{
  batch_executor_apply_all (host, records);
}

static void
lane_load_started (gpointer    host,
                   BatchLane  *lane,
                   const char *job_id)
{
  BatchExecutor *self = host;

  if (!batch_lane_loads_models (lane))
    return;

  self->loads_done++;
  batch_executor_count_load (self, job_id);
  batch_executor_tell_load (self, batch_lane_get_key (lane), -1);
  batch_executor_tell_standing (self);
}

static void
lane_load_ended (gpointer   host,
                 BatchLane *lane,
                 gint64     first_answer_ms)
{
  BatchExecutor *self = host;

  if (!batch_lane_loads_models (lane))
    return;

  batch_executor_tell_load (self, batch_lane_get_key (lane), first_answer_ms);
  batch_executor_tell_standing (self);
}

static void
lane_trouble (gpointer      host,
              BatchLane    *lane,
              const GError *error)
{
  batch_executor_tell_trouble (host, error);
}

GObject *
batch_executor_open_input (BatchExecutor  *self,
                           const char     *job_id,
                           GError        **error)
{
  BatchLiveJob *job = batch_roster_get (self->roster, job_id);
  BatchBlobSource *input = g_hash_table_lookup (self->inputs, job_id);

  if (input != NULL)
    return g_object_ref (G_OBJECT (input));
  if (job == NULL || job->record->input_digest == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "The input of the job is gone");
      return NULL;
    }
  if (!(input = batch_file_store_open_blob (self->files, job->record->input_digest, error)))
    return NULL;

  g_hash_table_insert (self->inputs, g_strdup (job_id), input);
  return g_object_ref (G_OBJECT (input));
}

static GObject *
lane_open_input (gpointer     host,
                 const char  *job_id,
                 GError     **error)
{
  return batch_executor_open_input (host, job_id, error);
}

static const BatchLaneHost lane_host = {
  .choose = lane_choose,
  .started = lane_started,
  .decide = lane_decide,
  .ended = lane_ended,
  .jobs_changed = lane_jobs_changed,
  .load_started = lane_load_started,
  .load_ended = lane_load_ended,
  .trouble = lane_trouble,
  .open_input = lane_open_input,
};

/* --- Making lanes --- */

static BatchLane *
make_http_lane (BatchExecutor        *self,
                const BatchJobRecord *record,
                const char           *id)
{
  const BatchBackendRecord *backend = find_backend (self, record);
  const char *url = id + strlen (HTTP_LANE);
  const char *api_key = g_hash_table_lookup (self->urls, url);
  g_autoptr(GError) error = NULL;
  BatchWorker *worker = batch_http_handler_new (url,
                                                backend != NULL ? backend->key_name : NULL,
                                                backend == NULL ? api_key : NULL, &error);

  if (worker == NULL)
    {
      g_warning ("Using the model server %s: %s", url, error->message);
      return NULL;
    }

  return batch_lane_new (id, self->store, self->engine_id, self->roster, worker,
                         backend != NULL && backend->parallel > 0 ? backend->parallel : HTTP_SLOTS,
                         TRUE, &lane_host, self);
}

static BatchLane *
make_handler_lane (BatchExecutor *self,
                   const char    *id)
{
  BatchWorker *worker = batch_handler_relay_new (self, id + strlen (HANDLER_LANE));

  return batch_lane_new (id, self->store, self->engine_id, self->roster, worker, HANDLER_SLOTS,
                         TRUE, &lane_host, self);
}

void
batch_executor_ensure_lane (BatchExecutor        *self,
                            const BatchJobRecord *record,
                            const char           *id)
{
  BatchLane *lane;

  if (!self->active || g_hash_table_contains (self->lanes, id)
      || g_str_equal (id, BATCH_WORKERS_LANE))
    return;

  lane = g_str_has_prefix (id, HTTP_LANE) ? make_http_lane (self, record, id)
                                          : make_handler_lane (self, id);
  if (lane == NULL)
    return;

  if (self->paused)
    batch_lane_hold (lane, TRUE);
  g_hash_table_insert (self->lanes, (gpointer) batch_lane_get_id (lane), lane);
  batch_executor_kick (self);
}

/* --- Moving them on --- */

static gboolean
kick_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  batch_executor_clear_timer (&self->kick);
  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_process (link->data);

  return G_SOURCE_REMOVE;
}

/* Once, however many things happened: a thousand jobs may come in at a time. */
void
batch_executor_kick (BatchExecutor *self)
{
  if (self->kick == NULL)
    self->kick = batch_executor_add_timer (self, 0, kick_cb);
}

void
batch_executor_hold_lanes (BatchExecutor *self)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);
  gboolean hold = self->stopping || self->paused || !self->active;

  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_hold (link->data, hold);
}

void
batch_executor_abort_job (BatchExecutor *self,
                          const char    *job_id)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_abort (link->data, job_id);
  batch_executor_abort_claims (self, job_id, -1);
}

void
batch_executor_abort_item (BatchExecutor *self,
                           const char    *job_id,
                           guint32        position)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_abort_item (link->data, job_id, position);
  batch_executor_abort_claims (self, job_id, position);
}

void
batch_executor_give_back_job (BatchExecutor *self,
                              const char    *job_id)
{
  g_autoptr(GList) lanes = g_hash_table_get_values (self->lanes);

  for (GList *link = lanes; link != NULL; link = link->next)
    batch_lane_give_back (link->data, job_id);
}

/* --- Backends --- */

void
batch_executor_take_backends (BatchExecutor *self,
                              GAsyncResult  *result)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) backends = batch_store_list_backends_finish (self->store, result, &error);

  if (backends == NULL)
    {
      g_warning ("Reading the model servers: %s", error->message);
      return;
    }

  g_hash_table_remove_all (self->backends);
  for (guint i = 0; i < backends->len; i++)
    {
      BatchBackendRecord *backend = batch_backend_record_copy (g_ptr_array_index (backends, i));

      g_hash_table_insert (self->backends, backend->name, backend);
    }
}

static void
backends_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  BatchExecutor *self = user_data;

  batch_executor_take_backends (self, result);
  batch_executor_sort_anew (self);
}

void
batch_executor_reload_backends (BatchExecutor *self)
{
  batch_store_list_backends_async (self->store, NULL, backends_listed_cb, self);
}

/* What we can run has changed: every job finds its lane again. */
void
batch_executor_sort_anew (BatchExecutor *self)
{
  GDestroyNotify unref = (GDestroyNotify) batch_job_record_unref;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, batch_roster_get_jobs (self->roster));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (records, batch_job_record_ref (((BatchLiveJob *) value)->record));

  batch_executor_apply_all (self, records);
  batch_executor_kick (self);
}
