/* store-cases-webhooks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"
#include "store/batch-store-api-private.h"
#include "store/batch-store-webhooks-private.h"
#include "test-support.h"

/* What is told of jobs, and to whom. */

#define HERE  "https://here.example/hook"
#define THERE "https://there.example/hook"

static void
put_webhook (BatchStore *store,
             const char *url,
             gboolean    is_target)
{
  const BatchWebhookRecord webhook = {
    .url = (char *) url, .created_at = NOW, .allow_private = TRUE, .is_target = is_target,
  };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_store_put_webhook_async (store, &webhook, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_store_put_webhook_finish (store, result, &error);
  g_assert_no_error (error);
}

static void
remove_webhook (BatchStore  *store,
                const char  *url,
                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_remove_webhook_async (store, url, NOW + 9, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_store_remove_webhook_finish (store, result, error);
}

static GPtrArray *
list_webhooks (BatchStore *store)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *webhooks;

  batch_store_list_webhooks_async (store, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  webhooks = batch_store_list_webhooks_finish (store, result, &error);
  g_assert_no_error (error);
  return webhooks;
}

static GPtrArray *
claim (BatchStore *store,
       const char *engine,
       guint       limit,
       gint64      now,
       gint64     *next_due)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *deliveries;

  batch_store_claim_deliveries_async (store, engine, limit, now, NULL, batch_test_store_result,
                                      &result);
  batch_test_wait (&result);
  deliveries = batch_store_claim_deliveries_finish (store, result, next_due, &error);
  g_assert_no_error (error);
  return deliveries;
}

static void
finish (BatchStore                *store,
        const char                *engine,
        const BatchDeliveryEnding *ending,
        gint64                     now)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_store_finish_delivery_async (store, engine, ending, now, NULL, batch_test_store_result,
                                     &result);
  batch_test_wait (&result);
  batch_store_finish_delivery_finish (store, result, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list_deliveries (BatchStore *store,
                 const char *job_id,
                 gint64      before)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *deliveries;

  batch_store_list_deliveries_async (store, job_id, before, 100, NULL, batch_test_store_result,
                                     &result);
  batch_test_wait (&result);
  deliveries = batch_store_list_deliveries_finish (store, result, &error);
  g_assert_no_error (error);
  return deliveries;
}

static const BatchDeliveryRecord *
at (GPtrArray *deliveries,
    guint      i)
{
  g_assert_cmpuint (i, <, deliveries->len);
  return g_ptr_array_index (deliveries, i);
}

/* The one that is due, and no other. Returns: its sequence */
static gint64
claim_one (BatchStore *store,
           const char *kind,
           gint64      now)
{
  gint64 next_due;
  g_autoptr(GPtrArray) due = claim (store, ENGINE, 8, now, &next_due);

  g_assert_cmpuint (due->len, ==, 1);
  g_assert_cmpstr (at (due, 0)->kind, ==, kind);
  return at (due, 0)->sequence;
}

static void
end (BatchStore         *store,
     gint64              sequence,
     BatchDeliveryState  state,
     gint64              due_at,
     gint64              now)
{
  const BatchDeliveryEnding ending = {
    .sequence = sequence, .state = state, .due_at = due_at, .status_code = 503,
    .error = (char *) "it is not well",
  };

  finish (store, ENGINE, &ending, now);
}

/* Every move that somebody wants to hear of is there, in its order, with what was known. */
static void
test_events (Fixture       *fixture,
             gconstpointer  factory)
{
  g_autoptr(GPtrArray) told = NULL;
  const BatchDeliveryRecord *last;

  put_webhook (fixture->store, HERE, TRUE);
  put_webhook (fixture->store, THERE, FALSE);
  store_add_job (fixture->store, JOB, 2, 1);
  batch_job_record_unref (store_set_state (fixture->store, JOB, BATCH_JOB_STATE_CANCELLING));

  told = list_deliveries (fixture->store, JOB, 0);
  g_assert_cmpuint (told->len, ==, 1);
  last = at (told, 0);
  g_assert_cmpstr (last->kind, ==, "batch.queued");
  g_assert_cmpstr (last->url, ==, HERE);
  g_assert_cmpstr (last->job_id, ==, JOB);
  g_assert_cmpint (last->job_state, ==, BATCH_JOB_STATE_QUEUED);
  g_assert_cmpint (last->counts.total, ==, 2);
  g_assert_true (g_str_has_prefix (last->event_id, "evt_"));
  g_assert_cmpint (last->event, >, 0);
  g_assert_cmpint (last->state, ==, BATCH_DELIVERY_WAITING);
}

/* What was undone was never told. */
static void
test_refused_move (Fixture       *fixture,
                   gconstpointer  factory)
{
  g_autoptr(GPtrArray) told = NULL;
  g_autoptr(BatchJobRecord) values = batch_job_record_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  put_webhook (fixture->store, HERE, TRUE);
  store_add_job (fixture->store, JOB, 1, 1);
  values->state = BATCH_JOB_STATE_COMPLETED;
  batch_store_change_job_async (fixture->store, JOB, values, BATCH_JOB_FIELD_STATE, NOW, NULL,
                                batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_store_change_job_finish (fixture->store, result, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_STATE);

  told = list_deliveries (fixture->store, NULL, 0);
  g_assert_cmpuint (told->len, ==, 1);
}

/* One after the other for a job and a target, and a wait holds up what is behind. */
static void
test_order (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(GPtrArray) none = NULL;
  gint64 sequence;
  gint64 next_due;

  put_webhook (fixture->store, HERE, TRUE);
  store_add_job (fixture->store, JOB, 1, 1);
  batch_job_record_unref (store_set_state (fixture->store, JOB, BATCH_JOB_STATE_EXPIRED));

  sequence = claim_one (fixture->store, "batch.queued", NOW + 10);
  none = claim (fixture->store, ENGINE, 8, NOW + 10, &next_due);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (next_due, ==, 0);
  g_clear_pointer (&none, g_ptr_array_unref);

  end (fixture->store, sequence, BATCH_DELIVERY_WAITING, NOW + 100, NOW + 10);
  none = claim (fixture->store, ENGINE, 8, NOW + 99, &next_due);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (next_due, ==, NOW + 100);

  sequence = claim_one (fixture->store, "batch.queued", NOW + 100);
  end (fixture->store, sequence, BATCH_DELIVERY_DELIVERED, 0, NOW + 101);
  sequence = claim_one (fixture->store, "batch.expired", NOW + 101);
  end (fixture->store, sequence, BATCH_DELIVERY_GIVEN_UP, 0, NOW + 102);
}

static void
test_ending (Fixture       *fixture,
             gconstpointer  factory)
{
  g_autoptr(GPtrArray) told = NULL;
  const BatchDeliveryRecord *delivery;
  gint64 sequence;

  put_webhook (fixture->store, HERE, TRUE);
  store_add_job (fixture->store, JOB, 1, 1);
  sequence = claim_one (fixture->store, "batch.queued", NOW);
  end (fixture->store, sequence, BATCH_DELIVERY_WAITING, NOW + 5, NOW + 1);
  sequence = claim_one (fixture->store, "batch.queued", NOW + 5);
  end (fixture->store, sequence, BATCH_DELIVERY_GIVEN_UP, 0, NOW + 6);

  told = list_deliveries (fixture->store, JOB, 0);
  delivery = at (told, 0);
  g_assert_cmpuint (delivery->attempts, ==, 2);
  g_assert_cmpuint (delivery->status_code, ==, 503);
  g_assert_cmpstr (delivery->error, ==, "it is not well");
  g_assert_cmpint (delivery->ended_at, ==, NOW + 6);
  g_assert_cmpint (delivery->state, ==, BATCH_DELIVERY_GIVEN_UP);
}

/* Two engines never have the same one; that of a dead or gone one is free at once. */
static void
test_lease (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  g_autoptr(GPtrArray) third = NULL;
  g_autoptr(GPtrArray) told = NULL;
  g_autoptr(GError) error = NULL;
  gint64 next_due;

  put_webhook (fixture->store, HERE, TRUE);
  store_add_job (fixture->store, JOB, 1, 1);
  batch_test_store_join (fixture->store, OTHER, NOW, &error);
  g_assert_no_error (error);

  first = claim (fixture->store, OTHER, 8, NOW, &next_due);
  g_assert_cmpuint (first->len, ==, 1);
  second = claim (fixture->store, ENGINE, 8, NOW, &next_due);
  g_assert_cmpuint (second->len, ==, 0);

  batch_test_store_leave (fixture->store, OTHER, NOW, &error);
  g_assert_no_error (error);
  third = claim (fixture->store, ENGINE, 8, NOW, &next_due);
  g_assert_cmpuint (third->len, ==, 1);
  g_assert_cmpuint (at (third, 0)->attempts, ==, 2);

  /* Somebody who is late changes nothing. */
  batch_test_store_join (fixture->store, OTHER, NOW, &error);
  g_assert_no_error (error);
  finish (fixture->store, OTHER,
          &(BatchDeliveryEnding) { at (third, 0)->sequence, BATCH_DELIVERY_DELIVERED, 0, 200,
                                   NULL, FALSE },
          NOW);
  told = list_deliveries (fixture->store, JOB, 0);
  g_assert_cmpint (at (told, 0)->state, ==, BATCH_DELIVERY_WAITING);
}

/* However much waits for one server, another one is not held up. */
static void
test_servers (Fixture       *fixture,
              gconstpointer  factory)
{
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  g_autoptr(GPtrArray) third = NULL;
  g_autoptr(GPtrArray) fourth = NULL;
  gint64 next_due;

  put_webhook (fixture->store, HERE, TRUE);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("batch_%u", i);

      store_add_job (fixture->store, id, 1, 1);
    }
  put_webhook (fixture->store, THERE, TRUE);
  store_add_job (fixture->store, JOB, 1, 1);

  first = claim (fixture->store, ENGINE, 8, NOW, &next_due);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpstr (at (first, 0)->url, !=, at (first, 1)->url);
  g_assert_cmpint (next_due, >, 0);
  second = claim (fixture->store, ENGINE, 8, NOW, &next_due);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpstr (at (second, 0)->url, ==, HERE);
  third = claim (fixture->store, ENGINE, 8, NOW, &next_due);
  g_assert_cmpuint (third->len, ==, 0);

  end (fixture->store, at (second, 0)->sequence, BATCH_DELIVERY_DELIVERED, 0, NOW);
  fourth = claim (fixture->store, ENGINE, 8, NOW, &next_due);
  g_assert_cmpuint (fourth->len, ==, 1);
  g_assert_cmpstr (at (fourth, 0)->url, ==, HERE);
}

static void
add_job_with_own (BatchStore *store,
                  const char *job_id,
                  const char *own_url,
                  gint64      created_at)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(GError) error = NULL;

  job->id = g_strdup (job_id);
  job->handler = g_strdup (BATCH_HTTP_HANDLER);
  job->operation = g_strdup ("chat");
  job->webhook_url = g_strdup (own_url);
  job->created_at = created_at;
  batch_test_store_insert_job (store, job, &error);
  g_assert_no_error (error);
  batch_job_record_unref (store_set_state (store, job_id, BATCH_JOB_STATE_QUEUED));
}

