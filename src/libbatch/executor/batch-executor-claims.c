/* batch-executor-claims.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-state-private.h"
#include "executor/batch-executor-work-private.h"
#include "lanes/batch-payload-loader-private.h"

/* Items that workers outside have. In the store they are this engine's: when it dies they
 * come back like all that it runs. How long a worker has is known here only. */

#define MIN_LEASE_MS 1
#define MAX_LEASE_MS (7 * 24 * 3600 * G_GINT64_CONSTANT (1000))
/* However many leases run out one after another. */
#define MIN_WAIT_MS 10
/* In a row: then the item is to blame. */
#define MAX_LOST_LEASES 5

typedef struct
{
  char            *id;
  BatchItemRecord *item;
  gint64           began_at;       /* monotonic, as the next one */
  gint64           expires_at;
} Claim;

static void
claim_free (gpointer data)
{
  Claim *claim = data;

  batch_item_record_unref (claim->item);
  g_free (claim->id);
  g_free (claim);
}

void
batch_executor_drop_claims (BatchExecutor *self)
{
  g_clear_pointer (&self->claims, g_hash_table_unref);
  g_clear_pointer (&self->claimed_key, g_free);
  batch_executor_clear_timer (&self->claim_timer);
}

void
batch_executor_count_in_flight (BatchExecutor         *self,
                                const BatchItemRecord *item,
                                int                    step)
{
  BatchLiveJob *job = batch_roster_get (self->roster, item->job_id);

  if (job != NULL && (step > 0 || job->in_flight > 0))
    job->in_flight += step;
}

/* --- Ending --- */

typedef struct
{
  BatchExecutor *executor;
  BatchCall     *call;             /* (nullable) who waits for it */
  Claim         *claim;
  BatchEnding   *ending;
  BatchFinish   *finish;
} End;

static void
end_free (End *end)
{
  g_clear_pointer (&end->claim, claim_free);
  g_clear_pointer (&end->ending, batch_ending_free);
  g_clear_pointer (&end->finish, batch_finish_free);
  g_free (end);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (End, end_free)

static GError *
too_late (const char *claim_id)
{
  return g_error_new (BATCH_ERROR, BATCH_ERROR_NOT_FOUND,
                      "There is no claim %s; its lease has run out, or its item was cancelled",
                      claim_id);
}

static gint64
duration_of (BatchExecutor *self,
             const Claim   *claim)
{
  return (batch_clock_monotonic (self->clock) - claim->began_at) / 1000;
}

static void
claim_ended_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(End) end = user_data;
  BatchExecutor *self = end->executor;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) finished = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  gboolean taken;

  if (!batch_store_advance_finish (self->store, result, &finished, NULL, &jobs, &error))
    {
      /* The worker may try again for as long as it has its lease. */
      batch_executor_count_in_flight (self, end->claim->item, 1);
      g_hash_table_insert (self->claims, end->claim->id, end->claim);
      end->claim = NULL;
      if (end->call != NULL)
        batch_call_return_error (end->call, g_steal_pointer (&error));
      return;
    }

  taken = g_array_index (finished, gboolean, 0);
  batch_executor_apply_all (self, jobs);
  if (taken)
    batch_executor_note_end (self, end->claim->item, end->ending, end->finish,
                             BATCH_WORKERS_LANE, 1, FALSE);
  if (end->call != NULL && taken)
    batch_call_return_int (end->call, TRUE);
  else if (end->call != NULL)
    batch_call_return_error (end->call, too_late (end->claim->id));
}

/* Takes @claim, @ending and @finish. */
static void
end_claim (BatchExecutor *self,
           Claim         *claim,
           BatchEnding   *ending,
           BatchFinish   *finish,
           BatchCall     *call)
{
  GDestroyNotify free_finish = (GDestroyNotify) batch_finish_free;
  g_autoptr(GPtrArray) finishes = g_ptr_array_new_with_free_func (free_finish);
  End *end = g_new (End, 1);

  *end = (End) { self, call, claim, ending, finish };
  batch_executor_count_in_flight (self, claim->item, -1);
  g_ptr_array_add (finishes, batch_finish_copy (finish));
  batch_store_advance_async (self->store, self->engine_id, g_steal_pointer (&finishes),
                             batch_store_leases_new (0), batch_clock_now (self->clock), NULL,
                             claim_ended_cb, end);
}

static Claim *
take_claim (BatchExecutor *self,
            const char    *claim_id)
{
  Claim *claim = self->claims != NULL ? g_hash_table_lookup (self->claims, claim_id) : NULL;

  if (claim != NULL)
    g_hash_table_steal (self->claims, claim_id);
  return claim;
}

static void
end_by_worker (BatchExecutor *self,
               BatchCall     *call)
{
  Claim *claim = take_claim (self, call->job_id);
  BatchEnding *ending = g_steal_pointer (&call->data);
  BatchFinish *finish;

  if (claim == NULL)
    {
      batch_ending_free (ending);
      batch_call_return_error (call, too_late (call->job_id));
      return;
    }

  finish = batch_executor_decide (self, claim->item, ending, duration_of (self, claim));
  end_claim (self, claim, ending, finish, call);
}

void
batch_executor_end_claim (BatchExecutor *self,
                          const char    *claim_id,
                          BatchEnding   *ending,
                          GTask         *task)
{
  batch_executor_call (self, end_by_worker, claim_id, ending, (GDestroyNotify) batch_ending_free,
                       task);
}

