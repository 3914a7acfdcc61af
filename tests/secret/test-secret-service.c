/* test-secret-service.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "secret/batch-secret-private.h"

#include <libsecret/secret.h>

#include "batch-types.h"
#include "secret/batch-secret-file-private.h"
#include "secret/secret-fixture.h"

/* Runs inside run-with-keyring.sh, where a real Secret Service answers. */

static void
assert_no_file (const char *name)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_secret_file_read (name, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_round_trip (void)
{
  g_autoptr(GError) error = NULL;

  assert_no_secret ("openai", BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_true (store_secret ("openai", "sk-ä-1", &error));
  g_assert_no_error (error);
  assert_secret ("openai", "sk-ä-1");
  assert_no_file ("openai");

  g_assert_true (store_secret ("openai", "sk-2", &error));
  assert_secret ("openai", "sk-2");
  assert_no_secret ("other", BATCH_ERROR, BATCH_ERROR_NOT_FOUND);

  g_assert_true (clear_secret ("openai", &error));
  g_assert_no_error (error);
  assert_no_secret ("openai", BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

/* What others see: an item of our schema, with the name as its attribute. */
static void
test_schema (void)
{
  const SecretSchema schema = {
    .name = "io.github.batchqueue.BatchQueue.Key",
    .attributes = { { "name", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };
  g_autoptr(GError) error = NULL;
  char *value;

  g_assert_true (store_secret ("local", "sk-3", &error));
  value = secret_password_lookup_sync (&schema, NULL, &error, "name", "local", NULL);
  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, "sk-3");
  secret_password_free (value);
}

static void
test_service_before_file (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (batch_secret_file_write ("both", "in the file", &error));
  assert_secret ("both", "in the file");
  g_assert_true (store_secret ("both", "in the keyring", &error));
  assert_secret ("both", "in the keyring");

  g_assert_true (clear_secret ("both", &error));
  g_assert_no_error (error);
  assert_no_secret ("both", BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (lookup_secret ("openai", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/secret/service/round-trip", test_round_trip);
  g_test_add_func ("/batch/secret/service/schema", test_schema);
  g_test_add_func ("/batch/secret/service/service-before-file", test_service_before_file);
  g_test_add_func ("/batch/secret/service/cancelled", test_cancelled);
  return g_test_run ();
}
