/* batch-lane-order.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* The rule. Who moves a key in the plan sees it stand before some and behind others. Those
 * before it stay where they are, and it comes next, until they are drained; those behind
 * it go by the rule of the plan as they did, but for those that were moved earlier.
 *
 * An order is of the work that was there when it was made. A key whose oldest job came later
 * is another matter, and so nobody has to clear away what is done. */

#include "config.h"

#include "planning/batch-lane-order-private.h"

#include <string.h>

#define FORMAT "(xa(sb))"

typedef struct
{
  char     *key;
  gboolean  moved;
} Place;

struct _BatchLaneOrder
{
  gint64  made_at;
  GArray *places;                  /* of Place */
};

static void
place_clear (gpointer data)
{
  g_free (((Place *) data)->key);
}

BatchLaneOrder *
batch_lane_order_new (void)
{
  BatchLaneOrder *self = g_new0 (BatchLaneOrder, 1);

  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (self->places, place_clear);
  return self;
}

void
batch_lane_order_free (BatchLaneOrder *self)
{
  g_array_unref (self->places);
  g_free (self);
}

static void
add_place (BatchLaneOrder *self,
           const char     *key,
           gboolean        moved)
{
  Place place = { g_strdup (key), moved };

  g_array_append_val (self->places, place);
}

/* --- As text --- */

BatchLaneOrder *
batch_lane_order_parse (const char *text)
{
  BatchLaneOrder *self = batch_lane_order_new ();
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GVariantIter) places = NULL;
  const char *key;
  gboolean moved;

  if (text != NULL)
    value = g_variant_parse (G_VARIANT_TYPE (FORMAT), text, NULL, NULL, NULL);
  if (value == NULL)
    return self;

  g_variant_get (value, FORMAT, &self->made_at, &places);
  while (g_variant_iter_next (places, "(&sb)", &key, &moved))
    add_place (self, key, moved);

  return self;
}

char *
batch_lane_order_print (BatchLaneOrder *self)
{
  GVariantBuilder places;
  g_autoptr(GVariant) value = NULL;

  if (self->places->len == 0)
    return NULL;

  g_variant_builder_init (&places, G_VARIANT_TYPE ("a(sb)"));
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      g_variant_builder_add (&places, "(sb)", place->key, place->moved);
    }

  value = g_variant_ref_sink (g_variant_new (FORMAT, self->made_at, &places));
  return g_variant_print (value, FALSE);
}

/* --- Looking and moving --- */

static const Place *
find_place (BatchLaneOrder *self,
            const char     *key,
            guint          *turn)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (g_str_equal (place->key, key))
        {
          *turn = i + 1;
          return place;
        }
    }

  *turn = 0;
  return NULL;
}

guint
batch_lane_order_find (BatchLaneOrder *self,
                       const char     *key,
                       gint64          since,
                       gboolean       *moved)
{
  guint turn;
  const Place *place = find_place (self, key, &turn);

  if (place == NULL || since > self->made_at)
    return 0;

  *moved = place->moved;
  return turn;
}

static GPtrArray *
reorder (GPtrArray  *plan,
         const char *key,
         const char *before)
{
  GPtrArray *order = g_ptr_array_new ();
  guint own = 0;
  int place = -1;

  for (guint i = 0; i < plan->len; i++)
    {
      const char *other = g_ptr_array_index (plan, i);

      if (g_str_equal (other, key))
        own = i;
      if (g_str_equal (other, key) && g_strcmp0 (key, before) != 0)
        continue;
      if (g_strcmp0 (other, before) == 0)
        place = order->len;
      g_ptr_array_add (order, g_ptr_array_index (plan, i));
    }

  if (order->len < plan->len)
    g_ptr_array_insert (order, place, g_ptr_array_index (plan, own));
  return order;
}

/* How many of @order are in turn: up to the last one that was ever moved. */
static guint
count_in_turn (BatchLaneOrder *self,
               GPtrArray      *order,
               const char     *key)
{
  for (guint i = order->len; i > 0; i--)
    {
      const char *other = g_ptr_array_index (order, i - 1);
      guint turn;
      const Place *place = find_place (self, other, &turn);

      if (g_str_equal (other, key) || (place != NULL && place->moved))
        return i;
    }

  return 0;
}

void
batch_lane_order_move (BatchLaneOrder *self,
                       GPtrArray      *plan,
                       const char     *key,
                       const char     *before,
                       gint64          now)
{
  g_autoptr(GPtrArray) order = reorder (plan, key, before);
  g_autoptr(BatchLaneOrder) after = batch_lane_order_new ();
  guint n_in_turn = count_in_turn (self, order, key);

  for (guint i = 0; i < n_in_turn; i++)
    {
      const char *other = g_ptr_array_index (order, i);
      guint turn;
      const Place *place = find_place (self, other, &turn);

      add_place (after, other, g_str_equal (other, key) || (place != NULL && place->moved));
    }

  memcpy (plan->pdata, order->pdata, order->len * sizeof (gpointer));
  self->made_at = now;
  g_array_unref (self->places);
  self->places = g_array_ref (after->places);
}