/* A job that names an address itself is told of there as well, and nowhere twice. */
static void
test_own_address (Fixture       *fixture,
                  gconstpointer  factory)
{
  static const struct { const char *id, *own; guint n_told; } cases[] = {
    { "batch_none", NULL, 1 },
    { "batch_empty", "", 1 },
    { "batch_same", HERE, 1 },
    { "batch_other", THERE, 2 },
    { "batch_gone", "https://gone.example/hook", 2 },
  };
  g_autoptr(GError) error = NULL;

  put_webhook (fixture->store, HERE, TRUE);
  put_webhook (fixture->store, THERE, FALSE);
  put_webhook (fixture->store, "https://gone.example/hook", TRUE);
  remove_webhook (fixture->store, "https://gone.example/hook", &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) told = NULL;

      add_job_with_own (fixture->store, cases[i].id, cases[i].own, NOW);
      told = list_deliveries (fixture->store, cases[i].id, 0);
      g_assert_cmpuint (told->len, ==, cases[i].n_told);
      for (guint j = 0; j < told->len; j++)
        g_assert_true (g_str_equal (at (told, j)->url, HERE)
                       || g_str_equal (at (told, j)->url, cases[i].own));
      if (told->len == 2)
        g_assert_cmpstr (at (told, 0)->url, !=, at (told, 1)->url);
    }
}

