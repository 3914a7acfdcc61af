/* batch-item-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-item-model-private.h"

#include <string.h>

#include "engine/batch-item-pages-private.h"
#include "engine/batch-item-private.h"
#include "engine/batch-item-rows-private.h"

/* A list of any length that knows only what is looked at.
 *
 * There is an object for a row as long as somebody holds it, and the records of
 * the pages looked at last. A row that is not known yet is a placeholder, which
 * notifies when its page has come. One page is fetched at a time, the one that was
 * asked for last first: after a long scroll the others are no longer looked at.
 *
 * All items in the order of the input: the place of a row is the position of its
 * item, and every page can be fetched at once. Anything else: a page can be fetched
 * when the last record of the one before is known, so that the way to a far page is
 * walked once.
 *
 * Changes notify and never go by items-changed, for which a list view would bind
 * all its rows again. When rows came or went, those that are looked at are fetched
 * again, and the ones that hold another item now are exchanged; that happens at
 * intervals, so that a job that runs fast does not keep its viewers busy. */

#define PAGE_SIZE       64
#define KEYED_PAGE_SIZE 512
#define MAX_RECORDS     2048
#define NO_PAGE         G_MAXUINT
#define REFRESH_US      (G_USEC_PER_SEC / 2)
#define REFRESH_SHARE   4          /* refreshing takes at most one part in so many */

struct _BatchItemModel
{
  GObject                parent_instance;

  const BatchItemSource *interface;
  GWeakRef               source;
  BatchJobRecord        *job;
  BatchItemQuery        *query;
  BatchItemPages        *pages;
  BatchItemRows         *rows;
  GHashTable            *changed;      /* position to record: told while a page was on its way */
  GArray                *wanted;       /* page numbers; the last one is the next */
  GSource               *timer;        /* (nullable) of the next refresh */
  gint64                 refresh_began;
  gint64                 refresh_due;  /* not before */
  guint                  n_items;
  guint                  on_its_way;   /* the page that is being fetched */
  guint                  epoch;        /* of the pages: what was asked before is of no use */
  guint                  keyed : 1;    /* the index of a row is not the position of its item */
  guint                  busy : 1;     /* the source was asked for something */
  guint                  refreshing : 1;
  guint                  stale : 1;    /* another refresh has to follow */
};

typedef struct
{
  BatchItemModel *model;
  guint           page;
  guint           epoch;
} Fetch;

static void batch_item_model_list_model_init (GListModelInterface *iface);
static void fetch_next                       (BatchItemModel      *self);
static void schedule_refresh                 (BatchItemModel      *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (BatchItemModel, batch_item_model, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, batch_item_model_list_model_init))

static void
batch_item_model_finalize (GObject *object)
{
  BatchItemModel *self = BATCH_ITEM_MODEL (object);

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  batch_item_rows_free (self->rows);
  g_hash_table_unref (self->changed);
  g_array_unref (self->wanted);
  g_clear_pointer (&self->pages, batch_item_pages_free);
  g_clear_pointer (&self->job, batch_job_record_unref);
  g_clear_pointer (&self->query, batch_item_query_free);
  g_weak_ref_clear (&self->source);

  G_OBJECT_CLASS (batch_item_model_parent_class)->finalize (object);
}

static void
batch_item_model_class_init (BatchItemModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_item_model_finalize;
}

static void
batch_item_model_init (BatchItemModel *self)
{
  g_weak_ref_init (&self->source, NULL);
  self->rows = batch_item_rows_new ();
  self->changed = g_hash_table_new_full (NULL, NULL, NULL,
                                         (GDestroyNotify) batch_item_record_unref);
  self->wanted = g_array_new (FALSE, FALSE, sizeof (guint));
  self->on_its_way = NO_PAGE;
}

/* --- The list --- */

static void
want (BatchItemModel *self,
      guint           page)
{
  if (page == self->on_its_way)
    return;

  for (guint i = self->wanted->len; i > 0; i--)
    {
      if (g_array_index (self->wanted, guint, i - 1) == page)
        {
          g_array_remove_index (self->wanted, i - 1);
          break;
        }
    }

  g_array_append_val (self->wanted, page);
}

static BatchItem *
make_item (BatchItemModel *self,
           guint           index)
{
  BatchItemRecord *record = batch_item_pages_lookup (self->pages, index);
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);
  BatchItem *item;

  if (record != NULL)
    item = batch_item_new_for_record (self->job, record);
  else
    item = batch_item_new_placeholder (self->job, self->keyed ? 0 : index);

  batch_item_set_source (item, self->interface, source);
  batch_item_rows_add (self->rows, index, item, record);
  if (record == NULL)
    {
      want (self, index / batch_item_pages_get_size (self->pages));
      fetch_next (self);
    }
  return item;
}

