/* batch-estimator-save.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* What is known of a key as a text. GVariant writes and reads numbers exactly, and
 * says no to what is not of the type. */

#include "config.h"

#include "planning/batch-estimator-state-private.h"

#include <math.h>
#include <string.h>

#define VERSION   3
#define CELL_TYPE "(ddddu)"
#define N_STATE   12
#define STATE     "uuxdddddd(ddd)a(dd)a(sada" CELL_TYPE "d)"
/* Of each operation: sizes, and what is known of tokens. */
#define SIZES     "a(a(dd)ad)"
#define TYPE      "(" STATE "sx" SIZES ")"
/* Before the sizes of requests were kept, */
#define UNSIZED_TYPE "(" STATE "sx)"
/* and before the server and the size of a model were. */
#define OLD_TYPE  "(" STATE ")"

static GVariant *
save_operation (const BatchLearntOperation *operation)
{
  g_auto(GVariantBuilder) cells = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" CELL_TYPE));
  GVariant *outcomes = g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, operation->outcomes,
                                                  BATCH_N_SAMPLE_OUTCOMES, sizeof (double));

  for (guint i = 0; i < BATCH_N_SIZE_BUCKETS; i++)
    g_variant_builder_add (&cells, CELL_TYPE,
                           operation->durations[i].weight, operation->durations[i].mean,
                           operation->durations[i].m2, operation->done[i], operation->counts[i]);

  return g_variant_new ("(s@ada" CELL_TYPE "d)", operation->name, outcomes, &cells,
                        operation->lost_ms);
}

static GVariant *
save_sizes (const BatchLearntOperation *operation)
{
  g_auto(GVariantBuilder) sizes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(dd)"));
  GVariant *rates = g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, &operation->rates,
                                               BATCH_TOKEN_RATES_N_NUMBERS, sizeof (double));

  for (guint i = 0; i < BATCH_N_SIZE_BUCKETS; i++)
    g_variant_builder_add (&sizes, "(dd)", operation->sizes[i].bytes,
                           operation->sizes[i].output_limit);

  return g_variant_new ("(a(dd)@ad)", &sizes, rates);
}

char *
batch_estimator_save (BatchEstimator *self,
                      const char     *name)
{
  BatchLearntKey *key = batch_estimator_find_key (self, name);
  g_auto(GVariantBuilder) levels = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(dd)"));
  g_auto(GVariantBuilder) operations =
    G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sada" CELL_TYPE "d)"));
  g_auto(GVariantBuilder) sizes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (SIZES));
  g_autoptr(GVariant) state = NULL;

  if (key == NULL)
    return NULL;

  for (guint i = 0; i < BATCH_DRIFT_N_LEVELS; i++)
    g_variant_builder_add (&levels, "(dd)", key->drift.levels[i].pairs,
                           key->drift.levels[i].variance);
  for (guint i = 0; i < key->operations->len; i++)
    {
      const BatchLearntOperation *operation = g_ptr_array_index (key->operations, i);

      g_variant_builder_add_value (&operations, save_operation (operation));
      g_variant_builder_add_value (&sizes, save_sizes (operation));
    }

  state = g_variant_new (TYPE, VERSION, key->parallel, key->last_at, key->wall_ms, key->busy_ms,
                         key->items, key->run_items, key->history, key->first_ms,
                         key->load.ms.weight, key->load.ms.mean, key->load.ms.m2, &levels,
                         &operations,
                         key->server != NULL ? key->server : "", key->size, &sizes);
  g_variant_ref_sink (state);
  return g_variant_print (state, FALSE);
}

/* The file may have been written by another program, or by nobody sane. */
static gboolean
are_sane (const double *numbers,
          gsize         n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (numbers[i]) || numbers[i] < 0)
      return FALSE;

  return TRUE;
}

static gboolean
restore_operation (BatchLearntKey *key,
                   GVariant       *state)
{
  g_autoptr(GVariant) outcomes = NULL;
  g_autoptr(GVariant) cells = NULL;
  BatchLearntOperation *operation;
  const double *numbers;
  const char *name;
  double lost_ms;
  gsize n;

  g_variant_get (state, "(&s@ad@a" CELL_TYPE "d)", &name, &outcomes, &cells, &lost_ms);
  numbers = g_variant_get_fixed_array (outcomes, &n, sizeof (double));
  if (n != BATCH_N_SAMPLE_OUTCOMES || !are_sane (numbers, n) || !are_sane (&lost_ms, 1) ||
      g_variant_n_children (cells) != BATCH_N_SIZE_BUCKETS)
    return FALSE;

  operation = batch_learnt_key_operation (key, name);
  for (guint i = 0; i < BATCH_N_SAMPLE_OUTCOMES; i++)
    operation->outcomes[i] = numbers[i];
  operation->lost_ms = lost_ms;

  for (guint i = 0; i < BATCH_N_SIZE_BUCKETS; i++)
    {
      BatchRunningStats *stats = &operation->durations[i];

      g_variant_get_child (cells, i, CELL_TYPE, &stats->weight, &stats->mean, &stats->m2,
                           &operation->done[i], &operation->counts[i]);
      if (!are_sane (&stats->weight, 1) || !are_sane (&stats->mean, 1) ||
          !are_sane (&stats->m2, 1) || !are_sane (&operation->done[i], 1))
        return FALSE;
    }

  return TRUE;
}

