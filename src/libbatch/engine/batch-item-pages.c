/* batch-item-pages.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-item-pages-private.h"

typedef struct
{
  guint      number;
  GPtrArray *records;
  GList      link;                 /* in used */
} Page;

struct _BatchItemPages
{
  guint       size;
  guint       max_pages;
  GHashTable *pages;               /* number to Page */
  GQueue      used;                /* of Page, the last one first */
  GPtrArray  *anchors;             /* of BatchItemRecord: the last one of each page */
};

static void
page_free (gpointer data)
{
  Page *page = data;

  g_ptr_array_unref (page->records);
  g_free (page);
}

BatchItemPages *
batch_item_pages_new (guint page_size,
                      guint max_pages)
{
  BatchItemPages *self = g_new0 (BatchItemPages, 1);

  self->size = page_size;
  self->max_pages = max_pages;
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, page_free);
  self->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_item_record_unref);
  return self;
}

void
batch_item_pages_free (BatchItemPages *self)
{
  g_hash_table_unref (self->pages);
  g_ptr_array_unref (self->anchors);
  g_free (self);
}

guint
batch_item_pages_get_size (BatchItemPages *self)
{
  return self->size;
}

guint
batch_item_pages_get_n_held (BatchItemPages *self)
{
  return self->used.length;
}

static void
drop (BatchItemPages *self,
      Page           *page)
{
  g_queue_unlink (&self->used, &page->link);
  g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->number));
}

static void
touch (BatchItemPages *self,
       Page           *page)
{
  g_queue_unlink (&self->used, &page->link);
  g_queue_push_head_link (&self->used, &page->link);
}

static void
keep_anchor (BatchItemPages *self,
             Page           *page)
{
  BatchItemRecord *last;

  if (page->number != self->anchors->len || page->records->len < self->size)
    return;

  last = g_ptr_array_index (page->records, page->records->len - 1);
  g_ptr_array_add (self->anchors, batch_item_record_ref (last));
}

void
batch_item_pages_store (BatchItemPages *self,
                        guint           number,
                        GPtrArray      *records)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page != NULL)
    drop (self, page);
  if (self->used.length >= self->max_pages)
    drop (self, g_queue_peek_tail (&self->used));

  page = g_new0 (Page, 1);
  page->number = number;
  page->records = records;
  page->link.data = page;
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
  g_queue_push_head_link (&self->used, &page->link);
  keep_anchor (self, page);
}

BatchItemRecord *
batch_item_pages_lookup (BatchItemPages *self,
                         guint           index)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (index / self->size));

  if (page == NULL)
    return NULL;

  touch (self, page);
  if (index % self->size >= page->records->len)
    return NULL;
  return g_ptr_array_index (page->records, index % self->size);
}

void
batch_item_pages_replace (BatchItemPages  *self,
                          guint            index,
                          BatchItemRecord *record)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (index / self->size));
  gpointer *place;

  if (page == NULL || index % self->size >= page->records->len)
    return;

  place = &g_ptr_array_index (page->records, index % self->size);
  batch_item_record_ref (record);
  batch_item_record_unref (*place);
  *place = record;
}

guint
batch_item_pages_get_reach (BatchItemPages *self)
{
  return self->anchors->len + 1;
}

BatchItemRecord *
batch_item_pages_get_anchor (BatchItemPages *self,
                             guint           page)
{
  return page > 0 ? g_ptr_array_index (self->anchors, page - 1) : NULL;
}

void
batch_item_pages_clear (BatchItemPages *self)
{
  g_queue_init (&self->used);
  g_hash_table_remove_all (self->pages);
  g_ptr_array_set_size (self->anchors, 0);
}
