/* batch-executor-addresses.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include <string.h>

#include "http/batch-url-private.h"

/* By which address each server is spoken to. One server has one lane, however many addresses of it
 * people have written: its name here has one of them, which is connected to and shown, and its name
 * in the store, the lease, is the same for all of them. */

/* An address that this process was given, with the API key for it or "". */
typedef struct
{
  char *address;
  char *api_key;
  char *key_address;            /* at which the key was given; it is taken back there only */
} GivenUrl;

static void
given_url_free (gpointer data)
{
  GivenUrl *self = data;

  g_free (self->address);
  g_free (self->api_key);
  g_free (self->key_address);
  g_free (self);
}

GHashTable *
batch_executor_urls_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, given_url_free);
}

char *
batch_executor_name_lease (const char *lane)
{
  g_autofree char *key = NULL;

  if (!g_str_has_prefix (lane, BATCH_HTTP_LANE))
    return g_strdup (lane);

  key = batch_url_server_key (lane + strlen (BATCH_HTTP_LANE));
  return g_strconcat (BATCH_HTTP_LANE, key, NULL);
}

/* --- What is known --- */

static void
note_address (GHashTable *addresses,
              const char *url)
{
  g_autofree char *key = batch_url_server_key (url);
  const char *known = g_hash_table_lookup (addresses, key);

  if (known == NULL || batch_url_prefers (url, known))
    g_hash_table_insert (addresses, g_steal_pointer (&key), g_strdup (url));
}

/* What is under way goes on where it is, though nobody gives that address any more: a second lane
 * would load models of its own. Where nobody answers, another address may be right. */
static void
keep_busy (BatchExecutor *self,
           GHashTable    *addresses)
{
  GHashTableIter iter;
  gpointer lane;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    {
      const char *id = batch_lane_get_id (lane);
      const char *url = id + strlen (BATCH_HTTP_LANE);

      if (g_str_has_prefix (id, BATCH_HTTP_LANE) && batch_lane_is_inside (lane)
          && !batch_lane_is_troubled (lane))
        g_hash_table_insert (addresses, batch_url_server_key (url), g_strdup (url));
    }
}

void
batch_executor_choose_addresses (BatchExecutor *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_remove_all (self->addresses);
  g_hash_table_iter_init (&iter, self->urls);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    note_address (self->addresses, ((const GivenUrl *) value)->address);

  g_hash_table_iter_init (&iter, self->backends);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_autofree char *url = batch_url_normalize (((const BatchBackendRecord *) value)->url, NULL);

      if (url != NULL)
        note_address (self->addresses, url);
    }

  keep_busy (self, self->addresses);
}

const char *
batch_executor_find_address (BatchExecutor *self,
                             const char    *url)
{
  g_autofree char *key = batch_url_server_key (url);
  char *address = g_hash_table_lookup (self->addresses, key);

  if (address == NULL)
    {
      address = g_strdup (url);
      g_hash_table_insert (self->addresses, g_steal_pointer (&key), address);
    }
  return address;
}

/* --- What this process was given --- */

static const GivenUrl *
find_given (BatchExecutor *self,
            const char    *url)
{
  g_autofree char *key = batch_url_server_key (url);

  return g_hash_table_lookup (self->urls, key);
}

void
batch_executor_take_url (BatchExecutor *self,
                         const char    *url,
                         const char    *api_key)
{
  const GivenUrl *before = find_given (self, url);
  const char *address = before != NULL && batch_url_prefers (before->address, url)
                        ? before->address : url;
  gboolean keep = before != NULL && *api_key == '\0' && !g_str_equal (before->key_address, url);
  GivenUrl *given = g_new (GivenUrl, 1);

  *given = (GivenUrl) {
    .address = g_strdup (address),
    .api_key = g_strdup (keep ? before->api_key : api_key),
    .key_address = g_strdup (keep ? before->key_address : url),
  };
  g_hash_table_insert (self->urls, batch_url_server_key (url), given);
  batch_executor_choose_addresses (self);
}

gboolean
batch_executor_has_url (BatchExecutor *self,
                        const char    *url)
{
  return find_given (self, url) != NULL;
}

const char *
batch_executor_find_key (BatchExecutor *self,
                         const char    *lane)
{
  const GivenUrl *given = g_str_has_prefix (lane, BATCH_HTTP_LANE)
                          ? find_given (self, lane + strlen (BATCH_HTTP_LANE)) : NULL;

  return given != NULL && *given->api_key != '\0' ? given->api_key : NULL;
}
