/* batch-item-survey.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-survey-private.h"

#include <string.h>

/* Items in the order of the input are looked through in short stretches, so that pages and
 * other views get their turn between them, and so that what is found shows at once. After
 * that only those with news are looked through again. Where the counts say that something
 * has changed, but not what, a few others join them each time, until all had their turn.
 *
 * Any other order is asked for as a whole. */

#define JOINED_STRETCHES 4         /* are asked for together when they are neighbours */
#define SWEPT_STRETCHES  8

struct _BatchItemSurvey
{
  grefcount              ref_count;    /* ours, and that of the call under way */
  const BatchItemSource *interface;
  GWeakRef               source;
  char                  *job_id;
  BatchItemQuery        *query;
  BatchItemOrder        *order;
  BatchItemSurveyFuncs   funcs;
  gpointer               user_data;
  GCancellable          *cancellable;
  GByteArray            *due;          /* for each stretch, whether it is */
  guint                  n_items;
  guint                  first;        /* stretch that is being looked through */
  guint                  n_asked;      /* from it on */
  guint                  swept;        /* the next stretch to sweep */
  guint                  sweep_left;
  guint                  is_due : 1;   /* another order than that of the input */
  guint                  freed : 1;
};

static void ask_next (BatchItemSurvey *self);

BatchItemSurvey *
batch_item_survey_new (const BatchItemSource      *interface,
                       gpointer                    source,
                       const char                 *job_id,
                       const BatchItemQuery       *query,
                       BatchItemOrder             *order,
                       const BatchItemSurveyFuncs *funcs,
                       gpointer                    user_data)
{
  BatchItemSurvey *self = g_new0 (BatchItemSurvey, 1);

  g_ref_count_init (&self->ref_count);
  self->interface = interface;
  g_weak_ref_init (&self->source, source);
  self->job_id = g_strdup (job_id);
  self->query = batch_item_query_copy (query);
  self->order = batch_item_order_ref (order);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->due = g_byte_array_new ();
  return self;
}

static void
survey_unref (BatchItemSurvey *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_weak_ref_clear (&self->source);
  g_free (self->job_id);
  batch_item_query_free (self->query);
  batch_item_order_unref (self->order);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->due);
  g_free (self);
}

void
batch_item_survey_free (BatchItemSurvey *self)
{
  self->freed = TRUE;
  g_cancellable_cancel (self->cancellable);
  survey_unref (self);
}

static gboolean
is_sorted (BatchItemSurvey *self)
{
  return self->query->sort != BATCH_ITEM_SORT_POSITION;
}

/* Whether an item stays where it is whatever happens to it. */
static gboolean
is_settled (BatchItemSurvey *self)
{
  const BatchItemQuery *query = self->query;
  gboolean by_what_it_is = query->sort == BATCH_ITEM_SORT_POSITION ||
                           query->sort == BATCH_ITEM_SORT_CUSTOM_ID ||
                           query->sort == BATCH_ITEM_SORT_MODEL;

  return query->statuses == 0 && !query->needs_review && query->search == NULL && by_what_it_is;
}

/* --- What is due --- */

static guint
count_stretches (guint n_items)
{
  return (guint) (((guint64) n_items + BATCH_ITEM_ORDER_STRETCH - 1) / BATCH_ITEM_ORDER_STRETCH);
}

void
batch_item_survey_set_n_items (BatchItemSurvey *self,
                               guint            n_items)
{
  guint first = self->n_items / BATCH_ITEM_ORDER_STRETCH;

  if (n_items == self->n_items)
    return;

  self->n_items = n_items;
  self->is_due = TRUE;
  g_byte_array_set_size (self->due, count_stretches (n_items));
  for (guint i = first; i < self->due->len; i++)
    self->due->data[i] = TRUE;
}

