/* batch-executor-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include "core/batch-id-private.h"
#include "core/batch-model-key-private.h"
#include "format/batch-body-changes-private.h"
#include "json/batch-json-text-private.h"

/* Trying items again because somebody asks for it. */

/* Rows that one transaction makes pending again. */
#define RETRY_ROWS 2000

typedef struct
{
  BatchRetryRequest  *request;     /* (nullable): NULL for all that failed */
  char              **item_ids;    /* (nullable) */
  GArray             *positions;   /* of guint32, of those that are known so far */
  guint               next;        /* of the positions */
  BatchCallFunc       begin;       /* when it is known what is asked for */
  gint64              n_retried;
} Retry;

static void
retry_free (gpointer data)
{
  Retry *retry = data;

  g_clear_pointer (&retry->request, batch_retry_request_free);
  g_strfreev (retry->item_ids);
  g_array_unref (retry->positions);
  g_free (retry);
}

/* --- Carrying out --- */

static void retry_from (BatchCall *call,
                        gint64     after_position);

static const char *
describe_scope (const BatchRetryRequest *request)
{
  if (request != NULL && request->lenient)
    return "such";
  if (request == NULL || !request->review)
    return "failed";
  return request->review_reason == BATCH_REVIEW_REASON_NONE ? "reviewable" : "cut-off";
}

static void
end (BatchCall *call)
{
  const Retry *retry = call->data;

  if (retry->n_retried > 0)
    batch_call_return_int (call, retry->n_retried);
  else
    batch_call_return_error (call, g_error_new (BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                                                "Job %s has no %s item to retry", call->job_id,
                                                describe_scope (retry->request)));
}

static void
retried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchCall *call = user_data;
  BatchExecutor *self = call->executor;
  Retry *retry = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = NULL;
  gint64 n = 0;
  gint64 next = -1;

  if (!(record = batch_store_retry_finish (self->store, result, &n, &next, &error)))
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  retry->n_retried += n;
  batch_executor_apply (self, record);
  batch_executor_kick (self);
  if (retry->next < retry->positions->len)
    retry_from (call, -1);
  else if (next >= 0)
    retry_from (call, next);
  else
    end (call);
}

/* Of those that are chosen, the store is told of some at a time. */
static void
take_positions (Retry *retry)
{
  guint n = MIN (retry->positions->len - retry->next, RETRY_ROWS);

  if (n == 0)
    return;

  g_free (retry->request->positions);
  retry->request->positions = g_memdup2 (&g_array_index (retry->positions, guint32, retry->next),
                                         n * sizeof (guint32));
  retry->request->n_positions = n;
  retry->next += n;
}

static void
retry_from (BatchCall *call,
            gint64     after_position)
{
  Retry *retry = call->data;

  take_positions (retry);
  batch_store_retry_async (call->executor->store, call->job_id, retry->request, after_position,
                           RETRY_ROWS, batch_clock_now (call->executor->clock), NULL, retried_cb,
                           call);
}

/* --- Finding the items --- */

static void find_items (BatchExecutor *self,
                        BatchCall     *call);

static void
item_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  BatchCall *call = user_data;
  Retry *retry = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchItemRecord) record = batch_store_find_item_finish (call->executor->store, result,
                                                                    &error);

  if (record == NULL)
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  g_array_append_val (retry->positions, record->position);
  find_items (call->executor, call);
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint32 one = *(const guint32 *) a;
  guint32 other = *(const guint32 *) b;

  return (one > other) - (one < other);
}

/* In order, each once. */
static void
tidy_positions (GArray *positions)
{
  guint32 *values = (guint32 *) positions->data;
  guint n = 0;

  g_array_sort (positions, compare_positions);
  for (guint i = 0; i < positions->len; i++)
    if (n == 0 || values[n - 1] != values[i])
      values[n++] = values[i];

  g_array_set_size (positions, n);
}

static void
begin (BatchCall *call)
{
  Retry *retry = call->data;

  /* None chosen is not the same as all that failed. */
  if (retry->positions->len == 0)
    {
      batch_call_return_error (call, g_error_new (BATCH_ERROR, BATCH_ERROR_INVALID_STATE,
                                                  "Of job %s no item is named to retry",
                                                  call->job_id));
      return;
    }

  tidy_positions (retry->positions);
  retry_from (call, -1);
}

static void
begin_with_positions (BatchExecutor *self,
                      BatchCall     *call)
{
  begin (call);
}

