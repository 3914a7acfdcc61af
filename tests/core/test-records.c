/* test-records.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "core/batch-api-record.h"
#include "core/batch-handover-record.h"
#include "core/batch-history.h"
#include "core/batch-webhook-record.h"

/* A copy of a record owns its strings, and everything else in it is the same. */

typedef struct
{
  const char     *name;
  gsize           size;
  gpointer      (*make) (void);           /* NULL: it is plain memory */
  gpointer      (*copy) (gconstpointer);
  void          (*free) (gpointer);
  gssize          kept;                   /* a pointer that is no string; -1: there is none */
  gssize          strings[24];            /* up to -1 */
} Kind;

#define COPY(function)    ((gpointer (*) (gconstpointer)) (GCallback) (function))
#define MAKE(function)    ((gpointer (*) (void)) (GCallback) (function))
#define FREE(function)    ((void (*) (gpointer)) (GCallback) (function))
#define AT(Type, member)  G_STRUCT_OFFSET (Type, member)

static const Kind kinds[] = {
  { "job", sizeof (BatchJobRecord), MAKE (batch_job_record_new), COPY (batch_job_record_copy),
    FREE (batch_job_record_unref), AT (BatchJobRecord, groups),
    { AT (BatchJobRecord, id), AT (BatchJobRecord, title), AT (BatchJobRecord, handler),
      AT (BatchJobRecord, backend), AT (BatchJobRecord, operation),
      AT (BatchJobRecord, resource_key), AT (BatchJobRecord, metadata),
      AT (BatchJobRecord, input_digest), AT (BatchJobRecord, input_name),
      AT (BatchJobRecord, output_path), AT (BatchJobRecord, error_path),
      AT (BatchJobRecord, reorder_note), AT (BatchJobRecord, failure),
      AT (BatchJobRecord, provider), AT (BatchJobRecord, key_id),
      AT (BatchJobRecord, webhook_url), AT (BatchJobRecord, setback), -1 } },
  { "item", sizeof (BatchItemRecord), MAKE (batch_item_record_new), COPY (batch_item_record_copy),
    FREE (batch_item_record_unref), AT (BatchItemRecord, body),
    { AT (BatchItemRecord, job_id), AT (BatchItemRecord, custom_id), AT (BatchItemRecord, key),
      AT (BatchItemRecord, endpoint), AT (BatchItemRecord, last_error),
      AT (BatchItemRecord, changes), AT (BatchItemRecord, request_id), -1 } },
  { "finish", sizeof (BatchFinish), NULL, COPY (batch_finish_copy), FREE (batch_finish_free),
    AT (BatchFinish, body),
    { AT (BatchFinish, job_id), AT (BatchFinish, error), AT (BatchFinish, request_id),
      AT (BatchFinish, server), -1 } },
  { "retry-request", sizeof (BatchRetryRequest), NULL, COPY (batch_retry_request_copy),
    FREE (batch_retry_request_free), AT (BatchRetryRequest, positions),
    { AT (BatchRetryRequest, key), AT (BatchRetryRequest, changes), -1 } },
  { "item-query", sizeof (BatchItemQuery), NULL, COPY (batch_item_query_copy),
    FREE (batch_item_query_free), -1, { AT (BatchItemQuery, search), -1 } },
  { "backend", sizeof (BatchBackendRecord), NULL, COPY (batch_backend_record_copy),
    FREE (batch_backend_record_free), -1,
    { AT (BatchBackendRecord, name), AT (BatchBackendRecord, url), AT (BatchBackendRecord, kind),
      AT (BatchBackendRecord, key_name), AT (BatchBackendRecord, gpu), -1 } },
  { "file", sizeof (BatchFileRecord), NULL, COPY (batch_file_record_copy),
    FREE (batch_file_record_free), -1,
    { AT (BatchFileRecord, id), AT (BatchFileRecord, digest), AT (BatchFileRecord, name),
      AT (BatchFileRecord, key_id), AT (BatchFileRecord, purpose), -1 } },
  { "api-key", sizeof (BatchApiKeyRecord), NULL, COPY (batch_api_key_record_copy),
    FREE (batch_api_key_record_free), -1,
    { AT (BatchApiKeyRecord, id), AT (BatchApiKeyRecord, name), AT (BatchApiKeyRecord, digest),
      -1 } },
  { "receipt", sizeof (BatchReceiptRecord), NULL, COPY (batch_receipt_record_copy),
    FREE (batch_receipt_record_free), -1,
    { AT (BatchReceiptRecord, id), AT (BatchReceiptRecord, key_id), AT (BatchReceiptRecord, api),
      AT (BatchReceiptRecord, input_file_id), AT (BatchReceiptRecord, request),
      AT (BatchReceiptRecord, issues), AT (BatchReceiptRecord, outcome),
      AT (BatchReceiptRecord, output_file_id), AT (BatchReceiptRecord, error_file_id),
      AT (BatchReceiptRecord, idempotency_key), AT (BatchReceiptRecord, webhook_url),
      AT (BatchReceiptRecord, engine_id), -1 } },
  { "page-query", sizeof (BatchPageQuery), NULL, COPY (batch_page_query_copy),
    FREE (batch_page_query_free), -1,
    { AT (BatchPageQuery, key_id), AT (BatchPageQuery, kind), AT (BatchPageQuery, after), -1 } },
  { "handover", sizeof (BatchHandoverRecord), MAKE (batch_handover_record_new),
    COPY (batch_handover_record_copy), FREE (batch_handover_record_free), -1,
    { AT (BatchHandoverRecord, id), AT (BatchHandoverRecord, job_id),
      AT (BatchHandoverRecord, server), AT (BatchHandoverRecord, endpoint),
      AT (BatchHandoverRecord, key), AT (BatchHandoverRecord, file_id),
      AT (BatchHandoverRecord, upstream_id), AT (BatchHandoverRecord, note), -1 } },
  { "history", sizeof (BatchHistoryRecord), MAKE (batch_history_record_new),
    COPY (batch_history_record_copy), FREE (batch_history_record_free), -1,
    { AT (BatchHistoryRecord, job_id), AT (BatchHistoryRecord, key),
      AT (BatchHistoryRecord, backend), -1 } },
  { "load", sizeof (BatchLoadRecord), NULL, COPY (batch_load_record_copy),
    FREE (batch_load_record_free), -1,
    { AT (BatchLoadRecord, job_id), AT (BatchLoadRecord, key), AT (BatchLoadRecord, backend),
      AT (BatchLoadRecord, evicted), -1 } },
  { "forecast", sizeof (BatchForecastRecord), NULL, COPY (batch_forecast_record_copy),
    FREE (batch_forecast_record_free), -1, { AT (BatchForecastRecord, job_id), -1 } },
  { "webhook", sizeof (BatchWebhookRecord), NULL, COPY (batch_webhook_record_copy),
    FREE (batch_webhook_record_free), -1, { AT (BatchWebhookRecord, url), -1 } },
  { "delivery-ending", sizeof (BatchDeliveryEnding), NULL, COPY (batch_delivery_ending_copy),
    FREE (batch_delivery_ending_free), -1, { AT (BatchDeliveryEnding, error), -1 } },
};

