/* test-past-records.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>
#include <string.h>

#include "core/batch-history.h"
#include "reports/batch-delivery-private.h"
#include "reports/batch-forecast-private.h"
#include "reports/batch-handover-private.h"
#include "reports/batch-history-point-private.h"
#include "reports/batch-past-attempt-private.h"
#include "test-properties.h"

/* --- By themselves --- */

/* Another language can make one of each, and then asks it for everything. */
static void
test_empty (void)
{
  const GType types[] = {
    BATCH_TYPE_DELIVERY, BATCH_TYPE_ESTIMATE_QUALITY, BATCH_TYPE_ETA, BATCH_TYPE_EVENT,
    BATCH_TYPE_FAILURE_COUNT, BATCH_TYPE_FILE, BATCH_TYPE_FORECAST, BATCH_TYPE_HANDOVER,
    BATCH_TYPE_HISTORY_POINT, BATCH_TYPE_LOAD, BATCH_TYPE_PAST_ATTEMPT, BATCH_TYPE_PLAN,
    BATCH_TYPE_PLAN_GROUP, BATCH_TYPE_SUMMARY, BATCH_TYPE_WEBHOOK,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GObject *object = g_object_new (types[i], NULL);

      g_test_message ("%s", g_type_name (types[i]));
      batch_test_check_properties (object);
      g_assert_finalize_object (object);
    }
}

/* --- Deliveries --- */

static gint64
to_us (GDateTime *time)
{
  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC
                        + g_date_time_get_microsecond (time) : 0;
}

