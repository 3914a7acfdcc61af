/* batch-remaining-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-remaining-work-private.h"

#include "planning/batch-schedule-private.h"

struct _BatchRemainingWork
{
  GArray     *parts;               /* of BatchRemaining */
  GPtrArray  *running;             /* of GArray of BatchRunningItem, one for each part */
  GHashTable *places;              /* Name to the number of the part, from 0 */
};

typedef struct
{
  const char *key;
  const char *operation;
} Name;

static void
part_clear (gpointer data)
{
  BatchRemaining *part = data;

  g_free ((char *) part->key);
  g_free ((char *) part->operation);
}

static guint
name_hash (gconstpointer data)
{
  const Name *name = data;

  return g_str_hash (name->key) * 31 + g_str_hash (name->operation);
}

static gboolean
name_equal (gconstpointer a,
            gconstpointer b)
{
  const Name *left = a;
  const Name *right = b;

  return g_str_equal (left->key, right->key) && g_str_equal (left->operation, right->operation);
}

BatchRemainingWork *
batch_remaining_work_new (void)
{
  BatchRemainingWork *self = g_new (BatchRemainingWork, 1);

  self->parts = g_array_new (FALSE, TRUE, sizeof (BatchRemaining));
  g_array_set_clear_func (self->parts, part_clear);
  self->running = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->places = g_hash_table_new_full (name_hash, name_equal, g_free, NULL);
  return self;
}

void
batch_remaining_work_free (BatchRemainingWork *self)
{
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->running);
  g_array_unref (self->parts);
  g_free (self);
}

static guint
find_place (BatchRemainingWork *self,
            const char         *key,
            const char         *operation)
{
  Name name = { key, operation };
  BatchRemaining part = { 0 };
  gpointer place;

  if (g_hash_table_lookup_extended (self->places, &name, NULL, &place))
    return GPOINTER_TO_UINT (place);

  part.key = name.key = g_strdup (key);
  part.operation = name.operation = g_strdup (operation);
  g_array_append_val (self->parts, part);
  g_ptr_array_add (self->running, g_array_new (FALSE, FALSE, sizeof (BatchRunningItem)));
  g_hash_table_insert (self->places, g_memdup2 (&name, sizeof name),
                       GUINT_TO_POINTER (self->parts->len - 1));
  return self->parts->len - 1;
}

/* Of those whose size is not known, a mean of the others is none either. */
static void
mix_size (BatchRequestSize       *mean,
          gint64                  n_before,
          const BatchRequestSize *size,
          gint64                  n_items)
{
  double part = (double) n_items / (double) (n_before + n_items);

  if (size->bytes <= 0 || (n_before > 0 && mean->bytes <= 0))
    {
      *mean = (BatchRequestSize) { 0, 0 };
      return;
    }

  mean->bytes += part * (size->bytes - mean->bytes);
  mean->output_limit += part * (size->output_limit - mean->output_limit);
}

static void
add_waiting (BatchRemainingWork     *self,
             const char             *key,
             const char             *operation,
             BatchSizeBucket         bucket,
             gint64                  n_items,
             const BatchRequestSize *size,
             guint                   parallel)
{
  guint place = find_place (self, key, operation);
  BatchRemaining *part = &g_array_index (self->parts, BatchRemaining, place);

  if (n_items > 0)
    mix_size (&part->sizes[bucket], part->waiting[bucket], size, n_items);
  part->waiting[bucket] += n_items;
  part->parallel = MAX (part->parallel, parallel);
}

/* The mean of those that wait. */
static BatchRequestSize
size_of (const BatchGroupRecord *group)
{
  double n = (double) (group->waiting + group->delayed);

  if (n <= 0)
    return (BatchRequestSize) { 0, 0 };
  return (BatchRequestSize) { (double) group->bytes / n, (double) group->output_limit / n };
}

static guint
parallel_of (const BatchJobRecord *record,
             guint                 slots)
{
  return record->parallel > 0 ? record->parallel : slots;
}

void
batch_remaining_work_add_group (BatchRemainingWork   *self,
                                const BatchJobRecord *record,
                                guint                 place,
                                guint                 slots)
{
  const BatchGroupRecord *group = g_ptr_array_index (record->groups, place);
  BatchRequestSize size = size_of (group);

  add_waiting (self, group->key, record->operation, group->bucket,
               group->waiting + group->delayed, &size, parallel_of (record, slots));
}

static const char *
key_of_claimed (const BatchJobRecord *record,
                const char           *current)
{
  if (current != NULL || record->groups->len == 0)
    return current;

  return ((BatchGroupRecord *) g_ptr_array_index (record->groups, 0))->key;
}