static char **
string_at (gpointer record,
           gssize   offset)
{
  return G_STRUCT_MEMBER_P (record, offset);
}

/* Every byte says something, and every string another thing, or nothing. */
static gpointer
make_full (const Kind *kind,
           gboolean    with_strings)
{
  gpointer record = kind->make != NULL ? kind->make () : g_malloc0 (kind->size);
  gpointer kept = kind->kept >= 0 ? G_STRUCT_MEMBER (gpointer, record, kind->kept) : NULL;

  memset (record, 0x5A, kind->size);
  if (kind->kept >= 0)
    G_STRUCT_MEMBER (gpointer, record, kind->kept) = kept;
  for (guint i = 0; kind->strings[i] >= 0; i++)
    *string_at (record, kind->strings[i]) = with_strings ? g_strdup_printf ("text %u", i) : NULL;

  return record;
}

static void
check_strings (const Kind *kind,
               gpointer    record)
{
  for (guint i = 0; kind->strings[i] >= 0; i++)
    {
      g_autofree char *expected = g_strdup_printf ("text %u", i);

      g_assert_cmpstr (*string_at (record, kind->strings[i]), ==, expected);
    }
}

/* What a record has beside what it points to. */
static gpointer
dup_plain (const Kind *kind,
           gpointer    record)
{
  gpointer plain = g_memdup2 (record, kind->size);

  for (guint i = 0; kind->strings[i] >= 0; i++)
    *string_at (plain, kind->strings[i]) = NULL;
  if (kind->kept >= 0)
    G_STRUCT_MEMBER (gpointer, plain, kind->kept) = NULL;
  return plain;
}

