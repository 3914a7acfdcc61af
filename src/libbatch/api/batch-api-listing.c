/* api/batch-api-listing.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-listing-private.h"

#include <string.h>

/* What servers have said of their models. Pure. */

BatchApiListing *
batch_api_listing_new (const char *server,
                       const char *implied_tag,
                       GStrv       models)
{
  BatchApiListing *listing = g_new (BatchApiListing, 1);

  *listing = (BatchApiListing) {
    g_strdup (server), implied_tag, models, g_array_new (FALSE, TRUE, sizeof (gint64)),
  };
  if (models != NULL)
    g_array_set_size (listing->created_at, g_strv_length (models));
  return listing;
}

void
batch_api_listing_free (BatchApiListing *listing)
{
  g_free (listing->server);
  g_strfreev (listing->models);
  g_array_unref (listing->created_at);
  g_free (listing);
}

gboolean
batch_api_is_model (const char *listed,
                    const char *model,
                    const char *implied_tag)
{
  gsize length = strlen (model);

  return g_str_equal (listed, model)
         || (implied_tag != NULL && strncmp (listed, model, length) == 0
             && g_str_equal (listed + length, implied_tag));
}

static gboolean
has_all (const BatchApiListing *listing,
         const char *const     *models)
{
  for (guint i = 0; models[i] != NULL; i++)
    {
      guint at = 0;

      while (listing->models[at] != NULL
             && !batch_api_is_model (listing->models[at], models[i], listing->implied_tag))
        at++;
      if (listing->models[at] == NULL)
        return FALSE;
    }

  return TRUE;
}

static GStrv
list_servers (GPtrArray         *listings,
              const char *const *models)
{
  GPtrArray *servers = g_ptr_array_new ();

  for (guint i = 0; i < listings->len; i++)
    {
      const BatchApiListing *listing = g_ptr_array_index (listings, i);

      if (models == NULL ? listing->models == NULL
                         : listing->models != NULL && has_all (listing, models))
        g_ptr_array_add (servers, g_strdup (listing->server));
    }

  g_ptr_array_add (servers, NULL);
  return (GStrv) g_ptr_array_free (servers, FALSE);
}

gboolean
batch_api_listings_have (GPtrArray         *listings,
                         const char *const *models)
{
  g_auto(GStrv) servers = list_servers (listings, models);

  return servers[0] != NULL;
}

GStrv
batch_api_listings_find (GPtrArray         *listings,
                         const char *const *models)
{
  GStrv servers = list_servers (listings, models);

  if (servers[0] != NULL)
    return servers;

  g_strfreev (servers);
  return list_servers (listings, NULL);
}
