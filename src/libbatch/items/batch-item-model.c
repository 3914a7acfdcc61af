/* batch-item-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-model-private.h"

#include <string.h>

#include "items/batch-item-cache-private.h"
#include "items/batch-item-fetch-queue-private.h"
#include "items/batch-item-private.h"
#include "items/batch-item-reorder-private.h"
#include "items/batch-item-rows-private.h"
#include "items/batch-item-survey-private.h"

/* A list of any length that knows only what is looked at.
 *
 * There is an object for a row as long as somebody holds it, and the records that came last.
 * Which item stands at which place is always known, by its position; a row whose record is
 * not at hand notifies when it has come. Records are fetched with those of their neighbours,
 * and what was looked at last comes first: after a long scroll the others are no longer
 * looked at.
 *
 * What happens to an item is notified by its row. What comes into a list or leaves it goes by
 * items-changed, at intervals: a job that runs fast does not keep its viewers busy. */

#define MAX_RECORDS   2048
#define REFRESH_US    (G_USEC_PER_SEC / 2)
#define REFRESH_SHARE 4            /* refreshing takes at most one part in so many */
#define SORTING_SHARE 10

struct _BatchItemModel
{
  GObject                parent_instance;

  const BatchItemSource *interface;
  GWeakRef               source;
  BatchJobRecord        *job;
  BatchItemOrder        *order;
  BatchItemSurvey       *survey;       /* (nullable): all items, in the order of the input */
  BatchItemCache        *cache;
  BatchItemRows         *rows;
  GHashTable            *changed;      /* position to record: told while it was on its way */
  BatchItemFetchQueue   *fetches;
  GSource               *timer;        /* (nullable) of the next refresh */
  gint64                 refresh_began;
  gint64                 refresh_due;  /* not before */
  guint                  share;
  guint                  fetching : 1;
  guint                  surveying : 1;
  guint                  refreshing : 1;
  guint                  stale : 1;    /* another refresh has to follow */
  guint                  loading : 1;  /* there may be more than was found so far */
};

enum
{
  PROP_0,
  PROP_LOADING,
  N_PROPS
};

typedef struct
{
  BatchItemModel *model;
  BatchItemFetch *wanted;
} Fetch;

static void batch_item_model_list_model_init (GListModelInterface *iface);
static void fetch_next                       (BatchItemModel      *self);
static void schedule_refresh                 (BatchItemModel      *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchItemModel, batch_item_model, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, batch_item_model_list_model_init))

static GParamSpec *properties[N_PROPS];

static void
batch_item_model_finalize (GObject *object)
{
  BatchItemModel *self = BATCH_ITEM_MODEL (object);

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_pointer (&self->survey, batch_item_survey_free);
  g_clear_pointer (&self->order, batch_item_order_unref);
  batch_item_rows_free (self->rows);
  batch_item_cache_free (self->cache);
  g_hash_table_unref (self->changed);
  batch_item_fetch_queue_free (self->fetches);
  g_clear_pointer (&self->job, batch_job_record_unref);
  g_weak_ref_clear (&self->source);

  G_OBJECT_CLASS (batch_item_model_parent_class)->finalize (object);
}

static void
batch_item_model_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, BATCH_ITEM_MODEL (object)->loading);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_item_model_class_init (BatchItemModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_item_model_finalize;
  object_class->get_property = batch_item_model_get_property;

  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_item_model_init (BatchItemModel *self)
{
  g_weak_ref_init (&self->source, NULL);
  self->rows = batch_item_rows_new ();
  self->cache = batch_item_cache_new (MAX_RECORDS);
  self->changed = g_hash_table_new_full (NULL, NULL, NULL,
                                         (GDestroyNotify) batch_item_record_unref);
  self->fetches = batch_item_fetch_queue_new ();
}

/* --- What to fetch --- */

/* A page is what is not at hand of the rows around one. */
static void
want_page (BatchItemModel *self,
           guint           place)
{
  guint first = place / BATCH_ITEM_FETCH_SIZE * BATCH_ITEM_FETCH_SIZE;
  guint end = MIN (first + BATCH_ITEM_FETCH_SIZE, batch_item_order_get_n (self->order));
  BatchItemFetch *wanted = batch_item_fetch_queue_begin (self->fetches);

  for (guint i = first; i < end; i++)
    {
      guint32 position = batch_item_order_get_position (self->order, i);

      if (!batch_item_fetch_queue_has (self->fetches, position)
          && batch_item_cache_lookup (self->cache, position) == NULL)
        batch_item_fetch_queue_add (self->fetches, wanted, position);
    }
}

static void
want (BatchItemModel *self,
      guint           place,
      guint32         position)
{
  if (batch_item_fetch_queue_has (self->fetches, position))
    batch_item_fetch_queue_hurry (self->fetches, position);
  else
    want_page (self, place);

  fetch_next (self);
}

/* --- The list --- */

static BatchItem *
make_item (BatchItemModel *self,
           guint           place,
           guint32         position)
{
  BatchItemRecord *record = batch_item_cache_lookup (self->cache, position);
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);
  BatchItem *item;

  if (record != NULL)
    item = batch_item_new_for_record (self->job, record);
  else
    item = batch_item_new_placeholder (self->job, position);

  batch_item_set_source (item, self->interface, source);
  batch_item_rows_add (self->rows, position, place, item);
  if (record == NULL)
    want (self, place, position);
  return item;
}

