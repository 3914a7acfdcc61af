/* test-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "store-sync.h"
#include "store/batch-store-webhooks-private.h"
#include "support/test-support.h"
#include "webhook/batch-webhook-check-private.h"
#include "webhook/batch-webhook-retry-private.h"
#include "webhook/batch-webhook-secret-private.h"

/* Who may be told at all, and how often somebody is who does not answer. */

static const BatchWebhookRecord webhooks[] = {
  { .url = (char *) "http://10.0.0.1:8080/hook?a=b", .allow_private = TRUE },
  { .url = (char *) "http://10.0.0.2/", .allow_private = FALSE },
  { .url = (char *) "https://ci.localhost/hook", .allow_private = TRUE, .is_target = TRUE },
  { .url = (char *) "https://open.example/", .allow_private = FALSE, .is_target = TRUE },
};

static const struct
{
  const char *url;
  gboolean    may_be_private;
  gboolean    good;
} urls[] = {
  { "http://10.0.0.1:8080/", TRUE, TRUE },
  { "http://10.0.0.1:8080/another/path#x", TRUE, TRUE },
  { "HTTP://10.0.0.1:8080", TRUE, TRUE },
  { "https://CI.localhost:443/", TRUE, TRUE },
  /* It is the server that was allowed, not the machine. */
  { "http://10.0.0.1/", FALSE, FALSE },
  { "http://10.0.0.1:8081/", FALSE, FALSE },
  { "https://10.0.0.1:8080/", FALSE, FALSE },
  { "http://ci.localhost/", FALSE, FALSE },
  { "http://10.0.0.1:8080.evil.example/", FALSE, FALSE },
  { "http://x@10.0.0.1:8080/", TRUE, FALSE },
  /* It is there, but was not allowed to be private. */
  { "http://10.0.0.2/", FALSE, FALSE },
  { "https://open.example/", FALSE, TRUE },
  { "https://other.example/", FALSE, TRUE },
  { "http://10.0.0.3/", FALSE, FALSE },
  { "", FALSE, FALSE },
};

static void
test_private (void)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    g_assert_false (batch_webhook_may_be_private (all, urls[i].url));

  for (guint i = 0; i < G_N_ELEMENTS (webhooks); i++)
    g_ptr_array_add (all, (gpointer) &webhooks[i]);
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_test_message ("%s", urls[i].url);
      g_assert_cmpint (batch_webhook_may_be_private (all, urls[i].url), ==,
                       urls[i].may_be_private);
    }
}

/* --- With a store --- */

static BatchStore *
open_store (void)
{
  g_autoptr(GError) error = NULL;
  BatchStore *store = batch_test_store_open ("sqlite::memory:", &error);

  g_assert_no_error (error);
  return store;
}

static gboolean
check (BatchStore    *store,
       const char    *url,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_webhook_check_async (store, url, cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_webhook_check_finish (result, error);
}

static void
put_webhooks (BatchStore *store)
{
  for (guint i = 0; i < G_N_ELEMENTS (webhooks); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      batch_store_put_webhook_async (store, &webhooks[i], NULL, batch_test_store_result, &result);
      batch_test_wait (&result);
      g_assert_true (batch_store_put_webhook_finish (store, result, &error));
      g_assert_no_error (error);
    }
}

static void
test_check (void)
{
  g_autoptr(BatchStore) store = open_store ();

  put_webhooks (store);
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean good = check (store, urls[i].url, NULL, &error);

      g_test_message ("%s", urls[i].url);
      g_assert_cmpint (good, ==, urls[i].good);
      g_assert_true (good ? error == NULL
                          : g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST));
      g_assert_true (good || strstr (error->message, urls[i].url) != NULL);
    }

  g_assert_true (batch_test_store_close (store, NULL));
}