static void
check_plain (const Kind *kind,
             gpointer    one,
             gpointer    other)
{
  g_autofree gpointer first = dup_plain (kind, one);
  g_autofree gpointer second = dup_plain (kind, other);

  g_assert_cmpmem (first, kind->size, second, kind->size);
}

static void
test_copy (gconstpointer data)
{
  const Kind *kind = data;
  gpointer record = make_full (kind, TRUE);
  gpointer copy = kind->copy (record);

  g_assert_true (copy != record);
  check_plain (kind, record, copy);
  check_strings (kind, copy);
  for (guint i = 0; kind->strings[i] >= 0; i++)
    *string_at (record, kind->strings[i])[0] = '#';
  check_strings (kind, copy);

  kind->free (record);
  check_strings (kind, copy);
  kind->free (copy);
}

static void
test_copy_without_strings (gconstpointer data)
{
  const Kind *kind = data;
  gpointer record = make_full (kind, FALSE);
  gpointer copy = kind->copy (record);

  for (guint i = 0; kind->strings[i] >= 0; i++)
    g_assert_null (*string_at (copy, kind->strings[i]));
  check_plain (kind, record, copy);
  kind->free (copy);
  kind->free (record);
}

/* A number that says "nobody knows" must not look like a zero that somebody measured. */
static void
test_new (void)
{
  g_autoptr(BatchItemRecord) item = batch_item_record_new ();
  g_autoptr(BatchFinish) finish = batch_finish_new ();
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();

  g_assert_cmpint (item->duration_ms, ==, -1);
  g_assert_cmpint (item->prompt_tokens, ==, -1);
  g_assert_cmpint (item->cached_tokens, ==, -1);
  g_assert_cmpint (item->output_tokens, ==, -1);
  g_assert_cmpint (item->output_limit, ==, 0);
  g_assert_cmpint (finish->duration_ms, ==, -1);
  g_assert_cmpint (finish->prompt_tokens, ==, -1);
  g_assert_cmpint (finish->cached_tokens, ==, -1);
  g_assert_cmpint (finish->output_tokens, ==, -1);
  g_assert_false (finish->costs_attempt);
  g_assert_cmpuint (job->groups->len, ==, 0);
}

/* An answer may be large: it is held together, not copied. */
static void
test_body_is_shared (void)
{
  g_autoptr(GBytes) body = g_bytes_new_static ("{}", 2);
  BatchItemRecord *item = batch_item_record_new ();
  BatchFinish *finish = batch_finish_new ();
  g_autoptr(BatchItemRecord) item_copy = NULL;
  g_autoptr(BatchFinish) finish_copy = NULL;

  item->body = g_bytes_ref (body);
  finish->body = g_bytes_ref (body);
  item_copy = batch_item_record_copy (item);
  finish_copy = batch_finish_copy (finish);
  batch_item_record_unref (item);
  batch_finish_free (finish);
  g_assert_true (item_copy->body == body);
  g_assert_true (finish_copy->body == body);
  g_assert_cmpstr (g_bytes_get_data (item_copy->body, NULL), ==, "{}");
}

static void
test_groups_are_copied (void)
{
  BatchJobRecord *job = batch_job_record_new ();
  g_autoptr(BatchJobRecord) copy = NULL;
  BatchGroupRecord *group;

  g_ptr_array_add (job->groups, batch_group_record_new ("a", BATCH_SIZE_BUCKET_LARGE));
  g_ptr_array_add (job->groups, batch_group_record_new (NULL, BATCH_SIZE_BUCKET_SMALL));
  group = g_ptr_array_index (job->groups, 0);
  group->waiting = 7;
  copy = batch_job_record_copy (job);
  group->waiting = 8;
  g_ptr_array_set_size (job->groups, 0);
  batch_job_record_unref (job);

  g_assert_cmpuint (copy->groups->len, ==, 2);
  group = g_ptr_array_index (copy->groups, 0);
  g_assert_cmpstr (group->key, ==, "a");
  g_assert_cmpint (group->bucket, ==, BATCH_SIZE_BUCKET_LARGE);
  g_assert_cmpint (group->waiting, ==, 7);
  group = g_ptr_array_index (copy->groups, 1);
  g_assert_null (group->key);
  /* What is taken out of the copy is freed by it. */
  g_ptr_array_remove_index (copy->groups, 0);
}

