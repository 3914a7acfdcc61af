/* batch-prefix-index.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. An item is known by the first item that begins like it, so that groups come in the
 * order of the input, and what has nothing in common stays where it was. There are two levels:
 *
 *   root    the first item that begins alike at all: one system prompt before many documents
 *   group   the first one that is alike but for its end: one document before many questions
 *
 * Of the steps that an item has in common with an earlier one, the last says both. It is of the
 * same group when at most one step of its own comes after that. So items are by (root, group,
 * position), found in one pass, before anybody knows what comes later.
 *
 * Most files have short prompts only. So what is short has no number at all, which costs least
 * in the store, until there is one that is not: what came before that one is before it anyway.
 *
 * What is remembered is bounded: beyond that, something new takes the place of something old,
 * and what was forgotten begins again as if it were the first. */

#include "config.h"

#include "planning/batch-prefix-index-private.h"

#define FIRST_SIZE 4096
#define MAX_SIZE   (1u << 20)
#define PROBES     8

typedef struct
{
  guint64 step;                    /* 0: empty */
  guint32 root;
  guint32 group;
} Entry;

struct _BatchPrefixIndex
{
  Entry *entries;                  /* (nullable) */
  guint  size;                     /* a power of two */
  guint  n_used;
};

BatchPrefixIndex *
batch_prefix_index_new (void)
{
  return g_new0 (BatchPrefixIndex, 1);
}

void
batch_prefix_index_free (BatchPrefixIndex *self)
{
  g_free (self->entries);
  g_free (self);
}

/* Where @step is, or would go. */
static Entry *
find (BatchPrefixIndex *self,
      guint64           step)
{
  for (guint i = 0; i < PROBES; i++)
    {
      Entry *entry = &self->entries[(step + i) & (self->size - 1)];

      if (entry->step == step || entry->step == 0)
        return entry;
    }

  return &self->entries[(step + (step >> 60)) & (self->size - 1)];
}

static void
put (BatchPrefixIndex *self,
     const Entry      *entry)
{
  Entry *place = find (self, entry->step);

  self->n_used += place->step == 0;
  *place = *entry;
}

static void
grow (BatchPrefixIndex *self)
{
  g_autofree Entry *old = self->entries;
  guint old_size = self->size;

  self->size = old_size == 0 ? FIRST_SIZE : 2 * old_size;
  self->entries = g_new0 (Entry, self->size);
  self->n_used = 0;
  for (guint i = 0; i < old_size; i++)
    if (old[i].step != 0)
      put (self, &old[i]);
}

/* Returns: how many steps an earlier item has in common, the last of which is @entry */
static guint
count_common (BatchPrefixIndex *self,
              const guint64    *steps,
              guint             n_steps,
              Entry            *entry)
{
  for (guint n = self->size > 0 ? n_steps : 0; n > 0; n--)
    {
      const Entry *found = find (self, MAX (steps[n - 1], 1));

      if (found->step == MAX (steps[n - 1], 1))
        {
          *entry = *found;
          return n;
        }
    }

  return 0;
}

/* --- Settings --- */

/* The highest bits are those of the setting, then comes the root. Where so many items have others
 * before them that it needs these bits, they are all of the last root. */
#define SETTING_SHIFT 57
#define OWN_MASK      ((G_GINT64_CONSTANT (1) << SETTING_SHIFT) - 1)
#define ROOT_SHIFT    32

guint
batch_prefix_get_setting (gint64 prefix)
{
  return (guint) (prefix >> SETTING_SHIFT);
}

gint64
batch_prefix_set_setting (gint64 prefix,
                          guint  setting)
{
  return (gint64) MIN (setting, BATCH_PREFIX_MAX_SETTING) << SETTING_SHIFT | (prefix & OWN_MASK);
}

gint64
batch_prefix_get_root (gint64 prefix)
{
  return (prefix & OWN_MASK) != 0 ? prefix >> ROOT_SHIFT : 0;
}

/* --- Prefixes --- */

gint64
batch_prefix_index_add (BatchPrefixIndex *self,
                        const guint64    *steps,
                        guint             n_steps,
                        guint32           position)
{
  Entry entry = { .root = position, .group = position };
  guint n_common = count_common (self, steps, n_steps, &entry);

  if (n_steps == 0 && self->size == 0)
    return 0;

  if (n_common + 1 < n_steps)
    entry.group = position;
  for (guint i = n_common; i < n_steps; i++)
    {
      if (self->n_used >= self->size / 2 && self->size < MAX_SIZE)
        grow (self);
      entry.step = MAX (steps[i], 1);
      put (self, &entry);
    }

  return MIN (entry.root + G_GINT64_CONSTANT (1), OWN_MASK >> ROOT_SHIFT) << ROOT_SHIFT
         | entry.group;
}
