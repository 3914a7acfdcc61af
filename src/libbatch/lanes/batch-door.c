/* batch-door.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "lanes/batch-door-private.h"

/* The rule for a refusal, first match first:
 *
 *   its key was let in before         → of the item; the 8th in a row is of all: the door
 *                                       was shut meanwhile
 *   another key was let in before     → of the item: a model that is not for us
 *   nobody was let in yet             → of the key: whoever has another key tries first
 *
 * Who is let in opens the door for all: keys that were turned away may try again, and
 * are then known to be the ones that are not let in. */

#define MAX_IN_A_ROW 8

void
batch_door_init (BatchDoor *self)
{
  self->let_in = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->turned_away = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->in_a_row = 0;
}

void
batch_door_clear (BatchDoor *self)
{
  g_clear_pointer (&self->let_in, g_hash_table_unref);
  g_clear_pointer (&self->turned_away, g_hash_table_unref);
}

void
batch_door_let_in (BatchDoor  *self,
                   const char *key)
{
  self->in_a_row = 0;
  if (g_hash_table_contains (self->let_in, key))
    return;

  g_hash_table_add (self->let_in, g_strdup (key));
  g_hash_table_remove_all (self->turned_away);
}

BatchRefusal
batch_door_refuse (BatchDoor  *self,
                   const char *key)
{
  if (g_hash_table_contains (self->let_in, key))
    return ++self->in_a_row < MAX_IN_A_ROW ? BATCH_REFUSAL_OF_ITEM : BATCH_REFUSAL_OF_ALL;
  if (g_hash_table_size (self->let_in) > 0)
    return BATCH_REFUSAL_OF_ITEM;

  g_hash_table_add (self->turned_away, g_strdup (key));
  return BATCH_REFUSAL_OF_KEY;
}

gboolean
batch_door_turns_away (BatchDoor  *self,
                       const char *key)
{
  return g_hash_table_contains (self->turned_away, key);
}

gboolean
batch_door_forget_refused (BatchDoor *self)
{
  gboolean any = g_hash_table_size (self->turned_away) > 0;

  g_hash_table_remove_all (self->turned_away);
  return any;
}
