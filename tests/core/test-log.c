/* test-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-log-private.h"

#include <string.h>

static GHashTable *seen;

static GLogWriterOutput
keep (GLogLevelFlags   level,
      const GLogField *fields,
      gsize            n_fields,
      gpointer         user_data)
{
  g_hash_table_remove_all (seen);
  for (gsize i = 0; i < n_fields; i++)
    g_hash_table_insert (seen, g_strdup (fields[i].key), g_strdup (fields[i].value));
  return G_LOG_WRITER_HANDLED;
}

static void
test_fields (void)
{
  const BatchLogFields fields = {
    .job = "batch_one", .model = "alpha", .status = 503, .duration_ms = 12,
  };

  batch_log (G_LOG_LEVEL_INFO, BATCH_LOG_LOAD, &fields, "%s is %d", "alpha", 3);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 9);
  g_assert_cmpstr (g_hash_table_lookup (seen, "MESSAGE"), ==, "alpha is 3");
  g_assert_cmpstr (g_hash_table_lookup (seen, "PRIORITY"), ==, "6");
  g_assert_cmpstr (g_hash_table_lookup (seen, "GLIB_DOMAIN"), ==, "Batch");
  g_assert_cmpstr (g_hash_table_lookup (seen, "BATCH_LOG"), ==, "load");
  g_assert_cmpstr (g_hash_table_lookup (seen, "BATCH_JOB"), ==, "batch_one");
  g_assert_cmpstr (g_hash_table_lookup (seen, "BATCH_MODEL"), ==, "alpha");
  g_assert_cmpstr (g_hash_table_lookup (seen, "BATCH_STATUS"), ==, "503");
  g_assert_cmpstr (g_hash_table_lookup (seen, "BATCH_DURATION_MS"), ==, "12");
}

/* A journal tells kinds apart by them. */
static void
test_message_ids (void)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const BatchLogFields nothing = { .duration_ms = -1 };

  for (int kind = BATCH_LOG_REQUEST; kind <= BATCH_LOG_WEBHOOK; kind++)
    {
      const char *id;

      batch_log (G_LOG_LEVEL_WARNING, (BatchLogKind) kind, &nothing, "nothing");
      g_assert_cmpuint (g_hash_table_size (seen), ==, 5);
      g_assert_cmpstr (g_hash_table_lookup (seen, "PRIORITY"), ==, "4");
      id = g_hash_table_lookup (seen, "MESSAGE_ID");
      g_assert_cmpuint (strlen (id), ==, 32);
      g_assert_true (g_hash_table_add (ids, g_strdup (id)));
    }
}

static void
test_origin (void)
{
  static const char *const cases[][2] = {
    { "https://example.com/hook?token=abc", "https://example.com" },
    { "https://me:secret@example.com:8443/hook#there", "https://example.com:8443" },
    { "http://[::1]:8080/", "http://[::1]:8080" },
    { "http://127.0.0.1", "http://127.0.0.1" },
    { "no address, but a secret", "?" },
    { "mailto:me@example.com", "?" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *origin = batch_log_origin (cases[i][0]);

      g_assert_cmpstr (origin, ==, cases[i][1]);
    }
}

int
main (int   argc,
      char *argv[])
{
  int result;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_log_set_writer_func (keep, NULL, NULL);
  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_test_add_func ("/batch/core/log/fields", test_fields);
  g_test_add_func ("/batch/core/log/message-ids", test_message_ids);
  g_test_add_func ("/batch/core/log/origin", test_origin);

  result = g_test_run ();
  g_hash_table_unref (seen);
  return result;
}
