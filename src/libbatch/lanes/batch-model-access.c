/* batch-model-access.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-model-access-private.h"

#include "core/batch-record-private.h"

/* The rule for a refusal, first match first:
 *
 *   its key was let in before         → of the item; the 8th in a row is of all: access
 *                                       was withdrawn meanwhile
 *   another key was let in before     → of the item: a model that is not for us
 *   nobody was let in yet
 *     one of the first two of its key,
 *     and others of it wait           → open: another one tries, as this one may be refused for
 *                                       what it says
 *     else                            → of the key: whoever has another key tries first
 *
 * Once a key is let in, those that were denied may try again, and are then known to be the
 * ones that are not let in. */

#define MAX_IN_A_ROW 8

void
batch_model_access_init (BatchModelAccess *self)
{
  self->granted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->denied = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->in_a_row = 0;
}

void
batch_model_access_clear (BatchModelAccess *self)
{
  g_clear_pointer (&self->granted, g_hash_table_unref);
  g_clear_pointer (&self->denied, g_hash_table_unref);
  g_clear_pointer (&self->refused, g_hash_table_unref);
}

void
batch_model_access_grant (BatchModelAccess *self,
                          const char       *key)
{
  self->in_a_row = 0;
  if (g_hash_table_contains (self->granted, key))
    return;

  g_hash_table_add (self->granted, g_strdup (key));
  g_hash_table_remove_all (self->denied);
}

void
batch_model_access_recall (BatchModelAccess *self,
                           const char       *key)
{
  if (g_hash_table_size (self->granted) == 0)
    batch_model_access_grant (self, key);
}

static guint
count_refusal (BatchModelAccess *self,
               const char       *key)
{
  guint n_refused = GPOINTER_TO_UINT (g_hash_table_lookup (self->refused, key)) + 1;

  g_hash_table_insert (self->refused, g_strdup (key), GUINT_TO_POINTER (n_refused));
  return n_refused;
}

BatchRefusal
batch_model_access_refuse (BatchModelAccess *self,
                           const char       *key,
                           gboolean          others_wait)
{
  if (g_hash_table_contains (self->granted, key))
    return ++self->in_a_row < MAX_IN_A_ROW ? BATCH_REFUSAL_OF_ITEM : BATCH_REFUSAL_OF_ALL;
  if (g_hash_table_size (self->granted) > 0)
    return BATCH_REFUSAL_OF_ITEM;
  if (count_refusal (self, key) < BATCH_ALL_ALIKE && others_wait)
    return BATCH_REFUSAL_OPEN;

  batch_model_access_deny (self, key);
  return BATCH_REFUSAL_OF_KEY;
}

void
batch_model_access_deny (BatchModelAccess *self,
                         const char       *key)
{
  g_hash_table_add (self->denied, g_strdup (key));
}

gboolean
batch_model_access_is_denied (BatchModelAccess *self,
                              const char       *key)
{
  return g_hash_table_contains (self->denied, key);
}

gboolean
batch_model_access_reset (BatchModelAccess *self)
{
  gboolean any = g_hash_table_size (self->denied) > 0;

  g_hash_table_remove_all (self->denied);
  return any;
}
