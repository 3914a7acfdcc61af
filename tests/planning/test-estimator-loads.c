/* test-estimator-loads.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-estimator-private.h"

/* Rule 4 of the estimator: loads. */

#define MEDIUM  BATCH_SIZE_BUCKET_MEDIUM

#define S    G_GINT64_CONSTANT (1000000)
#define NOW  (1700000000 * S)

static void
record (BatchEstimator *estimator,
        const char     *key,
        gint64          duration_ms,
        gint64          at,
        gboolean        after_load)
{
  BatchSample sample = {
    .key = key, .operation = "tag", .bucket = MEDIUM, .duration_ms = duration_ms, .at = at,
    .after_load = after_load,
  };

  batch_estimator_record (estimator, &sample);
}

static void
test_loads (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchRemaining parts[] = {
    { .key = "a", .operation = "tag", .waiting = { 0, 2, 0, 0 } },
    { .key = "b", .operation = "tag", .waiting = { 0, 3, 0, 0 }, .loads = 1 },
  };
  BatchEtaValues values;

  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "b"), ==, -1);
  record (estimator, "a", 1000, NOW, FALSE);
  record (estimator, "b", 2000, NOW, FALSE);

  /* Not measured yet: some ten seconds. */
  batch_estimator_estimate (estimator, parts, 2, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 2000 + 6000 + 10000);

  batch_estimator_record_load (estimator, "b", 30000, NOW);
  batch_estimator_record_load (estimator, "b", 32000, NOW);
  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "b"), ==, 31000);
  batch_estimator_estimate (estimator, parts, 2, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 2000 + 6000 + 31000);
  g_assert_cmpuint (values.samples, ==, 2);
}

/* What a load that is under way has taken is behind us. */
static void
test_load_under_way (void)
{
  static const struct
  {
    gint64 elapsed_ms;
    double fraction;
    gint64 least_ms;
    gint64 most_ms;
  } rows[] = {
    { 0, 0, 36000, 36000 },
    { 10000, 0, 25900, 26500 },
    { 25000, 0, 11000, 15000 },
    { 25000, 0.5, 31000, 31000 },
    { 40000, 0.8, 16000, 16000 },
    { 60000, 1, 6000, 6000 },
  };
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();

  record (estimator, "b", 2000, NOW, FALSE);
  batch_estimator_record_load (estimator, "b", 30000, NOW);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BatchRemaining part = {
        .key = "b", .operation = "tag", .waiting = { 0, 3, 0, 0 }, .loads = 1,
        .load_elapsed_ms = rows[i].elapsed_ms, .load_fraction = rows[i].fraction,
      };
      BatchEtaValues values;

      batch_estimator_estimate (estimator, &part, 1, NOW, &values);
      g_test_message ("row %u: %" G_GINT64_FORMAT, i, values.expected_ms);
      g_assert_cmpint (values.expected_ms, >=, rows[i].least_ms);
      g_assert_cmpint (values.expected_ms, <=, rows[i].most_ms);
    }
}

/* Whatever is done with a model, it is loaded once. */
static void
test_load_for_two_operations (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchRemaining parts[] = {
    { .key = "b", .operation = "tag", .waiting = { 0, 3, 0, 0 }, .loads = 1 },
    { .key = "b", .operation = "chat", .waiting = { 0, 2, 0, 0 }, .loads = 1 },
  };
  BatchEtaValues values;

  record (estimator, "b", 2000, NOW, FALSE);
  batch_estimator_record_load (estimator, "b", 30000, NOW);
  batch_estimator_estimate (estimator, parts, 2, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 5 * 2000 + 30000);
}