static GType
batch_item_model_get_item_type (GListModel *list)
{
  return BATCH_TYPE_ITEM;
}

static guint
batch_item_model_get_n_items (GListModel *list)
{
  return BATCH_ITEM_MODEL (list)->n_items;
}

static gpointer
batch_item_model_get_item (GListModel *list,
                           guint       index)
{
  BatchItemModel *self = BATCH_ITEM_MODEL (list);
  BatchItemRow *row;

  if (index >= self->n_items)
    return NULL;

  row = batch_item_rows_lookup (self->rows, index);
  return row != NULL ? g_object_ref (row->item) : make_item (self, index);
}

static void
batch_item_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = batch_item_model_get_item_type;
  iface->get_n_items = batch_item_model_get_n_items;
  iface->get_item = batch_item_model_get_item;
}

/* The only one to emit items-changed for rows that came or went. */
static void
set_n_items (BatchItemModel *self,
             guint           n_items)
{
  guint before = self->n_items;

  self->n_items = n_items;
  if (n_items > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n_items - before);
  if (n_items >= before)
    return;

  batch_item_rows_truncate (self->rows, n_items);
  g_list_model_items_changed (G_LIST_MODEL (self), n_items, before - n_items, 0);
}

/* --- Pages --- */

/* Rows of the same list that hold another item now. */
typedef struct
{
  guint first;
  guint end;
} Exchanged;

static void
exchange_row (BatchItemRows *rows,
              BatchItemRow  *row,
              Exchanged     *exchanged)
{
  if (exchanged->first == exchanged->end)
    exchanged->first = row->index;
  exchanged->end = row->index + 1;
  batch_item_rows_remove (rows, row);
}

static void
show_page (BatchItemModel *self,
           guint           page,
           GPtrArray      *records)
{
  guint start = page * batch_item_pages_get_size (self->pages);
  Exchanged exchanged = { 0, 0 };

  for (guint i = 0; i < records->len; i++)
    {
      BatchItemRecord *record = g_ptr_array_index (records, i);
      BatchItemRow *row = batch_item_rows_lookup (self->rows, start + i);

      if (row == NULL)
        continue;
      if (row->known && row->position != record->position)
        {
          exchange_row (self->rows, row, &exchanged);
          continue;
        }

      batch_item_rows_set_position (self->rows, row, record->position);
      batch_item_set_record (row->item, record);
    }

  if (exchanged.first < exchanged.end)
    g_list_model_items_changed (G_LIST_MODEL (self), exchanged.first,
                                exchanged.end - exchanged.first,
                                exchanged.end - exchanged.first);
}