#define RECEIPT(of) \
  { .id = (char *) (of), .api = (char *) "openai", .input_file_id = (char *) "file-1", \
    .request = (char *) "{}", .created_at = NOW }

static void
put_receipt (BatchStore               *store,
             const BatchReceiptRecord *receipt)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(BatchReceiptRecord) after = NULL;
  g_autoptr(GError) error = NULL;

  batch_store_put_receipt_async (store, receipt, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  after = batch_store_put_receipt_finish (store, result, &error);
  g_assert_no_error (error);
}

static void
change_receipt (BatchStore         *store,
                BatchReceiptRecord *receipt,
                BatchReceiptState   state,
                gint64              ended_at)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  receipt->state = state;
  receipt->ended_at = ended_at;
  batch_store_change_receipt_async (store, receipt, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_store_change_receipt_finish (store, result, &error);
  g_assert_no_error (error);
}

static void
assert_none_due (BatchStore *store,
                 gint64      now)
{
  gint64 next_due;
  g_autoptr(GPtrArray) due = claim (store, ENGINE, 8, now, &next_due);

  g_assert_cmpuint (due->len, ==, 0);
  g_assert_cmpint (next_due, ==, 0);
}

/* Of a job with a receipt, the end is told when the receipt has ended, and once. */
static void
test_files_first (Fixture       *fixture,
                  gconstpointer  factory)
{
  static const struct { const char *id, *kind; BatchJobState state; gboolean before; } cases[] = {
    { "batch_failed", "batch.failed", BATCH_JOB_STATE_FAILED, TRUE },
    { "batch_expired", "batch.expired", BATCH_JOB_STATE_EXPIRED, FALSE },
    { "batch_late", "batch.expired", BATCH_JOB_STATE_EXPIRED, TRUE },
  };

  put_webhook (fixture->store, HERE, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 now = NOW + 100 * i;
      BatchReceiptRecord receipt = RECEIPT (cases[i].id);
      g_autoptr(GPtrArray) told = NULL;
      gint64 sequence;

      put_receipt (fixture->store, &receipt);
      store_add_job (fixture->store, cases[i].id, 1, 1);
      sequence = claim_one (fixture->store, "batch.queued", now);
      if (cases[i].before)
        end (fixture->store, sequence, BATCH_DELIVERY_DELIVERED, 0, now);
      change_receipt (fixture->store, &receipt, BATCH_RECEIPT_ACCEPTED, 0);
      batch_job_record_unref (store_set_state (fixture->store, cases[i].id, cases[i].state));
      if (!cases[i].before)
        end (fixture->store, sequence, BATCH_DELIVERY_DELIVERED, 0, now);
      assert_none_due (fixture->store, now + 50);

      for (guint j = 0; j < 2; j++)
        change_receipt (fixture->store, &receipt, BATCH_RECEIPT_ENDED, now + 60);
      sequence = claim_one (fixture->store, cases[i].kind, now + 60);
      end (fixture->store, sequence, BATCH_DELIVERY_DELIVERED, 0, now + 60);
      assert_none_due (fixture->store, now + 99);
      told = list_deliveries (fixture->store, cases[i].id, 0);
      g_assert_cmpuint (told->len, ==, 2);
      g_assert_cmpint (at (told, 0)->created_at, ==, now + 60);
    }
}

