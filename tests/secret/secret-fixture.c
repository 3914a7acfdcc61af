/* secret-fixture.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "secret/secret-fixture.h"

#include "secret/batch-secret-private.h"
#include "support/test-support.h"

char *
lookup_secret (const char    *name,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_secret_lookup_async (name, cancellable, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_secret_lookup_finish (result, error);
}

gboolean
store_secret (const char  *name,
              const char  *value,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_secret_store_async (name, value, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_secret_store_finish (result, NULL, error);
}

gboolean
clear_secret (const char  *name,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_secret_clear_async (name, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_secret_clear_finish (result, error);
}

void
assert_secret (const char *name,
               const char *value)
{
  g_autoptr(GError) error = NULL;
  char *found = lookup_secret (name, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, value);
  batch_secret_free (found);
}

void
assert_no_secret (const char *name,
                  GQuark      domain,
                  int         code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (lookup_secret (name, NULL, &error));
  g_assert_error (error, domain, code);
}