guint
batch_item_model_get_position (BatchItemModel *self,
                               guint           place)
{
  g_return_val_if_fail (BATCH_IS_ITEM_MODEL (self), G_MAXUINT);
  g_return_val_if_fail (place < batch_item_order_get_n (self->order), G_MAXUINT);

  return batch_item_order_get_position (self->order, place);
}

static GType
batch_item_model_get_item_type (GListModel *list)
{
  return BATCH_TYPE_ITEM;
}

static guint
batch_item_model_get_n_items (GListModel *list)
{
  return batch_item_order_get_n (BATCH_ITEM_MODEL (list)->order);
}

static gpointer
batch_item_model_get_item (GListModel *list,
                           guint       place)
{
  BatchItemModel *self = BATCH_ITEM_MODEL (list);
  BatchItemRow *row;
  guint32 position;

  if (place >= batch_item_order_get_n (self->order))
    return NULL;

  position = batch_item_order_get_position (self->order, place);
  row = batch_item_rows_lookup (self->rows, position);
  if (row == NULL)
    return make_item (self, place, position);

  row->place = place;
  return g_object_ref (row->item);
}

static void
batch_item_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = batch_item_model_get_item_type;
  iface->get_n_items = batch_item_model_get_n_items;
  iface->get_item = batch_item_model_get_item;
}

/* Of the list of all. */
static void
set_n_items (BatchItemModel *self,
             guint           n_items)
{
  guint before = batch_item_order_get_n (self->order);

  batch_item_order_set_n (self->order, n_items);
  if (n_items > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n_items - before);
  else if (n_items < before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_items, before - n_items, 0);
}

/* --- Fetching --- */

/* What the source saw when it was asked may be older than what was told since. */
static BatchItemRecord *
newest (BatchItemModel  *self,
        BatchItemRecord *record)
{
  BatchItemRecord *told = g_hash_table_lookup (self->changed,
                                               GUINT_TO_POINTER (record->position));

  return told != NULL ? told : record;
}

static void
show_records (BatchItemModel *self,
              GPtrArray      *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      BatchItemRecord *record = newest (self, g_ptr_array_index (records, i));
      BatchItemRow *row = batch_item_rows_lookup (self->rows, record->position);

      batch_item_cache_store (self->cache, record);
      if (row != NULL)
        batch_item_set_record (row->item, record);
    }
}

static void
fetch_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Fetch *fetch = user_data;
  g_autoptr(BatchItemModel) self = fetch->model;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;

  self->fetching = FALSE;
  batch_item_fetch_queue_end (self->fetches, fetch->wanted);
  records = self->interface->fetch_finish (source, result, &error);
  if (records != NULL)
    show_records (self, records);
  else
    {
      /* The rows stay empty until they are looked at again. */
      g_debug ("Items of job %s: %s", self->job->id, error->message);
      batch_item_fetch_queue_forget (self->fetches);
    }

  fetch_next (self);
}

/* Whether somebody looks at a row that still waits for it. */
static gboolean
is_looked_at (const BatchItemFetch *wanted,
              gpointer              user_data)
{
  BatchItemModel *self = user_data;

  for (guint i = 0; i < wanted->n; i++)
    {
      BatchItemRow *row = batch_item_rows_lookup (self->rows, wanted->positions[i]);

      if (row != NULL && (wanted->again || !batch_item_get_loaded (row->item)))
        return TRUE;
    }

  return FALSE;
}

static void
end_refresh (BatchItemModel *self)
{
  gint64 now = g_get_monotonic_time ();

  self->refreshing = FALSE;
  self->refresh_due = now + MAX (REFRESH_US, (now - self->refresh_began) * self->share);
}

static void
fetch_next (BatchItemModel *self)
{
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);
  BatchItemFetch *wanted;
  Fetch *fetch;

  if (self->fetching || source == NULL)
    return;

  if (!(wanted = batch_item_fetch_queue_take (self->fetches, is_looked_at, self)))
    {
      if (self->refreshing && !self->surveying)
        end_refresh (self);
      if (self->stale)
        schedule_refresh (self);
      return;
    }

  fetch = g_new (Fetch, 1);
  *fetch = (Fetch) { g_object_ref (self), wanted };
  self->fetching = TRUE;
  g_hash_table_remove_all (self->changed);
  self->interface->fetch (source, self->job->id, wanted->positions, wanted->n, NULL, fetch_cb,
                          fetch);
}

/* --- Changes of the order --- */

static void
places_changed (guint    place,
                guint    n_removed,
                guint    n_added,
                gpointer user_data)
{
  g_list_model_items_changed (user_data, place, n_removed, n_added);
}

