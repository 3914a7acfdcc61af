/* batch-executor-claim-search.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-planning-private.h"
#include "executor/batch-executor-state-private.h"
#include "executor/batch-executor-work-private.h"
#include "lanes/batch-payload-loader-private.h"

/* The search for items for a worker outside: claimed, read, written down as running, lent. */

#define MAX_LIMIT 1000

typedef struct
{
  GStrv      keys;                 /* (nullable) */
  gint64     lease_ms;
  guint      limit;
  guint      next_key;             /* of @keys */
  char      *key;                  /* (nullable) that is being claimed */
  char      *job_id;               /* (nullable) of which it is */
  GPtrArray *items;                /* of BatchItemRecord */
  GPtrArray *payloads;             /* (nullable) of BatchPayload, for the first items */
  GPtrArray *starting;             /* (nullable) those of them that could be read */
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_strfreev (search->keys);
  g_clear_pointer (&search->starting, g_ptr_array_unref);
  g_clear_pointer (&search->payloads, g_ptr_array_unref);
  g_ptr_array_unref (search->items);
  g_free (search->key);
  g_free (search->job_id);
  g_free (search);
}

static void
returned (GPtrArray *jobs,
          gpointer   user_data)
{
  if (jobs != NULL)
    batch_executor_apply_all (user_data, jobs);
}

static void
release_from (BatchExecutor *self,
              GPtrArray     *items,
              guint          first)
{
  g_autoptr(GArray) leases = batch_store_leases_new (8);

  for (guint i = first; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);

      batch_executor_count_in_flight (self, item, -1);
      batch_store_leases_add (leases, item->job_id, item->position, item->generation);
    }

  if (leases->len == 0)
    return;

  if (self->returns == NULL)
    self->returns = batch_lease_returns_new (self->store, self->engine_id, self->clock, returned,
                                             self);
  batch_lease_returns_add (self->returns, g_steal_pointer (&leases));
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  Search *search = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) started = NULL;
  g_autoptr(GPtrArray) jobs = NULL;

  if (!batch_store_advance_finish (self->store, result, NULL, &started, &jobs, &error))
    {
      release_from (self, search->items, 0);
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  batch_executor_apply_all (self, jobs);
  batch_call_return (call, batch_executor_lend (self, search->starting, started, search->lease_ms),
                     (GDestroyNotify) g_ptr_array_unref);
}

static BatchFinish *
fail_unread (BatchExecutor      *self,
             const BatchPayload *payload)
{
  g_autoptr(BatchEnding) ending = batch_ending_new (BATCH_ITEM_STATUS_FAILED);

  ending->failure_kind = BATCH_FAILURE_KIND_BUILDER_ERROR;
  ending->message = g_strdup (payload->error->message);
  return batch_executor_decide (self, payload->item, ending, -1);
}

static void
payloads_read_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  Search *search = call->data;
  GDestroyNotify free_finish = (GDestroyNotify) batch_finish_free;
  g_autoptr(GPtrArray) finishes = g_ptr_array_new_with_free_func (free_finish);
  g_autoptr(GArray) starts = batch_store_leases_new (8);

  search->payloads = batch_payload_loader_read_finish (result);
  search->starting = g_ptr_array_new ();
  for (guint i = 0; i < search->payloads->len; i++)
    {
      BatchPayload *payload = g_ptr_array_index (search->payloads, i);

      if (payload->bytes == NULL)
        {
          batch_executor_count_in_flight (self, payload->item, -1);
          g_ptr_array_add (finishes, fail_unread (self, payload));
          continue;
        }
      g_ptr_array_add (search->starting, payload);
      batch_store_leases_add (starts, payload->item->job_id, payload->item->position,
                              payload->item->generation);
    }

  /* There was no room for the payloads of the others. */
  release_from (self, search->items, search->payloads->len);
  batch_store_advance_async (self->store, self->engine_id, g_steal_pointer (&finishes),
                             g_steal_pointer (&starts), batch_clock_now (self->clock), NULL,
                             started_cb, call);
}

