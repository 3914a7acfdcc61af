/* api/batch-api-guard-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "core/batch-api-record.h"

G_BEGIN_DECLS

/* Who is let in. Pure, so that every way in is a line of a table of cases. */

/* Whether a request that calls its server @host means us: a page on the web may have a name
 * that leads to this machine (DNS rebinding), and its requests tell the name. @listen: the
 * address that we listen on; on another than loopback its numbers are ours, too. @hosts:
 * (nullable): names that somebody has said to be ours, as they were read. */
gboolean                 batch_api_guard_knows_host   (const char        *host,
                                                       const char        *listen,
                                                       const char *const *hosts);
/* Whether a request that a page of @origin (nullable) has made may come in: pages of this
 * machine may, and what is no page. */
gboolean                 batch_api_guard_knows_origin (const char        *origin,
                                                       const char        *listen,
                                                       const char *const *hosts);
/* A name as clients send it. NULL: it is none, or more than one */
char                    *batch_api_guard_read_host    (const char        *text);

/* Whether a page in a browser has made the request: one of another @origin (nullable) than @host
 * (nullable), or one that the browser calls foreign in Sec-Fetch-Site (@fetch_site, nullable). */
gboolean                 batch_api_guard_is_page      (const char *origin,
                                                       const char *fetch_site,
                                                       const char *host);

/* The key that a request brings: of “Bearer KEY”, or @x_api_key. NULL: none. */
char                    *batch_api_guard_dup_token    (const char *authorization,
                                                       const char *x_api_key);

/* A new key, and what is kept of it. */
char                    *batch_api_guard_make_token   (GError    **error);
char                    *batch_api_guard_digest       (const char *token);
/* The one in force that @token is of, or NULL. Takes as long for every other token. */
const BatchApiKeyRecord *batch_api_guard_find_key     (GPtrArray  *keys,
                                                       const char *token);

G_END_DECLS
