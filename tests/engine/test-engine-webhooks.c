/* test-engine-webhooks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <string.h>

#include "queue-driver.h"
#include "support/raw-server.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"

/* Who is told what becomes of jobs, as a program sees it that uses the library. */

#define OPEN_URL "https://hooks.example/batches"

/* --- Calls that wait for their answer --- */

static gboolean
add (BatchTestEngine  *fixture,
     const char       *url,
     gboolean          allow_private,
     GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_add_webhook_async (fixture->engine, url, allow_private, NULL,
                                  batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_add_webhook_finish (fixture->engine, result, error);
}

static gboolean
drop (BatchTestEngine  *fixture,
      const char       *url,
      GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_remove_webhook_async (fixture->engine, url, NULL, batch_test_store_result,
                                     &result);
  batch_test_wait (&result);
  return batch_engine_remove_webhook_finish (fixture->engine, result, error);
}

static gboolean
try (BatchTestEngine  *fixture,
     const char       *url,
     gboolean          allow_private,
     GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_test_webhook_async (fixture->engine, url, allow_private, NULL,
                                   batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_engine_test_webhook_finish (fixture->engine, result, error);
}

static GListModel *
list (BatchTestEngine *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *webhooks;

  batch_engine_list_webhooks_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  webhooks = batch_engine_list_webhooks_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_list_model_get_item_type (webhooks) == BATCH_TYPE_WEBHOOK);
  return webhooks;
}

static GListModel *
list_deliveries (BatchTestEngine *fixture,
                 const char      *job_id,
                 guint            limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *deliveries;

  batch_engine_list_deliveries_async (fixture->engine, job_id, limit, NULL,
                                      batch_test_store_result, &result);
  batch_test_wait (&result);
  deliveries = batch_engine_list_deliveries_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_list_model_get_item_type (deliveries) == BATCH_TYPE_DELIVERY);
  return deliveries;
}

static GListModel *
list_events (BatchTestEngine *fixture,
             const char      *job_id,
             gint64           after,
             guint            limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *events;

  batch_engine_list_events_async (fixture->engine, job_id, after, limit, NULL,
                                  batch_test_store_result, &result);
  batch_test_wait (&result);
  events = batch_engine_list_events_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_list_model_get_item_type (events) == BATCH_TYPE_EVENT);
  return events;
}

static char *
make_secret (BatchTestEngine *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *secret;

  batch_engine_make_webhook_secret_async (fixture->engine, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  secret = batch_engine_make_webhook_secret_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  return secret;
}

static gboolean
name_secret (BatchTestEngine  *fixture,
             const char       *name,
             GError          **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_engine_set_webhook_secret_async (fixture->engine, name, NULL, batch_test_store_result,
                                         &result);
  batch_test_wait (&result);
  return batch_engine_set_webhook_secret_finish (fixture->engine, result, error);
}

/* --- Receivers --- */

/* Answers every request alike, and keeps the last one. */
typedef struct
{
  int     status;
  GMutex  mutex;
  char   *request;
} Answer;

static void
receive (RawConnection *connection,
         gpointer       user_data)
{
  Answer *answer = user_data;

  while (raw_connection_read_request (connection))
    {
      g_autofree char *text =
        g_strdup_printf ("HTTP/1.1 %d As told\r\nContent-Length: 0\r\n\r\n",
                         g_atomic_int_get (&answer->status));

      g_mutex_lock (&answer->mutex);
      g_free (answer->request);
      answer->request = g_strdup (connection->request->str);
      g_mutex_unlock (&answer->mutex);
      raw_connection_say (connection, text);
    }
}

static gboolean
was_told (Answer     *answer,
          const char *text)
{
  gboolean told;

  g_mutex_lock (&answer->mutex);
  g_test_message ("%s", answer->request);
  told = strstr (answer->request, text) != NULL;
  g_mutex_unlock (&answer->mutex);
  return told;
}

/* What the last request is signed with, if it is by @secret. */
static char *
dup_signature (Answer     *answer,
               const char *secret)
{
  g_autofree char *digest = NULL;

  g_mutex_lock (&answer->mutex);
  digest = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guint8 *) secret, strlen (secret),
                                      strstr (answer->request, "\r\n\r\n") + 4, -1);
  g_mutex_unlock (&answer->mutex);
  return g_strconcat ("sha256=", digest, NULL);
}

/* --- Tests --- */

