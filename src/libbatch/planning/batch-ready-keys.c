/* batch-ready-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* For each priority two heaps, of what comes first and of what was submitted first. What was
 * placed is taken out of them when it comes to the top. */

#include "config.h"

#include "planning/batch-ready-keys-private.h"

#include <math.h>

typedef struct
{
  int        priority;
  GPtrArray *first;          /* of BatchScheduleKey: a heap by the order that was asked for */
  GPtrArray *oldest;         /* the same by when they were submitted */
} Priority;

struct _BatchReadyKeys
{
  GCompareFunc compare;
  GArray      *priorities;   /* of Priority, the highest first */
  GPtrArray   *later;        /* of BatchScheduleKey, by when they are due */
  guint        next;         /* of those, that was not taken in */
  guint64     *looks;
};

/* --- Which one comes first --- */

static int
compare_submitted (gconstpointer a,
                   gconstpointer b)
{
  gint64 one = ((const BatchScheduleKey *) a)->submitted_at;
  gint64 other = ((const BatchScheduleKey *) b)->submitted_at;

  return (one > other) - (one < other);
}

static int
compare_dues (gconstpointer a,
              gconstpointer b)
{
  double one = (*(const BatchScheduleKey * const *) a)->due_ms;
  double other = (*(const BatchScheduleKey * const *) b)->due_ms;

  return (one > other) - (one < other);
}

/* --- Heaps --- */

/* Of those that are alike the one that was met first comes first. */
static gboolean
goes_before (BatchReadyKeys *self,
             GPtrArray      *heap,
             GCompareFunc    compare,
             guint           one,
             guint           other)
{
  const BatchScheduleKey *left = g_ptr_array_index (heap, one);
  const BatchScheduleKey *right = g_ptr_array_index (heap, other);
  int order = compare (left, right);

  (*self->looks)++;
  return order != 0 ? order < 0 : left < right;
}

static void
swap (GPtrArray *heap,
      guint      one,
      guint      other)
{
  gpointer key = heap->pdata[one];

  heap->pdata[one] = heap->pdata[other];
  heap->pdata[other] = key;
}

static void
push (BatchReadyKeys   *self,
      GPtrArray        *heap,
      GCompareFunc      compare,
      BatchScheduleKey *key)
{
  guint place = heap->len;

  g_ptr_array_add (heap, key);
  for (; place > 0 && goes_before (self, heap, compare, place, (place - 1) / 2);
       place = (place - 1) / 2)
    swap (heap, place, (place - 1) / 2);
}

static void
pop (BatchReadyKeys *self,
     GPtrArray      *heap,
     GCompareFunc    compare)
{
  guint place = 0;
  guint next;

  g_ptr_array_remove_index_fast (heap, 0);
  for (; (next = 2 * place + 1) < heap->len; place = next)
    {
      if (next + 1 < heap->len && goes_before (self, heap, compare, next + 1, next))
        next++;
      if (goes_before (self, heap, compare, place, next))
        return;
      swap (heap, place, next);
    }
}

static BatchScheduleKey *
top (BatchReadyKeys *self,
     GPtrArray      *heap,
     GCompareFunc    compare)
{
  while (heap->len > 0 && ((BatchScheduleKey *) heap->pdata[0])->placed)
    pop (self, heap, compare);

  return heap->len > 0 ? heap->pdata[0] : NULL;
}

/* --- Priorities --- */

static void
priority_clear (gpointer data)
{
  Priority *priority = data;

  g_ptr_array_unref (priority->first);
  g_ptr_array_unref (priority->oldest);
}

/* Its place, or where it would be. */
static guint
find_place (BatchReadyKeys *self,
            int             priority)
{
  guint low = 0;
  guint high = self->priorities->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (self->priorities, Priority, middle).priority > priority)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* (nullable) */