static gboolean
restore_drift (BatchLearntKey *key,
               GVariant       *levels)
{
  if (g_variant_n_children (levels) != BATCH_DRIFT_N_LEVELS)
    return FALSE;

  for (guint i = 0; i < BATCH_DRIFT_N_LEVELS; i++)
    {
      BatchDriftLevel *level = &key->drift.levels[i];

      g_variant_get_child (levels, i, "(dd)", &level->pairs, &level->variance);
      if (!are_sane (&level->pairs, 1) || !are_sane (&level->variance, 1))
        return FALSE;
    }

  return TRUE;
}

static gboolean
restore_operation_sizes (BatchLearntOperation *operation,
                         GVariant             *state)
{
  g_autoptr(GVariant) sizes = g_variant_get_child_value (state, 0);
  g_autoptr(GVariant) rates = g_variant_get_child_value (state, 1);
  const double *numbers;
  gsize n;

  numbers = g_variant_get_fixed_array (rates, &n, sizeof (double));
  if (n != BATCH_TOKEN_RATES_N_NUMBERS || g_variant_n_children (sizes) != BATCH_N_SIZE_BUCKETS)
    return FALSE;

  memcpy (&operation->rates, numbers, sizeof operation->rates);
  for (guint i = 0; i < BATCH_N_SIZE_BUCKETS; i++)
    {
      BatchRequestSize *size = &operation->sizes[i];

      g_variant_get_child (sizes, i, "(dd)", &size->bytes, &size->output_limit);
      if (!are_sane (&size->bytes, 1) || !are_sane (&size->output_limit, 1))
        return FALSE;
    }

  return batch_token_rates_are_sane (&operation->rates);
}

static gboolean
restore_sizes (BatchLearntKey *key,
               GVariant       *state)
{
  g_autoptr(GVariant) sizes = NULL;

  if (!g_variant_is_of_type (state, G_VARIANT_TYPE (TYPE)))
    return TRUE;

  sizes = g_variant_get_child_value (state, N_STATE + 2);
  if (g_variant_n_children (sizes) != key->operations->len)
    return FALSE;

  for (guint i = 0; i < key->operations->len; i++)
    {
      g_autoptr(GVariant) size = g_variant_get_child_value (sizes, i);

      if (!restore_operation_sizes (g_ptr_array_index (key->operations, i), size))
        return FALSE;
    }

  return TRUE;
}

static gboolean
restore_model (BatchLearntKey *key,
               GVariant       *state)
{
  g_autofree char *server = NULL;

  if (g_variant_is_of_type (state, G_VARIANT_TYPE (OLD_TYPE)))
    return TRUE;

  g_variant_get_child (state, N_STATE, "s", &server);
  g_variant_get_child (state, N_STATE + 1, "x", &key->size);
  if (server[0] != '\0')
    key->server = g_steal_pointer (&server);
  return key->size >= 0;
}

static gboolean
restore_numbers (BatchLearntKey *key,
                 GVariant       *state)
{
  g_autoptr(GVariant) levels = NULL;
  g_autoptr(GVariant) operations = NULL;
  double n[9];
  guint version;

  g_variant_get_child (state, 0, "u", &version);
  g_variant_get_child (state, 1, "u", &key->parallel);
  g_variant_get_child (state, 2, "x", &key->last_at);
  for (guint i = 0; i < 6; i++)
    g_variant_get_child (state, 3 + i, "d", &n[i]);
  g_variant_get_child (state, 9, "(ddd)", &n[6], &n[7], &n[8]);
  levels = g_variant_get_child_value (state, 10);
  operations = g_variant_get_child_value (state, 11);
  if (version < 1 || version > VERSION || !are_sane (n, G_N_ELEMENTS (n)) ||
      !restore_drift (key, levels))
    return FALSE;

  key->wall_ms = n[0];
  key->busy_ms = n[1];
  key->items = n[2];
  key->run_items = n[3];
  key->history = n[4];
  key->first_ms = n[5];
  key->judged = TRUE;
  key->load.ms = (BatchRunningStats) { n[6], n[7], n[8] };

  for (gsize i = 0; i < g_variant_n_children (operations); i++)
    {
      g_autoptr(GVariant) operation = g_variant_get_child_value (operations, i);

      if (!restore_operation (key, operation))
        return FALSE;
    }

  return TRUE;
}

static GVariant *
parse (const char *text)
{
  static const char * const types[] = { TYPE, UNSIZED_TYPE, OLD_TYPE };
  GVariant *state = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (types) && state == NULL; i++)
    state = g_variant_parse (G_VARIANT_TYPE (types[i]), text, NULL, NULL, NULL);
  return state;
}

/* What cannot be read is forgotten. */
gboolean
batch_estimator_restore (BatchEstimator *self,
                         const char     *name,
                         const char     *text)
{
  g_autoptr(GVariant) state = parse (text);
  BatchLearntKey *key;
  gboolean counted;

  if (state == NULL)
    return FALSE;

  /* Who looks on reads it again and again, and has seen one load. */
  counted = batch_estimator_load_ms (self, name) >= 0;
  batch_estimator_forget_key (self, name);
  key = batch_estimator_get_key (self, name);
  if (!restore_numbers (key, state) || !restore_model (key, state) || !restore_sizes (key, state))
    {
      batch_estimator_forget_key (self, name);
      return FALSE;
    }

  batch_estimator_count_all (self, key);
  if (!counted && key->load.ms.weight > 0)
    batch_estimator_count_load (self, key, key->load.ms.mean);
  return TRUE;
}