/* What is ahead of the end is told first, whatever has ended meanwhile. */
static void
test_files_in_order (Fixture       *fixture,
                     gconstpointer  factory)
{
  BatchReceiptRecord receipt = RECEIPT (JOB);
  gint64 sequence;

  put_webhook (fixture->store, HERE, TRUE);
  put_receipt (fixture->store, &receipt);
  store_add_job (fixture->store, JOB, 1, 1);
  sequence = claim_one (fixture->store, "batch.queued", NOW);
  batch_job_record_unref (store_set_state (fixture->store, JOB, BATCH_JOB_STATE_FAILED));
  change_receipt (fixture->store, &receipt, BATCH_RECEIPT_ENDED, NOW + 5);
  assert_none_due (fixture->store, NOW + 50);

  end (fixture->store, sequence, BATCH_DELIVERY_DELIVERED, 0, NOW + 50);
  claim_one (fixture->store, "batch.failed", NOW + 50);
}

/* Items are tried again, and the files are made anew; unless the job is removed before. */
static void
test_files_of_rounds (Fixture       *fixture,
                      gconstpointer  factory)
{
  BatchReceiptRecord receipt = RECEIPT (JOB);
  g_autoptr(BatchJobRecord) retried = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;
  gint64 n_retried;
  gint64 next;

  put_receipt (fixture->store, &receipt);
  store_add_job (fixture->store, JOB, 1, 1);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_FAILED);
  batch_job_record_unref (store_set_state (fixture->store, JOB, BATCH_JOB_STATE_FAILED));
  change_receipt (fixture->store, &receipt, BATCH_RECEIPT_ENDED, NOW);

  for (guint round = 1; round <= 2; round++)
    {
      retried = batch_test_store_retry (fixture->store, JOB, -1, 3, NOW, &n_retried, &next, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (retried->round, ==, round);
      g_clear_pointer (&retried, batch_job_record_unref);
      store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_FAILED);
      put_webhook (fixture->store, HERE, TRUE);
      batch_job_record_unref (store_set_state (fixture->store, JOB, BATCH_JOB_STATE_FAILED));
      change_receipt (fixture->store, &receipt, BATCH_RECEIPT_ENDED, NOW + 5);
      assert_none_due (fixture->store, NOW + 50);
      if (round == 2)
        break;

      receipt.round = round;
      change_receipt (fixture->store, &receipt, BATCH_RECEIPT_ENDED, NOW + 60);
      end (fixture->store, claim_one (fixture->store, "batch.failed", NOW + 60),
           BATCH_DELIVERY_DELIVERED, 0, NOW + 60);
      remove_webhook (fixture->store, HERE, &error);
      g_assert_no_error (error);
    }

  batch_job_record_unref (store_change (fixture->store, JOB, BATCH_JOB_FIELD_REMOVED, NOW + 70));
  while (!done && batch_test_store_purge (fixture->store, JOB, 8, &done, &error))
    continue;
  g_assert_no_error (error);
  claim_one (fixture->store, "batch.failed", NOW + 70);
}