/* Of a model that was not loaded yet: like others, if there were any. */
static void
test_loads_of_others (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  g_autoptr(BatchEstimator) again = batch_estimator_new ();
  g_autofree char *text = NULL;
  BatchRemaining part = {
    .key = "b", .operation = "tag", .waiting = { 0, 3, 0, 0 }, .loads = 1,
  };
  BatchEtaValues values;

  record (estimator, "a", 1000, NOW, FALSE);
  batch_estimator_record_load (estimator, "a", 4000, NOW);
  batch_estimator_estimate (estimator, &part, 1, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 3000 + (4000 + 0.2 * 10000) / 1.2);
  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "b"), ==, -1);

  text = batch_estimator_save (estimator, "a");
  g_assert_true (batch_estimator_restore (again, "a", text));
  batch_estimator_estimate (again, &part, 1, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 3000 + (4000 + 0.2 * 10000) / 1.2);
}

/* A first answer that comes as soon as all others found its model loaded already, and
 * changes nothing about what a load takes. */
static void
test_resident_model (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  gint64 at = NOW;

  for (guint i = 0; i < 10; i++)
    record (estimator, "a", 900 + 200 * (i % 2), at += S, FALSE);
  batch_estimator_record_load (estimator, "a", 20000, at);

  for (guint i = 0; i < 2; i++)
    {
      record (estimator, "a", i == 0 ? 1100 : 31000, at += S, TRUE);
      record (estimator, "a", 1000, at += S, FALSE);
      g_assert_cmpfloat_with_epsilon (batch_estimator_load_ms (estimator, "a"),
                                      i == 0 ? 20000 : 25000, 1);
    }
}

static double
record_unproved (BatchEstimator *estimator,
                 const char     *key,
                 gint64          duration_ms,
                 gint64          at)
{
  BatchSample sample = {
    .key = key, .operation = "tag", .bucket = MEDIUM, .duration_ms = duration_ms, .at = at,
    .parallel = 1, .unproved = TRUE,
  };

  batch_estimator_record (estimator, &sample);
  return batch_estimator_estimate_one (estimator, key, "tag", MEDIUM, NULL);
}

/* Who comes in while others load a model waits for that load, which is no time of an item, and
 * is no whole load, either. */
static void
test_loads_of_peers (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  gint64 at = NOW;

  g_assert_cmpfloat (record_unproved (estimator, "a", 20000, at += S), ==, -1);
  g_assert_cmpfloat (record_unproved (estimator, "a", 1000, at += S), ==, -1);
  for (guint i = 0; i < 6; i++)
    record (estimator, "a", 900 + 200 * (i % 2), at += S, FALSE);
  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "a"), ==, -1);
  g_assert_cmpfloat (record_unproved (estimator, "a", 20000, at += S), ==, 1000);
  g_assert_cmpuint (batch_estimator_sample_count (estimator, "a", "tag", MEDIUM), ==, 6);

  /* The model was there. */
  g_assert_cmpfloat (record_unproved (estimator, "a", 1000, at += S), ==, 1000);
  g_assert_cmpuint (batch_estimator_sample_count (estimator, "a", "tag", MEDIUM), ==, 7);
  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "a"), ==, -1);
}

/* Runs of one request each, of which only the first had to load, learn in the end. */
static void
test_runs_of_one (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();

  record (estimator, "a", 9000, NOW, TRUE);
  g_assert_cmpfloat (record_unproved (estimator, "a", 1000, NOW + S), ==, 1000);
  g_assert_cmpfloat (record_unproved (estimator, "a", 12000, NOW + 20 * S), ==, 1000);
}

/* A key of which nothing is left costs nothing, whatever is resident. */
static void
test_done_parts (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchRemaining parts[] = {
    { .key = "b", .operation = "tag", .loads = 1 },
    { .key = "a", .operation = "tag", .waiting = { 0, 2, 0, 0 } },
    { .key = "c", .operation = "tag", .loads = 1 },
  };
  BatchEtaValues values;

  record (estimator, "a", 1000, NOW, FALSE);
  batch_estimator_record_load (estimator, "b", 30000, NOW);
  batch_estimator_estimate (estimator, parts, G_N_ELEMENTS (parts), NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 2000);
}

/* A server that does not tell a load: it is what the first answer took too long, and
 * is not taken for the time of an item. */
