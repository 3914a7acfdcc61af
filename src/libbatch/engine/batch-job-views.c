/* batch-job-views.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-private.h"

#include "engine/batch-comparison-private.h"
#include "engine/batch-engine-private.h"
#include "items/batch-item-model-private.h"
#include "items/batch-item-private.h"
#include "items/batch-item-query-private.h"

#include <string.h>

/* What people look at: all items, and any number of queries. */
struct _BatchJobViews
{
  GListModel *items;               /* a store while the job is a draft */
  GPtrArray  *models;              /* (unowned) of BatchItemModel that still live */
};

static BatchJobViews *
get_views (BatchJob *self)
{
  if (self->views == NULL)
    {
      self->views = g_new0 (BatchJobViews, 1);
      self->views->models = g_ptr_array_new ();
    }

  return self->views;
}

static void
model_gone_cb (gpointer  data,
               GObject  *model)
{
  BatchJobViews *views = data;

  g_ptr_array_remove_fast (views->models, model);
}

void
batch_job_views_free (BatchJobViews *views)
{
  for (guint i = 0; i < views->models->len; i++)
    g_object_weak_unref (g_ptr_array_index (views->models, i), model_gone_cb, views);

  g_ptr_array_unref (views->models);
  g_clear_object (&views->items);
  g_free (views);
}

void
batch_job_views_add (BatchJobViews *views,
                     BatchItem     *item)
{
  if (G_IS_LIST_STORE (views->items))
    g_list_store_append (G_LIST_STORE (views->items), item);
}

/* A model may be dropped by what is called here. */
static void
foreach_model (BatchJobViews *views,
               GFunc          func,
               gpointer       user_data)
{
  g_autoptr(GPtrArray) models = NULL;

  if (views->models->len == 0)
    return;

  models = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < views->models->len; i++)
    g_ptr_array_add (models, g_object_ref (g_ptr_array_index (views->models, i)));
  g_ptr_array_foreach (models, func, user_data);
}

void
batch_job_views_set_job (BatchJobViews  *views,
                         BatchJobRecord *record)
{
  foreach_model (views, (GFunc) batch_item_model_set_job, record);
}

void
batch_job_item_changed (BatchJob        *self,
                        BatchItemRecord *record)
{
  if (self->views != NULL)
    foreach_model (self->views, (GFunc) batch_item_model_item_changed, record);
}

BatchItem *
batch_job_make_item (BatchJob        *self,
                     BatchItemRecord *record)
{
  g_autoptr(GObject) engine = batch_weak_link_get (self->engine);
  BatchItem *item = batch_item_new_for_record (self->record, record);

  if (self->source != NULL && engine != NULL)
    batch_item_set_source (item, self->source, engine);
  return item;
}

static GListModel *
model_new (BatchJob             *self,
           const BatchItemQuery *query)
{
  g_autoptr(GObject) engine = batch_weak_link_get (self->engine);
  BatchJobViews *views = get_views (self);
  BatchItemModel *model;

  if (self->source == NULL || engine == NULL)
    return G_LIST_MODEL (g_list_store_new (BATCH_TYPE_ITEM));

  model = batch_item_model_new (self->source, engine, self->record, query);
  g_ptr_array_add (views->models, model);
  g_object_weak_ref (G_OBJECT (model), model_gone_cb, views);
  return G_LIST_MODEL (model);
}

static GListModel *
draft_list_new (BatchJob *self)
{
  GListStore *store = g_list_store_new (BATCH_TYPE_ITEM);

  for (guint i = 0; self->draft->items != NULL && i < self->draft->items->len; i++)
    {
      g_autoptr(BatchItem) item = batch_job_make_draft_item (self, i);

      g_list_store_append (store, item);
    }

  return G_LIST_MODEL (store);
}

/**
 * batch_job_get_items:
 * @self: a job
 *
 * Gets all items in the order of the input, a list of [class@Item] that loads what
 * is looked at.
 *
 * Rows are loaded a moment after they were looked at first; [method@Engine.get_items_async]
 * gives items that are. Once the job is submitted it is another list, and
 * [property@Job:items] notifies.
 *
 * Returns: (transfer none): the items
 */