static void
test_cancelled (void)
{
  g_autoptr(BatchStore) store = open_store ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (check (store, "https://open.example/", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (batch_test_store_close (store, NULL));
}

/* As long as nobody has set a secret, nothing is signed, and that is no error. */
static void
test_no_secret (void)
{
  g_autoptr(BatchStore) store = open_store ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_webhook_secret_lookup_async (store, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_webhook_secret_lookup_finish (result, &error));
  g_assert_no_error (error);
  batch_webhook_secret_free (NULL);
  g_assert_true (batch_test_store_close (store, NULL));
}

/* --- Another try, whatever comes --- */

#define CREATED (G_TIME_SPAN_DAY * 20000)

static gboolean
is_refusal (guint status)
{
  return status / 100 == 3 || (status / 100 == 4 && status != 408 && status != 425
                               && status != 429);
}

static void
test_any_outcome (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 20000; i++)
    {
      const BatchWebhookOutcome outcome = {
        .status_code = g_rand_int_range (rand, 0, 4) == 0
                         ? 0 : (guint) g_rand_int_range (rand, 100, 600),
        .retry_after_ms = g_rand_boolean (rand) ? -1 : g_rand_int_range (rand, 0, 7200000),
        .forbidden = g_rand_int_range (rand, 0, 10) == 0,
      };
      guint attempts = (guint) g_rand_int_range (rand, 1, 8);
      gint64 now = CREATED + (gint64) (g_rand_double (rand) * (double) (25 * G_TIME_SPAN_HOUR));
      double most = MIN (5.0 * (1 << (attempts - 1)), 3600) * G_TIME_SPAN_SECOND;
      BatchDeliveryEnding ending = { .sequence = 7 };
      gint64 wait;

      batch_webhook_decide (&outcome, attempts, CREATED, now, g_rand_double (rand), &ending);
      wait = ending.due_at - now;
      g_assert_cmpint (ending.sequence, ==, 7);
      g_assert_null (ending.error);
      g_assert_cmpint (ending.state == BATCH_DELIVERY_DELIVERED, ==,
                       outcome.status_code / 100 == 2);
      g_assert_cmpint (ending.gone, ==, outcome.status_code == 410);

      if (ending.state == BATCH_DELIVERY_WAITING)
        {
          g_assert_false (outcome.forbidden || ending.gone);
          g_assert_true (attempts < 3 || !is_refusal (outcome.status_code));
          g_assert_cmpint (ending.due_at, <=, CREATED + BATCH_WEBHOOK_PATIENCE_US);
          g_assert_cmpint (wait, >=, MAX (G_TIME_SPAN_SECOND, outcome.retry_after_ms * 1000));
          g_assert_cmpint (wait, <=, MAX ((gint64) most,
                                          outcome.retry_after_ms * 1000
                                          + 5 * G_TIME_SPAN_SECOND));
        }
      else if (ending.state == BATCH_DELIVERY_GIVEN_UP)
        g_assert_true (outcome.forbidden || ending.gone
                       || (attempts >= 3 && is_refusal (outcome.status_code))
                       || ending.due_at > CREATED + BATCH_WEBHOOK_PATIENCE_US);
    }
}

/* The last moment of its day, and the first one after it. */
static void
test_patience (void)
{
  const BatchWebhookOutcome outcome = { 503, 10000, FALSE };
  gint64 last = CREATED + BATCH_WEBHOOK_PATIENCE_US - 10 * G_TIME_SPAN_SECOND;
  BatchDeliveryEnding ending = { 0 };

  batch_webhook_decide (&outcome, 1, CREATED, last, 0, &ending);
  g_assert_cmpint (ending.state, ==, BATCH_DELIVERY_WAITING);
  g_assert_cmpint (ending.due_at, ==, CREATED + BATCH_WEBHOOK_PATIENCE_US);
  batch_webhook_decide (&outcome, 1, CREATED, last + 1, 0, &ending);
  g_assert_cmpint (ending.state, ==, BATCH_DELIVERY_GIVEN_UP);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/webhook/check/private", test_private);
  g_test_add_func ("/batch/webhook/check/check", test_check);
  g_test_add_func ("/batch/webhook/check/cancelled", test_cancelled);
  g_test_add_func ("/batch/webhook/check/no-secret", test_no_secret);
  g_test_add_func ("/batch/webhook/check/any-outcome", test_any_outcome);
  g_test_add_func ("/batch/webhook/check/patience", test_patience);

  return g_test_run ();
}
