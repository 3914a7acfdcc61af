/* batch-item-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "items/batch-item-order-private.h"

#include <string.h>

/* Of all items the place is the position.
 *
 * Some items in the order of the input are one bit each, which is 122 KiB for a million, and
 * how many there are in each stretch. So any place is found at once, and when something has
 * changed only the stretches concerned are looked through again.
 *
 * In any other order it takes a list, of four bytes for each item that is in it. */

#define WORD_BITS     64
#define STRETCH_WORDS (BATCH_ITEM_ORDER_STRETCH / WORD_BITS)
typedef struct
{
  guint64 words[STRETCH_WORDS];
  guint   n;                       /* bits that are set */
} Stretch;

typedef enum
{
  ALL,
  SOME,
  SORTED,
} Kind;

struct _BatchItemOrder
{
  grefcount  ref_count;
  Kind       kind;
  gboolean   backwards;
  guint      n;
  GPtrArray *stretches;            /* of Stretch (nullable), of SOME */
  GArray    *positions;            /* of SORTED */
};

static BatchItemOrder *
order_new (Kind     kind,
           gboolean backwards,
           guint    n)
{
  BatchItemOrder *self = g_new0 (BatchItemOrder, 1);

  g_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->backwards = backwards;
  self->n = n;
  self->stretches = g_ptr_array_new_with_free_func (g_free);
  self->positions = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

BatchItemOrder *
batch_item_order_new_all (guint32 n_items)
{
  return order_new (ALL, FALSE, n_items);
}

BatchItemOrder *
batch_item_order_new_some (gboolean backwards)
{
  return order_new (SOME, backwards, 0);
}

BatchItemOrder *
batch_item_order_new_sorted (void)
{
  return order_new (SORTED, FALSE, 0);
}

BatchItemOrder *
batch_item_order_ref (BatchItemOrder *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
batch_item_order_unref (BatchItemOrder *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->stretches);
  g_array_unref (self->positions);
  g_free (self);
}

guint
batch_item_order_get_n (BatchItemOrder *self)
{
  return self->n;
}

void
batch_item_order_set_n (BatchItemOrder *self,
                        guint32         n_items)
{
  g_assert (self->kind == ALL);

  self->n = n_items;
}

/* --- One bit for each item --- */

static guint
count_bits (guint64 word)
{
  return __builtin_popcountll (word);
}

/* The bit before which @n others are set. */
static guint
find_bit (const Stretch *stretch,
          guint          n)
{
  guint word = 0;
  guint64 bits;

  while (n >= count_bits (stretch->words[word]))
    n -= count_bits (stretch->words[word++]);

  bits = stretch->words[word];
  while (n-- > 0)
    bits &= bits - 1;
  return word * WORD_BITS + __builtin_ctzll (bits);
}

static guint32
find_nth (BatchItemOrder *self,
          guint           n)
{
  for (guint i = 0; i < self->stretches->len; i++)
    {
      const Stretch *stretch = g_ptr_array_index (self->stretches, i);
      guint in_it = stretch != NULL ? stretch->n : 0;

      if (n < in_it)
        return i * BATCH_ITEM_ORDER_STRETCH + find_bit (stretch, n);
      n -= in_it;
    }

  g_return_val_if_reached (0);
}

guint32
batch_item_order_get_position (BatchItemOrder *self,
                               guint           place)
{
  g_return_val_if_fail (place < self->n, 0);

  switch (self->kind)
    {
    case ALL:
      return place;
    case SOME:
      return find_nth (self, self->backwards ? self->n - 1 - place : place);
    case SORTED:
      break;
    }

  return g_array_index (self->positions, guint32, place);
}

/* --- What has changed --- */

/* Words of a stretch that differ from what they become: one after the other, or all of them
 * when it is filled or emptied. */
typedef struct
{
  guint first;
  guint end;
} Span;

/* Behind the last word that differs. */
static guint
find_end (const Stretch *before,
          const Stretch *after,
          guint          least)
{
  guint end = STRETCH_WORDS;

  while (end > least && before->words[end - 1] == after->words[end - 1])
    end--;
  return end;
}

static gboolean
find_span (const Stretch *before,
           const Stretch *after,
           Span          *span)
{
  guint first = span->end;

  while (first < STRETCH_WORDS && before->words[first] == after->words[first])
    first++;
  span->first = first;

  while (first < STRETCH_WORDS && before->words[first] != after->words[first])
    first++;
  span->end = first;
  if (before->n == 0 || after->n == 0)
    span->end = find_end (before, after, span->end);
  return span->first < span->end;
}

static guint
count_words (const Stretch *stretch,
             guint          first,
             guint          end)
{
  guint n = 0;

  for (guint i = first; i < end; i++)
    n += count_bits (stretch->words[i]);
  return n;
}

/* Those below the first bit that differs in @one and @other. */
static guint
count_same_low (guint64 one,
                guint64 other)
{
  guint64 differs = one ^ other;

  return count_bits (one & ((differs & -differs) - 1));
}

static guint
count_same_high (guint64 one,
                 guint64 other)
{
  guint top = WORD_BITS - 1 - __builtin_clzll (one ^ other);

  return top == WORD_BITS - 1 ? 0 : count_bits (one >> (top + 1));
}

static guint
count_before (BatchItemOrder *self,
              guint           number)
{
  guint n = 0;

  for (guint i = 0; i < number; i++)
    {
      const Stretch *stretch = g_ptr_array_index (self->stretches, i);

      n += stretch != NULL ? stretch->n : 0;
    }

  return n;
}

/* The order is at every moment what was told of it: whoever is told may look. */
static void
change_span (BatchItemOrder     *self,
             Stretch            *stretch,
             const Stretch      *after,
             const Span         *span,
             guint               n_before,
             BatchItemOrderFunc  func,
             gpointer            user_data)
{
  guint last = span->end - 1;
  guint low = count_same_low (stretch->words[span->first], after->words[span->first]);
  guint high = count_same_high (stretch->words[last], after->words[last]);
  guint place = n_before + count_words (stretch, 0, span->first) + low;
  guint n_removed = count_words (stretch, span->first, span->end) - low - high;
  guint n_added = count_words (after, span->first, span->end) - low - high;

  if (self->backwards)
    place = self->n - place - n_removed;
  memcpy (stretch->words + span->first, after->words + span->first,
          (span->end - span->first) * sizeof (guint64));
  stretch->n += n_added - n_removed;
  self->n += n_added - n_removed;
  func (place, n_removed, n_added, user_data);
}

static void
change_stretch (BatchItemOrder     *self,
                guint               number,
                const Stretch      *after,
                BatchItemOrderFunc  func,
                gpointer            user_data)
{
  Stretch *stretch = g_ptr_array_index (self->stretches, number);
  guint n_before = count_before (self, number);
  Span span = { 0, 0 };

  while (find_span (stretch, after, &span))
    change_span (self, stretch, after, &span, n_before, func, user_data);
}

static void
ensure_stretch (BatchItemOrder *self,
                guint           number)
{
  if (self->stretches->len <= number)
    g_ptr_array_set_size (self->stretches, number + 1);
  if (g_ptr_array_index (self->stretches, number) == NULL)
    g_ptr_array_index (self->stretches, number) = g_new0 (Stretch, 1);
}

void
batch_item_order_set_stretch (BatchItemOrder     *self,
                              guint               first,
                              guint               n_stretches,
                              GArray             *positions,
                              BatchItemOrderFunc  func,
                              gpointer            user_data)
{
  g_autofree Stretch *after = g_new0 (Stretch, n_stretches);

  g_assert (self->kind == SOME);

  for (guint i = 0; i < positions->len; i++)
    {
      guint bit = g_array_index (positions, guint32, i) - first * BATCH_ITEM_ORDER_STRETCH;
      Stretch *stretch = &after[bit / BATCH_ITEM_ORDER_STRETCH];

      g_assert (bit < n_stretches * BATCH_ITEM_ORDER_STRETCH);
      stretch->n++;
      bit %= BATCH_ITEM_ORDER_STRETCH;
      stretch->words[bit / WORD_BITS] |= G_GUINT64_CONSTANT (1) << bit % WORD_BITS;
    }

  for (guint i = 0; i < n_stretches; i++)
    {
      ensure_stretch (self, first + i);
      change_stretch (self, first + i, &after[i], func, user_data);
    }
}

GArray *
batch_item_order_set_sorted (BatchItemOrder *self,
                             GArray         *positions)
{
  GArray *before = self->positions;

  g_assert (self->kind == SORTED);

  self->positions = g_array_ref (positions);
  self->n = positions->len;
  return before;
}
