/* store-cases-api.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"
#include "store/batch-store-api-private.h"
#include "test-support.h"

/* What the Batch API keeps of its clients. */

/* --- Keys --- */

static void
put_key (BatchStore *store,
         const char *id,
         GError    **error)
{
  g_autofree char *digest = g_strconcat ("digest of ", id, NULL);
  BatchApiKeyRecord key = {
    .id = (char *) id, .name = (char *) "a name", .digest = digest, .created_at = NOW,
  };
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_put_api_key_async (store, &key, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_store_put_api_key_finish (store, result, error);
}

static void
revoke_key (BatchStore *store,
            const char *id,
            GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_revoke_api_key_async (store, id, NOW + 1, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_store_revoke_api_key_finish (store, result, error);
}

static GPtrArray *
list_keys (BatchStore *store)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *keys;

  batch_store_list_api_keys_async (store, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  keys = batch_store_list_api_keys_finish (store, result, &error);
  g_assert_no_error (error);
  return keys;
}

static void
test_api_keys (Fixture       *fixture,
               gconstpointer  factory)
{
  g_autoptr(GPtrArray) keys = NULL;
  g_autoptr(GError) error = NULL;
  const BatchApiKeyRecord *key;

  put_key (fixture->store, "key_1", &error);
  put_key (fixture->store, "key_2", &error);
  g_assert_no_error (error);
  revoke_key (fixture->store, "key_1", &error);
  g_assert_no_error (error);

  keys = list_keys (fixture->store);
  g_assert_cmpuint (keys->len, ==, 2);
  key = g_ptr_array_index (keys, 0);
  g_assert_cmpstr (key->id, ==, "key_1");
  g_assert_cmpstr (key->name, ==, "a name");
  g_assert_cmpstr (key->digest, ==, "digest of key_1");
  g_assert_cmpint (key->created_at, ==, NOW);
  g_assert_cmpint (key->revoked_at, ==, NOW + 1);
  key = g_ptr_array_index (keys, 1);
  g_assert_cmpint (key->revoked_at, ==, 0);

  revoke_key (fixture->store, "key_1", &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

/* --- Receipts --- */

static BatchReceiptRecord *
put_receipt (BatchStore *store,
             const char *id,
             const char *key_id,
             const char *api,
             const char *idempotency_key)
{
  BatchReceiptRecord receipt = {
    .id = (char *) id,
    .key_id = (char *) key_id,
    .api = (char *) api,
    .input_file_id = (char *) "file-1",
    .request = (char *) "{}",
    .idempotency_key = (char *) idempotency_key,
    .created_at = NOW,
  };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchReceiptRecord *after;

  batch_store_put_receipt_async (store, &receipt, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  after = batch_store_put_receipt_finish (store, result, &error);
  g_assert_no_error (error);
  return after;
}

static void
assert_put (BatchStore *store,
            const char *id,
            const char *key_id,
            const char *api,
            const char *idempotency_key,
            const char *expected)
{
  g_autoptr(BatchReceiptRecord) after = put_receipt (store, id, key_id, api, idempotency_key);

  g_assert_cmpstr (after->id, ==, expected);
}

static void
change_receipt (BatchStore               *store,
                const BatchReceiptRecord *receipt)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_store_change_receipt_async (store, receipt, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_store_change_receipt_finish (store, result, &error);
  g_assert_no_error (error);
}

static BatchReceiptRecord *
get_receipt (BatchStore  *store,
             const char  *id,
             GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  batch_store_get_receipt_async (store, id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  return batch_store_get_receipt_finish (store, result, error);
}

static char *
join_ids (GPtrArray *receipts)
{
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < receipts->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                            ((BatchReceiptRecord *) receipts->pdata[i])->id);
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
assert_page (BatchStore           *store,
             const BatchPageQuery *query,
             const char           *expected)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) receipts = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *ids = NULL;

  batch_store_list_receipts_async (store, query, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  receipts = batch_store_list_receipts_finish (store, result, &error);
  g_assert_no_error (error);
  ids = join_ids (receipts);
  g_assert_cmpstr (ids, ==, expected);
}

static void
assert_lost (BatchStore           *store,
             const BatchPageQuery *query)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_store_list_receipts_async (store, query, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_null (batch_store_list_receipts_finish (store, result, &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

static void
assert_claimed (BatchStore *store,
                const char *engine_id,
                const char *id,
                const char *expected)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) receipts = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *ids = NULL;

  batch_store_claim_receipts_async (store, engine_id, id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  receipts = batch_store_claim_receipts_finish (store, result, &error);
  g_assert_no_error (error);
  ids = join_ids (receipts);
  g_assert_cmpstr (ids, ==, expected);
}

static void
assert_open (BatchStore *store,
             const char *expected)
{
  assert_claimed (store, ENGINE, NULL, expected);
}

/* Who asks twice gets the first one; another key, or another API, is somebody else. */
static void
test_receipt_idempotency (Fixture       *fixture,
                          gconstpointer  factory)
{
  BatchStore *store = fixture->store;

  assert_put (store, "batch_1", "ada", "openai", "same", "batch_1");
  assert_put (store, "batch_2", "ada", "openai", "same", "batch_1");
  assert_put (store, "batch_3", "bob", "openai", "same", "batch_3");
  assert_put (store, "batch_4", "ada", "anthropic", "same", "batch_4");
  assert_put (store, "batch_5", NULL, "openai", "same", "batch_5");
  assert_put (store, "batch_6", NULL, "openai", "same", "batch_5");
  assert_put (store, "batch_7", "ada", "openai", NULL, "batch_7");
  assert_put (store, "batch_8", "ada", "openai", NULL, "batch_8");
}

static void
test_receipt_changes (Fixture       *fixture,
                      gconstpointer  factory)
{
  g_autoptr(BatchReceiptRecord) receipt =
    put_receipt (fixture->store, "batch_1", "ada", "openai", NULL);
  g_autoptr(BatchReceiptRecord) found = NULL;
  g_autoptr(GError) error = NULL;

  receipt->state = BATCH_RECEIPT_ACCEPTED;
  receipt->cancelled_at = NOW + 1;
  change_receipt (fixture->store, receipt);
  assert_open (fixture->store, "batch_1");

  receipt->cancelled_at = 0;
  receipt->state = BATCH_RECEIPT_ENDED;
  receipt->ended_at = NOW + 2;
  receipt->outcome = g_strdup ("{}");
  receipt->output_file_id = g_strdup ("file-out");
  change_receipt (fixture->store, receipt);
  assert_open (fixture->store, "");

  /* Somebody who is late changes nothing that was known better. */
  receipt->state = BATCH_RECEIPT_ACCEPTED;
  g_clear_pointer (&receipt->output_file_id, g_free);
  change_receipt (fixture->store, receipt);
  found = get_receipt (fixture->store, "batch_1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->state, ==, BATCH_RECEIPT_ENDED);
  g_assert_cmpint (found->cancelled_at, ==, NOW + 1);
  g_assert_cmpint (found->ended_at, ==, NOW + 2);
  g_assert_cmpstr (found->output_file_id, ==, "file-out");
  g_assert_cmpstr (found->outcome, ==, "{}");
  g_assert_cmpstr (found->key_id, ==, "ada");
  g_assert_cmpstr (found->input_file_id, ==, "file-1");

  /* Who ends it again says which files there are. */
  receipt->state = BATCH_RECEIPT_ENDED;
  receipt->error_file_id = g_strdup ("file-errors");
  receipt->round = 2;
  change_receipt (fixture->store, receipt);
  g_clear_pointer (&found, batch_receipt_record_free);
  found = get_receipt (fixture->store, "batch_1", &error);
  g_assert_no_error (error);
  g_assert_null (found->output_file_id);
  g_assert_cmpstr (found->error_file_id, ==, "file-errors");
  g_assert_cmpuint (found->round, ==, 2);

  g_assert_null (get_receipt (fixture->store, "batch_2", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
}

/* Its files are made anew when items of its job were tried again. */
static void
test_receipt_rounds (Fixture       *fixture,
                     gconstpointer  factory)
{
  g_autoptr(BatchReceiptRecord) receipt = put_receipt (fixture->store, JOB, "ada", "openai", NULL);
  g_autoptr(BatchJobRecord) ended = NULL;
  g_autoptr(BatchJobRecord) retried = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_retried;
  gint64 next;

  store_add_job (fixture->store, JOB, 1, 1);
  store_run (fixture->store, JOB, 1, BATCH_ITEM_STATUS_FAILED);
  ended = store_set_state (fixture->store, JOB, BATCH_JOB_STATE_FAILED);
  receipt->state = BATCH_RECEIPT_ENDED;
  change_receipt (fixture->store, receipt);
  assert_open (fixture->store, "");

  retried = batch_test_store_retry (fixture->store, JOB, -1, 3, NOW, &n_retried, &next, &error);
  g_assert_no_error (error);
  assert_open (fixture->store, JOB);

  receipt->round = 1;
  change_receipt (fixture->store, receipt);
  assert_open (fixture->store, "");
}

static void
put_by (BatchStore *store,
        const char *engine_id,
        const char *id)
{
  const BatchReceiptRecord receipt = {
    .id = (char *) id,
    .api = (char *) "openai",
    .input_file_id = (char *) "file-1",
    .request = (char *) "{}",
    .engine_id = (char *) engine_id,
    .created_at = NOW,
  };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchReceiptRecord) after = NULL;

  batch_store_put_receipt_async (store, &receipt, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  after = batch_store_put_receipt_finish (store, result, &error);
  g_assert_no_error (error);
}

/* How often the change log tells of an engine that has left receipts behind. */
static guint
count_left (BatchStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) changes = batch_test_store_list_changes (store, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    n += ((const BatchChange *) g_ptr_array_index (changes, i))->kind == BATCH_CHANGE_RECEIPTS;
  return n;
}

/* One engine alone has a receipt, until it is no more. */
static void
test_receipt_engines (Fixture       *fixture,
                      gconstpointer  factory)
{
  BatchStore *store = fixture->store;
  g_autoptr(GError) error = NULL;

  batch_test_store_join (store, OTHER, NOW, &error);
  g_assert_no_error (error);
  put_by (store, ENGINE, "batch_1");
  put_by (store, OTHER, "batch_2");
  put_by (store, NULL, "batch_3");
  put_by (store, "engine-of-yore", "batch_4");

  assert_claimed (store, OTHER, "batch_1", "");
  assert_claimed (store, OTHER, "batch_2", "batch_2");
  assert_claimed (store, OTHER, "batch_3", "batch_3");
  assert_claimed (store, OTHER, "batch_5", "");
  assert_claimed (store, ENGINE, NULL, "batch_1 batch_4");
  assert_claimed (store, OTHER, NULL, "batch_2 batch_3");
  g_assert_cmpuint (count_left (store), ==, 0);

  batch_test_store_leave (store, OTHER, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_left (store), ==, 1);
  assert_claimed (store, ENGINE, NULL, "batch_1 batch_2 batch_3 batch_4");

  /* Of one that has none, nobody need be told. */
  batch_test_store_join (store, OTHER, NOW, &error);
  g_assert_no_error (error);
  assert_claimed (store, OTHER, NULL, "");
  batch_test_store_leave (store, OTHER, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_left (store), ==, 1);
}

static void
test_receipt_pages (Fixture       *fixture,
                    gconstpointer  factory)
{
  const BatchPageQuery all = { .descending = FALSE };
  const BatchPageQuery newest = {
    .key_id = (char *) "ada", .kind = (char *) "openai", .limit = 2, .descending = TRUE,
  };
  const BatchPageQuery next = {
    .key_id = (char *) "ada", .kind = (char *) "openai", .after = (char *) "batch_4", .limit = 2,
    .descending = TRUE,
  };
  const BatchPageQuery behind = { .after = (char *) "batch_4" };

  assert_put (fixture->store, "batch_1", "ada", "openai", NULL, "batch_1");
  assert_put (fixture->store, "batch_2", "bob", "openai", NULL, "batch_2");
  assert_put (fixture->store, "batch_3", "ada", "anthropic", NULL, "batch_3");
  assert_put (fixture->store, "batch_4", "ada", "openai", NULL, "batch_4");
  assert_put (fixture->store, "batch_5", "ada", "openai", NULL, "batch_5");

  assert_page (fixture->store, &all, "batch_1 batch_2 batch_3 batch_4 batch_5");
  assert_page (fixture->store, &newest, "batch_5 batch_4");
  assert_page (fixture->store, &next, "batch_1");
  assert_page (fixture->store, &behind, "batch_5");
}

/* Whoever removes all that it reads, page by page, has read all in the end. */
static void
test_receipt_pages_behind_removed (Fixture       *fixture,
                                   gconstpointer  factory)
{
#define ID(number) "batch_01a21f3c-3d6" #number "-7795-84f0-46ae00e6b69c"
  static const struct
    {
      const char *after;
      const char *key_id;
      gboolean    descending;
      const char *ids;           /* NULL: it is unknown */
    } cases[] = {
    { ID (2), NULL, TRUE, ID (1) },
    { ID (2), NULL, FALSE, ID (3) " " ID (5) },
    { ID (4), NULL, TRUE, ID (3) " " ID (1) },
    { ID (4), "ada", FALSE, ID (5) },
    { ID (0), NULL, TRUE, "" },
    { ID (0), NULL, FALSE, ID (1) " " ID (3) " " ID (5) },
    { ID (9), NULL, TRUE, ID (5) " " ID (3) " " ID (1) },
    { ID (9), NULL, FALSE, "" },
    { ID (3), "ada", TRUE, NULL },
    { "batch_unknown", NULL, TRUE, NULL },
    { "batch_01a21f3c-3d62-5795-84f0-46ae00e6b69c", NULL, TRUE, NULL },
  };

  assert_put (fixture->store, ID (1), "ada", "openai", NULL, ID (1));
  assert_put (fixture->store, ID (3), "bob", "openai", NULL, ID (3));
  assert_put (fixture->store, ID (5), "ada", "openai", NULL, ID (5));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const BatchPageQuery query = {
        .after = (char *) cases[i].after, .key_id = (char *) cases[i].key_id,
        .descending = cases[i].descending,
      };

      if (cases[i].ids != NULL)
        assert_page (fixture->store, &query, cases[i].ids);
      else
        assert_lost (fixture->store, &query);
    }
#undef ID
}

/* --- Files --- */

static void
put_file (BatchStore *store,
          const char *id,
          const char *purpose,
          gint64      expires_at)
{
  BatchFileRecord file = {
    .id = (char *) id,
    .digest = (char *) id,
    .name = (char *) "a name",
    .purpose = (char *) purpose,
    .created_at = NOW,
    .expires_at = expires_at,
    .round = expires_at > NOW + 1 ? 3 : 0,
  };
  g_autoptr(GError) error = NULL;

  batch_test_store_put_file (store, &file, &error);
  g_assert_no_error (error);
}

static void
test_file_expiry (Fixture       *fixture,
                  gconstpointer  factory)
{
  const BatchPageQuery outputs = { .kind = (char *) BATCH_FILE_PURPOSE_OUTPUT };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GError) error = NULL;
  const BatchFileRecord *file;

  put_file (fixture->store, "file-1", NULL, 0);
  put_file (fixture->store, "file-2", BATCH_FILE_PURPOSE_OUTPUT, NOW + 1);
  put_file (fixture->store, "file-3", BATCH_FILE_PURPOSE_OUTPUT, NOW + 2);

  batch_store_expire_files_async (fixture->store, NOW + 1, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  g_assert_cmpint (batch_store_expire_files_finish (fixture->store, result, &error), ==, 1);
  g_assert_no_error (error);

  files = batch_test_store_list_files (fixture->store, &outputs, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 1);
  file = g_ptr_array_index (files, 0);
  g_assert_cmpstr (file->id, ==, "file-3");
  g_assert_cmpstr (file->purpose, ==, BATCH_FILE_PURPOSE_OUTPUT);
  g_assert_cmpint (file->expires_at, ==, NOW + 2);
  g_assert_cmpuint (file->round, ==, 3);
}

static char *
list_files (BatchStore           *store,
            const BatchPageQuery *query)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = batch_test_store_list_files (store, query, &error);
  GString *ids = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < files->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                            ((const BatchFileRecord *) g_ptr_array_index (files, i))->id);
  return g_string_free (ids, FALSE);
}

/* Either side of a batch of messages is found by its id alone. */
static void
test_files_of_messages (Fixture       *fixture,
                        gconstpointer  factory)
{
  static const struct { BatchPageQuery query; const char *ids; } cases[] = {
    { { .limit = 0 }, "file-1 file-3 file-5" },
    { { .limit = 2, .descending = TRUE }, "file-5 file-3" },
    { { .kind = (char *) BATCH_FILE_PURPOSE_INPUT }, "file-1 file-5" },
    { { .kind = (char *) BATCH_FILE_PURPOSE_MESSAGES }, "" },
  };
  const BatchPageQuery behind = { .after = (char *) "file-2" };
  g_autoptr(BatchFileRecord) found = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  put_file (fixture->store, "file-1", NULL, 0);
  put_file (fixture->store, "file-2", BATCH_FILE_PURPOSE_MESSAGES, 0);
  put_file (fixture->store, "file-3", BATCH_FILE_PURPOSE_OUTPUT, 0);
  put_file (fixture->store, "file-4", BATCH_FILE_PURPOSE_MESSAGES, NOW + 9);
  put_file (fixture->store, "file-5", NULL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ids = list_files (fixture->store, &cases[i].query);

      g_assert_cmpstr (ids, ==, cases[i].ids);
    }
  files = batch_test_store_list_files (fixture->store, &behind, &error);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND);
  g_assert_null (files);
  g_clear_error (&error);

  batch_store_get_file_async (fixture->store, "file-2", NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  found = batch_store_get_file_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->purpose, ==, BATCH_FILE_PURPOSE_MESSAGES);
}

void
store_cases_add_api (const char              *prefix,
                     const BatchStoreFactory *factory)
{
  fixture_add (prefix, "api-keys", factory, test_api_keys);
  fixture_add (prefix, "receipt-idempotency", factory, test_receipt_idempotency);
  fixture_add (prefix, "receipt-changes", factory, test_receipt_changes);
  fixture_add (prefix, "receipt-rounds", factory, test_receipt_rounds);
  fixture_add (prefix, "receipt-engines", factory, test_receipt_engines);
  fixture_add (prefix, "receipt-pages", factory, test_receipt_pages);
  fixture_add (prefix, "receipt-pages-behind-removed", factory,
               test_receipt_pages_behind_removed);
  fixture_add (prefix, "file-expiry", factory, test_file_expiry);
  fixture_add (prefix, "files-of-messages", factory, test_files_of_messages);
}