GListModel *
batch_job_get_items (BatchJob *self)
{
  BatchJobViews *views;

  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  views = get_views (self);
  if (views->items == NULL)
    views->items = self->draft != NULL ? draft_list_new (self) : model_new (self, NULL);
  return views->items;
}

/**
 * batch_job_query_items:
 * @self: a job
 * @filter: (nullable): words for the status of items, with commas between them, and
 *   `needs-review`, or one of its reasons, such as `cut-off`; %NULL for all
 * @search: (nullable): a part of the `custom_id`, of the error or of the answer; %NULL for all
 * @sort: (nullable): `position`, `duration`, `status`, `custom-id`, `model` or `tokens`, with
 *   a `-` before it for the other way round
 *
 * Gets some items as a list of [class@Item] that loads what is looked at, and follows
 * what happens.
 *
 * The list fills while the items are looked through, which never keeps this thread busy; one
 * that is dropped stops looking. Its boolean property `loading` tells whether there may be more
 * than was found so far. What is searched for is found in any case of the letters of
 * ASCII, and of an answer in what it says, not in the JSON around it. What an item sends is
 * not searched: it is in the input and not in the store.
 *
 * The items of a job that has not been submitted cannot be queried: there, it
 * is the list of all.
 *
 * Returns: (transfer full) (nullable): the items, or %NULL when @filter or @sort has a
 *   word that is not known
 */
GListModel *
batch_job_query_items (BatchJob   *self,
                       const char *filter,
                       const char *search,
                       const char *sort)
{
  g_autoptr(BatchItemQuery) query = NULL;

  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  query = batch_item_query_copy (NULL);
  query->search = search != NULL && *search != '\0' ? g_strdup (search) : NULL;
  if (!batch_item_query_parse_filter (query, filter) || !batch_item_query_parse_sort (query, sort))
    return NULL;
  if (self->draft != NULL)
    return g_object_ref (batch_job_get_items (self));

  return model_new (self, query);
}

/**
 * batch_job_get_position_at:
 * @self: a job
 * @items: a list that [method@Job.query_items] has given, or [property@Job:items]
 * @place: a place in it
 *
 * Tells which item stands at a place of a list, without loading it: so a choice of any
 * number of items can be kept by their positions.
 *
 * Returns: the position of the item in the input; `G_MAXUINT` behind the end of the list
 */
guint
batch_job_get_position_at (BatchJob   *self,
                           GListModel *items,
                           guint       place)
{
  g_return_val_if_fail (BATCH_IS_JOB (self), G_MAXUINT);
  g_return_val_if_fail (G_IS_LIST_MODEL (items), G_MAXUINT);

  if (place >= g_list_model_get_n_items (items))
    return G_MAXUINT;
  if (!BATCH_IS_ITEM_MODEL (items))
    return place;

  return batch_item_model_get_position (BATCH_ITEM_MODEL (items), place);
}

/**
 * batch_job_compare:
 * @self: a job
 *
 * Gets the answers of several models to the same, side by side.
 *
 * Returns: (transfer full) (nullable): a list of [class@ComparisonRow], or %NULL when the job has
 *   one model only, or has not been submitted
 */
BatchComparison *
batch_job_compare (BatchJob *self)
{
  g_autoptr(GObject) engine = NULL;
  g_auto(GStrv) keys = NULL;

  g_return_val_if_fail (BATCH_IS_JOB (self), NULL);

  engine = batch_weak_link_get (self->engine);
  keys = batch_job_get_resource_keys (self);
  if (self->draft != NULL || !BATCH_IS_ENGINE (engine) || g_strv_length (keys) < 2
      || batch_engine_get_store (BATCH_ENGINE (engine)) == NULL)
    return NULL;

  return batch_comparison_new (BATCH_ENGINE (engine), self);
}
