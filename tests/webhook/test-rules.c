/* test-rules.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "batch-types.h"
#include "webhook/batch-address-guard-private.h"
#include "webhook/batch-webhook-payload-private.h"
#include "webhook/batch-webhook-retry-private.h"
#include "webhook/batch-webhook-signature-private.h"

/* --- Addresses: the first and last of each range, and their neighbours --- */

static const struct
{
  const char *address;
  gboolean    is_public;
} addresses[] = {
  { "0.0.0.0", FALSE }, { "0.255.255.255", FALSE }, { "1.0.0.0", TRUE }, { "8.8.8.8", TRUE },
  { "9.255.255.255", TRUE }, { "10.0.0.0", FALSE }, { "10.255.255.255", FALSE },
  { "11.0.0.0", TRUE },
  { "100.63.255.255", TRUE }, { "100.64.0.0", FALSE }, { "100.127.255.255", FALSE },
  { "100.128.0.0", TRUE },
  { "126.255.255.255", TRUE }, { "127.0.0.1", FALSE }, { "127.255.255.255", FALSE },
  { "128.0.0.0", TRUE },
  { "169.253.255.255", TRUE }, { "169.254.0.0", FALSE }, { "169.254.169.254", FALSE },
  { "169.255.0.0", TRUE },
  { "172.15.255.255", TRUE }, { "172.16.0.0", FALSE }, { "172.31.255.255", FALSE },
  { "172.32.0.0", TRUE },
  { "192.0.0.8", FALSE }, { "192.0.1.0", TRUE }, { "192.0.2.1", FALSE }, { "192.0.3.0", TRUE },
  { "192.88.99.1", FALSE }, { "192.88.100.0", TRUE },
  { "192.167.255.255", TRUE }, { "192.168.0.0", FALSE }, { "192.168.255.255", FALSE },
  { "192.169.0.0", TRUE },
  { "198.17.255.255", TRUE }, { "198.18.0.0", FALSE }, { "198.19.255.255", FALSE },
  { "198.20.0.0", TRUE },
  { "198.51.100.7", FALSE }, { "198.51.101.0", TRUE }, { "203.0.113.7", FALSE },
  { "203.0.114.0", TRUE },
  { "223.255.255.255", TRUE }, { "224.0.0.1", FALSE }, { "239.255.255.255", FALSE },
  { "240.0.0.0", FALSE }, { "255.255.255.255", FALSE },
  { "::", FALSE }, { "::1", FALSE }, { "::7f00:1", FALSE }, { "::ffff:127.0.0.1", FALSE },
  { "::ffff:169.254.169.254", FALSE }, { "::ffff:8.8.8.8", TRUE },
  { "64:ff9b::127.0.0.1", FALSE }, { "64:ff9b::8.8.8.8", TRUE }, { "64:ff9b:1::8.8.8.8", FALSE },
  { "100::1", FALSE }, { "1fff::1", FALSE }, { "2000::1", TRUE },
  { "2001::1", FALSE }, { "2001:1ff:ffff::1", FALSE }, { "2001:200::1", TRUE },
  { "2001:db7::1", TRUE }, { "2001:db8::1", FALSE }, { "2001:db9::1", TRUE },
  { "2002:7f00:1::1", FALSE }, { "2003::1", TRUE }, { "2606:4700:4700::1111", TRUE },
  { "3fff::1", FALSE }, { "3fff:fff::1", FALSE }, { "3fff:1000::1", TRUE },
  { "4000::1", FALSE }, { "5f00::1", FALSE }, { "fc00::1", FALSE }, { "fd00:ec2::254", FALSE },
  { "fe80::1", FALSE }, { "fec0::1", FALSE }, { "ff02::1", FALSE },
};

static void
test_addresses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (addresses[i].address);

      g_test_message ("%s", addresses[i].address);
      g_assert_nonnull (address);
      g_assert_cmpint (batch_address_is_public (address), ==, addresses[i].is_public);
    }
}