static void
test_hidden_load (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  gint64 at = NOW;

  for (guint i = 0; i < 5; i++)
    {
      BatchSample sample = {
        .key = "a", .operation = "tag", .bucket = MEDIUM, .at = at += S,
        .duration_ms = i < 2 ? 21000 + 500 * i : 1000, .parallel = 2, .after_load = i < 2,
      };

      g_assert_cmpfloat (batch_estimator_load_ms (estimator, "a"), ==, -1);
      batch_estimator_record (estimator, &sample);
    }

  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "a"), ==, 20000);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", MEDIUM, NULL), ==, 1000);
  g_assert_cmpuint (batch_estimator_sample_count (estimator, "a", "tag", MEDIUM), ==, 3);
}

/* Three of four runs found the model in memory: none of their answers is a load, or says that one
 * takes no time. */
static void
test_no_load (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  gint64 at = NOW;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *text = NULL;

      for (guint j = 0; j < 3; j++)
        record (estimator, "a", i == 0 ? 3050 : 50, at += 60 * S, TRUE);
      text = batch_estimator_save (estimator, "a");
      batch_estimator_free (estimator);
      estimator = batch_estimator_new ();
      g_assert_true (batch_estimator_restore (estimator, "a", text));
    }

  g_assert_cmpfloat_with_epsilon (batch_estimator_load_cost (estimator, "a").mean_ms, 3000, 1);
  g_assert_cmpfloat_with_epsilon (batch_estimator_load_ms (estimator, "a"), 3000, 1);
  g_assert_cmpfloat_with_epsilon (batch_estimator_estimate_one (estimator, "a", "tag", MEDIUM,
                                                                NULL), 50, 1);
}

/* A server that was never seen to load: that is no load of no time, and the first one is seen. */
static void
test_always_resident (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  gint64 at = NOW;

  for (guint i = 0; i < 10; i++)
    record (estimator, "a", 50, at += S, i % 5 == 0);

  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "a"), ==, -1);
  g_assert_cmpint (batch_estimator_load_cost (estimator, "a").basis, ==, BATCH_LOAD_BASIS_NONE);
  g_assert_cmpfloat (batch_estimator_load_cost (estimator, "a").mean_ms, <, 10);

  record (estimator, "a", 3050, at += 10 * S, TRUE);
  record (estimator, "a", 50, at += S, FALSE);
  g_assert_cmpfloat_with_epsilon (batch_estimator_load_ms (estimator, "a"), 3000, 1);
}

/* As long as fewer went without a load it is not learnt, but nobody expects ten seconds of it. */
static void
test_load_and_item (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchRemaining parts[] = {
    { .key = "a", .operation = "tag", .waiting = { 0, 1, 0, 0 }, .loads = 1 },
  };
  BatchSample failed = {
    .key = "a", .operation = "tag", .bucket = MEDIUM, .duration_ms = 1, .at = NOW,
    .after_load = TRUE, .outcome = BATCH_SAMPLE_FAILED,
  };
  BatchEtaValues values;

  /* That it failed at once says nothing. */
  batch_estimator_record (estimator, &failed);
  batch_estimator_estimate (estimator, parts, 1, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, -1);

  /* One, and its load: what they take together is known, and not which of them what. */
  record (estimator, "a", 3000, NOW, TRUE);
  g_assert_cmpint (batch_estimator_load_cost (estimator, "a").basis, ==, BATCH_LOAD_BASIS_NONE);
  batch_estimator_estimate (estimator, parts, 1, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 3000);
  g_assert_cmpint (values.low_ms, <, 1500);
  g_assert_cmpint (values.confidence, ==, BATCH_ETA_CONFIDENCE_LOW);
  parts[0].loads = 0;
  batch_estimator_estimate (estimator, parts, 1, NOW, &values);
  g_assert_cmpint (values.expected_ms, ==, 1500);

  /* One without. */
  record (estimator, "a", 100, NOW, FALSE);
  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "a"), ==, -1);
  g_assert_cmpfloat (batch_estimator_load_cost (estimator, "a").mean_ms, ==, 2900);
  g_assert_cmpint (batch_estimator_load_cost (estimator, "a").basis, ==,
                   BATCH_LOAD_BASIS_MEASURED);
}