/* Only what waits for a time has one. */
static void
test_due (void)
{
  static const struct
  {
    const char         *word;
    BatchDeliveryState  state;
    gint64              due_at;
    gint64              told;
  } cases[] = {
    { "waiting", BATCH_DELIVERY_WAITING, 1700000000000001, 1700000000000001 },
    { "waiting", BATCH_DELIVERY_WAITING, 0, 0 },
    { "waiting", BATCH_DELIVERY_WAITING, G_MAXINT64, 0 },
    { "delivered", BATCH_DELIVERY_DELIVERED, 1700000000000001, 0 },
    { "given_up", BATCH_DELIVERY_GIVEN_UP, 1700000000000001, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchDeliveryRecord *record = g_new0 (BatchDeliveryRecord, 1);
      g_autoptr(BatchDelivery) delivery = NULL;
      g_autoptr(GDateTime) due_at = NULL;
      g_autoptr(GDateTime) ended_at = NULL;

      record->state = cases[i].state;
      record->due_at = cases[i].due_at;
      record->ended_at = 7;
      delivery = batch_delivery_new (record);
      due_at = batch_delivery_get_due_at (delivery);
      ended_at = batch_delivery_get_ended_at (delivery);
      g_assert_cmpint (to_us (due_at), ==, cases[i].told);
      g_assert_cmpint (to_us (ended_at), ==, 7);
      g_assert_cmpstr (batch_delivery_get_state (delivery), ==, cases[i].word);
    }
}

/* --- Handovers --- */

/* The lane says what it is a lane of, and an address has colons of its own. */
static void
test_server (void)
{
  BatchHandoverRecord *record = batch_handover_record_new ();
  g_autoptr(BatchHandover) handover = NULL;

  record->server = g_strdup ("native:https://api.openai.com:443/v1");
  record->n_items = 5;
  record->n_done = 4;
  record->n_failed = 3;
  record->n_missing = 2;
  record->n_unknown = 1;
  handover = batch_handover_new (record);
  g_assert_cmpstr (batch_handover_get_server (handover), ==, "https://api.openai.com:443/v1");
  g_assert_cmpint (batch_handover_get_total (handover), ==, 5);
  g_assert_cmpint (batch_handover_get_completed (handover), ==, 4);
  g_assert_cmpint (batch_handover_get_failed (handover), ==, 3);
  g_assert_cmpint (batch_handover_get_missing (handover), ==, 2);
  g_assert_cmpint (batch_handover_get_unknown (handover), ==, 1);
}

/* --- Attempts --- */

/* Of a long answer there is the beginning, which may end within a letter. */
static void
test_answers (void)
{
  static const struct
  {
    const char *body;              /* NULL: there is none */
    gsize       length;
    const char *answer;
  } cases[] = {
    { NULL, 0, NULL },
    { "", 0, "" },
    { "{\"a\":1}", 7, "{\"a\":1}" },
    { "gr\xC3\xBC\xC3", 5, "gr\xC3\xBC\xEF\xBF\xBD" },
    { "\xE2\x82", 2, "\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "a\0b", 3, "a\xEF\xBF\xBD" "b" },
    { "\xFF", 1, "\xEF\xBF\xBD" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchAttemptRecord *record = batch_attempt_record_new ();
      g_autoptr(BatchPastAttempt) attempt = NULL;
      const char *answer;

      /* Exactly as long, so that reading on is seen. */
      if (cases[i].body != NULL)
        record->body = g_bytes_new (cases[i].body, cases[i].length);
      record->size = 1 << 20;
      attempt = batch_past_attempt_new (record);
      answer = batch_past_attempt_get_answer (attempt);
      g_assert_cmpstr (answer, ==, cases[i].answer);
      g_assert_true (answer == NULL || g_utf8_validate (answer, -1, NULL));
      g_assert_cmpint (batch_past_attempt_get_size (attempt), ==, 1 << 20);
    }
}

/* --- History --- */

static void
test_history_point (void)
{
  g_autoptr(BatchHistoryPoint) none = g_object_new (BATCH_TYPE_HISTORY_POINT, NULL);
  g_autoptr(BatchHistoryPoint) point = NULL;
  g_autoptr(GDateTime) at = NULL;
  BatchHistoryRecord *record = batch_history_record_new ();

  record->at = 1700000000000000;
  record->span = BATCH_HISTORY_HOUR;
  record->key = g_strdup ("m");
  record->backend = g_strdup ("http://a");
  for (guint i = 0; i < 100; i++)
    batch_durations_add (&record->durations, i < 90 ? 100 : 10000);
  point = batch_history_point_new (record);
  batch_history_record_free (record);

  at = batch_history_point_get_at (point);
  g_assert_cmpint (to_us (at), ==, 1700000000000000);
  g_assert_cmpuint (batch_history_point_get_span (point), ==, 3600);
  g_assert_cmpstr (batch_history_point_get_resource_key (point), ==, "m");
  g_assert_cmpint (batch_history_point_get_p50_ms (point), >=, 95);
  g_assert_cmpint (batch_history_point_get_p50_ms (point), <=, 105);
  g_assert_cmpint (batch_history_point_get_p95_ms (point), >=, 9500);
  g_assert_cmpint (batch_history_point_get_p95_ms (point), <=, 10500);
  g_assert_cmpint (batch_history_point_get_p50_ms (none), ==, -1);
  g_assert_cmpint (batch_history_point_get_p95_ms (none), ==, -1);
}

/* What is shown is whole seconds, and it is held to what is shown. */
static void
test_forecast (void)
{
  BatchForecastRecord record = {
    .percent = 25, .at = 1, .low_ms = 1999, .expected_ms = 2500, .high_ms = 3001,
    .actual_ms = 4000,
  };
  g_autoptr(BatchForecast) held = batch_forecast_new (&record);
  g_autoptr(BatchForecast) missed = NULL;

  record.actual_ms = 4001;
  missed = batch_forecast_new (&record);
  g_assert_true (batch_forecast_get_held (held));
  g_assert_false (batch_forecast_get_held (missed));
  g_assert_cmpint (batch_forecast_get_low_ms (held), ==, 1999);
  g_assert_cmpint (batch_forecast_get_high_ms (held), ==, 3001);
  g_assert_cmpint (batch_forecast_get_actual_ms (held), ==, 4000);
  g_assert_null (batch_forecast_get_job_id (held));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/reports/past-records/empty", test_empty);
  g_test_add_func ("/batch/reports/past-records/due", test_due);
  g_test_add_func ("/batch/reports/past-records/server", test_server);
  g_test_add_func ("/batch/reports/past-records/answers", test_answers);
  g_test_add_func ("/batch/reports/past-records/history-point", test_history_point);
  g_test_add_func ("/batch/reports/past-records/forecast", test_forecast);

  return g_test_run ();
}