/* Who is told finds the batch by the id that its client has, also when the receipt is gone. */
static void
test_batch_ids (Fixture       *fixture,
                gconstpointer  factory)
{
  static const struct { const char *id, *api, *batch_id; } cases[] = {
    { "batch_none", NULL, NULL },
    { "batch_openai", "openai", NULL },
    { "batch_messages", "anthropic", "msgbatch_messages" },
  };

  put_webhook (fixture->store, HERE, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchReceiptRecord receipt = RECEIPT (cases[i].id);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GPtrArray) told = NULL;
      g_autoptr(GError) error = NULL;

      receipt.api = (char *) cases[i].api;
      if (cases[i].api != NULL)
        put_receipt (fixture->store, &receipt);
      store_add_job (fixture->store, cases[i].id, 1, 1);
      if (cases[i].api != NULL)
        {
          batch_store_remove_receipt_async (fixture->store, cases[i].id, NULL,
                                            batch_test_store_result, &result);
          batch_test_wait (&result);
          batch_store_remove_receipt_finish (fixture->store, result, &error);
          g_assert_no_error (error);
        }

      told = list_deliveries (fixture->store, cases[i].id, 0);
      g_assert_cmpstr (at (told, 0)->job_id, ==, cases[i].id);
      g_assert_cmpstr (at (told, 0)->batch_id, ==, cases[i].batch_id);
    }
}