/* What is known of other models counts, as far as it can be true. */
static void
test_load_and_item_like_others (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  BatchEtaBasis basis;
  double item_ms;

  for (guint i = 0; i < 4; i++)
    record (estimator, "quick", 200, NOW, FALSE);
  record (estimator, "a", 3000, NOW, TRUE);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", MEDIUM, &basis), ==, 200);
  g_assert_cmpint (basis, ==, BATCH_ETA_BASIS_ALL);
  for (guint i = 0; i < 400; i++)
    record (estimator, "slow", 60000, NOW, FALSE);
  g_assert_cmpfloat (batch_estimator_estimate_one (estimator, "a", "tag", MEDIUM, NULL), ==, 1500);

  batch_estimator_describe_model (estimator, "a", "one", 0);
  batch_estimator_describe_model (estimator, "b", "one", 0);
  for (guint i = 0; i < 20; i++)
    batch_estimator_record_load (estimator, "b", 2000, NOW);
  g_assert_cmpfloat_with_epsilon (batch_estimator_load_cost (estimator, "a").mean_ms, 2000, 10);
  item_ms = batch_estimator_estimate_one (estimator, "a", "tag", MEDIUM, NULL);
  g_assert_cmpfloat_with_epsilon (item_ms, 1000, 10);
}

/* Models of one server are alike, and larger ones take longer; that is kept. */
static void
test_models_of_a_server (void)
{
  const gint64 GB = 1000000000;
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  g_autoptr(BatchEstimator) again = batch_estimator_new ();
  g_autofree char *text = NULL;
  BatchLoadCost cost;

  batch_estimator_describe_model (estimator, "a", "one", 5 * GB);
  batch_estimator_describe_model (estimator, "b", "one", 15 * GB);
  batch_estimator_describe_model (estimator, "c", "one", 0);
  batch_estimator_describe_model (estimator, "d", "other", 0);
  batch_estimator_record_load (estimator, "a", 10000, NOW);

  text = batch_estimator_save (estimator, "a");
  g_assert_true (batch_estimator_restore (again, "a", text));
  batch_estimator_describe_model (again, "b", "one", 15 * GB);

  /* 5 s by its size, and it took twice that. */
  cost = batch_estimator_load_cost (again, "b");
  g_assert_cmpfloat_with_epsilon (cost.mean_ms, 20000, 1);
  g_assert_cmpint (cost.basis, ==, BATCH_LOAD_BASIS_SIZE);
  g_assert_cmpint (batch_estimator_load_cost (estimator, "c").basis, ==, BATCH_LOAD_BASIS_SERVER);
  g_assert_cmpint (batch_estimator_load_cost (estimator, "d").basis, ==, BATCH_LOAD_BASIS_OTHERS);
  g_assert_cmpint (batch_estimator_load_cost (estimator, "a").basis, ==,
                   BATCH_LOAD_BASIS_MEASURED);
}

/* What was known before a model is described counts for its server from then on, once. */
static void
test_described_later (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  double mean_ms;

  batch_estimator_record_load (estimator, "a", 4000, NOW);
  batch_estimator_describe_model (estimator, "b", "one", 0);
  batch_estimator_describe_model (estimator, "a", "one", 0);
  mean_ms = batch_estimator_load_cost (estimator, "b").mean_ms;
  g_assert_cmpfloat (mean_ms, ==, (4000 + 0.2 * 10000) / 1.2);
  batch_estimator_describe_model (estimator, "a", "one", 0);
  g_assert_cmpfloat (batch_estimator_load_cost (estimator, "b").mean_ms, ==, mean_ms);
}

/* Three hundred models that were never loaded: where one load is no rule, all are off together,
 * and who reads the same load again and again has not seen more of them. */