static void
find_items (BatchExecutor *self,
            BatchCall     *call)
{
  Retry *retry = call->data;
  const char *item_id;
  guint32 position;

  if (retry->item_ids == NULL)
    {
      retry_from (call, -1);
      return;
    }

  while ((item_id = retry->item_ids[retry->positions->len]) != NULL)
    {
      if (!batch_id_parse_item (call->job_id, item_id, &position))
        {
          batch_store_find_item_async (self->store, call->job_id, item_id, NULL, item_found_cb,
                                       call);
          return;
        }
      g_array_append_val (retry->positions, position);
    }

  begin (call);
}

/* --- What is asked for --- */

/* Two names of a model are one key, as they are when work comes in. */
static void
job_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  BatchCall *call = user_data;
  Retry *retry = call->data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchJobRecord) record = NULL;
  char *key;

  if (!(record = batch_store_change_job_finish (call->executor->store, result, &error)))
    {
      batch_call_return_error (call, g_steal_pointer (&error));
      return;
    }

  key = batch_model_key_strip (retry->request->key,
                               batch_executor_find_implied_tag (call->executor, record));
  if (key != NULL)
    {
      g_free (retry->request->key);
      retry->request->key = key;
    }
  retry->begin (call->executor, call);
}

static void
servers_known (BatchExecutor *self,
               gpointer       data)
{
  BatchCall *call = data;

  batch_executor_read_job (self, call->job_id, job_read_cb, call);
}

static void
settle_key (BatchExecutor *self,
            BatchCall     *call)
{
  const Retry *retry = call->data;

  if (retry->request->key != NULL)
    batch_executor_ask_servers (self, servers_known, call);
  else
    retry->begin (self, call);
}

/* A model may stand among the members; it is then as if it had been named. */
static gboolean
read_members (BatchRetryRequest  *request,
              const char         *members,
              GError            **error)
{
  g_auto(BatchBodyChanges) changes = { .n_splices = 0 };
  g_autofree char *model = NULL;
  BatchJsonValue value;

  if (!batch_body_changes_init (&changes, members, error))
    return FALSE;

  if ((model = batch_body_changes_take (&changes, "model")) != NULL && request->key == NULL)
    {
      value = (BatchJsonValue) {
        (const guint8 *) model, strlen (model),
        *model == '"' ? BATCH_JSON_STRING : BATCH_JSON_NONE,
      };
      request->key = batch_json_value_dup_string (&value);
    }
  if (model != NULL && (request->key == NULL || *request->key == '\0'))
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                           "The model is not the name of one");
      return FALSE;
    }

  request->changes = batch_body_changes_to_string (&changes);
  return TRUE;
}

static BatchRetryRequest *
make_request (BatchRetryScope   scope,
              const char       *model,
              const char       *members,
              GError          **error)
{
  g_autoptr(BatchRetryRequest) request = g_new0 (BatchRetryRequest, 1);

  request->review = scope != BATCH_RETRY_SCOPE_FAILED;
  if (scope == BATCH_RETRY_SCOPE_CUT_OFF)
    request->review_reason = BATCH_REVIEW_REASON_CUT_OFF;
  request->key = model != NULL && *model != '\0' ? g_strdup (model) : NULL;
  if (members != NULL && !read_members (request, members, error))
    return NULL;

  return g_steal_pointer (&request);
}

void
batch_executor_retry (BatchExecutor *self,
                      const char    *job_id,
                      GTask         *task)
{
  Retry *retry = g_new0 (Retry, 1);

  retry->positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  batch_executor_call (self, find_items, job_id, retry, retry_free, task);
}

void
batch_executor_retry_with (BatchExecutor      *self,
                           const char         *job_id,
                           const char *const  *item_ids,
                           BatchRetryScope     scope,
                           const char         *model,
                           const char         *members,
                           GTask              *task)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchRetryRequest) request = make_request (scope, model, members, &error);
  Retry *retry;

  if (request == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  retry = g_new0 (Retry, 1);
  retry->request = g_steal_pointer (&request);
  retry->item_ids = g_strdupv ((char **) item_ids);
  retry->positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  retry->begin = find_items;
  batch_executor_call (self, settle_key, job_id, retry, retry_free, task);
}

void
batch_executor_retry_positions (BatchExecutor *self,
                                const char    *job_id,
                                GArray        *positions,
                                const char    *model,
                                const char    *members,
                                GTask         *task)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchRetryRequest) request =
    make_request (BATCH_RETRY_SCOPE_FAILED, model, members, &error);
  Retry *retry;

  if (request == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_array_unref (positions);
      g_object_unref (task);
      return;
    }

  request->lenient = TRUE;
  retry = g_new0 (Retry, 1);
  retry->request = g_steal_pointer (&request);
  retry->positions = positions;
  retry->begin = begin_with_positions;
  batch_executor_call (self, settle_key, job_id, retry, retry_free, task);
}