static const struct
{
  const char *url;
  gboolean    good;
  gboolean    good_if_allowed;
} urls[] = {
  { "https://example.com/hook", TRUE, TRUE },
  { "http://example.com", TRUE, TRUE },
  { "https://8.8.8.8:8443/x?y=z", TRUE, TRUE },
  { "https://[2606:4700:4700::1111]/", TRUE, TRUE },
  { "http://127.0.0.1:9/", FALSE, TRUE },
  { "http://[::1]/", FALSE, TRUE },
  { "http://[::ffff:10.0.0.1]/", FALSE, TRUE },
  { "http://169.254.169.254/latest", FALSE, TRUE },
  { "http://localhost/", FALSE, TRUE },
  { "http://a.LocalHost/", FALSE, TRUE },
  { "http://127.1/", FALSE, TRUE },
  { "http://2130706433/", FALSE, TRUE },
  { "http://0x7f.1/", FALSE, TRUE },
  { "http://0177.0.0.1/", FALSE, TRUE },
  { "http://0xa9fea9fe/latest", FALSE, TRUE },
  { "http://134744072/", TRUE, TRUE },
  { "http://127.1.example.com/", TRUE, TRUE },
  { "https://ada:secret@example.com/", FALSE, FALSE },
  { "https://ada@example.com/", FALSE, FALSE },
  { "ftp://example.com/", FALSE, FALSE },
  { "file:///etc/passwd", FALSE, FALSE },
  { "https:///nowhere", FALSE, FALSE },
  { "example.com", FALSE, FALSE },
  { "", FALSE, FALSE },
};

static void
test_urls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", urls[i].url);
      g_assert_cmpint (batch_webhook_check_url (urls[i].url, FALSE, &error), ==, urls[i].good);
      g_assert_true (urls[i].good
                     || g_error_matches (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST));
      g_assert_cmpint (batch_webhook_check_url (urls[i].url, TRUE, NULL), ==,
                       urls[i].good_if_allowed);
    }
}

static void
test_origins (void)
{
  g_assert_true (batch_webhook_same_origin ("http://a.example/x", "http://A.example:80/y"));
  g_assert_true (batch_webhook_same_origin ("https://a.example", "https://a.example:443/"));
  g_assert_false (batch_webhook_same_origin ("http://a.example/", "https://a.example/"));
  g_assert_false (batch_webhook_same_origin ("http://a.example:1/", "http://a.example:2/"));
  g_assert_false (batch_webhook_same_origin ("http://a.example/", "http://b.example/"));
  g_assert_false (batch_webhook_same_origin ("", "http://b.example/"));
}

/* --- Signatures --- */

static void
test_signatures (void)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"test\": 2432232314}", 20);
  g_autoptr(BatchWebhookSignature) prefixed = NULL;
  g_autoptr(BatchWebhookSignature) plain = NULL;
  g_autoptr(GError) error = NULL;

  /* The example of Standard Webhooks. */
  prefixed = batch_webhook_sign ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                 "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (prefixed->standard, ==, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

  plain = batch_webhook_sign ("key", "id", 1, body, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plain->body, ==, "sha256="
                   "ad1a616fa5d45e0552fd84752e21f775525a9caa345c9b14fa23d8435584f7e9");
  g_assert_cmpstr (plain->standard, ==, "v1,HCxEZlbAPWJWcm7BVhGjlF5e4vxAxEU+kTJgSJx8290=");
}

static void
test_bad_secrets (void)
{
  static const char *const secrets[] = { "", "whsec_", "whsec_äöü", "whsec_a b" };
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (batch_webhook_sign (secrets[i], "id", 1, body, &error));
      g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
    }
}

/* --- What is said --- */

