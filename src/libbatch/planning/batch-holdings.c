/* batch-holdings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. A server that says for how many models it has room is believed, until a load is
 * seen to make another one go earlier: memory may be short before the number is reached. Of
 * one that does not say it is learnt: as many as were ever seen there at once fit; and when
 * a load failed or was seen to make another one go, no more fit than are there then.
 *
 * Before anybody has looked, what answers is there. With room for no more than that, all
 * else is gone; with room, what was used last stays. A look corrects that.
 *
 * What was learnt another time is how many were there at once: those fit again, and perhaps
 * more do by now.
 *
 * As long as nothing of that is known, it is planned with what such servers usually hold: what is
 * still needed is left there in any case, and it is seen soon whether it stays.
 *
 * What was asked for, and has not answered yet, is loaded and has taken the place of another, or
 * has failed before that: as long as nobody knows, it is supposed to be there. */

#include "config.h"

#include "planning/batch-holdings-private.h"

typedef struct
{
  char     *key;
  gint64    used_at;
  gboolean  certain;
} Held;

struct _BatchHoldings
{
  GArray *held;            /* of Held; there are few */
  guint   told;            /* 0: the server does not say; so are the next */
  guint   full;            /* so many were left when one had to go */
  guint   seen;            /* the most at once */
  guint   remembered;      /* what came of that another time */
  guint   expected;        /* when nothing has to go for the last load */
};

static void
held_clear (gpointer data)
{
  g_free (((Held *) data)->key);
}

BatchHoldings *
batch_holdings_new (void)
{
  BatchHoldings *self = g_new0 (BatchHoldings, 1);

  self->held = g_array_new (FALSE, FALSE, sizeof (Held));
  g_array_set_clear_func (self->held, held_clear);
  return self;
}

void
batch_holdings_free (BatchHoldings *self)
{
  g_array_unref (self->held);
  g_free (self);
}

static Held *
find (const BatchHoldings *self,
      const char          *key)
{
  for (guint i = 0; i < self->held->len; i++)
    {
      Held *held = &g_array_index (self->held, Held, i);

      if (g_str_equal (held->key, key))
        return held;
    }

  return NULL;
}

static void
add (BatchHoldings *self,
     const char    *key,
     gint64         used_at)
{
  Held held = { g_strdup (key), used_at, TRUE };

  g_array_append_val (self->held, held);
}

static void
drop_least_used (BatchHoldings *self)
{
  guint least = 0;

  for (guint i = 1; i < self->held->len; i++)
    if (g_array_index (self->held, Held, i).used_at <
        g_array_index (self->held, Held, least).used_at)
      least = i;

  g_array_remove_index (self->held, least);
}

void
batch_holdings_tell_room (BatchHoldings *self,
                          guint          room)
{
  self->told = room;
}

void
batch_holdings_remember (BatchHoldings *self,
                         guint          room)
{
  self->seen = MAX (self->seen, room);
  self->remembered = room;
}

void
batch_holdings_fill (BatchHoldings *self,
                     guint          n_held)
{
  self->full = n_held;
}

void
batch_holdings_use (BatchHoldings *self,
                    const char    *key,
                    gint64         now)
{
  Held *held = find (self, key);

  if (held != NULL)
    {
      held->used_at = now;
      return;
    }

  self->expected = self->held->len + 1;
  while (self->held->len >= batch_holdings_get_least (self))
    drop_least_used (self);
  add (self, key, now);
}

void
batch_holdings_see (BatchHoldings *self,
                    const char    *key,
                    gboolean       is_there)
{
  Held *held = find (self, key);

  if (!is_there)
    batch_holdings_drop (self, key);
  else if (held != NULL)
    held->certain = TRUE;
  else
    add (self, key, 0);
}

void
batch_holdings_looked (BatchHoldings *self)
{
  guint n = self->held->len;

  if (n > 0 && n < self->expected)
    self->full = n;
  if (n > self->full)
    self->full = 0;
  self->seen = MAX (self->seen, n);
  self->expected = 0;
}

void
batch_holdings_doubt (BatchHoldings *self)
{
  for (guint i = 0; i < self->held->len; i++)
    g_array_index (self->held, Held, i).certain = FALSE;
}

void
batch_holdings_drop (BatchHoldings *self,
                     const char    *key)
{
  for (guint i = 0; i < self->held->len; i++)
    if (g_str_equal (g_array_index (self->held, Held, i).key, key))
      {
        g_array_remove_index (self->held, i);
        return;
      }
}

void
batch_holdings_clear (BatchHoldings *self)
{
  g_array_set_size (self->held, 0);
  self->expected = 0;
}

gboolean
batch_holdings_has (const BatchHoldings *self,
                    const char          *key)
{
  return key != NULL && find (self, key) != NULL;
}

guint
batch_holdings_get_room (const BatchHoldings *self)
{
  if (self->told > 0 && self->full > 0)
    return MIN (self->told, self->full);
  return self->told > 0 ? self->told : self->full;
}

guint
batch_holdings_get_least (const BatchHoldings *self)
{
  guint room = batch_holdings_get_room (self);

  return room > 0 ? room : MAX (self->seen, 1);
}

guint
batch_holdings_expect (const BatchHoldings *self,
                       guint                usual)
{
  guint least = batch_holdings_get_least (self);
  gboolean is_known = batch_holdings_get_room (self) > 0 || self->remembered > 0;

  return is_known ? least : MAX (least, usual);
}

GArray *
batch_holdings_list (const BatchHoldings *self)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (BatchScheduleResident));

  for (guint i = 0; i < self->held->len; i++)
    {
      const Held *held = &g_array_index (self->held, Held, i);
      BatchScheduleResident resident = { held->key, held->certain, 0, held->used_at };

      g_array_append_val (out, resident);
    }

  return out;
}

static void
remove_least_used (GArray *residents)
{
  guint least = 0;

  for (guint i = 1; i < residents->len; i++)
    if (g_array_index (residents, BatchScheduleResident, i).last_used <
        g_array_index (residents, BatchScheduleResident, least).last_used)
      least = i;

  g_array_remove_index (residents, least);
}

GArray *
batch_holdings_suppose (const BatchHoldings *self,
                        const char          *key)
{
  GArray *residents = batch_holdings_list (self);
  BatchScheduleResident supposed = { key, FALSE };

  if (batch_holdings_has (self, key))
    return residents;

  while (residents->len >= batch_holdings_get_least (self))
    remove_least_used (residents);
  g_array_append_val (residents, supposed);
  return residents;
}