static void
test_list (BatchTestEngine *fixture,
           gconstpointer    data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) none = list (fixture);
  g_autoptr(GListModel) two = NULL;
  g_autoptr(GListModel) one = NULL;
  gint64 began = g_get_real_time ();

  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);
  g_assert_true (add (fixture, OPEN_URL, FALSE, &error));
  g_assert_true (add (fixture, "http://10.0.0.1:8080/", TRUE, &error));
  /* Once more is not twice. */
  g_assert_true (add (fixture, OPEN_URL, FALSE, &error));
  g_assert_no_error (error);

  two = list (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (two), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(BatchWebhook) webhook = g_list_model_get_item (two, i);
      g_autoptr(GDateTime) created_at = batch_webhook_get_created_at (webhook);
      gboolean is_private = g_str_equal (batch_webhook_get_url (webhook), "http://10.0.0.1:8080/");

      g_assert_cmpint (batch_webhook_get_allow_private (webhook), ==, is_private);
      g_assert_null (batch_webhook_get_gone_at (webhook));
      g_assert_cmpint (g_date_time_to_unix (created_at), >=, began / G_USEC_PER_SEC);
      if (!is_private)
        g_assert_cmpstr (batch_webhook_get_url (webhook), ==, OPEN_URL);
    }

  g_assert_true (drop (fixture, "http://10.0.0.1:8080/", &error));
  g_assert_no_error (error);
  one = list (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (one), ==, 1);
  g_assert_false (drop (fixture, "http://10.0.0.1:8080/", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static const struct
{
  const char *url;
  gboolean    allow_private;
  const char *why;
} refused[] = {
  { "", FALSE, "begins with http" },
  { "ftp://hooks.example/", TRUE, "begins with http" },
  { "http:///path", TRUE, "names no host" },
  { "http://user:secret@hooks.example/", TRUE, "password" },
  { "http://127.0.0.1/", FALSE, "allowed by name" },
  { "http://localhost:8080/", FALSE, "allowed by name" },
};

static void
test_refused (BatchTestEngine *fixture,
              gconstpointer    data)
{
  g_autoptr(GListModel) webhooks = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (add (fixture, refused[i].url, refused[i].allow_private, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
      g_assert_nonnull (strstr (error->message, refused[i].why));
    }
  webhooks = list (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (webhooks), ==, 0);
}

/* What was allowed by name need not be allowed again, and a private address is not even
 * connected to before. */
static void
test_trial (BatchTestEngine *fixture,
            gconstpointer    data)
{
  Answer answer = { .status = 204 };
  g_autoptr(RawServer) receiver = raw_server_new (receive, &answer);
  g_autofree char *url = g_strconcat (raw_server_get_url (receiver), "/hook", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (try (fixture, url, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "private"));
  g_assert_cmpuint (raw_server_count_connections (receiver), ==, 0);
  g_clear_error (&error);

  g_assert_true (try (fixture, url, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (was_told (&answer, "POST /hook "));
  g_assert_true (was_told (&answer, "\"batch.completed\""));
  g_assert_true (add (fixture, url, TRUE, &error));
  g_assert_true (try (fixture, url, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (raw_server_count_requests (receiver), ==, 2);

  g_atomic_int_set (&answer.status, 500);
  g_assert_false (try (fixture, url, TRUE, &error));
  g_assert_nonnull (strstr (error->message, "500"));
  g_clear_pointer (&receiver, raw_server_free);
  g_free (answer.request);
}

/* The secret that is made is what is signed with from then on, and has its name. */
static void
test_secret (BatchTestEngine *fixture,
             gconstpointer    data)
{
  Answer answer = { .status = 200 };
  g_autoptr(RawServer) receiver = raw_server_new (receive, &answer);
  g_autoptr(GError) error = NULL;
  g_autofree char *first = make_secret (fixture);
  g_autofree char *second = make_secret (fixture);
  g_autofree char *signature = NULL;

  g_assert_true (g_str_has_prefix (first, "whsec_"));
  g_assert_cmpstr (first, !=, second);
  while (g_strcmp0 (batch_engine_get_webhook_secret (fixture->engine), "webhook") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (try (fixture, raw_server_get_url (receiver), TRUE, &error));
  g_assert_no_error (error);
  signature = dup_signature (&answer, second);
  g_assert_true (was_told (&answer, signature));
  g_assert_false (was_told (&answer, second));

  g_assert_false (name_secret (fixture, "two words", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  /* Without a secret that is named nothing is told, rather than unsigned. */
  g_assert_true (name_secret (fixture, "env:BATCH_TEST_NOT_THERE", &error));
  g_assert_false (try (fixture, raw_server_get_url (receiver), TRUE, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpuint (raw_server_count_requests (receiver), ==, 1);

  batch_engine_set_webhook_secret (fixture->engine, NULL);
  g_assert_null (batch_engine_get_webhook_secret (fixture->engine));
  g_assert_true (name_secret (fixture, NULL, &error));
  g_assert_true (try (fixture, raw_server_get_url (receiver), TRUE, &error));
  g_assert_no_error (error);
  g_assert_false (was_told (&answer, "sha256="));
  g_clear_pointer (&receiver, raw_server_free);
  g_free (answer.request);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  (*(guint *) user_data)++;
}

/* What is set counts at once; what is in the store counts in the end. */
static void
test_urls (BatchTestEngine *fixture,
           gconstpointer    data)
{
  static const char *const urls[] = { OPEN_URL, "https://two.example/", NULL };
  static const char *const other[] = { "https://two.example/", NULL };
  g_autoptr(GListModel) left = NULL;
  g_autoptr(BatchWebhook) webhook = NULL;
  guint n_notes = 0;

  g_signal_connect (fixture->engine, "notify::global-webhook-urls", G_CALLBACK (count_cb),
                    &n_notes);
  batch_engine_set_global_webhook_urls (fixture->engine, urls);
  g_assert_cmpuint (n_notes, ==, 1);
  batch_engine_set_global_webhook_urls (fixture->engine, urls);
  g_assert_cmpuint (n_notes, ==, 1);
  batch_engine_set_global_webhook_urls (fixture->engine, other);
  g_assert_true (g_strv_equal (batch_engine_get_global_webhook_urls (fixture->engine), other));

  batch_test_close_engine (fixture->engine);
  g_object_unref (fixture->engine);
  fixture->engine = batch_test_open_engine (fixture->dir);
  left = list (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (left), ==, 1);
  webhook = g_list_model_get_item (left, 0);
  g_assert_cmpstr (batch_webhook_get_url (webhook), ==, other[0]);
}

/* --- What a job is told of --- */

static char *
run_job (BatchTestEngine *fixture)
{
  const char *line = "{\"custom_id\":\"r1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                     "\"body\":{\"model\":\"a\",\"messages\":[{\"role\":\"user\","
                     "\"content\":\"Hello\"}]}}\n";
  const BatchSimulatorConfig config = { .any_model = TRUE };
  g_autoptr(BatchSimulator) server = batch_test_start_simulator (&config);
  g_autoptr(BatchQueue) queue = batch_queue_new_for_engine (fixture->engine);
  g_autofree char *path = g_build_filename (fixture->dir, "input.jsonl", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autofree char *backend =
    batch_engine_use_url (fixture->engine, batch_simulator_get_uri (server), NULL);
  g_autoptr(BatchJob) job = NULL;

  g_assert_true (g_file_set_contents (path, line, -1, NULL));
  batch_job_set_backend (draft, backend);
  job = driver_enqueue (queue, draft);
  batch_engine_set_active (fixture->engine, TRUE);
  driver_wait_state (job, BATCH_JOB_STATE_COMPLETED);
  batch_simulator_stop (server);
  return g_strdup (batch_job_get_id (job));
}

/* Looks until nothing waits, and returns what there is. */
static GListModel *
wait_for_deliveries (BatchTestEngine *fixture,
                     const char      *job_id)
{
  while (TRUE)
    {
      g_autoptr(GListModel) deliveries = list_deliveries (fixture, job_id, 100);
      gboolean waiting = FALSE;

      for (guint i = 0; i < g_list_model_get_n_items (deliveries); i++)
        {
          g_autoptr(BatchDelivery) delivery = g_list_model_get_item (deliveries, i);

          waiting |= g_str_equal (batch_delivery_get_state (delivery), "waiting");
        }
      if (!waiting)
        return g_steal_pointer (&deliveries);
    }
}

static void
test_deliveries (BatchTestEngine *fixture,
                 gconstpointer    data)
{
  static const char *const kinds[] = { "batch.completed", "batch.started", "batch.queued" };
  Answer answer = { .status = 200 };
  g_autoptr(RawServer) receiver = raw_server_new (receive, &answer);
  const char *url = raw_server_get_url (receiver);
  g_autoptr(GListModel) deliveries = NULL;
  g_autoptr(GListModel) latest = NULL;
  g_autoptr(GListModel) others = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;

  g_assert_true (add (fixture, url, TRUE, &error));
  id = run_job (fixture);
  deliveries = wait_for_deliveries (fixture, id);
  g_assert_cmpuint (g_list_model_get_n_items (deliveries), ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(BatchDelivery) delivery = g_list_model_get_item (deliveries, i);
      g_autoptr(GDateTime) created_at = batch_delivery_get_created_at (delivery);
      g_autoptr(GDateTime) ended_at = batch_delivery_get_ended_at (delivery);

      g_assert_cmpstr (batch_delivery_get_kind (delivery), ==, kinds[i]);
      g_assert_true (g_str_has_prefix (batch_delivery_get_event_id (delivery), "evt_"));
      g_assert_cmpstr (batch_delivery_get_job_id (delivery), ==, id);
      g_assert_cmpstr (batch_delivery_get_url (delivery), ==, url);
      g_assert_cmpstr (batch_delivery_get_state (delivery), ==, "delivered");
      g_assert_cmpuint (batch_delivery_get_attempts (delivery), ==, 1);
      g_assert_cmpuint (batch_delivery_get_status_code (delivery), ==, 200);
      g_assert_null (batch_delivery_get_error (delivery));
      g_assert_null (batch_delivery_get_due_at (delivery));
      g_assert_cmpint (g_date_time_compare (created_at, ended_at), <=, 0);
      if (i == 0)
        g_assert_true (was_told (&answer, batch_delivery_get_event_id (delivery)));
    }
  g_assert_cmpuint (raw_server_count_requests (receiver), ==, G_N_ELEMENTS (kinds));

  latest = list_deliveries (fixture, NULL, 1);
  g_assert_cmpuint (g_list_model_get_n_items (latest), ==, 1);
  others = list_deliveries (fixture, "job_nobody", 100);
  g_assert_cmpuint (g_list_model_get_n_items (others), ==, 0);
  g_clear_pointer (&receiver, raw_server_free);
  g_free (answer.request);
}

/* Who says that it is gone is told nothing more, until it is added again. */
static void
test_gone (BatchTestEngine *fixture,
           gconstpointer    data)
{
  Answer answer = { .status = 410 };
  g_autoptr(RawServer) receiver = raw_server_new (receive, &answer);
  const char *url = raw_server_get_url (receiver);
  g_autoptr(GListModel) deliveries = NULL;
  g_autoptr(GListModel) webhooks = NULL;
  g_autoptr(GListModel) again = NULL;
  g_autoptr(BatchWebhook) webhook = NULL;
  g_autoptr(BatchWebhook) anew = NULL;
  g_autoptr(GDateTime) gone_at = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;

  g_assert_true (add (fixture, url, TRUE, &error));
  id = run_job (fixture);
  deliveries = wait_for_deliveries (fixture, id);
  g_assert_cmpuint (g_list_model_get_n_items (deliveries), >=, 1);
  for (guint i = 0; i < g_list_model_get_n_items (deliveries); i++)
    {
      g_autoptr(BatchDelivery) delivery = g_list_model_get_item (deliveries, i);

      g_assert_cmpstr (batch_delivery_get_state (delivery), ==, "given_up");
      g_assert_nonnull (batch_delivery_get_error (delivery));
    }
  g_assert_cmpuint (raw_server_count_requests (receiver), ==, 1);

  webhooks = list (fixture);
  webhook = g_list_model_get_item (webhooks, 0);
  gone_at = batch_webhook_get_gone_at (webhook);
  g_assert_nonnull (gone_at);
  g_assert_true (add (fixture, url, TRUE, &error));
  again = list (fixture);
  anew = g_list_model_get_item (again, 0);
  g_assert_null (batch_webhook_get_gone_at (anew));
  g_clear_pointer (&receiver, raw_server_free);
  g_free (answer.request);
}

/* A page of what has happened goes on where the last one ended. */
static void
test_events (BatchTestEngine *fixture,
             gconstpointer    data)
{
  g_autofree char *id = run_job (fixture);
  g_autoptr(GListModel) all = list_events (fixture, id, 0, 0);
  g_autoptr(GListModel) none = list_events (fixture, "job_nobody", 0, 0);
  guint n_events = g_list_model_get_n_items (all);
  gint64 after = 0;

  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);
  g_assert_cmpuint (n_events, >=, 3);
  for (guint i = 0; i < n_events; i++)
    {
      g_autoptr(GListModel) page = list_events (fixture, id, after, 1);
      g_autoptr(BatchEvent) event = g_list_model_get_item (all, i);
      g_autoptr(BatchEvent) same = g_list_model_get_item (page, 0);
      g_autoptr(GDateTime) at = batch_event_get_at (event);

      g_assert_cmpuint (g_list_model_get_n_items (page), ==, 1);
      g_assert_cmpint (batch_event_get_sequence (event), >, after);
      g_assert_cmpint (batch_event_get_sequence (same), ==, batch_event_get_sequence (event));
      g_assert_cmpstr (batch_event_get_detail (same), ==, batch_event_get_detail (event));
      g_assert_nonnull (at);
      after = batch_event_get_sequence (event);
      if (i == 0)
        {
          g_assert_cmpstr (batch_event_get_kind (event), ==, "state");
          g_assert_cmpstr (batch_event_get_detail (event), ==, "Submitted");
          g_assert_cmpint (batch_event_get_position (event), ==, -1);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name) \
  g_test_add ("/batch/engine/webhooks/" #name, BatchTestEngine, NULL, batch_test_engine_set_up, \
              test_##name, batch_test_engine_tear_down)
  ADD (list);
  ADD (refused);
  ADD (trial);
  ADD (secret);
  ADD (urls);
  ADD (deliveries);
  ADD (gone);
  ADD (events);
  return g_test_run ();
}