/* A batch that never became a job has failed, too, and is told of once. */
static void
test_refused (Fixture       *fixture,
              gconstpointer  factory)
{
  BatchReceiptRecord receipt = RECEIPT ("batch_bad");
  g_autoptr(GPtrArray) told = NULL;

  receipt.webhook_url = (char *) THERE;
  put_webhook (fixture->store, HERE, TRUE);
  put_receipt (fixture->store, &receipt);
  for (guint i = 0; i < 2; i++)
    change_receipt (fixture->store, &receipt, BATCH_RECEIPT_REFUSED, NOW + 5);

  told = list_deliveries (fixture->store, "batch_bad", 0);
  g_assert_cmpuint (told->len, ==, 2);
  g_assert_cmpstr (at (told, 0)->kind, ==, "batch.failed");
  g_assert_cmpstr (at (told, 0)->event_id, ==, at (told, 1)->event_id);
  g_assert_cmpstr (at (told, 0)->url, !=, at (told, 1)->url);
  g_assert_cmpint (at (told, 0)->created_at, ==, NOW + 5);
}

static void
test_gone (Fixture       *fixture,
           gconstpointer  factory)
{
  g_autoptr(GPtrArray) webhooks = NULL;
  g_autoptr(GPtrArray) told = NULL;
  gint64 sequence;

  put_webhook (fixture->store, HERE, TRUE);
  store_add_job (fixture->store, JOB, 1, 1);
  batch_job_record_unref (store_set_state (fixture->store, JOB, BATCH_JOB_STATE_EXPIRED));
  sequence = claim_one (fixture->store, "batch.queued", NOW + 1);
  finish (fixture->store, ENGINE,
          &(BatchDeliveryEnding) { sequence, BATCH_DELIVERY_GIVEN_UP, 0, 410,
                                   (char *) "gone", TRUE },
          NOW + 1);

  told = list_deliveries (fixture->store, NULL, 0);
  g_assert_cmpuint (told->len, ==, 2);
  g_assert_cmpint (at (told, 0)->state, ==, BATCH_DELIVERY_GIVEN_UP);
  g_assert_cmpint (at (told, 1)->state, ==, BATCH_DELIVERY_GIVEN_UP);
  webhooks = list_webhooks (fixture->store);
  g_assert_cmpint (((BatchWebhookRecord *) webhooks->pdata[0])->gone_at, ==, NOW + 1);

  store_add_job (fixture->store, "batch_two", 1, 1);
  g_clear_pointer (&told, g_ptr_array_unref);
  told = list_deliveries (fixture->store, "batch_two", 0);
  g_assert_cmpuint (told->len, ==, 0);
}

static guint
count_told (BatchStore *store,
            const char *job_id)
{
  g_autoptr(GPtrArray) told = list_deliveries (store, job_id, 0);

  return told->len;
}

/* An address that jobs name is told nothing more of those that came before it said that it is
 * gone; it is tried for those that name it afterwards, and for all when it is told of every job. */
static void
test_own_gone (Fixture       *fixture,
               gconstpointer  factory)
{
  static const char *const jobs[] = { JOB, "batch_other", "batch_later" };
  gint64 next_due;
  g_autoptr(GPtrArray) due = NULL;

  for (guint i = 0; i < 2; i++)
    add_job_with_own (fixture->store, jobs[i], THERE, NOW);
  due = claim (fixture->store, ENGINE, 1, NOW + 1, &next_due);
  finish (fixture->store, ENGINE,
          &(BatchDeliveryEnding) { at (due, 0)->sequence, BATCH_DELIVERY_GIVEN_UP, 0, 410,
                                   (char *) "gone", TRUE },
          NOW + 1);
  add_job_with_own (fixture->store, jobs[2], THERE, NOW + 2);

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      batch_job_record_unref (store_set_state (fixture->store, jobs[i],
                                               BATCH_JOB_STATE_CANCELLING));
      batch_job_record_unref (store_set_state (fixture->store, jobs[i],
                                               BATCH_JOB_STATE_CANCELLED));
      g_assert_cmpuint (count_told (fixture->store, jobs[i]), ==, i < 2 ? 1 : 2);
    }

  put_webhook (fixture->store, THERE, TRUE);
  add_job_with_own (fixture->store, "batch_old", THERE, NOW);
  g_assert_cmpuint (count_told (fixture->store, "batch_old"), ==, 1);
}

