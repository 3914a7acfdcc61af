/* store-cases-prefix.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store-cases.h"
#include "store-fixture.h"
#include "test-support.h"

/* In which order items are claimed. */

static char *
list_claimed (GPtrArray *items)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "",
                            ((BatchItemRecord *) g_ptr_array_index (items, i))->position);
  return g_string_free (text, FALSE);
}

static void
add_prefixed (BatchStore *store,
              const char *job_id,
              const char *prefixes)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GError) error = NULL;
  BatchItemChunk *chunk = batch_item_chunk_new (8);

  job->id = g_strdup (job_id);
  job->handler = g_strdup ("handler");
  job->operation = g_strdup ("chat");
  for (guint i = 0; prefixes[i] != '\0'; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      BatchNewItem item = { .custom_id = id, .key = "model-0" };

      item.prefix = (gint64) (prefixes[i] - '0') << 40;
      batch_item_chunk_add (chunk, &item);
    }

  after = batch_test_store_submit_job (store, job, chunk, &error);
  g_assert_no_error (error);
}

static void
release_all (BatchStore *store,
             GPtrArray  *items)
{
  GArray *leases = batch_store_leases_new (items->len);
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      const BatchItemRecord *item = g_ptr_array_index (items, i);

      batch_store_leases_add (leases, item->job_id, item->position, item->generation);
    }

  jobs = batch_test_store_release (store, ENGINE, leases, NOW, &error);
  g_assert_no_error (error);
}

/* What begins alike comes one after the other, whatever comes back meanwhile. */
static void
test_prefixes (Fixture       *fixture,
               gconstpointer  factory)
{
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  g_autofree char *positions = NULL;
  g_autofree char *others = NULL;

  add_prefixed (fixture->store, "batch_before", "123");
  add_prefixed (fixture->store, JOB, "3121320");
  add_prefixed (fixture->store, "batch_behind", "123");

  first = store_claim (fixture->store, ENGINE, JOB, 3);
  positions = list_claimed (first);
  g_assert_cmpstr (positions, ==, "6 1 3");
  g_assert_cmpint (((BatchItemRecord *) g_ptr_array_index (first, 1))->prefix, ==,
                   G_GINT64_CONSTANT (1) << 40);
  release_all (fixture->store, first);

  second = store_claim (fixture->store, ENGINE, JOB, 10);
  others = list_claimed (second);
  g_assert_cmpstr (others, ==, "6 1 3 2 5 0 4");
}

static char *
claim_in_order (BatchStore *store,
                const char *key,
                gint64      first,
                guint       limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;

  batch_store_claim_async (store, ENGINE, JOB, key, first, limit, NOW, NULL,
                           batch_test_store_result, &result);
  batch_test_wait (&result);
  items = batch_store_claim_finish (store, result, &error);
  g_assert_no_error (error);
  return list_claimed (items);
}

/* In the order of the input, from where it went on last; what is left before comes then. */
static void
test_exact_order (Fixture       *fixture,
                  gconstpointer  factory)
{
  static const struct
  {
    gint64      first;
    guint       limit;
    const char *positions;
  } cases[] = {
    { 2, 2, "2 3" },
    { 4, 2, "4 5" },
    { 6, 3, "0 1 6" },
    { 7, 3, "" },
  };

  add_prefixed (fixture->store, "batch_before", "123");
  add_prefixed (fixture->store, JOB, "3121320");
  add_prefixed (fixture->store, "batch_behind", "123");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *positions = claim_in_order (fixture->store, "model-0", cases[i].first,
                                                   cases[i].limit);

      g_assert_cmpstr (positions, ==, cases[i].positions);
    }
}

/* Of two models, one behind the other, the second is looked for from its first item. */
#define N_OF_ONE 6000

static void
add_two_models (BatchStore *store)
{
  g_autoptr(BatchJobRecord) job = batch_job_record_new ();
  g_autoptr(BatchJobRecord) after = NULL;
  g_autoptr(GError) error = NULL;
  BatchItemChunk *chunk = batch_item_chunk_new (2 * N_OF_ONE);

  job->id = g_strdup (JOB);
  job->handler = g_strdup ("handler");
  job->operation = g_strdup ("chat");
  for (guint i = 0; i < 2 * N_OF_ONE; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      BatchNewItem item = { .custom_id = id, .key = i < N_OF_ONE ? "model-0" : "model-1" };

      item.prefix = (gint64) (i % 7) << 40;
      batch_item_chunk_add (chunk, &item);
    }

  after = batch_test_store_submit_job (store, job, chunk, &error);
  g_assert_no_error (error);
}

static void
test_exact_order_of_many (Fixture       *fixture,
                          gconstpointer  factory)
{
  static const struct
  {
    const char *key;
    gint64      first;
    guint       limit;
    const char *positions;
  } cases[] = {
    { "model-1", 0, 2, "6000 6001" },
    { "model-1", 6002, 2, "6002 6003" },
    { "model-1", 11999, 2, "6004 6005" },
    { "model-0", 0, 2, "0 1" },
    { "model-0", 6000, 2, "2 3" },
    { "model-2", 0, 2, "" },
  };

  add_two_models (fixture->store);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *positions = claim_in_order (fixture->store, cases[i].key, cases[i].first,
                                                   cases[i].limit);

      g_assert_cmpstr (positions, ==, cases[i].positions);
    }
}

void
store_cases_add_prefix (const char              *prefix,
                        const BatchStoreFactory *factory)
{
  fixture_add (prefix, "claims-by-prefix", factory, test_prefixes);
  fixture_add (prefix, "claims-in-order", factory, test_exact_order);
  fixture_add (prefix, "claims-many-in-order", factory, test_exact_order_of_many);
}
