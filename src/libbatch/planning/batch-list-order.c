/* batch-list-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. A new job goes behind the last queued job of its resource key, or to
 * the end of the list when there is none: keys stand in the order in which they
 * first came, the jobs of a key in the order in which they came. Jobs that were
 * started or have ended never change their place, unless somebody moves them; queued
 * ones flow around them.
 * A job is said to be reordered only if it really stands elsewhere, among the
 * queued ones, than in order of submission.
 *
 * This is what people see, not the order in which things run: that is the plan. */

#include "config.h"

#include "planning/batch-list-order-private.h"

typedef struct
{
  gpointer       job;
  GSequence     *siblings;        /* the queued jobs of its key, in list order */
  gint64         sequence;
  GSequenceIter *in_list;
  GSequenceIter *in_siblings;     /* NULL once settled */
  GSequenceIter *in_arrivals;     /* likewise */
  GSequenceIter *in_settled;      /* NULL until settled */
} Entry;

struct _BatchListOrder
{
  GSequence  *list;
  GSequence  *settled;     /* those of the list that keep their place, in list order */
  GSequence  *arrivals;    /* the others, in order of submission */
  GHashTable *by_job;      /* gpointer → Entry (owned) */
  GHashTable *by_key;      /* char* → siblings (owned) */
};

BatchListOrder *
batch_list_order_new (void)
{
  BatchListOrder *self = g_new0 (BatchListOrder, 1);

  self->list = g_sequence_new (NULL);
  self->settled = g_sequence_new (NULL);
  self->arrivals = g_sequence_new (NULL);
  self->by_job = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) g_sequence_free);
  return self;
}

void
batch_list_order_free (BatchListOrder *self)
{
  g_sequence_free (self->list);
  g_sequence_free (self->settled);
  g_sequence_free (self->arrivals);
  g_hash_table_unref (self->by_job);
  g_hash_table_unref (self->by_key);
  g_free (self);
}

static Entry *
get_entry (BatchListOrder *self,
           gpointer        job)
{
  Entry *entry = g_hash_table_lookup (self->by_job, job);

  g_assert (entry != NULL);
  return entry;
}

static int
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  return g_sequence_iter_compare (((const Entry *) a)->in_list, ((const Entry *) b)->in_list);
}

static int
compare_sequences (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  gint64 one = ((const Entry *) a)->sequence;
  gint64 two = ((const Entry *) b)->sequence;

  return one < two ? -1 : one > two;
}

guint
batch_list_order_get_size (BatchListOrder *self)
{
  return (guint) g_sequence_get_length (self->list);
}

gpointer
batch_list_order_get_nth (BatchListOrder *self,
                          guint           position)
{
  if (position >= batch_list_order_get_size (self))
    return NULL;

  return ((Entry *) g_sequence_get (g_sequence_get_iter_at_pos (self->list, (int) position)))->job;
}

static guint
place_of (const Entry *entry)
{
  return (guint) g_sequence_iter_get_position (entry->in_list);
}

guint
batch_list_order_find (BatchListOrder *self,
                       gpointer        job)
{
  return place_of (get_entry (self, job));
}

