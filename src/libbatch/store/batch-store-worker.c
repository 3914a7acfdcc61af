/* store/batch-store-worker.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-store-worker-private.h"

/* A commit costs the same whether it holds one call or hundreds, so the worker
 * takes all that has gathered while it was busy. It never waits for more: under
 * load calls gather by themselves, and without load nobody should wait. A group
 * ends early when it has taken a while already, because others (those who wait
 * for its answers, other processes) want it to end. */
#define GROUP_MAX_CALLS 1024
#define GROUP_MAX_USEC  (10 * G_TIME_SPAN_MILLISECOND)

#define AVERAGED_COMMITS 8

typedef struct
{
  BatchStoreCall    *call;     /* (nullable) */
  BatchStoreJobKind  kind;
} Message;

struct _BatchStoreWorker
{
  BatchStore  *store;          /* not a reference: the store ends us first */
  GAsyncQueue *writes;         /* of Message, for the worker */
  GAsyncQueue *looks;          /* of Message, for the reader */
  GThread     *worker;
  GThread     *reader;         /* (nullable); started and ended by the worker */
  Message     *ahead;          /* was taken too early; only touched on the worker thread */
  GPtrArray   *shared;         /* likewise: of BatchStoreCall, behind one savepoint */
  int          longest_usec;   /* of the transactions so far (atomic) */
  gint64       longest_commit; /* its end, where the disk is waited for */
  int          n_calls;        /* that are not answered yet (atomic) */
  int          commit_usec;    /* what that takes, on average (atomic) */
  gboolean     has_reader;     /* set before the store is open */
  gboolean     closed;         /* guarded by the lock of writes */
};

static Message *
message_new (BatchStoreJobKind  kind,
             BatchStoreCall    *call)
{
  Message *message = g_new (Message, 1);

  message->kind = kind;
  message->call = call;
  return message;
}

static void
answer (BatchStoreWorker *self,
        GPtrArray        *calls)
{
  int n_calls = (int) calls->len;

  batch_store_answer (calls);
  g_atomic_int_add (&self->n_calls, -n_calls);
}

static void
answer_one (BatchStoreWorker *self,
            BatchStoreCall   *call)
{
  g_autoptr(GPtrArray) calls = g_ptr_array_sized_new (1);

  if (call == NULL)
    return;

  g_ptr_array_add (calls, call);
  answer (self, calls);
}

static void
run_call (BatchStoreWorker *self,
          BatchStoreCall   *call)
{
  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (call->task), &call->error))
    call->run (self->store, call, &call->error);
}

static void
run_alone (BatchStoreWorker *self,
           Message          *message)
{
  run_call (self, message->call);
  answer_one (self, message->call);
  g_free (message);
}

static void
run_look (BatchStoreWorker *self,
          Message          *message)
{
  BatchStoreCall *call = message->call;

  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (call->task), &call->error))
    batch_store_call_look (call, self->store, &call->error);
  answer_one (self, call);
  g_free (message);
}

/* --- Groups --- */

static gboolean
begin_calls (BatchStoreWorker  *self,
             GError           **error)
{
  return BATCH_STORE_GET_CLASS (self->store)->savepoint (self->store, error);
}

/* FALSE: nothing has come of them. */
static gboolean
keep_calls (BatchStoreWorker  *self,
            GError           **error)
{
  return BATCH_STORE_GET_CLASS (self->store)->release_savepoint (self->store, error);
}

/* Between savepoints of its own, so that its failure leaves the others of the group
 * alone. */
static void
run_apart (BatchStoreWorker *self,
           BatchStoreCall   *call)
{
  if (!begin_calls (self, &call->error))
    return;

  run_call (self, call);
  if (call->error != NULL || !keep_calls (self, &call->error))
    BATCH_STORE_GET_CLASS (self->store)->rollback_savepoint (self->store);
}

/* A savepoint costs as much as entering a small job. Calls that can be undone share one, and when
 * one of them fails all of them run once more, each apart. */
static void
run_shared_apart (BatchStoreWorker *self)
{
  BATCH_STORE_GET_CLASS (self->store)->rollback_savepoint (self->store);
  for (guint i = 0; i < self->shared->len; i++)
    {
      BatchStoreCall *call = g_ptr_array_index (self->shared, i);

      g_clear_error (&call->error);
      call->undo (call);
      run_apart (self, call);
    }

  g_ptr_array_set_size (self->shared, 0);
}

