/* batch-executor-under-way.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"
#include "executor/batch-executor-planning-private.h"

/* What is under way in the lanes of who works, and since when, written down for who only looks:
 * what a request, or a load, has taken already is not to come, and where each takes long nothing
 * else tells that time passes. Where two engines share a lane, it is that of the last one; of what
 * is not written down the number is known. */

#define UNDER_WAY_SPACE "under-way"
#define MOST 64                    /* items of a lane */

/* The key that is being loaded, if any, and since when; and items: of which job, bucket and key,
 * since when (0: not yet), their length, and how long the answer may be. Times are of the wall
 * clock, in µs. */
#define ITEM_TYPE    "(sisxxx)"
#define LISTING_TYPE "(sxa" ITEM_TYPE ")"

GHashTable *
batch_executor_under_way_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) g_variant_unref);
}

/* --- Written --- */

typedef struct
{
  GVariantBuilder items;
  gint64          now;
  guint           n_items;
} Listing;

static void
add_item (BatchItemRecord *item,
          gint64           elapsed_ms,
          gpointer         user_data)
{
  Listing *listing = user_data;
  gint64 began_at = elapsed_ms > 0 ? listing->now - elapsed_ms * 1000 : 0;

  if (listing->n_items == MOST || !g_utf8_validate (item->job_id, -1, NULL)
      || !g_utf8_validate (item->key, -1, NULL))
    return;

  g_variant_builder_add (&listing->items, ITEM_TYPE, item->job_id, (gint32) item->bucket,
                         item->key, began_at, (gint64) item->length,
                         (gint64) item->output_limit);
  listing->n_items++;
}

static GVariant *
list_lane (BatchExecutor *self,
           BatchLane     *lane)
{
  Listing listing = { .now = batch_clock_now (self->clock) };
  const char *key = batch_lane_get_key (lane);
  gint64 elapsed_ms;
  double fraction;
  gboolean loads = key != NULL && g_utf8_validate (key, -1, NULL)
                   && batch_lane_loads_models (lane)
                   && batch_lane_get_load (lane, &elapsed_ms, &fraction);

  g_variant_builder_init (&listing.items, G_VARIANT_TYPE ("a" ITEM_TYPE));
  batch_lane_foreach_run (lane, add_item, &listing);
  return g_variant_ref_sink (g_variant_new (LISTING_TYPE, loads ? key : "",
                                            loads ? listing.now - elapsed_ms * 1000 : 0,
                                            &listing.items));
}

static gboolean
is_empty (GVariant *listing)
{
  g_autoptr(GVariant) items = NULL;
  const char *key;

  if (listing == NULL)
    return TRUE;

  g_variant_get (listing, "(&sx@a" ITEM_TYPE ")", &key, NULL, &items);
  return *key == '\0' && g_variant_n_children (items) == 0;
}

void
batch_executor_keep_under_way (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    {
      g_autofree char *name = batch_executor_name_lease (batch_lane_get_id (lane));
      g_autoptr(GVariant) listing = list_lane (self, lane);
      g_autofree char *text = NULL;

      if (is_empty (listing) && is_empty (g_hash_table_lookup (self->under_way, name)))
        continue;

      text = g_variant_print (listing, FALSE);
      batch_executor_keep_value (self, UNDER_WAY_SPACE, name, text);
      g_hash_table_insert (self->under_way, g_steal_pointer (&name), g_steal_pointer (&listing));
    }
}

/* --- Read --- */

static void
take (BatchExecutor *self,
      const char    *name,
      const char    *text)
{
  GVariant *listing = g_variant_parse (G_VARIANT_TYPE (LISTING_TYPE), text, NULL, NULL, NULL);

  if (listing != NULL)
    g_hash_table_insert (self->under_way, g_strdup (name), listing);
}

void
batch_executor_restore_under_way (BatchExecutor     *self,
                                  BatchRestoredFunc  done)
{
  batch_executor_restore_values (self, UNDER_WAY_SPACE, take, done);
}

/* Who works itself reads nothing of the others, so what it has of them is old. */
static GVariant *
find_listing (BatchExecutor        *self,
              const BatchJobRecord *record)
{
  g_autofree char *lane = batch_executor_name_lane (self, record);
  g_autofree char *name = batch_executor_name_lease (lane);

  return self->active ? NULL : g_hash_table_lookup (self->under_way, name);
}

static gint64
elapsed_since (gint64 began_at,
               gint64 now)
{
  return began_at > 0 ? MAX (now - began_at, 0) / 1000 : 0;
}

guint
batch_executor_add_others_running (BatchExecutor        *self,
                                   BatchRemainingWork   *work,
                                   const BatchJobRecord *record)
{
  GVariant *listing = find_listing (self, record);
  gint64 now = batch_clock_now (self->clock);
  g_autoptr(GVariantIter) items = NULL;
  const char *job_id;
  const char *key;
  gint64 began_at;
  gint64 length;
  gint64 output_limit;
  gint32 bucket;
  guint n_found = 0;

  if (listing == NULL)
    return 0;

  g_variant_get (listing, "(&sxa" ITEM_TYPE ")", NULL, NULL, &items);
  while (n_found < record->counts.running
         && g_variant_iter_next (items, "(&si&sxxx)", &job_id, &bucket, &key, &began_at, &length,
                                 &output_limit))
    {
      BatchRequestSize size = { (double) length, (double) output_limit };

      if (!g_str_equal (job_id, record->id) || bucket < 0 || bucket >= BATCH_N_SIZE_BUCKETS)
        continue;

      batch_remaining_work_add_running (work, key, record->operation, (BatchSizeBucket) bucket,
                                        elapsed_since (began_at, now), size);
      n_found++;
    }

  return n_found;
}

const char *
batch_executor_find_load_of_others (BatchExecutor        *self,
                                    const BatchJobRecord *record,
                                    gint64               *elapsed_ms)
{
  GVariant *listing = find_listing (self, record);
  const char *key;
  gint64 began_at;

  if (listing == NULL)
    return NULL;

  g_variant_get (listing, "(&sxa" ITEM_TYPE ")", &key, &began_at, NULL);
  *elapsed_ms = elapsed_since (began_at, batch_clock_now (self->clock));
  return *key != '\0' ? key : NULL;
}