static void
test_payload (void)
{
  BatchDeliveryRecord delivery = {
    .event_id = (char *) "evt_1", .event = 7, .kind = (char *) "batch.completed",
    .job_id = (char *) "batch_1", .job_state = BATCH_JOB_STATE_COMPLETED_WITH_ERRORS,
    .counts = { .total = 6, .succeeded = 3, .failed = 1, .skipped = 1, .expired = 1 },
    .created_at = 5 * G_USEC_PER_SEC + 1,
  };
  g_autoptr(GBytes) payload = batch_webhook_payload (&delivery);
  g_autofree char *text = g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
  g_autoptr(GBytes) of_messages = NULL;
  g_autofree char *other = NULL;

  g_assert_cmpstr (text, ==,
                   "{\"id\":\"evt_1\",\"object\":\"event\",\"created_at\":5,"
                   "\"type\":\"batch.completed\",\"sequence\":7,\"data\":{\"id\":\"batch_1\","
                   "\"status\":\"completed_with_errors\",\"request_counts\":{\"total\":6,"
                   "\"completed\":3,\"failed\":1,\"skipped\":1,\"cancelled\":0,\"expired\":1}}}");

  delivery.batch_id = (char *) "msgbatch_1";
  of_messages = batch_webhook_payload (&delivery);
  other = g_strndup (g_bytes_get_data (of_messages, NULL), g_bytes_get_size (of_messages));
  g_assert_nonnull (strstr (other, "\"data\":{\"id\":\"msgbatch_1\","));
}

static void
test_events (void)
{
  g_assert_cmpstr (batch_webhook_event (BATCH_JOB_STATE_QUEUED), ==, "batch.queued");
  g_assert_cmpstr (batch_webhook_event (BATCH_JOB_STATE_RUNNING), ==, "batch.started");
  g_assert_cmpstr (batch_webhook_event (BATCH_JOB_STATE_COMPLETED), ==, "batch.completed");
  g_assert_cmpstr (batch_webhook_event (BATCH_JOB_STATE_COMPLETED_WITH_ERRORS), ==,
                   "batch.completed");
  g_assert_cmpstr (batch_webhook_event (BATCH_JOB_STATE_FAILED), ==, "batch.failed");
  g_assert_cmpstr (batch_webhook_event (BATCH_JOB_STATE_EXPIRED), ==, "batch.expired");
  g_assert_cmpstr (batch_webhook_event (BATCH_JOB_STATE_CANCELLED), ==, "batch.cancelled");
  g_assert_null (batch_webhook_event (BATCH_JOB_STATE_VALIDATING));
  g_assert_null (batch_webhook_event (BATCH_JOB_STATE_FINALIZING));
  g_assert_null (batch_webhook_event (BATCH_JOB_STATE_CANCELLING));
}

/* --- Another try --- */

#define START (G_TIME_SPAN_DAY * 365)

static const struct
{
  guint               status;
  gint64              retry_after_ms;
  gboolean            forbidden;
  guint               attempts;
  double              random01;
  BatchDeliveryState  state;
  gboolean            gone;
  gint64              wait_ms;             /* of one that waits */
} tries[] = {
  { 200, -1, FALSE, 1, 0.5, BATCH_DELIVERY_DELIVERED, FALSE, 0 },
  { 204, -1, FALSE, 9, 0.5, BATCH_DELIVERY_DELIVERED, FALSE, 0 },
  { 299, -1, FALSE, 1, 0.5, BATCH_DELIVERY_DELIVERED, FALSE, 0 },
  { 300, -1, FALSE, 3, 0.5, BATCH_DELIVERY_GIVEN_UP, FALSE, 0 },
  { 410, -1, FALSE, 1, 0.5, BATCH_DELIVERY_GIVEN_UP, TRUE, 0 },
  { 0, -1, TRUE, 1, 0.5, BATCH_DELIVERY_GIVEN_UP, FALSE, 0 },
  { 0, -1, FALSE, 1, 0.5, BATCH_DELIVERY_WAITING, FALSE, 2500 },
  { 500, -1, FALSE, 2, 0.5, BATCH_DELIVERY_WAITING, FALSE, 5000 },
  { 503, -1, FALSE, 4, 0.25, BATCH_DELIVERY_WAITING, FALSE, 10000 },
  { 503, -1, FALSE, 1, 0.0, BATCH_DELIVERY_WAITING, FALSE, 1000 },
  { 503, -1, FALSE, 99, 0.5, BATCH_DELIVERY_WAITING, FALSE, 1800000 },
  { 503, 60000, FALSE, 1, 0.0, BATCH_DELIVERY_WAITING, FALSE, 60000 },
  { 429, 60000, FALSE, 1, 0.5, BATCH_DELIVERY_WAITING, FALSE, 62500 },
  { 429, -1, FALSE, 9, 0.0, BATCH_DELIVERY_WAITING, FALSE, 1000 },
  { 408, -1, FALSE, 9, 0.0, BATCH_DELIVERY_WAITING, FALSE, 1000 },
  { 302, -1, FALSE, 2, 0.0, BATCH_DELIVERY_WAITING, FALSE, 1000 },
  { 302, -1, FALSE, 3, 0.0, BATCH_DELIVERY_GIVEN_UP, FALSE, 0 },
  { 404, -1, FALSE, 2, 0.0, BATCH_DELIVERY_WAITING, FALSE, 1000 },
  { 404, -1, FALSE, 3, 0.0, BATCH_DELIVERY_GIVEN_UP, FALSE, 0 },
};