static void
end_shared (BatchStoreWorker *self)
{
  if (self->shared->len == 0)
    return;

  if (keep_calls (self, NULL))
    g_ptr_array_set_size (self->shared, 0);
  else
    run_shared_apart (self);
}

static void
run_shared (BatchStoreWorker *self,
            BatchStoreCall   *call)
{
  if (self->shared->len == 0 && !begin_calls (self, &call->error))
    return;

  g_ptr_array_add (self->shared, call);
  run_call (self, call);
  if (call->error != NULL)
    run_shared_apart (self);
}

static void
run_in_group (BatchStoreWorker *self,
              BatchStoreCall   *call)
{
  if (call->undo != NULL)
    {
      run_shared (self, call);
      return;
    }

  end_shared (self);
  run_apart (self, call);
}

/* The next message, if it belongs to the same group. */
static Message *
take_more (BatchStoreWorker *self,
           guint             n_calls,
           gint64            since)
{
  if (n_calls >= GROUP_MAX_CALLS || g_get_monotonic_time () - since > GROUP_MAX_USEC)
    return NULL;

  self->ahead = g_async_queue_try_pop (self->writes);
  if (self->ahead == NULL || self->ahead->kind != BATCH_STORE_JOB_WRITE)
    return NULL;
  return g_steal_pointer (&self->ahead);
}

static void
fail_all (GPtrArray    *calls,
          const GError *error)
{
  for (guint i = 0; i < calls->len; i++)
    {
      BatchStoreCall *call = g_ptr_array_index (calls, i);

      if (call->error == NULL)
        call->error = g_error_copy (error);
    }
}

static void
note_duration (BatchStoreWorker *self,
               gint64            began,
               gint64            committed)
{
  gint64 now = g_get_monotonic_time ();
  gint64 average = g_atomic_int_get (&self->commit_usec);

  average += (MIN (now - committed, G_USEC_PER_SEC) - average) / AVERAGED_COMMITS;
  g_atomic_int_set (&self->commit_usec, average);
  if (now - began <= g_atomic_int_get (&self->longest_usec))
    return;

  g_atomic_int_set (&self->longest_usec, MIN (now - began, G_MAXINT));
  self->longest_commit = now - committed;
}

static void
run_group (BatchStoreWorker *self,
           Message          *message)
{
  BatchStoreClass *klass = BATCH_STORE_GET_CLASS (self->store);
  g_autoptr(GPtrArray) calls = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  gboolean begun = klass->begin (self->store, &error);
  gint64 since = g_get_monotonic_time ();
  gint64 committed;

  while (message != NULL)
    {
      g_ptr_array_add (calls, message->call);
      if (begun)
        run_in_group (self, message->call);
      g_free (message);
      message = take_more (self, calls->len, since);
    }

  if (begun)
    end_shared (self);
  committed = g_get_monotonic_time ();
  if (begun && !klass->commit (self->store, &error))
    klass->rollback (self->store);
  if (error != NULL)
    fail_all (calls, error);

  note_duration (self, since, committed);
  answer (self, calls);
}

/* --- The reader --- */

static gpointer
reader_thread (gpointer data)
{
  BatchStoreWorker *self = data;
  Message *message;

  while ((message = g_async_queue_pop (self->looks))->kind != BATCH_STORE_JOB_CLOSE)
    run_look (self, message);

  g_free (message);
  BATCH_STORE_GET_CLASS (self->store)->close_reader (self->store);
  return NULL;
}

static void
start_reader (BatchStoreWorker  *self,
              GError           **error)
{
  g_autoptr(GError) local_error = NULL;

  if (BATCH_STORE_GET_CLASS (self->store)->open_reader (self->store, &local_error))
    {
      self->has_reader = TRUE;
      self->reader = g_thread_new ("batch-reader", reader_thread, self);
    }
  else if (!g_error_matches (local_error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED))
    g_propagate_error (error, g_steal_pointer (&local_error));
}

static void
stop_reader (BatchStoreWorker *self)
{
  if (self->reader == NULL)
    return;

  g_async_queue_push (self->looks, message_new (BATCH_STORE_JOB_CLOSE, NULL));
  g_thread_join (g_steal_pointer (&self->reader));
}

/* --- The worker --- */

