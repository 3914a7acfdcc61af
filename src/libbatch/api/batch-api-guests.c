/* api/batch-api-guests.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-guests-private.h"

/* So few that looking through all of them is no work. */
struct _BatchApiGuests
{
  GPtrArray *guests;               /* of BatchApiGuest, the last one first */
};

BatchApiGuests *
batch_api_guests_new (void)
{
  BatchApiGuests *self = g_new (BatchApiGuests, 1);

  self->guests = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_guest_free);
  return self;
}

void
batch_api_guests_free (BatchApiGuests *self)
{
  g_ptr_array_unref (self->guests);
  g_free (self);
}

void
batch_api_guest_free (BatchApiGuest *guest)
{
  g_free (guest->key_name);
  g_free (guest->agent);
  g_free (guest);
}

/* It is shown to a person: as text, in one line. */
static char *
tidy_agent (const char *agent)
{
  g_autofree char *valid = agent != NULL ? g_utf8_make_valid (agent, -1) : g_strdup ("");
  g_autoptr(GString) tidy = g_string_new (NULL);
  guint n = 0;

  for (const char *at = valid; *at != '\0' && n < BATCH_API_MAX_AGENT; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_string_append_unichar (tidy, g_unichar_isprint (character) ? character : ' ');
      n++;
    }

  return g_strstrip (g_string_free (g_steal_pointer (&tidy), FALSE));
}

/* (transfer full): @agent */
static BatchApiGuest *
take_guest (BatchApiGuests *self,
            const char     *key_name,
            char           *agent)
{
  BatchApiGuest *guest;

  for (guint i = 0; i < self->guests->len; i++)
    {
      guest = g_ptr_array_index (self->guests, i);
      if (g_strcmp0 (guest->key_name, key_name) == 0 && g_str_equal (guest->agent, agent))
        {
          g_free (agent);
          return g_ptr_array_steal_index (self->guests, i);
        }
    }

  guest = g_new0 (BatchApiGuest, 1);
  guest->key_name = g_strdup (key_name);
  guest->agent = agent;
  return guest;
}

void
batch_api_guests_note (BatchApiGuests *self,
                       const char     *key_name,
                       const char     *agent,
                       gint64          now_us)
{
  BatchApiGuest *guest = take_guest (self, key_name, tidy_agent (agent));

  guest->last_us = now_us;
  guest->n_requests++;
  g_ptr_array_insert (self->guests, 0, guest);
  if (self->guests->len > BATCH_API_MAX_GUESTS)
    g_ptr_array_set_size (self->guests, BATCH_API_MAX_GUESTS);
}

GPtrArray *
batch_api_guests_list (BatchApiGuests *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_guest_free);

  for (guint i = 0; i < self->guests->len; i++)
    {
      const BatchApiGuest *guest = g_ptr_array_index (self->guests, i);
      BatchApiGuest *copy = g_memdup2 (guest, sizeof *guest);

      copy->key_name = g_strdup (guest->key_name);
      copy->agent = g_strdup (guest->agent);
      g_ptr_array_add (list, copy);
    }

  return list;
}