static Priority *
find_priority (BatchReadyKeys *self,
               int             priority)
{
  guint place = find_place (self, priority);
  Priority *found = place < self->priorities->len
                    ? &g_array_index (self->priorities, Priority, place) : NULL;

  return found != NULL && found->priority == priority ? found : NULL;
}

static Priority *
ensure_priority (BatchReadyKeys *self,
                 int             priority)
{
  Priority *found = find_priority (self, priority);
  Priority new = { priority };

  if (found != NULL)
    return found;

  new.first = g_ptr_array_new ();
  new.oldest = g_ptr_array_new ();
  g_array_insert_val (self->priorities, find_place (self, priority), new);
  return find_priority (self, priority);
}

static BatchScheduleKey *
first_of (BatchReadyKeys *self,
          guint           place)
{
  return top (self, g_array_index (self->priorities, Priority, place).first, self->compare);
}

static void
drop_empty_at (BatchReadyKeys *self,
               guint           place)
{
  if (first_of (self, place) == NULL)
    g_array_remove_index (self->priorities, place);
}

gboolean
batch_ready_keys_get_priorities (BatchReadyKeys *self,
                                 int            *highest,
                                 int            *lowest)
{
  GArray *all = self->priorities;
  guint before;

  do
    {
      before = all->len;
      if (all->len > 0)
        drop_empty_at (self, 0);
      if (all->len > 0)
        drop_empty_at (self, all->len - 1);
    }
  while (all->len < before);

  if (all->len == 0)
    return FALSE;

  *highest = g_array_index (all, Priority, 0).priority;
  *lowest = g_array_index (all, Priority, all->len - 1).priority;
  return TRUE;
}

/* --- Keys --- */

BatchReadyKeys *
batch_ready_keys_new (BatchScheduleKey *keys,
                      guint             n_keys,
                      GCompareFunc      compare,
                      guint64          *looks)
{
  BatchReadyKeys *self = g_new0 (BatchReadyKeys, 1);

  self->compare = compare;
  self->looks = looks;
  self->priorities = g_array_new (FALSE, FALSE, sizeof (Priority));
  g_array_set_clear_func (self->priorities, priority_clear);
  self->later = g_ptr_array_new ();
  for (guint i = 0; i < n_keys; i++)
    g_ptr_array_add (self->later, &keys[i]);

  g_ptr_array_sort (self->later, compare_dues);
  return self;
}

void
batch_ready_keys_free (BatchReadyKeys *self)
{
  g_ptr_array_unref (self->later);
  g_array_unref (self->priorities);
  g_free (self);
}

void
batch_ready_keys_take_due (BatchReadyKeys *self,
                           double          clock_ms)
{
  for (; self->next < self->later->len; self->next++)
    {
      BatchScheduleKey *key = g_ptr_array_index (self->later, self->next);
      Priority *priority;

      (*self->looks)++;
      if (key->due_ms > clock_ms)
        return;
      if (key->placed || key->turn > 0 || key->residency != BATCH_NOT_RESIDENT)
        continue;

      priority = ensure_priority (self, key->priority);
      push (self, priority->first, self->compare, key);
      push (self, priority->oldest, compare_submitted, key);
    }
}

double
batch_ready_keys_next_due (BatchReadyKeys *self)
{
  while (self->next < self->later->len
         && ((BatchScheduleKey *) g_ptr_array_index (self->later, self->next))->placed)
    self->next++;

  return self->next < self->later->len
         ? ((BatchScheduleKey *) g_ptr_array_index (self->later, self->next))->due_ms : INFINITY;
}

BatchScheduleKey *
batch_ready_keys_first (BatchReadyKeys *self,
                        int             priority)
{
  Priority *found = find_priority (self, priority);

  return found != NULL ? top (self, found->first, self->compare) : NULL;
}

BatchScheduleKey *
batch_ready_keys_oldest (BatchReadyKeys *self,
                         int             priority)
{
  Priority *found = find_priority (self, priority);

  return found != NULL ? top (self, found->oldest, compare_submitted) : NULL;
}