/* As many settled ones stand at the front as have a place that is their number. */
static guint
count_settled_at_front (BatchListOrder *self)
{
  guint low = 0;
  guint high = (guint) g_sequence_get_length (self->settled);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      GSequenceIter *iter = g_sequence_get_iter_at_pos (self->settled, (int) middle);

      if (place_of (g_sequence_get (iter)) == middle)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

gpointer
batch_list_order_first_queued (BatchListOrder *self,
                               const char     *key)
{
  GSequence *siblings = key != NULL ? g_hash_table_lookup (self->by_key, key) : NULL;

  if (key == NULL)
    return batch_list_order_get_nth (self, count_settled_at_front (self));
  if (siblings == NULL || g_sequence_is_empty (siblings))
    return NULL;

  return ((Entry *) g_sequence_get (g_sequence_get_begin_iter (siblings)))->job;
}

/* --- Those that keep their places --- */

static gboolean
is_settled_between (GSequenceIter *in_list,
                    guint          first_place,
                    guint          last_place)
{
  guint place = (guint) g_sequence_iter_get_position (in_list);

  return !g_sequence_iter_is_end (in_list) &&
         ((Entry *) g_sequence_get (in_list))->in_settled != NULL &&
         place >= first_place && place <= last_place;
}

/* The first settled one behind @entry. */
static GSequenceIter *
settled_behind (BatchListOrder *self,
                Entry          *entry)
{
  return g_sequence_search (self->settled, entry, compare_places, NULL);
}

/* Something came in before @settled, so that it and those behind it, up to
 * @last_place, slid down: whoever stands before a block of them steps over it.
 * Gives the last place that changed. */
static guint
lift_settled (GSequenceIter *settled,
              guint          last_place)
{
  guint last = 0;

  while (!g_sequence_iter_is_end (settled))
    {
      GSequenceIter *end = ((Entry *) g_sequence_get (settled))->in_list;
      GSequenceIter *stepping = g_sequence_iter_prev (end);

      if (!is_settled_between (end, 0, last_place))
        break;

      for (; is_settled_between (end, 0, last_place); end = g_sequence_iter_next (end))
        settled = g_sequence_iter_next (settled);
      g_sequence_move (stepping, end);
      last = (guint) g_sequence_iter_get_position (stepping);
    }

  return last;
}

/* The other way round: something before @settled went away, from a place not
 * behind @first_place; whoever stands behind a block steps over it. */
static void
lower_settled (GSequenceIter *settled,
               guint          first_place)
{
  while (!g_sequence_iter_is_begin (settled))
    {
      GSequenceIter *before = g_sequence_iter_prev (settled);
      GSequenceIter *first = ((Entry *) g_sequence_get (before))->in_list;
      GSequenceIter *stepping = g_sequence_iter_next (first);

      if (!is_settled_between (first, first_place, G_MAXUINT))
        break;

      for (settled = before;
           !g_sequence_iter_is_begin (first) &&
           is_settled_between (g_sequence_iter_prev (first), first_place, G_MAXUINT);
           first = g_sequence_iter_prev (first))
        settled = g_sequence_iter_prev (settled);
      g_sequence_move (stepping, first);
    }
}

/* --- Coming and going --- */

static GSequence *
siblings_of (BatchListOrder *self,
             const char     *key)
{
  GSequence *siblings = g_hash_table_lookup (self->by_key, key);

  if (siblings == NULL)
    {
      siblings = g_sequence_new (NULL);
      g_hash_table_insert (self->by_key, g_strdup (key), siblings);
    }

  return siblings;
}

static Entry *
add_entry (BatchListOrder *self,
           gpointer        job,
           const char     *key,
           gint64          sequence)
{
  Entry *entry = g_new0 (Entry, 1);

  g_assert (!g_hash_table_contains (self->by_job, job));

  entry->job = job;
  entry->siblings = siblings_of (self, key);
  entry->sequence = sequence;
  g_hash_table_insert (self->by_job, job, entry);
  return entry;
}

static void
enter_queue (BatchListOrder *self,
             Entry          *entry)
{
  entry->in_siblings = g_sequence_insert_sorted (entry->siblings, entry, compare_places, NULL);
  entry->in_arrivals = g_sequence_insert_sorted (self->arrivals, entry, compare_sequences, NULL);
}

static void
leave_queue (Entry *entry)
{
  g_clear_pointer (&entry->in_siblings, g_sequence_remove);
  g_clear_pointer (&entry->in_arrivals, g_sequence_remove);
}

BatchListChange
batch_list_order_append (BatchListOrder *self,
                         gpointer        job,
                         const char     *key,
                         gint64          sequence,
                         gboolean        is_queued)
{
  Entry *entry = add_entry (self, job, key, sequence);

  entry->in_list = g_sequence_append (self->list, entry);
  if (is_queued)
    enter_queue (self, entry);
  else
    entry->in_settled = g_sequence_append (self->settled, entry);

  return (BatchListChange) { place_of (entry), 0, 1 };
}

BatchListChange
batch_list_order_insert (BatchListOrder *self,
                         gpointer        job,
                         const char     *key,
                         gint64          sequence)
{
  GSequence *siblings = siblings_of (self, key);
  Entry *entry;
  Entry *last;
  guint place;
  guint end;

  if (g_sequence_is_empty (siblings))
    return batch_list_order_append (self, job, key, sequence, TRUE);

  last = g_sequence_get (g_sequence_iter_prev (g_sequence_get_end_iter (siblings)));
  entry = add_entry (self, job, key, sequence);
  entry->in_list = g_sequence_insert_before (g_sequence_iter_next (last->in_list), entry);
  enter_queue (self, entry);

  place = place_of (entry);
  end = lift_settled (settled_behind (self, entry), G_MAXUINT);
  end = MAX (place, end);
  return (BatchListChange) { place, end - place, end - place + 1 };
}

BatchListChange
batch_list_order_remove (BatchListOrder *self,
                         gpointer        job)
{
  Entry *entry = get_entry (self, job);
  guint place = place_of (entry);

  leave_queue (entry);
  g_clear_pointer (&entry->in_settled, g_sequence_remove);
  g_sequence_remove (entry->in_list);
  g_hash_table_remove (self->by_job, job);
  return (BatchListChange) { place, 1, 0 };
}

void
batch_list_order_settle (BatchListOrder *self,
                         gpointer        job)
{
  Entry *entry = get_entry (self, job);

  if (entry->in_settled != NULL)
    return;

  leave_queue (entry);
  entry->in_settled = g_sequence_insert_sorted (self->settled, entry, compare_places, NULL);
}

BatchListChange
batch_list_order_move (BatchListOrder *self,
                       gpointer        job,
                       guint           position)
{
  Entry *entry = get_entry (self, job);
  guint from = place_of (entry);
  guint to = MIN (position, batch_list_order_get_size (self) - 1);
  GSequenceIter *target = g_sequence_get_iter_at_pos (self->list, (int) (to > from ? to + 1 : to));

  if (to == from)
    return (BatchListChange) { from, 0, 0 };

  g_clear_pointer (&entry->in_settled, g_sequence_remove);

  g_sequence_move (entry->in_list, target);
  if (to < from)
    lift_settled (settled_behind (self, entry), from);
  else
    lower_settled (settled_behind (self, entry), from);

  if (entry->in_siblings != NULL)
    g_sequence_sort_changed (entry->in_siblings, compare_places, NULL);
  else
    entry->in_settled = g_sequence_insert_sorted (self->settled, entry, compare_places, NULL);
  return (BatchListChange) { MIN (from, to), MAX (from, to) - MIN (from, to) + 1,
                             MAX (from, to) - MIN (from, to) + 1 };
}

/* --- Saying so --- */

int
batch_list_order_get_lead (BatchListOrder *self,
                           gpointer        job)
{
  Entry *entry = get_entry (self, job);
  int in_list;

  if (entry->in_settled != NULL)
    return 0;

  in_list = g_sequence_iter_get_position (entry->in_list) -
            g_sequence_iter_get_position (settled_behind (self, entry));
  return g_sequence_iter_get_position (entry->in_arrivals) - in_list;
}

char *
batch_list_order_note (int         lead,
                       const char *key)
{
  if (lead > 0)
    return g_strdup_printf (lead == 1 ? "Moved up %d place, to the other jobs for “%s”"
                                      : "Moved up %d places, to the other jobs for “%s”",
                            lead, key);
  if (lead < 0)
    return g_strdup_printf (lead == -1 ? "Moved down %d place, behind jobs for models that came "
                                         "before “%s”"
                                       : "Moved down %d places, behind jobs for models that came "
                                         "before “%s”", -lead, key);
  return NULL;
}