static void
test_models_off_together (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  g_autofree char *text = NULL;
  BatchRemaining parts[300];
  char names[300][8];
  BatchEtaValues values;
  double mean_ms;

  record (estimator, "a", 1, NOW, FALSE);
  batch_estimator_describe_model (estimator, "a", "one", 0);
  batch_estimator_record_load (estimator, "a", 4000, NOW);
  for (guint i = 0; i < 300; i++)
    {
      g_snprintf (names[i], sizeof names[i], "m%u", i);
      batch_estimator_describe_model (estimator, names[i], "one", 0);
      parts[i] = (BatchRemaining) { .key = names[i], .operation = "tag", .waiting = { 0, 1, 0, 0 },
                                    .loads = 1 };
    }

  batch_estimator_estimate (estimator, parts, 300, NOW, &values);
  g_assert_cmpint (values.low_ms, <, 300 * 2500);
  g_assert_cmpint (values.high_ms, >, 300 * 8000);

  mean_ms = batch_estimator_load_cost (estimator, "m0").mean_ms;
  text = batch_estimator_save (estimator, "a");
  for (guint i = 0; i < 10; i++)
    g_assert_true (batch_estimator_restore (estimator, "a", text));
  g_assert_cmpfloat (batch_estimator_load_cost (estimator, "m0").mean_ms, ==, mean_ms);
}

static void
assert_restores (const char *text)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();

  g_assert_true (batch_estimator_restore (estimator, "a", text));
  g_assert_cmpfloat (batch_estimator_load_ms (estimator, "a"), ==, 4000);
}

/* Texts from before servers were kept, and from before the sizes of requests were. */
static void
test_old_texts (void)
{
  g_autoptr(BatchEstimator) estimator = batch_estimator_new ();
  g_autofree char *text = NULL;
  g_autofree char *oldest = NULL;
  g_autofree char *older = NULL;
  const char *end;

  record (estimator, "a", 1000, NOW, FALSE);
  batch_estimator_record_load (estimator, "a", 4000, NOW);
  text = batch_estimator_save (estimator, "a");
  g_assert_true (g_str_has_prefix (text, "(3, "));
  end = g_strrstr (text, ", '', 0, ");
  g_assert_nonnull (end);
  oldest = g_strdup_printf ("(1, %.*s)", (int) (end - text) - 4, text + 4);
  older = g_strdup_printf ("(2, %.*s, 'server', 0)", (int) (end - text) - 4, text + 4);

  assert_restores (oldest);
  assert_restores (older);
  assert_restores (text);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/planning/estimator-loads/loads", test_loads);
  g_test_add_func ("/batch/planning/estimator-loads/load-under-way", test_load_under_way);
  g_test_add_func ("/batch/planning/estimator-loads/load-for-two-operations",
                   test_load_for_two_operations);
  g_test_add_func ("/batch/planning/estimator-loads/loads-of-others", test_loads_of_others);
  g_test_add_func ("/batch/planning/estimator-loads/resident-model", test_resident_model);
  g_test_add_func ("/batch/planning/estimator-loads/done-parts", test_done_parts);
  g_test_add_func ("/batch/planning/estimator-loads/hidden-load", test_hidden_load);
  g_test_add_func ("/batch/planning/estimator-loads/no-load", test_no_load);
  g_test_add_func ("/batch/planning/estimator-loads/always-resident", test_always_resident);
  g_test_add_func ("/batch/planning/estimator-loads/load-and-item", test_load_and_item);
  g_test_add_func ("/batch/planning/estimator-loads/load-and-item-like-others",
                   test_load_and_item_like_others);
  g_test_add_func ("/batch/planning/estimator-loads/models-of-a-server", test_models_of_a_server);
  g_test_add_func ("/batch/planning/estimator-loads/described-later", test_described_later);
  g_test_add_func ("/batch/planning/estimator-loads/loads-of-peers", test_loads_of_peers);
  g_test_add_func ("/batch/planning/estimator-loads/runs-of-one", test_runs_of_one);
  g_test_add_func ("/batch/planning/estimator-loads/models-off-together",
                   test_models_off_together);
  g_test_add_func ("/batch/planning/estimator-loads/old-texts", test_old_texts);
  return g_test_run ();
}
