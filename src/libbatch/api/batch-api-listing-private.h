/* api/batch-api-listing-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a server has said of its models. */
typedef struct
{
  char  *server;                   /* its name, or its URL where it has none */
  const char *implied_tag;         /* (nullable) static: that names of its models may leave out */
  GStrv  models;                   /* (nullable) nobody knows: it does not tell */
  GArray *created_at;              /* of gint64, s, for each of them; 0: it does not tell */
} BatchApiListing;

/* Which servers have all of @models. When none has, those that do not tell: they may. Returns:
 * (transfer full): never NULL. Pure. */
GStrv              batch_api_listings_find  (GPtrArray             *listings,
                                             const char *const     *models);
/* Whether a server says that it has all of @models. Pure. */
gboolean           batch_api_listings_have  (GPtrArray             *listings,
                                             const char *const     *models);
/* Whether a server that lists @listed means @model by it. @implied_tag: (nullable) */
gboolean           batch_api_is_model       (const char            *listed,
                                             const char            *model,
                                             const char            *implied_tag);
BatchApiListing   *batch_api_listing_new    (const char            *server,
                                             const char            *implied_tag,
                                             GStrv                  models);
void               batch_api_listing_free   (BatchApiListing       *listing);

G_END_DECLS
