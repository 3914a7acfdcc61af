/* http/batch-url-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *batch_url_normalize   (const char  *url,
                                 GError     **error);
char     *batch_url_join        (const char  *url,
                                 const char  *path);
/* The address of a server at @url that has its endpoints under no version. */
char     *batch_url_without_version (const char *url);
gboolean  batch_url_is_loopback (const char  *url);
/* What all ways to write the address of one server have in common. */
char     *batch_url_server_key  (const char  *url);
/* Whether @url reaches more than @other, which has the same key. */
gboolean  batch_url_prefers     (const char  *url,
                                 const char  *other);

G_END_DECLS
