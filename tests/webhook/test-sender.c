/* test-sender.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "webhook/batch-webhook-sender-private.h"

#include <string.h>

#include "batch-types.h"
#include "support/raw-server.h"
#include "support/test-support.h"
#include "webhook/batch-webhook-payload-private.h"
#include "webhook/batch-webhook-signature-private.h"

/* What a delivery is on the wire, and what each answer means. */

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static void
fill (BatchDeliveryRecord *delivery,
      const char          *url)
{
  *delivery = (BatchDeliveryRecord) {
    .event_id = (char *) "evt_1", .event = 7, .kind = (char *) "batch.completed",
    .job_id = (char *) "batch_1", .job_state = BATCH_JOB_STATE_COMPLETED,
    .counts = { .total = 2, .succeeded = 2 }, .created_at = G_USEC_PER_SEC, .url = (char *) url,
  };
}

static gboolean
deliver (const BatchDeliveryRecord  *delivery,
         const char                 *secret,
         gboolean                    allow_private,
         GCancellable               *cancellable,
         BatchWebhookOutcome        *outcome,
         GError                    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_webhook_send_async (delivery, secret, allow_private, cancellable, batch_test_store_result,
                            &result);
  batch_test_wait (&result);
  return batch_webhook_send_finish (result, outcome, error);
}

static gboolean
deliver_to (RawServer            *server,
            const char           *secret,
            BatchWebhookOutcome  *outcome,
            GError              **error)
{
  BatchDeliveryRecord delivery;

  fill (&delivery, raw_server_get_url (server));
  return deliver (&delivery, secret, TRUE, NULL, outcome, error);
}

/* --- What is sent --- */

static void
keep_request (RawConnection *connection,
              gpointer       user_data)
{
  char **request = user_data;

  if (!raw_connection_read_request (connection))
    return;

  *request = g_strdup (connection->request->str);
  raw_connection_answer (connection, "");
}

/* (nullable) The value of a header. */
static char *
find_header (const char *request,
             const char *name)
{
  g_auto(GStrv) lines = g_strsplit (request, "\r\n", -1);

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      const char *colon = strchr (lines[i], ':');

      g_assert_nonnull (colon);
      if (strlen (name) == (gsize) (colon - lines[i])
          && g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0)
        return g_strstrip (g_strdup (colon + 1));
    }
  return NULL;
}

static void
assert_header (const char *request,
               const char *name,
               const char *expected)
{
  g_autofree char *value = find_header (request, name);

  g_assert_cmpstr (value, ==, expected);
}

/* Who gets it can check it by what came, and by nothing else. */
static void
test_request (void)
{
  static const char *const secrets[] = { NULL, SECRET };

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *request = NULL;
      g_autoptr(RawServer) server = raw_server_new (keep_request, &request);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) body = NULL;
      g_autoptr(BatchWebhookSignature) signature = NULL;
      g_autofree char *timestamp = NULL;
      gint64 before = g_get_real_time () / G_USEC_PER_SEC;
      gint64 said;
      BatchWebhookOutcome outcome;
      BatchDeliveryRecord delivery;

      g_test_message ("case %u", i);
      g_assert_true (deliver_to (server, secrets[i], &outcome, &error));
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (request, "POST / HTTP/1.1\r\n"));
      assert_header (request, "Content-Type", "application/json");
      assert_header (request, "User-Agent", "batch-queue/" PACKAGE_VERSION);
      assert_header (request, "webhook-id", "evt_1");
      assert_header (request, "Authorization", NULL);

      timestamp = find_header (request, "webhook-timestamp");
      said = g_ascii_strtoll (timestamp, NULL, 10);
      g_assert_cmpint (said, >=, before);
      g_assert_cmpint (said, <=, g_get_real_time () / G_USEC_PER_SEC);

      fill (&delivery, raw_server_get_url (server));
      body = batch_webhook_payload (&delivery);
      g_assert_cmpmem (strstr (request, "\r\n\r\n") + 4, strlen (strstr (request, "\r\n\r\n") + 4),
                       g_bytes_get_data (body, NULL), g_bytes_get_size (body));
      if (secrets[i] != NULL)
        signature = batch_webhook_sign (secrets[i], "evt_1", said, body, NULL);
      assert_header (request, "webhook-signature", signature != NULL ? signature->standard : NULL);
      assert_header (request, "X-Signature-256", signature != NULL ? signature->body : NULL);
    }
}

/* --- What it means --- */

static void
say (RawConnection *connection,
     gpointer       user_data)
{
  if (!raw_connection_read_request (connection))
    return;

  raw_connection_say (connection, user_data);
  raw_connection_wait_closed (connection);
}