static void
test_positions_are_copied (void)
{
  static const guint32 positions[] = { 3, G_MAXUINT32, 0 };
  BatchRetryRequest *request = g_new0 (BatchRetryRequest, 1);
  g_autoptr(BatchRetryRequest) copy = NULL;

  request->positions = g_memdup2 (positions, sizeof positions);
  request->n_positions = G_N_ELEMENTS (positions);
  copy = batch_retry_request_copy (request);
  request->positions[0] = 4;
  batch_retry_request_free (request);
  g_assert_cmpmem (copy->positions, copy->n_positions * sizeof (guint32),
                   positions, sizeof positions);
}

static void
test_no_query_is_everything (void)
{
  g_autoptr(BatchItemQuery) query = batch_item_query_copy (NULL);

  g_assert_cmpuint (query->statuses, ==, 0);
  g_assert_false (query->needs_review);
  g_assert_false (query->with_body);
  g_assert_null (query->search);
  g_assert_cmpint (query->sort, ==, BATCH_ITEM_SORT_POSITION);
  g_assert_false (query->descending);
}

/* --- Many hold one --- */

#define N_THREADS 4
#define N_HOLDS   5000

static gpointer
hold_thread (gpointer data)
{
  BatchJobRecord *job = data;

  for (guint i = 0; i < N_HOLDS; i++)
    {
      g_assert_true (batch_job_record_ref (job) == job);
      g_assert_cmpstr (job->id, ==, "batch_one");
      batch_job_record_unref (job);
    }

  batch_job_record_unref (job);
  return NULL;
}

static void
test_held_by_threads (void)
{
  BatchJobRecord *job = batch_job_record_new ();
  GThread *threads[N_THREADS];

  job->id = g_strdup ("batch_one");
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("hold", hold_thread, batch_job_record_ref (job));
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpstr (job->id, ==, "batch_one");
  batch_job_record_unref (job);
}

/* --- What they say --- */

static void
test_trial (void)
{
  static const struct
  {
    const char *metadata;
    gboolean    trial;
  } cases[] = {
    { NULL, FALSE },
    { "{}", FALSE },
    { "{\"" BATCH_JOB_TRIAL "\":\"1\"}", TRUE },
    { "{\"a\":\"b\", \"" BATCH_JOB_TRIAL "\" : \"\"}", TRUE },
    { "{\"" BATCH_JOB_TRIAL "s\":\"1\"}", FALSE },
    { "{\"x." BATCH_JOB_TRIAL "\":\"1\"}", FALSE },
    { "{\"note\":\"no " BATCH_JOB_TRIAL "\"}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchJobRecord) job = batch_job_record_new ();

      job->metadata = g_strdup (cases[i].metadata);
      g_test_message ("%s", cases[i].metadata);
      g_assert_cmpint (batch_job_record_is_trial (job), ==, cases[i].trial);
    }
}

static void
test_delivery_words (void)
{
  g_assert_cmpstr (batch_delivery_state_word (BATCH_DELIVERY_WAITING), ==, "waiting");
  g_assert_cmpstr (batch_delivery_state_word (BATCH_DELIVERY_DELIVERED), ==, "delivered");
  g_assert_cmpstr (batch_delivery_state_word (BATCH_DELIVERY_GIVEN_UP), ==, "given_up");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *full = g_strconcat ("/batch/core/records/copy/", kinds[i].name, NULL);
      g_autofree char *empty = g_strconcat (full, "/without-strings", NULL);
      g_autofree char *whole = g_strconcat (full, "/whole", NULL);

      g_test_add_data_func (whole, &kinds[i], test_copy);
      g_test_add_data_func (empty, &kinds[i], test_copy_without_strings);
    }
  g_test_add_func ("/batch/core/records/new", test_new);
  g_test_add_func ("/batch/core/records/body-is-shared", test_body_is_shared);
  g_test_add_func ("/batch/core/records/groups-are-copied", test_groups_are_copied);
  g_test_add_func ("/batch/core/records/positions-are-copied", test_positions_are_copied);
  g_test_add_func ("/batch/core/records/no-query-is-everything", test_no_query_is_everything);
  g_test_add_func ("/batch/core/records/held-by-threads", test_held_by_threads);
  g_test_add_func ("/batch/core/records/trial", test_trial);
  g_test_add_func ("/batch/core/records/delivery-words", test_delivery_words);
  return g_test_run ();
}
