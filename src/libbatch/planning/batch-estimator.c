/* batch-estimator.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is known, by key and operation. How it is learnt: batch-estimator-learn.c. */

#include "config.h"

#include "planning/batch-estimator-state-private.h"

#define MAX_KEYS       1000
#define MAX_SERVERS    100
#define MAX_OPERATIONS 32

static void
operation_free (gpointer data)
{
  BatchLearntOperation *operation = data;

  g_free (operation->name);
  g_free (operation);
}

static void
key_free (gpointer data)
{
  BatchLearntKey *key = data;

  g_free (key->name);
  g_free (key->server);
  g_ptr_array_unref (key->operations);
  g_free (key);
}

BatchEstimator *
batch_estimator_new (void)
{
  BatchEstimator *self = g_new0 (BatchEstimator, 1);

  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, key_free);
  self->servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
batch_estimator_free (BatchEstimator *self)
{
  g_hash_table_unref (self->servers);
  g_hash_table_unref (self->keys);
  g_free (self);
}

/* --- Keys and operations --- */

static void
forget_oldest_key (BatchEstimator *self)
{
  BatchLearntKey *oldest = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (oldest == NULL || ((BatchLearntKey *) value)->used < oldest->used)
      oldest = value;

  g_hash_table_remove (self->keys, oldest->name);
}

BatchLearntKey *
batch_estimator_find_key (BatchEstimator *self,
                          const char     *name)
{
  return g_hash_table_lookup (self->keys, name);
}

BatchLearntKey *
batch_estimator_get_key (BatchEstimator *self,
                         const char     *name)
{
  BatchLearntKey *key = batch_estimator_find_key (self, name);

  if (key == NULL)
    {
      if (g_hash_table_size (self->keys) >= MAX_KEYS)
        forget_oldest_key (self);
      key = g_new0 (BatchLearntKey, 1);
      key->name = g_strdup (name);
      key->operations = g_ptr_array_new_with_free_func (operation_free);
      g_hash_table_insert (self->keys, key->name, key);
    }

  key->used = ++self->uses;
  return key;
}

void
batch_estimator_forget_key (BatchEstimator *self,
                            const char     *name)
{
  g_hash_table_remove (self->keys, name);
  self->uses++;
}

void
batch_estimator_count_all (BatchEstimator *self,
                           BatchLearntKey *key)
{
  for (guint i = 0; i < key->operations->len; i++)
    {
      BatchLearntOperation *operation = g_ptr_array_index (key->operations, i);

      for (guint j = 0; j < BATCH_N_SIZE_BUCKETS; j++)
        {
          batch_running_stats_pool (&self->all, &operation->durations[j]);
          self->all_count += operation->counts[j];
        }
    }

  batch_running_stats_fade (&self->all, BATCH_ALL_CAP);
}

static gboolean
has_name (gconstpointer operation,
          gconstpointer name)
{
  return g_str_equal (((const BatchLearntOperation *) operation)->name, name);
}

BatchLearntOperation *
batch_learnt_key_find (BatchLearntKey *self,
                       const char     *name)
{
  guint index;

  if (!g_ptr_array_find_with_equal_func (self->operations, name, has_name, &index))
    return NULL;

  return g_ptr_array_index (self->operations, index);
}

BatchLearntOperation *
batch_learnt_key_operation (BatchLearntKey *self,
                            const char     *name)
{
  BatchLearntOperation *operation;
  guint index;

  if (g_ptr_array_find_with_equal_func (self->operations, name, has_name, &index))
    {
      operation = g_ptr_array_steal_index (self->operations, index);
      g_ptr_array_add (self->operations, operation);
      return operation;
    }

  if (self->operations->len >= MAX_OPERATIONS)
    g_ptr_array_remove_index (self->operations, 0);
  operation = g_new0 (BatchLearntOperation, 1);
  operation->name = g_strdup (name);
  g_ptr_array_add (self->operations, operation);
  return operation;
}

/* --- Loads of others --- */

static BatchLoadPool *
find_pool (BatchEstimator *self,
           const char     *server)
{
  return server != NULL ? g_hash_table_lookup (self->servers, server) : NULL;
}

static BatchLoadPool *
get_pool (BatchEstimator *self,
          const char     *server)
{
  BatchLoadPool *pool = find_pool (self, server);

  if (pool == NULL)
    {
      /* Servers come and go, and what is known of their models stays with those. */
      if (g_hash_table_size (self->servers) >= MAX_SERVERS)
        g_hash_table_remove_all (self->servers);
      pool = g_new0 (BatchLoadPool, 1);
      g_hash_table_insert (self->servers, g_strdup (server), pool);
    }

  return pool;
}

void
batch_estimator_count_load (BatchEstimator *self,
                            BatchLearntKey *key,
                            double          ms)
{
  batch_load_pool_add (&self->loads, ms, key->size);
  if (key->server != NULL)
    batch_load_pool_add (get_pool (self, key->server), ms, key->size);
}

