/* api/batch-api-client-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-client-log-private.h"

/* So few that looking through all of them is no work. */
struct _BatchApiClientLog
{
  GPtrArray *entries;               /* of BatchApiClientEntry, the last one first */
};

BatchApiClientLog *
batch_api_client_log_new (void)
{
  BatchApiClientLog *self = g_new (BatchApiClientLog, 1);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_client_entry_free);
  return self;
}

void
batch_api_client_log_free (BatchApiClientLog *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

void
batch_api_client_entry_free (BatchApiClientEntry *entry)
{
  g_free (entry->key_name);
  g_free (entry->agent);
  g_free (entry);
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
static BatchApiClientEntry *
take_entry (BatchApiClientLog *self,
            const char        *key_name,
            char              *agent)
{
  BatchApiClientEntry *entry;

  for (guint i = 0; i < self->entries->len; i++)
    {
      entry = g_ptr_array_index (self->entries, i);
      if (g_strcmp0 (entry->key_name, key_name) == 0 && g_str_equal (entry->agent, agent))
        {
          g_free (agent);
          return g_ptr_array_steal_index (self->entries, i);
        }
    }

  entry = g_new0 (BatchApiClientEntry, 1);
  entry->key_name = g_strdup (key_name);
  entry->agent = agent;
  return entry;
}

void
batch_api_client_log_note (BatchApiClientLog *self,
                           const char        *key_name,
                           const char        *agent,
                           gint64             now_us)
{
  BatchApiClientEntry *entry = take_entry (self, key_name, tidy_agent (agent));

  entry->last_us = now_us;
  entry->n_requests++;
  g_ptr_array_insert (self->entries, 0, entry);
  if (self->entries->len > BATCH_API_MAX_CLIENT_ENTRIES)
    g_ptr_array_set_size (self->entries, BATCH_API_MAX_CLIENT_ENTRIES);
}

GPtrArray *
batch_api_client_log_list (BatchApiClientLog *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_client_entry_free);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const BatchApiClientEntry *entry = g_ptr_array_index (self->entries, i);
      BatchApiClientEntry *copy = g_memdup2 (entry, sizeof *entry);

      copy->key_name = g_strdup (entry->key_name);
      copy->agent = g_strdup (entry->agent);
      g_ptr_array_add (list, copy);
    }

  return list;
}
