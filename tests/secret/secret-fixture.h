/* secret-fixture.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The asynchronous calls, waited for. */
char     *lookup_secret    (const char    *name,
                            GCancellable  *cancellable,
                            GError       **error);
gboolean  store_secret     (const char    *name,
                            const char    *value,
                            GError       **error);
gboolean  clear_secret     (const char    *name,
                            GError       **error);

void      assert_secret    (const char    *name,
                            const char    *value);
void      assert_no_secret (const char    *name,
                            GQuark         domain,
                            int            code);

G_END_DECLS
