/* webhook/batch-address-guard-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether everybody on the Internet can reach @address, so that it is no way into this
 * machine, or the network around it. */
gboolean  batch_address_is_public  (GInetAddress  *address);

/* Whether something may be sent to @url: it is http or https, has a host and no password.
 * Where its host is an address, that is checked as well unless @allow_private; that of a
 * name is when it is connected. */
gboolean  batch_webhook_check_url  (const char    *url,
                                    gboolean       allow_private,
                                    GError       **error);
/* Whether both are on the same server: scheme, host and port are the same. */
gboolean  batch_webhook_same_origin (const char   *url,
                                     const char   *other);

G_END_DECLS