static void
test_answers (void)
{
  static const struct
  {
    const char *answer;
    guint       status;
    gint64      retry_after_ms;
    const char *message;        /* (nullable) it was taken */
  } cases[] = {
    { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, -1, NULL },
    { "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok", 202, -1, NULL },
    { "HTTP/1.1 204 No Content\r\n\r\n", 204, -1, NULL },
    /* What it says besides is not waited for, be it cut off, without an end, or huge. */
    { "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc", 200, -1, NULL },
    { "HTTP/1.1 200 OK\r\n\r\n", 200, -1, NULL },
    { "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", 200, -1, NULL },
    { "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", 200, -1, NULL },
    { "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n", 500, -1, "It answered 500" },
    { "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: 7\r\n\r\n", 503, 7000,
      "It answered 503" },
    { "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\nRetry-After: 99999999\r\n\r\n", 429,
      6 * 60 * 60 * 1000, "It answered 429" },
    { "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: soon\r\n\r\n", 503, -1,
      "It answered 503" },
    { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nRetry-After: 5\r\n\r\n", 200, 5000, NULL },
    { "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", 410, -1, "It answered 410" },
    { "HTTP/1.1 401 No\r\nContent-Length: 0\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n", 401,
      -1, "It answered 401" },
    { "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /elsewhere\r\n\r\n", 302, -1,
      "It answered 302; redirects are not followed" },
    { "HTTP/1.1 308 Moved\r\nContent-Length: 0\r\nLocation: http://169.254.169.254/\r\n\r\n", 308,
      -1, "It answered 308; redirects are not followed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (say, (gpointer) cases[i].answer);
      g_autoptr(GError) error = NULL;
      BatchWebhookOutcome outcome;
      gboolean taken = deliver_to (server, NULL, &outcome, &error);

      g_test_message ("case %u", i);
      g_assert_cmpint (taken, ==, cases[i].message == NULL);
      if (cases[i].message == NULL)
        g_assert_no_error (error);
      else
        g_assert_error (error, BATCH_ERROR, BATCH_ERROR_BACKEND);
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
      g_assert_cmpuint (outcome.status_code, ==, cases[i].status);
      g_assert_cmpint (outcome.retry_after_ms, ==, cases[i].retry_after_ms);
      g_assert_false (outcome.forbidden);
      g_assert_cmpuint (raw_server_count_requests (server), ==, 1);
    }
}

static void
close_at_once (RawConnection *connection,
               gpointer       user_data)
{
}

static void
reset_after_request (RawConnection *connection,
                     gpointer       user_data)
{
  raw_connection_read_request (connection);
  raw_connection_reset (connection);
}

/* Then nothing is known of it, and it is not sent a second time at once: who gets it twice is to
 * have it by our rule. */
static void
test_no_answer (void)
{
  static const struct
  {
    RawServerFunc func;
    const char   *said;
  } cases[] = {
    { close_at_once, NULL },
    { reset_after_request, NULL },
    { say, "this is not HTTP\r\n\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(RawServer) server = raw_server_new (cases[i].func, (gpointer) cases[i].said);
      g_autoptr(GError) error = NULL;
      BatchWebhookOutcome outcome;

      g_test_message ("case %u", i);
      g_assert_false (deliver_to (server, SECRET, &outcome, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (outcome.status_code, ==, 0);
      g_assert_cmpint (outcome.retry_after_ms, ==, -1);
      g_assert_false (outcome.forbidden);
      g_assert_cmpuint (raw_server_count_connections (server), ==, 1);
    }
}

/* --- What is not sent --- */

/* What may not be told anything is not even connected to. */
static void
test_forbidden (void)
{
  static const char *const hosts[] = {
    "http://127.0.0.1", "http://localhost", "http://[::1]", "http://[::ffff:127.0.0.1]",
    "http://10.0.0.1", "http://169.254.169.254", "https://127.0.0.1", "ftp://127.0.0.1",
    "http://127.1", "http://2130706433", "http://0x7f.1", "http://0177.0.0.1", "http://localhost.",
  };
  g_autofree char *request = NULL;
  g_autoptr(RawServer) server = raw_server_new (keep_request, &request);
  const char *port = strrchr (raw_server_get_url (server), ':');

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *url = g_strconcat (hosts[i], port, "/hook", NULL);
      g_autoptr(GError) error = NULL;
      BatchWebhookOutcome outcome;
      BatchDeliveryRecord delivery;

      g_test_message ("case %u: %s", i, url);
      fill (&delivery, url);
      g_assert_false (deliver (&delivery, SECRET, FALSE, NULL, &outcome, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (outcome.status_code, ==, 0);
      g_assert_true (outcome.forbidden);
      g_assert_cmpuint (raw_server_count_connections (server), ==, 0);
    }
}

static void
test_bad_secret (void)
{
  g_autofree char *request = NULL;
  g_autoptr(RawServer) server = raw_server_new (keep_request, &request);
  g_autoptr(GError) error = NULL;
  BatchWebhookOutcome outcome;

  g_assert_false (deliver_to (server, "whsec_", &outcome, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_cmpuint (raw_server_count_connections (server), ==, 0);
}

/* --- Cancelling --- */

static void
cancel_when_asked (RawConnection *connection,
                   gpointer       user_data)
{
  raw_connection_read_request (connection);
  g_cancellable_cancel (user_data);
  raw_connection_wait_closed (connection);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(RawServer) server = raw_server_new (cancel_when_asked, cancellable);
  BatchDeliveryRecord delivery;

  fill (&delivery, raw_server_get_url (server));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      BatchWebhookOutcome outcome;

      /* In the middle at first, and then from the beginning. */
      g_assert_false (deliver (&delivery, NULL, TRUE, cancellable, &outcome, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (outcome.status_code, ==, 0);
      g_assert_false (outcome.forbidden);
      g_assert_cmpuint (raw_server_count_requests (server), ==, 1);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/webhook/sender/request", test_request);
  g_test_add_func ("/batch/webhook/sender/answers", test_answers);
  g_test_add_func ("/batch/webhook/sender/no-answer", test_no_answer);
  g_test_add_func ("/batch/webhook/sender/forbidden", test_forbidden);
  g_test_add_func ("/batch/webhook/sender/bad-secret", test_bad_secret);
  g_test_add_func ("/batch/webhook/sender/cancelled", test_cancelled);

  return g_test_run ();
}