void
batch_item_survey_item_changed (BatchItemSurvey *self,
                                guint32          position)
{
  guint stretch = position / BATCH_ITEM_ORDER_STRETCH;

  if (is_settled (self))
    return;

  self->is_due = TRUE;
  if (stretch < self->due->len)
    self->due->data[stretch] = TRUE;
}

void
batch_item_survey_some_changed (BatchItemSurvey *self)
{
  if (is_settled (self))
    return;

  self->is_due = TRUE;
  self->sweep_left = self->due->len;
}

static gboolean
find_due (BatchItemSurvey *self,
          guint           *first,
          guint           *n_stretches)
{
  guint8 *due = self->due->data;
  guint start = 0;
  guint end;

  while (start < self->due->len && !due[start])
    start++;
  for (end = start; end < self->due->len && due[end] && end - start < JOINED_STRETCHES; end++)
    continue;

  *first = start;
  *n_stretches = end - start;
  return end > start;
}

gboolean
batch_item_survey_is_due (BatchItemSurvey *self)
{
  guint first;
  guint n;

  return is_sorted (self) ? self->is_due : self->sweep_left > 0 || find_due (self, &first, &n);
}

static void
sweep (BatchItemSurvey *self)
{
  self->sweep_left = MIN (self->sweep_left, self->due->len);
  for (guint i = 0; i < SWEPT_STRETCHES && self->sweep_left > 0; i++)
    {
      self->swept = self->swept + 1 < self->due->len ? self->swept + 1 : 0;
      self->due->data[self->swept] = TRUE;
      self->sweep_left--;
    }
}

/* --- Looking through --- */

/* Whoever is told of a change may free the survey before the next one. */
static void
tell_change (guint    place,
             guint    n_removed,
             guint    n_added,
             gpointer user_data)
{
  BatchItemSurvey *self = user_data;

  if (!self->freed)
    self->funcs.changed (place, n_removed, n_added, self->user_data);
}

static void
take (BatchItemSurvey *self,
      GArray          *positions)
{
  g_autoptr(GArray) before = NULL;

  if (!is_sorted (self))
    {
      batch_item_order_set_stretch (self->order, self->first, self->n_asked, positions,
                                    tell_change, self);
      return;
    }

  before = batch_item_order_set_sorted (self->order, positions);
  self->funcs.sorted (before, self->user_data);
}

static void
ordered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  BatchItemSurvey *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) positions = self->interface->order_finish (source, result, &error);

  if (positions != NULL && !self->freed)
    take (self, positions);

  if (!self->freed && positions != NULL && !is_sorted (self))
    ask_next (self);
  else if (!self->freed)
    self->funcs.done (self->user_data);
  if (error != NULL && !self->freed)
    g_debug ("Looking through job %s: %s", self->job_id, error->message);
  survey_unref (self);
}

static void
ask (BatchItemSurvey *self,
     GObject         *source,
     guint32          first,
     guint32          n_positions)
{
  g_ref_count_inc (&self->ref_count);
  self->interface->order (source, self->job_id, self->query, first, n_positions,
                          self->cancellable, ordered_cb, self);
}

static void
ask_next (BatchItemSurvey *self)
{
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);

  if (source == NULL || !find_due (self, &self->first, &self->n_asked))
    {
      self->funcs.done (self->user_data);
      return;
    }

  /* What changes from here on is due again. */
  memset (self->due->data + self->first, FALSE, self->n_asked);
  ask (self, source, self->first * BATCH_ITEM_ORDER_STRETCH,
       self->n_asked * BATCH_ITEM_ORDER_STRETCH);
}

void
batch_item_survey_run (BatchItemSurvey *self)
{
  g_autoptr(GObject) source = g_weak_ref_get (&self->source);

  if (!is_sorted (self))
    {
      sweep (self);
      ask_next (self);
    }
  else if (source != NULL && self->is_due && self->n_items > 0)
    {
      self->is_due = FALSE;
      ask (self, source, 0, self->n_items);
    }
  else
    self->funcs.done (self->user_data);
}
