/* batch-id-index.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-id-index-private.h"

#include <string.h>

#define FEW 16       /* entries that are sorted sooner one by one */

/* Three words rather than a 64-bit hash and a line, which would be padded to 16. */
typedef struct
{
  guint32 high;
  guint32 low;
  guint32 line;
} Entry;

typedef struct
{
  guint32 line;
  guint32 first;    /* the first line with the same hash */
} Repeat;

struct _BatchIdIndex
{
  Entry   *entries;
  gsize    n_entries;
  gsize    n_allocated;
  guint64  key[2];
  guint64  mask;
};

BatchIdIndex *
batch_id_index_new (guint hash_bits)
{
  BatchIdIndex *self = g_new0 (BatchIdIndex, 1);

  for (guint i = 0; i < G_N_ELEMENTS (self->key); i++)
    self->key[i] = (guint64) g_random_int () << 32 | g_random_int ();
  self->mask = hash_bits < 64 ? (G_GUINT64_CONSTANT (1) << hash_bits) - 1 : G_MAXUINT64;

  return self;
}

void
batch_id_index_free (BatchIdIndex *self)
{
  g_free (self->entries);
  g_free (self);
}

static inline guint64
rotate (guint64 word,
        guint   bits)
{
  return word << bits | word >> (64 - bits);
}

static inline void
sip_round (guint64 v[4])
{
  v[0] += v[1];
  v[2] += v[3];
  v[1] = rotate (v[1], 13) ^ v[0];
  v[3] = rotate (v[3], 16) ^ v[2];
  v[0] = rotate (v[0], 32) + v[3];
  v[2] += v[1];
  v[3] = rotate (v[3], 21) ^ v[0];
  v[1] = rotate (v[1], 17) ^ v[2];
  v[2] = rotate (v[2], 32);
}

static inline void
sip_word (guint64 v[4],
          guint64 word)
{
  v[3] ^= word;
  sip_round (v);
  sip_round (v);
  v[0] ^= word;
}

/* SipHash-2-4 by Aumasson and Bernstein: whoever does not know the key cannot find
 * ids that collide. */
static guint64
sip_hash (const guint64 *key,
          const char    *data,
          gsize          length)
{
  guint64 v[4] = {
    key[0] ^ G_GUINT64_CONSTANT (0x736f6d6570736575),
    key[1] ^ G_GUINT64_CONSTANT (0x646f72616e646f6d),
    key[0] ^ G_GUINT64_CONSTANT (0x6c7967656e657261),
    key[1] ^ G_GUINT64_CONSTANT (0x7465646279746573),
  };
  guint64 last = (guint64) length << 56;
  guint64 word;
  gsize i;

  for (i = 0; i + 8 <= length; i += 8)
    {
      memcpy (&word, data + i, 8);
      sip_word (v, GUINT64_FROM_LE (word));
    }

  for (guint shift = 0; i < length; i++, shift += 8)
    last |= (guint64) (guint8) data[i] << shift;
  sip_word (v, last);

  v[2] ^= 0xff;
  for (guint round = 0; round < 4; round++)
    sip_round (v);

  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* By a quarter, so that the slack stays below three bytes an entry. */
static void
grow (BatchIdIndex *self)
{
  self->n_allocated = MAX (1024, self->n_allocated + self->n_allocated / 4);
  self->entries = g_renew (Entry, self->entries, self->n_allocated);
}

void
batch_id_index_add (BatchIdIndex *self,
                    const char   *id,
                    gsize         length,
                    guint32       line)
{
  guint64 hash = sip_hash (self->key, id, length) & self->mask;

  if (self->n_entries == self->n_allocated)
    grow (self);

  self->entries[self->n_entries++] = (Entry) { hash >> 32, (guint32) hash, line };
}

static inline guint64
hash_of (const Entry *entry)
{
  return (guint64) entry->high << 32 | entry->low;
}

static inline gboolean
is_before (const Entry *a,
           const Entry *b)
{
  guint64 left = hash_of (a);
  guint64 right = hash_of (b);

  return left < right || (left == right && a->line < b->line);
}

/* Puts what is before the middle entry left of what is after it; gives the first of
 * the right part. */
static gsize
partition (Entry *entries,
           gsize  n_entries)
{
  Entry pivot = entries[n_entries / 2];
  gsize left = 0;
  gsize right = n_entries - 1;

  for (;;)
    {
      Entry entry;

      while (is_before (&entries[left], &pivot))
        left++;
      while (is_before (&pivot, &entries[right]))
        right--;
      if (left >= right)
        return left;

      entry = entries[left];
      entries[left++] = entries[right];
      entries[right--] = entry;
    }
}

static void
insert_entries (Entry *entries,
                gsize  n_entries)
{
  for (gsize i = 1; i < n_entries; i++)
    {
      Entry entry = entries[i];
      gsize place = i;

      for (; place > 0 && is_before (&entry, &entries[place - 1]); place--)
        entries[place] = entries[place - 1];
      entries[place] = entry;
    }
}

/* The C library's qsort () would take as much memory again. The hashes are random
 * and no two entries are the same, so the middle is a good pivot. */
static void
sort_entries (Entry *entries,
              gsize  n_entries)
{
  while (n_entries > FEW)
    {
      gsize middle = partition (entries, n_entries);

      if (middle < n_entries - middle)
        {
          sort_entries (entries, middle);
          entries += middle;
          n_entries -= middle;
        }
      else
        {
          sort_entries (entries + middle, n_entries - middle);
          n_entries = middle;
        }
    }

  insert_entries (entries, n_entries);
}

static int
compare_repeats (gconstpointer a,
                 gconstpointer b)
{
  const Repeat *left = a;
  const Repeat *right = b;

  return (left->line > right->line) - (left->line < right->line);
}

static void
keep_earliest (GArray *repeats,
               guint   max)
{
  g_array_sort (repeats, compare_repeats);
  if (max > 0 && repeats->len > max)
    g_array_set_size (repeats, max);
}

static GArray *
find_repeats (BatchIdIndex *self,
              guint         max)
{
  GArray *repeats = g_array_new (FALSE, FALSE, sizeof (Repeat));
  gsize first = 0;

  for (gsize i = 1; i < self->n_entries; i++)
    {
      Repeat repeat = { self->entries[i].line, self->entries[first].line };

      if (hash_of (&self->entries[first]) != hash_of (&self->entries[i]))
        {
          first = i;
          continue;
        }

      g_array_append_val (repeats, repeat);
      if (max > 0 && repeats->len / 2 >= MAX (max, 512))
        keep_earliest (repeats, max);
    }

  keep_earliest (repeats, max);
  return repeats;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  guint32 left = *(const guint32 *) a;
  guint32 right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

static void
remove_doubles (GArray *lines)
{
  guint n_kept = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      guint32 line = g_array_index (lines, guint32, i);

      if (n_kept == 0 || g_array_index (lines, guint32, n_kept - 1) != line)
        g_array_index (lines, guint32, n_kept++) = line;
    }

  g_array_set_size (lines, n_kept);
}

GArray *
batch_id_index_find_suspects (BatchIdIndex *self,
                              guint         max)
{
  g_autoptr(GArray) repeats = NULL;
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (guint32));

  sort_entries (self->entries, self->n_entries);
  repeats = find_repeats (self, max);

  for (guint i = 0; i < repeats->len; i++)
    {
      const Repeat *repeat = &g_array_index (repeats, Repeat, i);

      g_array_append_val (lines, repeat->line);
      g_array_append_val (lines, repeat->first);
    }

  g_array_sort (lines, compare_lines);
  remove_doubles (lines);
  return lines;
}