static void
test_tries (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      const BatchWebhookOutcome outcome = {
        tries[i].status, tries[i].retry_after_ms, tries[i].forbidden,
      };
      BatchDeliveryEnding ending = { 0 };

      g_test_message ("%u: %u", i, tries[i].status);
      batch_webhook_decide (&outcome, tries[i].attempts, START, START, tries[i].random01, &ending);
      g_assert_cmpint (ending.state, ==, tries[i].state);
      g_assert_cmpint (ending.gone, ==, tries[i].gone);
      g_assert_cmpuint (ending.status_code, ==, tries[i].status);
      if (ending.state == BATCH_DELIVERY_WAITING)
        g_assert_cmpint (ending.due_at - START, ==, tries[i].wait_ms * 1000);
    }
}

/* Until when a target that is down for @down_us is told, in virtual time; -1: never. */
static gint64
told_after (gint64 down_us,
            GRand *rand,
            guint *attempts)
{
  BatchDeliveryEnding ending = { .due_at = START };

  for (*attempts = 1; *attempts < 1000; (*attempts)++)
    {
      gint64 now = ending.due_at;
      const BatchWebhookOutcome outcome = { now - START < down_us ? 503 : 200, -1, FALSE };

      batch_webhook_decide (&outcome, *attempts, START, now, g_rand_double (rand), &ending);
      if (ending.state == BATCH_DELIVERY_DELIVERED)
        return now - START;
      if (ending.state == BATCH_DELIVERY_GIVEN_UP)
        return -1;
    }

  return -1;
}

/* Who is down for an hour hears of it within another one, and was not asked too often; who
 * is down for two days does not, and is asked no more. */
static void
test_down (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  guint attempts;

  for (guint i = 0; i < 200; i++)
    {
      gint64 after = told_after (G_TIME_SPAN_HOUR, rand, &attempts);

      g_assert_cmpint (after, >=, G_TIME_SPAN_HOUR);
      g_assert_cmpint (after, <=, 2 * G_TIME_SPAN_HOUR);
      g_assert_cmpuint (attempts, <, 60);
      g_assert_cmpint (told_after (2 * G_TIME_SPAN_DAY, rand, &attempts), ==, -1);
      g_assert_cmpuint (attempts, <, 150);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/webhook/rules/addresses", test_addresses);
  g_test_add_func ("/batch/webhook/rules/urls", test_urls);
  g_test_add_func ("/batch/webhook/rules/origins", test_origins);
  g_test_add_func ("/batch/webhook/rules/signatures", test_signatures);
  g_test_add_func ("/batch/webhook/rules/bad-secrets", test_bad_secrets);
  g_test_add_func ("/batch/webhook/rules/payload", test_payload);
  g_test_add_func ("/batch/webhook/rules/events", test_events);
  g_test_add_func ("/batch/webhook/rules/tries", test_tries);
  g_test_add_func ("/batch/webhook/rules/down", test_down);

  return g_test_run ();
}