static void
refuse (BatchStoreWorker *self,
        BatchStoreCall   *call)
{
  if (call == NULL)
    return;

  g_set_error (&call->error, BATCH_ERROR, BATCH_ERROR_STORE,
               "Store “%s” is closed", batch_store_get_uri (self->store));
  answer_one (self, call);
}

static gboolean
open_store (BatchStoreWorker *self,
            BatchStoreCall   *call)
{
  run_call (self, call);
  if (call->error == NULL)
    start_reader (self, &call->error);
  return call->error == NULL;
}

static Message *
wait_for_message (BatchStoreWorker *self)
{
  BatchStoreClass *klass = BATCH_STORE_GET_CLASS (self->store);
  Message *message = g_steal_pointer (&self->ahead);

  if (message == NULL)
    message = g_async_queue_try_pop (self->writes);

  while (message == NULL)
    {
      gint64 usec = klass->idle != NULL ? klass->idle (self->store) : -1;

      if (usec < 0)
        message = g_async_queue_pop (self->writes);
      else
        message = g_async_queue_timeout_pop (self->writes, usec);
    }

  return message;
}

static gpointer
worker_thread (gpointer data)
{
  BatchStoreWorker *self = data;
  g_autofree Message *message = g_async_queue_pop (self->writes);
  gboolean open = message->kind == BATCH_STORE_JOB_OPEN;

  if (open && open_store (self, message->call))
    {
      answer_one (self, g_steal_pointer (&message->call));
      g_clear_pointer (&message, g_free);

      while ((message = wait_for_message (self))->kind != BATCH_STORE_JOB_CLOSE)
        {
          if (message->kind == BATCH_STORE_JOB_WRITE)
            run_group (self, message);
          else
            run_alone (self, message);
        }
    }

  g_debug ("The longest transaction took %d µs, %" G_GINT64_FORMAT " of them to commit",
           g_atomic_int_get (&self->longest_usec), self->longest_commit);
  stop_reader (self);
  if (open)
    BATCH_STORE_GET_CLASS (self->store)->close (self->store);
  answer_one (self, message->call);
  return NULL;
}

BatchStoreWorker *
batch_store_worker_new (BatchStore *store)
{
  BatchStoreWorker *self = g_new0 (BatchStoreWorker, 1);

  self->store = store;
  self->writes = g_async_queue_new ();
  self->looks = g_async_queue_new ();
  self->shared = g_ptr_array_new ();
  self->worker = g_thread_new ("batch-store", worker_thread, self);
  return self;
}

void
batch_store_worker_free (BatchStoreWorker *self)
{
  Message *message;

  batch_store_worker_push (self, BATCH_STORE_JOB_CLOSE, NULL);
  g_thread_join (self->worker);

  /* That the store could not be opened, nobody had to be told. */
  while ((message = g_async_queue_try_pop (self->writes)) != NULL)
    g_free (message);

  g_async_queue_unref (self->writes);
  g_async_queue_unref (self->looks);
  g_ptr_array_unref (self->shared);
  g_free (self);
}

/* The lock makes sure that nothing is behind the call that closes. */
void
batch_store_worker_push (BatchStoreWorker  *self,
                         BatchStoreJobKind  kind,
                         BatchStoreCall    *call)
{
  gboolean refused;

  if (call != NULL)
    g_atomic_int_inc (&self->n_calls);

  g_async_queue_lock (self->writes);

  refused = self->closed;
  if (kind == BATCH_STORE_JOB_CLOSE)
    self->closed = TRUE;
  if (!refused && kind == BATCH_STORE_JOB_LOOK && self->has_reader)
    g_async_queue_push (self->looks, message_new (kind, call));
  else if (!refused)
    g_async_queue_push_unlocked (self->writes, message_new (kind, call));

  g_async_queue_unlock (self->writes);

  if (refused)
    refuse (self, call);
}

gboolean
batch_store_worker_is_self (BatchStoreWorker *self)
{
  return g_thread_self () == self->worker;
}

gboolean
batch_store_worker_has_reader (BatchStoreWorker *self)
{
  return self->has_reader;
}

gint64
batch_store_worker_get_longest (BatchStoreWorker *self)
{
  return g_atomic_int_get (&self->longest_usec);
}

gint64
batch_store_worker_get_commit_time (BatchStoreWorker *self)
{
  return g_atomic_int_get (&self->commit_usec);
}

gboolean
batch_store_worker_is_busy (BatchStoreWorker *self)
{
  return g_atomic_int_get (&self->n_calls) > 0;
}