static void
places_sorted (GArray   *before,
               gpointer  user_data)
{
  g_autoptr(BatchItemModel) self = g_object_ref (user_data);

  batch_item_reorder_emit (G_LIST_MODEL (self), self->rows, self->order, before->len);
}

/* --- Refreshing --- */

static void
want_row (BatchItemRow *row,
          gpointer      user_data)
{
  BatchItemModel *self = user_data;

  batch_item_fetch_queue_add_again (self->fetches, row->position);
}

static void
fetch_rows_again (BatchItemModel *self)
{
  batch_item_fetch_queue_forget (self->fetches);
  batch_item_cache_clear (self->cache);
  batch_item_rows_foreach (self->rows, want_row, self);
  fetch_next (self);
}

static void
set_loading (BatchItemModel *self,
             gboolean        loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
survey_done (gpointer user_data)
{
  g_autoptr(BatchItemModel) self = g_object_ref (user_data);

  self->surveying = FALSE;
  set_loading (self, FALSE);
  if (batch_item_survey_is_due (self->survey))
    self->stale = TRUE;
  fetch_rows_again (self);
}

static void
refresh (BatchItemModel *self)
{
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);

  if (source == NULL)
    return;

  self->stale = FALSE;
  self->refreshing = TRUE;
  self->refresh_began = g_get_monotonic_time ();
  if (self->survey == NULL)
    {
      fetch_rows_again (self);
      return;
    }

  self->surveying = TRUE;
  batch_item_survey_run (self->survey);
}

static gboolean
refresh_cb (gpointer data)
{
  BatchItemModel *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  schedule_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
start_timer (BatchItemModel *self,
             gint64          delay_us)
{
  self->timer = g_timeout_source_new (delay_us / 1000 + 1);
  g_source_set_static_name (self->timer, "[batch] refresh items");
  g_source_set_callback (self->timer, refresh_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
schedule_refresh (BatchItemModel *self)
{
  gint64 wait = self->refresh_due - g_get_monotonic_time ();

  self->stale = TRUE;
  if (self->refreshing || self->timer != NULL)
    return;

  if (wait > 0)
    start_timer (self, wait);
  else
    refresh (self);
}

void
batch_item_model_set_job (BatchItemModel *self,
                          BatchJobRecord *job)
{
  g_autoptr(BatchJobRecord) before = self->job;
  guint n_items = MIN (job->counts.total, G_MAXUINT);

  self->job = batch_job_record_ref (job);
  if (memcmp (&before->counts, &job->counts, sizeof job->counts) == 0)
    return;

  if (self->survey == NULL)
    set_n_items (self, n_items);
  else
    {
      batch_item_survey_set_n_items (self->survey, n_items);
      batch_item_survey_some_changed (self->survey);
    }
  schedule_refresh (self);
}

void
batch_item_model_item_changed (BatchItemModel  *self,
                               BatchItemRecord *record)
{
  BatchItemRow *row = batch_item_rows_lookup (self->rows, record->position);

  if (self->fetching)
    g_hash_table_replace (self->changed, GUINT_TO_POINTER (record->position),
                          batch_item_record_ref (record));
  if (self->survey != NULL)
    batch_item_survey_item_changed (self->survey, record->position);
  batch_item_cache_replace (self->cache, record);
  if (row != NULL)
    batch_item_set_record (row->item, record);
}

/* --- Making one --- */

static gboolean
is_all (const BatchItemQuery *query)
{
  return query->statuses == 0
         && !query->needs_review
         && query->search == NULL
         && query->sort == BATCH_ITEM_SORT_POSITION
         && !query->descending;
}

static void
start_survey (BatchItemModel       *self,
              gpointer              source,
              const BatchItemQuery *query)
{
  static const BatchItemSurveyFuncs funcs = { places_changed, places_sorted, survey_done };
  gboolean is_sorted = query->sort != BATCH_ITEM_SORT_POSITION;

  self->share = is_sorted ? SORTING_SHARE : REFRESH_SHARE;
  self->order = is_sorted ? batch_item_order_new_sorted ()
                          : batch_item_order_new_some (query->descending);
  self->survey = batch_item_survey_new (self->interface, source, self->job->id, query,
                                        self->order, &funcs, self);
  batch_item_survey_set_n_items (self->survey, MIN (self->job->counts.total, G_MAXUINT));
  self->loading = TRUE;
  refresh (self);
}

BatchItemModel *
batch_item_model_new (const BatchItemSource *interface,
                      gpointer               source,
                      BatchJobRecord        *job,
                      const BatchItemQuery  *query)
{
  BatchItemModel *self = g_object_new (BATCH_TYPE_ITEM_MODEL, NULL);

  self->interface = interface;
  g_weak_ref_set (&self->source, source);
  self->job = batch_job_record_ref (job);
  if (query != NULL && !is_all (query))
    {
      start_survey (self, source, query);
      return self;
    }

  self->share = REFRESH_SHARE;
  self->order = batch_item_order_new_all (MIN (job->counts.total, G_MAXUINT));
  return self;
}