void
batch_estimator_describe_model (BatchEstimator *self,
                                const char     *name,
                                const char     *server,
                                gint64          size)
{
  BatchLearntKey *key = batch_estimator_find_key (self, name);

  if (key != NULL && g_strcmp0 (key->server, server) == 0 && (size <= 0 || key->size == size))
    return;

  key = batch_estimator_get_key (self, name);
  g_free (key->server);
  key->server = g_strdup (server);
  if (size > 0)
    key->size = size;
  if (key->load.ms.weight > 0)
    batch_load_pool_add (get_pool (self, server), key->load.ms.mean, key->size);
  key->changed = TRUE;
}

gint64
batch_estimator_model_size (BatchEstimator *self,
                            const char     *name)
{
  BatchLearntKey *key = batch_estimator_find_key (self, name);

  return key != NULL ? key->size : 0;
}

BatchRunningStats
batch_learnt_operation_usual (BatchLearntOperation *self)
{
  BatchRunningStats usual = { 0, };

  for (guint i = 0; i < BATCH_N_SIZE_BUCKETS; i++)
    batch_running_stats_pool (&usual, &self->durations[i]);
  return usual;
}

static BatchRunningStats
usual_of_key (BatchLearntKey *key)
{
  BatchRunningStats usual = { 0, };

  for (guint i = 0; i < key->operations->len; i++)
    {
      BatchLearntOperation *operation = g_ptr_array_index (key->operations, i);
      BatchRunningStats of_operation = batch_learnt_operation_usual (operation);

      batch_running_stats_pool (&usual, &of_operation);
    }
  return usual;
}

BatchLoadCost
batch_estimator_load_cost (BatchEstimator *self,
                           const char     *name)
{
  static const BatchLoadTimes none = { { 0 } };
  BatchLearntKey *key = batch_estimator_find_key (self, name);
  BatchRunningStats usual;
  BatchLoadCost cost;

  if (key == NULL)
    return batch_load_cost_estimate (&none, NULL, &self->loads, 0);

  cost = batch_load_cost_estimate (&key->load, find_pool (self, key->server), &self->loads,
                                   key->size);
  if (key->first_ms <= 0 || cost.basis == BATCH_LOAD_BASIS_MEASURED)
    return cost;

  usual = usual_of_key (key);
  return batch_load_cost_within (&cost, key->first_ms, usual.weight > 0 ? usual.mean : -1);
}

/* What the same operation takes, or all of them. */
static BatchRunningStats
usual_of (BatchLearntKey *key,
          const char     *name)
{
  BatchLearntOperation *operation = name != NULL ? batch_learnt_key_find (key, name) : NULL;

  return operation != NULL ? batch_learnt_operation_usual (operation) : usual_of_key (key);
}

BatchLoadEvidence
batch_estimator_judge_load (BatchEstimator *self,
                            const char     *name,
                            const char     *operation,
                            gint64          first_ms)
{
  BatchLearntKey *key = batch_estimator_find_key (self, name);
  BatchRunningStats usual;
  BatchLoadEvidence evidence;

  if (key == NULL)
    return BATCH_LOAD_EVIDENCE_UNKNOWN;

  usual = usual_of (key, operation);
  evidence = batch_load_evidence_judge ((double) first_ms, &usual, key->load.ms.mean);
  if (evidence == BATCH_LOAD_EVIDENCE_UNKNOWN
      && batch_load_evidence_differ ((double) first_ms, key->first_ms))
    return BATCH_LOAD_EVIDENCE_RESIDENT;
  return evidence;
}

double
batch_estimator_item_within_load (BatchEstimator *self,
                                  BatchLearntKey *key)
{
  return key->first_ms > 0 ? key->first_ms - batch_estimator_load_cost (self, key->name).mean_ms
                           : 0;
}

double
batch_estimator_load_ms (BatchEstimator *self,
                         const char     *name)
{
  BatchLearntKey *key = batch_estimator_find_key (self, name);

  return key != NULL && key->load.ms.weight > 0 ? key->load.ms.mean : -1;
}

guint
batch_estimator_sample_count (BatchEstimator  *self,
                              const char      *name,
                              const char      *operation_name,
                              BatchSizeBucket  bucket)
{
  BatchLearntKey *key = batch_estimator_find_key (self, name);
  BatchLearntOperation *operation;

  operation = key != NULL ? batch_learnt_key_find (key, operation_name) : NULL;
  return operation != NULL ? operation->counts[bucket] : 0;
}

GStrv
batch_estimator_take_changed (BatchEstimator *self)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BatchLearntKey *key = value;

      if (key->changed)
        g_ptr_array_add (names, g_strdup (key->name));
      key->changed = FALSE;
    }

  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}
