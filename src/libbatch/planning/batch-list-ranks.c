/* batch-list-ranks.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-list-ranks-private.h"

/* Ranks are spaced so that a million jobs can be put between two neighbours. */
#define RANK_GAP (G_GINT64_CONSTANT (1) << 20)
#define RANKS_PER_US 1024

typedef struct
{
  char          *id;
  char          *key;              /* (nullable) */
  gint64         rank;
  GSequenceIter *iter;
} Place;

struct _BatchListRanks
{
  GHashTable *places;              /* id to Place */
  GHashTable *tails;               /* key to its last Place */
  GSequence  *order;               /* of Place, by rank */
  gint64      last_rank;           /* of all that were seen */
};

static void
place_free (gpointer data)
{
  Place *self = data;

  g_sequence_remove (self->iter);
  g_free (self->key);
  g_free (self->id);
  g_free (self);
}

BatchListRanks *
batch_list_ranks_new (void)
{
  BatchListRanks *self = g_new0 (BatchListRanks, 1);

  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, place_free);
  self->tails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->order = g_sequence_new (NULL);
  return self;
}

void
batch_list_ranks_free (BatchListRanks *self)
{
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->tails);
  g_sequence_free (self->order);
  g_free (self);
}

static int
compare_ranks (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  gint64 left = ((const Place *) a)->rank;
  gint64 right = ((const Place *) b)->rank;

  return (left > right) - (left < right);
}

static void
note_tail (BatchListRanks *self,
           Place          *place)
{
  Place *tail = g_hash_table_lookup (self->tails, place->key);

  if (tail == NULL || tail->rank <= place->rank)
    g_hash_table_insert (self->tails, g_strdup (place->key), place);
}

static Place *
add_place (BatchListRanks       *self,
           const BatchJobRecord *record)
{
  Place *place = g_new0 (Place, 1);

  place->id = g_strdup (record->id);
  place->key = g_strdup (record->resource_key);
  place->rank = record->rank;
  place->iter = g_sequence_insert_sorted (self->order, place, compare_ranks, NULL);
  g_hash_table_insert (self->places, place->id, place);
  if (place->key != NULL)
    note_tail (self, place);
  return place;
}

static gint64
choose_rank (BatchListRanks       *self,
             const BatchJobRecord *record)
{
  const char *key = record->resource_key;
  const Place *tail = key != NULL ? g_hash_table_lookup (self->tails, key) : NULL;

  if (tail != NULL && tail->rank < self->last_rank)
    return tail->rank + 1;
  return MAX (record->created_at * RANKS_PER_US, self->last_rank + RANK_GAP);
}

gboolean
batch_list_ranks_enter (BatchListRanks *self,
                        BatchJobRecord *record,
                        guint          *lead)
{
  Place *place;

  record->rank = choose_rank (self, record);
  self->last_rank = MAX (self->last_rank, record->rank);

  if (g_hash_table_contains (self->places, record->id))
    return FALSE;

  place = add_place (self, record);
  *lead = (guint) (g_sequence_get_length (self->order)
                   - g_sequence_iter_get_position (place->iter) - 1);
  return TRUE;
}

gboolean
batch_list_ranks_regroup (BatchListRanks *self,
                          BatchJobRecord *record,
                          guint          *lead)
{
  const Place *place = g_hash_table_lookup (self->places, record->id);
  const Place *tail = record->resource_key != NULL
                      ? g_hash_table_lookup (self->tails, record->resource_key) : NULL;

  if (place == NULL || place->key != NULL || tail == NULL || tail->rank >= place->rank)
    return FALSE;

  batch_list_ranks_leave (self, record->id);
  return batch_list_ranks_enter (self, record, lead);
}

void
batch_list_ranks_take (BatchListRanks       *self,
                       const BatchJobRecord *record)
{
  const Place *place = g_hash_table_lookup (self->places, record->id);
  gboolean comes = record->state == BATCH_JOB_STATE_VALIDATING && record->removed_at == 0;
  gboolean stands = record->state == BATCH_JOB_STATE_QUEUED && record->removed_at == 0;

  self->last_rank = MAX (self->last_rank, record->rank);
  if (place != NULL && (comes || (stands && place->rank == record->rank
                                  && g_strcmp0 (place->key, record->resource_key) == 0)))
    return;

  batch_list_ranks_leave (self, record->id);
  if (stands)
    add_place (self, record);
}

void
batch_list_ranks_leave (BatchListRanks *self,
                        const char     *job_id)
{
  Place *place = g_hash_table_lookup (self->places, job_id);

  if (place == NULL)
    return;

  if (place->key != NULL && g_hash_table_lookup (self->tails, place->key) == place)
    g_hash_table_remove (self->tails, place->key);
  g_hash_table_remove (self->places, job_id);
}