/* What the source saw when it was asked may be older than what was told since. */
static void
put_changed (BatchItemModel *self,
             GPtrArray      *records)
{
  if (g_hash_table_size (self->changed) == 0)
    return;

  for (guint i = 0; i < records->len; i++)
    {
      gpointer *place = &g_ptr_array_index (records, i);
      gpointer position = GUINT_TO_POINTER (((BatchItemRecord *) *place)->position);
      BatchItemRecord *record = g_hash_table_lookup (self->changed, position);

      if (record == NULL)
        continue;
      batch_item_record_unref (*place);
      *place = batch_item_record_ref (record);
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

  self->busy = FALSE;
  self->on_its_way = NO_PAGE;
  records = self->interface->fetch_finish (source, result, &error);
  if (records == NULL)
    {
      /* The rows stay empty until they are looked at again. */
      g_debug ("Page %u of job %s: %s", fetch->page, self->job->id, error->message);
      g_array_set_size (self->wanted, 0);
    }
  else if (fetch->epoch == self->epoch)
    {
      put_changed (self, records);
      batch_item_pages_store (self->pages, fetch->page, g_ptr_array_ref (records));
      show_page (self, fetch->page, records);
    }

  fetch_next (self);
}

static void
fetch_page (BatchItemModel *self,
            GObject        *source,
            guint           page)
{
  guint size = batch_item_pages_get_size (self->pages);
  g_autoptr(BatchItemRecord) before = NULL;
  BatchItemRecord *after = NULL;
  Fetch *fetch = g_new (Fetch, 1);

  if (self->keyed)
    after = batch_item_pages_get_anchor (self->pages, page);
  else if (page > 0)
    {
      after = before = batch_item_record_new ();
      before->position = page * size - 1;
    }

  fetch->model = g_object_ref (self);
  fetch->page = page;
  fetch->epoch = self->epoch;
  self->busy = TRUE;
  self->on_its_way = page;
  g_hash_table_remove_all (self->changed);
  self->interface->fetch (source, self->job->id, self->query, after, size,
                          NULL, fetch_cb, fetch);
}

/* Whether somebody looks at a row of the page that has not come yet. */
static gboolean
is_looked_at (BatchItemModel *self,
              guint           page)
{
  guint size = batch_item_pages_get_size (self->pages);

  for (guint i = page * size; i < (page + 1) * size; i++)
    {
      if (batch_item_rows_lookup (self->rows, i) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
next_wanted (BatchItemModel *self,
             guint          *page)
{
  while (self->wanted->len > 0)
    {
      *page = g_array_index (self->wanted, guint, self->wanted->len - 1);
      if (is_looked_at (self, *page))
        return TRUE;
      g_array_set_size (self->wanted, self->wanted->len - 1);
    }

  return FALSE;
}

static void
end_refresh (BatchItemModel *self)
{
  gint64 now = g_get_monotonic_time ();

  self->refreshing = FALSE;
  self->refresh_due = now + MAX (REFRESH_US, (now - self->refresh_began) * REFRESH_SHARE);
  if (self->stale)
    schedule_refresh (self);
}

static void
fetch_next (BatchItemModel *self)
{
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);
  guint reach = batch_item_pages_get_reach (self->pages);
  guint page;

  if (self->busy || source == NULL)
    return;

  if (!next_wanted (self, &page))
    {
      if (self->refreshing)
        end_refresh (self);
      else if (self->stale)
        schedule_refresh (self);
      return;
    }

  /* On the way to a far page the nearer ones come first. */
  if (self->keyed && page >= reach)
    page = reach - 1;
  else
    g_array_set_size (self->wanted, self->wanted->len - 1);
  fetch_page (self, source, page);
}

/* --- Refreshing --- */

static void
want_row (BatchItemRow *row,
          gpointer      user_data)
{
  BatchItemModel *self = user_data;

  want (self, row->index / batch_item_pages_get_size (self->pages));
}

static void
fetch_rows_again (BatchItemModel *self)
{
  self->epoch++;
  self->on_its_way = NO_PAGE;
  batch_item_pages_clear (self->pages);
  batch_item_rows_foreach (self->rows, want_row, self);
  fetch_next (self);
}

static void
count_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BatchItemModel) self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 count = self->interface->count_finish (source, result, &error);

  self->busy = FALSE;
  if (count < 0)
    g_debug ("Counting items of job %s: %s", self->job->id, error->message);
  else
    set_n_items (self, MIN (count, G_MAXUINT));
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
  if (!self->keyed)
    {
      fetch_rows_again (self);
      return;
    }

  self->busy = TRUE;
  self->interface->count (source, self->job->id, self->query,
                          NULL, count_cb, g_object_ref (self));
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
  if (self->busy || self->refreshing || self->timer != NULL)
    return;

  if (wait > 0)
    start_timer (self, wait);
  else
    refresh (self);
}

void
batch_item_model_refresh (BatchItemModel *self)
{
  schedule_refresh (self);
}

void
batch_item_model_set_job (BatchItemModel *self,
                          BatchJobRecord *job)
{
  g_autoptr(BatchJobRecord) before = self->job;

  self->job = batch_job_record_ref (job);
  if (memcmp (&before->counts, &job->counts, sizeof job->counts) == 0)
    return;

  if (!self->keyed)
    set_n_items (self, MIN (job->counts.total, G_MAXUINT));
  schedule_refresh (self);
}

void
batch_item_model_item_changed (BatchItemModel  *self,
                               BatchItemRecord *record)
{
  gpointer position = GUINT_TO_POINTER (record->position);
  BatchItemRow *row = batch_item_rows_lookup_position (self->rows, record->position);

  if (self->busy)
    g_hash_table_replace (self->changed, position, batch_item_record_ref (record));
  if (!self->keyed)
    batch_item_pages_replace (self->pages, record->position, record);
  else if (row != NULL)
    batch_item_pages_replace (self->pages, row->index, record);
  if (row != NULL)
    batch_item_set_record (row->item, record);
}

static gboolean
is_keyed (const BatchItemQuery *query)
{
  return query->statuses != 0
         || query->needs_review
         || query->search != NULL
         || query->sort != BATCH_ITEM_SORT_POSITION
         || query->descending;
}

BatchItemModel *
batch_item_model_new (const BatchItemSource *interface,
                      gpointer               source,
                      BatchJobRecord        *job,
                      const BatchItemQuery  *query)
{
  BatchItemModel *self = g_object_new (BATCH_TYPE_ITEM_MODEL, NULL);
  guint page_size;

  self->interface = interface;
  g_weak_ref_set (&self->source, source);
  self->job = batch_job_record_ref (job);
  self->query = batch_item_query_copy (query);
  self->keyed = is_keyed (self->query);
  page_size = self->keyed ? KEYED_PAGE_SIZE : PAGE_SIZE;
  self->pages = batch_item_pages_new (page_size, MAX_RECORDS / page_size);

  if (self->keyed)
    refresh (self);
  else
    self->n_items = MIN (job->counts.total, G_MAXUINT);
  return self;
}
