/* batch-votes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-votes-private.h"

#include <stdio.h>

#include "core/batch-enum-private.h"

typedef struct
{
  gint64     pair;                 /* the key: the lower position, and the higher one */
  char      *low_model;
  char      *high_model;
  BatchVote  vote;                 /* left: the one at the lower position */
} Entry;

struct _BatchVotes
{
  GHashTable *entries;             /* by pair; a set of Entry */
  GHashTable *tallies;             /* by model: BatchVoteTally */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->low_model);
  g_free (entry->high_model);
  g_free (entry);
}

BatchVotes *
batch_votes_new (void)
{
  BatchVotes *self = g_rc_box_new0 (BatchVotes);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  self->tallies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

BatchVotes *
batch_votes_ref (BatchVotes *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BatchVotes *self = data;

  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->tallies);
}

void
batch_votes_unref (BatchVotes *self)
{
  g_rc_box_release_full (self, clear);
}

/* --- Which way round --- */

static gint64
make_key (guint32 left,
          guint32 right)
{
  return (gint64) ((guint64) MIN (left, right) << 32 | MAX (left, right));
}

static BatchVote
turn (BatchVote vote,
      guint32   left,
      guint32   right)
{
  if (left < right || (vote != BATCH_VOTE_LEFT && vote != BATCH_VOTE_RIGHT))
    return vote;

  return vote == BATCH_VOTE_LEFT ? BATCH_VOTE_RIGHT : BATCH_VOTE_LEFT;
}

static BatchVotePair
sort_pair (const BatchVotePair *pair)
{
  if (pair->left < pair->right)
    return *pair;

  return (BatchVotePair) { pair->right, pair->left, pair->right_model, pair->left_model };
}

/* --- Counting --- */

static BatchVoteTally *
get_tally (BatchVotes *self,
           const char *model)
{
  BatchVoteTally *tally = g_hash_table_lookup (self->tallies, model);

  if (tally == NULL)
    {
      tally = g_new0 (BatchVoteTally, 1);
      g_hash_table_insert (self->tallies, g_strdup (model), tally);
    }

  return tally;
}

static void
count (BatchVotes  *self,
       const Entry *entry,
       int          by)
{
  BatchVoteTally *low = get_tally (self, entry->low_model);
  BatchVoteTally *high = get_tally (self, entry->high_model);

  if (entry->vote == BATCH_VOTE_TIE)
    {
      low->ties += by;
      high->ties += by;
      return;
    }

  *(entry->vote == BATCH_VOTE_LEFT ? &low->wins : &low->losses) += by;
  *(entry->vote == BATCH_VOTE_LEFT ? &high->losses : &high->wins) += by;
}

void
batch_votes_set (BatchVotes          *self,
                 const BatchVotePair *pair,
                 BatchVote            vote)
{
  BatchVotePair sorted = sort_pair (pair);
  gint64 key = make_key (pair->left, pair->right);
  Entry *before = g_hash_table_lookup (self->entries, &key);
  Entry *entry;

  if (before != NULL)
    count (self, before, -1);
  g_hash_table_remove (self->entries, &key);
  if (vote == BATCH_VOTE_NONE)
    return;

  entry = g_new (Entry, 1);
  *entry = (Entry) { key, g_strdup (sorted.left_model), g_strdup (sorted.right_model),
                     turn (vote, pair->left, pair->right) };
  g_hash_table_add (self->entries, entry);
  count (self, entry, 1);
}

BatchVote
batch_votes_get (BatchVotes *self,
                 guint32     left,
                 guint32     right)
{
  gint64 key = make_key (left, right);
  const Entry *entry = g_hash_table_lookup (self->entries, &key);

  return entry != NULL ? turn (entry->vote, left, right) : BATCH_VOTE_NONE;
}

guint
batch_votes_get_n (BatchVotes *self)
{
  return g_hash_table_size (self->entries);
}

BatchVoteTally
batch_votes_get_tally (BatchVotes *self,
                       const char *model)
{
  const BatchVoteTally *tally = g_hash_table_lookup (self->tallies, model);

  return tally != NULL ? *tally : (BatchVoteTally) { 0 };
}

/* --- In the store --- */

char *
batch_votes_make_name (const BatchVotePair *pair)
{
  return g_strdup_printf ("vote %u %u", MIN (pair->left, pair->right),
                          MAX (pair->left, pair->right));
}

/* The models are in it, because an item may be asked again of another one. */
char *
batch_votes_make_value (const BatchVotePair *pair,
                        BatchVote            vote)
{
  BatchVotePair sorted = sort_pair (pair);

  if (vote == BATCH_VOTE_NONE)
    return NULL;

  return g_strdup_printf ("%s\n%s\n%s",
                          batch_enum_to_nick (BATCH_TYPE_VOTE,
                                              turn (vote, pair->left, pair->right)),
                          sorted.left_model, sorted.right_model);
}

/* What only begins like a name of a vote is another one. */
static gboolean
parse_name (const char    *name,
            BatchVotePair *pair)
{
  g_autofree char *again = NULL;

  if (sscanf (name, "vote %" G_GUINT32_FORMAT " %" G_GUINT32_FORMAT, &pair->left, &pair->right) != 2
      || pair->left >= pair->right)
    return FALSE;

  again = batch_votes_make_name (pair);
  return g_str_equal (name, again);
}

gboolean
batch_votes_take (BatchVotes *self,
                  const char *name,
                  const char *value)
{
  g_auto(GStrv) parts = g_strsplit (value, "\n", 3);
  BatchVotePair pair = { 0 };
  int vote = BATCH_VOTE_NONE;

  if (!parse_name (name, &pair) || g_strv_length (parts) != 3
      || !batch_enum_from_nick (BATCH_TYPE_VOTE, parts[0], &vote))
    return FALSE;

  pair.left_model = parts[1];
  pair.right_model = parts[2];
  batch_votes_set (self, &pair, vote);
  return TRUE;
}