static void
read_payloads (BatchExecutor *self,
               BatchCall     *call)
{
  Search *search = call->data;
  g_autoptr(GPtrArray) requests = batch_payload_loader_requests_new ();

  for (guint i = 0; i < search->items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (search->items, i);
      g_autoptr(GError) error = NULL;
      g_autoptr(GObject) input = batch_executor_open_input (self, item->job_id, &error);

      if (!batch_payload_loader_add (requests, item, input, error))
        break;
    }

  batch_payload_loader_read_async (requests, payloads_read_cb, call);
}

static guint
room_in (const BatchShare *share)
{
  const BatchLiveJob *job = share->job;

  return job->parallel == 0 ? G_MAXUINT : job->parallel - MIN (job->parallel, job->in_flight);
}

static BatchShare *
find_share (BatchExecutor *self,
            const char    *key)
{
  BatchGroup *group = batch_roster_get_group (self->roster, BATCH_WORKERS_LANE, key);

  if (group == NULL)
    return NULL;

  for (GSequenceIter *place = g_sequence_get_begin_iter (group->shares);
       !g_sequence_iter_is_end (place); place = g_sequence_iter_next (place))
    if (room_in (g_sequence_get (place)) > 0)
      return g_sequence_get (place);

  return NULL;
}

/* Where to go on: the keys of the worker in its order, or what is next by the plan. */
static BatchShare *
next_share (BatchExecutor *self,
            Search        *search)
{
  BatchShare *share = NULL;

  if (search->keys == NULL)
    {
      g_free (search->key);
      search->key = batch_executor_next_key (self, BATCH_WORKERS_LANE, self->claimed_key);
      return find_share (self, search->key);
    }

  while (search->keys[search->next_key] != NULL
         && (share = find_share (self, search->keys[search->next_key])) == NULL)
    search->next_key++;
  return share;
}

static void search_on (BatchExecutor *self,
                       BatchCall     *call);

static void
claimed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchCall *call = user_data;
  Search *search = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = batch_store_claim_finish (call->executor->store, result, &error);

  if (items == NULL)
    {
      batch_roster_give_back (call->executor->roster, search->job_id);
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < items->len; i++)
    {
      BatchItemRecord *item = g_ptr_array_index (items, i);

      batch_executor_count_in_flight (call->executor, item, 1);
      g_ptr_array_add (search->items, batch_item_record_ref (item));
    }

  /* One key at a time: who asks for more asks again. */
  if (items->len == 0 && search->limit > 0)
    search_on (call->executor, call);
  else
    read_payloads (call->executor, call);
}

static void
search_on (BatchExecutor *self,
           BatchCall     *call)
{
  Search *search = call->data;
  BatchShare *share = self->paused ? NULL : next_share (self, search);
  guint n;

  if (share == NULL || search->limit == 0)
    {
      read_payloads (self, call);
      return;
    }

  n = MIN (MIN (search->limit, room_in (share)), (guint) MIN (share->waiting, G_MAXINT));
  g_free (self->claimed_key);
  self->claimed_key = g_strdup (share->key);
  g_free (search->job_id);
  search->job_id = g_strdup (share->job->record->id);
  batch_store_claim_async (self->store, self->engine_id, share->job->record->id, share->key,
                           -1, n, batch_clock_now (self->clock), NULL, claimed_cb, call);
  /* A claim that finds fewer is put right by the next record of the job. */
  batch_roster_take (self->roster, share, n);
}

void
batch_executor_claim (BatchExecutor      *self,
                      const char * const *keys,
                      guint               limit,
                      gint64              lease_ms,
                      GTask              *task)
{
  Search *search = g_new0 (Search, 1);

  search->keys = keys != NULL && keys[0] != NULL ? g_strdupv ((char **) keys) : NULL;
  search->limit = MIN (limit, MAX_LIMIT);
  search->lease_ms = lease_ms;
  search->items = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
  batch_executor_call (self, search_on, NULL, search, search_free, task);
}