static void
test_webhooks (Fixture       *fixture,
               gconstpointer  factory)
{
  g_autoptr(GPtrArray) webhooks = NULL;
  g_autoptr(GPtrArray) told = NULL;
  g_autoptr(GError) error = NULL;
  const BatchWebhookRecord *webhook;

  put_webhook (fixture->store, HERE, TRUE);
  put_webhook (fixture->store, THERE, FALSE);
  webhooks = list_webhooks (fixture->store);
  g_assert_cmpuint (webhooks->len, ==, 2);
  webhook = g_ptr_array_index (webhooks, 0);
  g_assert_cmpstr (webhook->url, ==, HERE);
  g_assert_true (webhook->allow_private && webhook->is_target);

  store_add_job (fixture->store, JOB, 1, 1);
  remove_webhook (fixture->store, HERE, &error);
  g_assert_no_error (error);
  told = list_deliveries (fixture->store, JOB, 0);
  g_assert_cmpint (at (told, 0)->state, ==, BATCH_DELIVERY_GIVEN_UP);

  remove_webhook (fixture->store, HERE, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_prune (Fixture       *fixture,
            gconstpointer  factory)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) told = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) one = NULL;
  gint64 next_due;

  put_webhook (fixture->store, HERE, TRUE);
  store_add_job (fixture->store, JOB, 1, 1);
  store_add_job (fixture->store, "batch_two", 1, 1);
  one = claim (fixture->store, ENGINE, 1, NOW, &next_due);
  end (fixture->store, at (one, 0)->sequence, BATCH_DELIVERY_DELIVERED, 0, NOW + 1);

  batch_store_prune_deliveries_async (fixture->store, NOW + 2, 10, NULL, batch_test_store_result,
                                      &result);
  batch_test_wait (&result);
  batch_store_prune_deliveries_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  told = list_deliveries (fixture->store, NULL, 0);
  g_assert_cmpuint (told->len, ==, 1);
  g_assert_cmpint (at (told, 0)->state, ==, BATCH_DELIVERY_WAITING);
}

void
store_cases_add_webhooks (const char              *prefix,
                          const BatchStoreFactory *factory)
{
  fixture_add (prefix, "webhook-targets", factory, test_webhooks);
  fixture_add (prefix, "webhook-events", factory, test_events);
  fixture_add (prefix, "webhook-refused-move", factory, test_refused_move);
  fixture_add (prefix, "webhook-order", factory, test_order);
  fixture_add (prefix, "webhook-ending", factory, test_ending);
  fixture_add (prefix, "webhook-lease", factory, test_lease);
  fixture_add (prefix, "webhook-gone", factory, test_gone);
  fixture_add (prefix, "webhook-own-gone", factory, test_own_gone);
  fixture_add (prefix, "webhook-servers", factory, test_servers);
  fixture_add (prefix, "webhook-own-address", factory, test_own_address);
  fixture_add (prefix, "webhook-refused", factory, test_refused);
  fixture_add (prefix, "webhook-batch-ids", factory, test_batch_ids);
  fixture_add (prefix, "webhook-files-first", factory, test_files_first);
  fixture_add (prefix, "webhook-files-in-order", factory, test_files_in_order);
  fixture_add (prefix, "webhook-files-of-rounds", factory, test_files_of_rounds);
  fixture_add (prefix, "webhook-prune", factory, test_prune);
}
