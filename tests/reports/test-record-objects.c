/* test-record-objects.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-event-private.h"
#include "reports/batch-file-private.h"
#include "reports/batch-webhook-private.h"
#include "test-properties.h"

/* An object says of its record what it holds, by its getters as by its properties; and what it
 * does not hold is told from what is 0. */

#define MOMENT (G_GINT64_CONSTANT (1767323045) * G_USEC_PER_SEC + 678901)

/* @at: µs since 1970; 0: there is none */
static void
assert_time (GDateTime *time,
             gint64     at)
{
  if (at == 0)
    {
      g_assert_null (time);
      return;
    }

  g_assert_nonnull (time);
  g_assert_cmpint (g_date_time_to_unix (time), ==, at / G_USEC_PER_SEC);
  g_assert_cmpint (g_date_time_get_microsecond (time), ==, at % G_USEC_PER_SEC);
}

static void
test_events (void)
{
  static const BatchEventRecord cases[] = {
    { NULL, (char *) "state", (char *) "It was started", 7, MOMENT, -1 },
    { NULL, (char *) "attempt_failed", (char *) "No answer “within” 5 s", G_MAXINT64, 1, 0 },
    { NULL, (char *) "lost", (char *) "", 1, MOMENT, 4999999 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchEventRecord *record = g_new0 (BatchEventRecord, 1);
      g_autoptr(GDateTime) at = NULL;
      g_autoptr(GDateTime) read_at = NULL;
      g_autofree char *kind = NULL;
      g_autofree char *detail = NULL;
      gint64 sequence;
      gint64 position;
      BatchEvent *event;

      g_test_message ("case %u", i);
      *record = cases[i];
      record->job_id = g_strdup ("batch_one");
      record->kind = g_strdup (cases[i].kind);
      record->detail = g_strdup (cases[i].detail);
      event = batch_event_new (record);
      batch_test_check_properties (event);

      g_assert_cmpstr (batch_event_get_kind (event), ==, cases[i].kind);
      g_assert_cmpstr (batch_event_get_detail (event), ==, cases[i].detail);
      g_assert_cmpint (batch_event_get_sequence (event), ==, cases[i].sequence);
      g_assert_cmpint (batch_event_get_position (event), ==, cases[i].position);
      at = batch_event_get_at (event);
      assert_time (at, cases[i].at);

      g_object_get (event, "kind", &kind, "detail", &detail, "sequence", &sequence, "position",
                    &position, "at", &read_at, NULL);
      g_assert_cmpstr (kind, ==, cases[i].kind);
      g_assert_cmpstr (detail, ==, cases[i].detail);
      g_assert_cmpint (sequence, ==, cases[i].sequence);
      g_assert_cmpint (position, ==, cases[i].position);
      assert_time (read_at, cases[i].at);
      g_assert_finalize_object (event);
    }
}

static void
test_files (void)
{
  static const BatchFileRecord cases[] = {
    { (char *) "file_1", (char *) "d", (char *) "räder & co.jsonl", (char *) "key_1", NULL,
      G_MAXINT64, MOMENT },
    { (char *) "file_2", (char *) "d", (char *) "", NULL, NULL, 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchFile *file = batch_file_new (batch_file_record_copy (&cases[i]));
      g_autoptr(GDateTime) created_at = batch_file_get_created_at (file);
      g_autoptr(GDateTime) read_at = NULL;
      g_autofree char *id = NULL;
      g_autofree char *name = NULL;
      g_autofree char *key_id = NULL;
      gint64 size;

      g_test_message ("case %u", i);
      batch_test_check_properties (file);
      g_assert_cmpstr (batch_file_get_id (file), ==, cases[i].id);
      g_assert_cmpstr (batch_file_get_name (file), ==, cases[i].name);
      g_assert_cmpstr (batch_file_get_key_id (file), ==, cases[i].key_id);
      g_assert_cmpint (batch_file_get_size (file), ==, cases[i].size);
      assert_time (created_at, cases[i].created_at);

      g_object_get (file, "id", &id, "name", &name, "key-id", &key_id, "size", &size,
                    "created-at", &read_at, NULL);
      g_assert_cmpstr (id, ==, cases[i].id);
      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_cmpstr (key_id, ==, cases[i].key_id);
      g_assert_cmpint (size, ==, cases[i].size);
      assert_time (read_at, cases[i].created_at);
      g_assert_finalize_object (file);
    }
}

static void
test_webhooks (void)
{
  static const BatchWebhookRecord cases[] = {
    { (char *) "https://example.org/hook", MOMENT, 0, FALSE, TRUE },
    { (char *) "http://127.0.0.1:1/", 1, MOMENT, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchWebhook *webhook = batch_webhook_new (batch_webhook_record_copy (&cases[i]));
      g_autoptr(GDateTime) created_at = batch_webhook_get_created_at (webhook);
      g_autoptr(GDateTime) gone_at = batch_webhook_get_gone_at (webhook);
      g_autoptr(GDateTime) read_at = NULL;
      g_autofree char *url = NULL;
      gboolean allow_private;

      g_test_message ("case %u", i);
      batch_test_check_properties (webhook);
      g_assert_cmpstr (batch_webhook_get_url (webhook), ==, cases[i].url);
      g_assert_cmpint (batch_webhook_get_allow_private (webhook), ==, cases[i].allow_private);
      assert_time (created_at, cases[i].created_at);
      assert_time (gone_at, cases[i].gone_at);

      g_object_get (webhook, "url", &url, "allow-private", &allow_private, "gone-at", &read_at,
                    NULL);
      g_assert_cmpstr (url, ==, cases[i].url);
      g_assert_cmpint (allow_private, ==, cases[i].allow_private);
      assert_time (read_at, cases[i].gone_at);
      g_assert_finalize_object (webhook);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/reports/record-objects/events", test_events);
  g_test_add_func ("/batch/reports/record-objects/files", test_files);
  g_test_add_func ("/batch/reports/record-objects/webhooks", test_webhooks);

  return g_test_run ();
}
