/* batch-prefix-affinity.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. Requests come in an order in which those that begin alike follow each other.
 *
 * Memory that is shared: the first request of a prefix goes alone, and the others of it wait
 * until the server has begun to answer, or the request is back: then what they have in common
 * was read once, and is known to all. Meanwhile others have the free places. A prefix that was
 * read once keeps nobody waiting any more. The same holds for what several groups have in
 * common, the root.
 *
 * Memory of slots: what was read in one is of no use in another, so that waiting for it is in
 * vain. But one after the other, requests of a group find the slot that knows how they begin.
 * So each group has one request under way while there are other groups to work on, and all the
 * places that there are when there is none.
 *
 * Without a memory it is always everybody's turn.
 *
 * Nobody waits for more than a request that is under way, so nothing can stand still. */

#include "config.h"

#include "planning/batch-prefix-affinity-private.h"

#include "planning/batch-prefix-index-private.h"

/* What was read long ago is forgotten there as well. */
#define MAX_READ 4096

void
batch_prefix_affinity_init (BatchPrefixAffinity *self)
{
  self->memory = BATCH_PREFIX_MEMORY_NONE;
  self->busy = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->read = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

void
batch_prefix_affinity_clear (BatchPrefixAffinity *self)
{
  g_clear_pointer (&self->busy, g_hash_table_unref);
  g_clear_pointer (&self->read, g_hash_table_unref);
}

void
batch_prefix_affinity_set_memory (BatchPrefixAffinity *self,
                                  BatchPrefixMemory    memory)
{
  if (g_hash_table_size (self->busy) == 0)
    self->memory = memory;
}

void
batch_prefix_affinity_forget (BatchPrefixAffinity *self)
{
  g_hash_table_remove_all (self->read);
}

static guint64
mix (guint64 number,
     guint64 job)
{
  number = (number ^ job << 32) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return number ^ number >> 29;
}

BatchPrefixMark
batch_prefix_mark (guint  job,
                   gint64 prefix)
{
  if (batch_prefix_set_setting (prefix, 0) == 0)
    return (BatchPrefixMark) { 0 };

  return (BatchPrefixMark) {
    .root = mix ((guint64) batch_prefix_get_root (prefix), job),
    .group = mix ((guint64) prefix, job),
  };
}

/* --- Tables --- */

static void
count (BatchPrefixAffinity *self,
       guint64              name,
       int                  change)
{
  int n = GPOINTER_TO_INT (g_hash_table_lookup (self->busy, &name)) + change;

  if (n == 0)
    g_hash_table_remove (self->busy, &name);
  else
    g_hash_table_insert (self->busy, g_memdup2 (&name, sizeof name), GINT_TO_POINTER (n));
}

static void
count_mark (BatchPrefixAffinity   *self,
            const BatchPrefixMark *mark,
            int                    change)
{
  count (self, mark->group, change);
  if (self->memory == BATCH_PREFIX_MEMORY_SHARED)
    count (self, mark->root, change);
}

static gboolean
is_busy (BatchPrefixAffinity *self,
         guint64              name)
{
  return g_hash_table_contains (self->busy, &name);
}

static gboolean
was_read (BatchPrefixAffinity *self,
          guint64              name)
{
  return g_hash_table_contains (self->read, &name);
}

static gboolean
is_being_read (BatchPrefixAffinity *self,
               guint64              name)
{
  return is_busy (self, name) && !was_read (self, name);
}

static void
note_read (BatchPrefixAffinity *self,
           guint64              name)
{
  if (!was_read (self, name))
    g_hash_table_add (self->read, g_memdup2 (&name, sizeof name));
}

/* --- Turns --- */

BatchPrefixChoice
batch_prefix_affinity_look (BatchPrefixAffinity   *self,
                            const BatchPrefixMark *mark)
{
  if (mark->root == 0)
    return BATCH_PREFIX_CHOICE_NOW;

  switch (self->memory)
    {
    case BATCH_PREFIX_MEMORY_NONE:
      break;
    case BATCH_PREFIX_MEMORY_OF_SLOTS:
      return is_busy (self, mark->group) ? BATCH_PREFIX_CHOICE_IF_NONE : BATCH_PREFIX_CHOICE_NOW;
    case BATCH_PREFIX_MEMORY_SHARED:
      return is_being_read (self, mark->group) || is_being_read (self, mark->root)
             ? BATCH_PREFIX_CHOICE_LATER : BATCH_PREFIX_CHOICE_NOW;
    }

  return BATCH_PREFIX_CHOICE_NOW;
}

void
batch_prefix_affinity_begin (BatchPrefixAffinity *self,
                             BatchPrefixMark     *mark)
{
  if (self->memory == BATCH_PREFIX_MEMORY_NONE || mark->root == 0)
    return;
  if (self->memory == BATCH_PREFIX_MEMORY_SHARED && was_read (self, mark->group)
      && was_read (self, mark->root))
    return;

  mark->is_busy = TRUE;
  count_mark (self, mark, 1);
}

gboolean
batch_prefix_affinity_read (BatchPrefixAffinity *self,
                            BatchPrefixMark     *mark)
{
  if (!mark->is_busy || self->memory != BATCH_PREFIX_MEMORY_SHARED)
    return FALSE;

  if (g_hash_table_size (self->read) >= MAX_READ)
    g_hash_table_remove_all (self->read);
  note_read (self, mark->group);
  note_read (self, mark->root);
  batch_prefix_affinity_end (self, mark);
  return TRUE;
}

void
batch_prefix_affinity_end (BatchPrefixAffinity *self,
                           BatchPrefixMark     *mark)
{
  if (mark->is_busy)
    count_mark (self, mark, -1);
  mark->is_busy = FALSE;
}
