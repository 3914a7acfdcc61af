/* batch-resident-set.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-resident-set-private.h"

struct _BatchResidentSet
{
  GPtrArray *keys;       /* of char*, the least recently used first; there are few */
  guint      capacity;
  gboolean   has_all;
};

BatchResidentSet *
batch_resident_set_new (guint capacity)
{
  BatchResidentSet *self = g_new0 (BatchResidentSet, 1);

  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->capacity = MAX (capacity, 1);
  return self;
}

BatchResidentSet *
batch_resident_set_new_of_all (void)
{
  BatchResidentSet *self = batch_resident_set_new (G_MAXUINT);

  self->has_all = TRUE;
  return self;
}

void
batch_resident_set_free (BatchResidentSet *self)
{
  g_ptr_array_unref (self->keys);
  g_free (self);
}

static gboolean
find (const BatchResidentSet *self,
      const char             *key,
      guint                  *index)
{
  return g_ptr_array_find_with_equal_func (self->keys, key, g_str_equal, index);
}

gboolean
batch_resident_set_contains (const BatchResidentSet *self,
                             const char             *key)
{
  return self->has_all || find (self, key, NULL);
}

static void
make_newest (BatchResidentSet *self,
             guint             index)
{
  char *key = g_ptr_array_steal_index (self->keys, index);

  g_ptr_array_add (self->keys, key);
}

void
batch_resident_set_add (BatchResidentSet *self,
                        const char       *key)
{
  guint index;

  if (find (self, key, &index))
    make_newest (self, index);
  else
    g_ptr_array_add (self->keys, g_strdup (key));

  self->capacity = MAX (self->capacity, self->keys->len);
}

gboolean
batch_resident_set_use (BatchResidentSet *self,
                        const char       *key)
{
  guint index;

  if (self->has_all)
    return FALSE;
  if (find (self, key, &index))
    {
      make_newest (self, index);
      return FALSE;
    }

  if (self->keys->len == self->capacity)
    g_ptr_array_remove_index (self->keys, 0);
  g_ptr_array_add (self->keys, g_strdup (key));
  return TRUE;
}

gboolean
batch_resident_set_is_full (const BatchResidentSet *self)
{
  return self->keys->len >= self->capacity;
}

guint
batch_resident_set_capacity (const BatchResidentSet *self)
{
  return self->capacity;
}

guint
batch_resident_set_count (const BatchResidentSet *self)
{
  return self->keys->len;
}

const char *
batch_resident_set_get (const BatchResidentSet *self,
                        guint                   index)
{
  return g_ptr_array_index (self->keys, index);
}

void
batch_resident_set_evict (BatchResidentSet *self,
                          const char       *key)
{
  guint index;

  if (find (self, key, &index))
    g_ptr_array_remove_index (self->keys, index);
}