gint64
batch_remaining_work_count_claimed (const BatchJobRecord *record,
                                    const char           *only,
                                    const char           *current)
{
  return g_strcmp0 (only, key_of_claimed (record, current)) == 0 ? record->counts.claimed : 0;
}

void
batch_remaining_work_add_claimed (BatchRemainingWork   *self,
                                  const BatchJobRecord *record,
                                  const char           *only,
                                  const char           *current,
                                  guint                 slots)
{
  const BatchGroupRecord *first = record->groups->len > 0
                                  ? g_ptr_array_index (record->groups, 0) : NULL;
  const char *key = key_of_claimed (record, current);
  BatchRequestSize size;

  if (record->counts.claimed <= 0 || first == NULL
      || (only != NULL && !g_str_equal (only, key)))
    return;

  size = size_of (first);
  add_waiting (self, key, record->operation, first->bucket, record->counts.claimed, &size,
               parallel_of (record, slots));
}

void
batch_remaining_work_add_job (BatchRemainingWork   *self,
                              const BatchJobRecord *record,
                              const char           *current,
                              guint                 slots)
{
  for (guint i = 0; i < record->groups->len; i++)
    batch_remaining_work_add_group (self, record, i, slots);

  batch_remaining_work_add_claimed (self, record, NULL, current, slots);
}

void
batch_remaining_work_add_running (BatchRemainingWork *self,
                                  const char         *key,
                                  const char         *operation,
                                  BatchSizeBucket     bucket,
                                  gint64              elapsed_ms,
                                  BatchRequestSize    size)
{
  BatchRunningItem running = { bucket, elapsed_ms, size };
  guint place = find_place (self, key, operation);

  g_array_append_val ((GArray *) g_ptr_array_index (self->running, place), running);
}

void
batch_remaining_work_add_unseen (BatchRemainingWork   *self,
                                 const BatchJobRecord *record,
                                 gint64                n_items)
{
  const BatchRequestSize unknown = { 0, 0 };

  if (n_items <= 0 || record->groups->len == 0)
    return;

  add_waiting (self, ((BatchGroupRecord *) g_ptr_array_index (record->groups, 0))->key,
               record->operation, BATCH_SIZE_BUCKET_UNKNOWN, n_items, &unknown, 1);
}

static gboolean
is_resident (const GArray *residents,
             const char   *key)
{
  for (guint i = 0; i < residents->len; i++)
    if (g_str_equal (g_array_index (residents, BatchScheduleResident, i).key, key))
      return TRUE;

  return FALSE;
}

void
batch_remaining_work_count_loads (BatchRemainingWork *self,
                                  const GArray       *residents)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      BatchRemaining *part = &g_array_index (self->parts, BatchRemaining, i);

      part->loads = !is_resident (residents, part->key);
    }
}

void
batch_remaining_work_note_load (BatchRemainingWork *self,
                                const char         *key,
                                gint64              elapsed_ms,
                                double              fraction)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      BatchRemaining *part = &g_array_index (self->parts, BatchRemaining, i);

      if (!g_str_equal (part->key, key))
        continue;
      part->load_elapsed_ms = elapsed_ms;
      part->load_fraction = fraction;
    }
}

void
batch_remaining_work_wait_for (const BatchJobRecord *record,
                               gint64                now,
                               BatchEtaValues       *values)
{
  gint64 wait_ms = 0;

  for (guint i = 0; i < record->groups->len; i++)
    {
      const BatchGroupRecord *group = g_ptr_array_index (record->groups, i);

      if (group->delayed > 0)
        wait_ms = MAX (wait_ms, (group->next_due - now) / 1000);
    }
  if (values->expected_ms < 0 || wait_ms == 0)
    return;

  values->low_ms = MAX (values->low_ms, wait_ms);
  values->expected_ms = MAX (values->expected_ms, wait_ms);
  values->high_ms = MAX (values->high_ms, wait_ms);
}

void
batch_remaining_work_estimate (BatchRemainingWork *self,
                               BatchEstimator     *estimator,
                               gint64              now,
                               BatchEtaValues     *values)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      BatchRemaining *part = &g_array_index (self->parts, BatchRemaining, i);
      GArray *running = g_ptr_array_index (self->running, i);

      part->running = (const BatchRunningItem *) running->data;
      part->n_running = running->len;
    }

  batch_estimator_estimate (estimator, (const BatchRemaining *) self->parts->data,
                            self->parts->len, now, values);
}