void
batch_executor_abort_claims (BatchExecutor *self,
                             const char    *job_id,
                             gint64         position)
{
  g_autoptr(GList) claims = self->claims != NULL ? g_hash_table_get_values (self->claims) : NULL;

  for (GList *link = claims; link != NULL; link = link->next)
    {
      Claim *claim = link->data;
      BatchEnding *ending;

      if (!g_str_equal (claim->item->job_id, job_id)
          || (position >= 0 && claim->item->position != position))
        continue;

      ending = batch_ending_new (BATCH_ITEM_STATUS_CANCELLED);
      end_claim (self, take_claim (self, claim->id), ending,
                 batch_executor_decide (self, claim->item, ending, -1), NULL);
    }
}

/* --- Leases --- */

static void expect_expiry (BatchExecutor *self);

static BatchFinish *
make_lost (const Claim *claim,
           gboolean     for_good)
{
  BatchFinish *finish = batch_finish_new ();

  finish->job_id = g_strdup (claim->item->job_id);
  finish->position = claim->item->position;
  finish->generation = claim->item->generation;
  finish->status = for_good ? BATCH_ITEM_STATUS_FAILED : BATCH_ITEM_STATUS_PENDING;
  finish->failure_kind = BATCH_FAILURE_KIND_TASK_TERMINATED;
  finish->error = g_strdup ("The lease of the worker ran out");
  finish->duration_ms = -1;
  finish->costs_attempt = for_good;
  return finish;
}

/* The item is another's to try, at no cost, unless it outlives all its workers. */
static void
lose_claim (BatchExecutor *self,
            Claim         *claim)
{
  guint n_lost = batch_executor_count_wait (self, claim->item, G_MAXUINT);
  /* Nothing is learnt from it. */
  BatchEnding *ending = batch_ending_new (BATCH_ITEM_STATUS_CANCELLED);

  end_claim (self, claim, ending, make_lost (claim, n_lost >= MAX_LOST_LEASES), NULL);
}

static gboolean
expired_cb (gpointer user_data)
{
  BatchExecutor *self = user_data;
  g_autoptr(GList) claims = g_hash_table_get_values (self->claims);
  gint64 now = batch_clock_monotonic (self->clock);

  batch_executor_clear_timer (&self->claim_timer);
  for (GList *link = claims; link != NULL; link = link->next)
    {
      Claim *claim = link->data;

      if (claim->expires_at <= now)
        lose_claim (self, take_claim (self, claim->id));
    }

  expect_expiry (self);
  return G_SOURCE_REMOVE;
}

static void
expect_expiry (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer value;
  gint64 next = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->claims);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    next = MIN (next, ((Claim *) value)->expires_at);

  batch_executor_clear_timer (&self->claim_timer);
  if (next < G_MAXINT64)
    {
      gint64 wait_ms = (next - batch_clock_monotonic (self->clock)) / 1000 + 1;

      self->claim_timer = batch_executor_add_wait (self, CLAMP (wait_ms, MIN_WAIT_MS, MAX_LEASE_MS),
                                                   expired_cb);
    }
}

static gint64
lease_end (BatchExecutor *self,
           gint64         lease_ms)
{
  return batch_clock_monotonic (self->clock) + CLAMP (lease_ms, MIN_LEASE_MS, MAX_LEASE_MS) * 1000;
}

static void
renew (BatchExecutor *self,
       BatchCall     *call)
{
  Claim *claim = self->claims != NULL ? g_hash_table_lookup (self->claims, call->job_id) : NULL;

  if (claim == NULL)
    {
      batch_call_return_error (call, too_late (call->job_id));
      return;
    }

  claim->expires_at = lease_end (self, *(gint64 *) call->data);
  expect_expiry (self);
  batch_call_return_int (call, TRUE);
}

void
batch_executor_renew (BatchExecutor *self,
                      const char    *claim_id,
                      gint64         lease_ms,
                      GTask         *task)
{
  batch_executor_call (self, renew, claim_id, g_memdup2 (&lease_ms, sizeof lease_ms), g_free,
                       task);
}

/* --- Lending --- */

static void
add_claim (BatchExecutor   *self,
           BatchItemRecord *item,
           BatchPayload    *payload,
           gint64           lease_ms,
           GPtrArray       *claims)
{
  BatchLiveJob *job = batch_roster_get (self->roster, item->job_id);
  Claim *claim = g_new (Claim, 1);
  BatchClaim *object;

  object = batch_claim_new (job->record, item, payload->bytes,
                            batch_clock_now (self->clock) + MIN (lease_ms, MAX_LEASE_MS) * 1000);
  *claim = (Claim) {
    g_strdup (batch_claim_get_id (object)), batch_item_record_ref (item),
    batch_clock_monotonic (self->clock), lease_end (self, lease_ms),
  };
  if (self->claims == NULL)
    self->claims = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, claim_free);
  g_hash_table_insert (self->claims, claim->id, claim);
  batch_executor_note_start (self, item);
  g_ptr_array_add (claims, object);
}

GPtrArray *
batch_executor_lend (BatchExecutor *self,
                     GPtrArray     *payloads,
                     GArray        *started,
                     gint64         lease_ms)
{
  GPtrArray *claims = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < started->len; i++)
    {
      BatchPayload *payload = g_ptr_array_index (payloads, i);

      /* Its job has been cancelled meanwhile, say. */
      if (!g_array_index (started, gboolean, i)
          || batch_roster_get (self->roster, payload->item->job_id) == NULL)
        batch_executor_count_in_flight (self, payload->item, -1);
      else
        add_claim (self, payload->item, payload, lease_ms, claims);
    }

  if (claims->len > 0)
    expect_expiry (self);
  return claims;
}
