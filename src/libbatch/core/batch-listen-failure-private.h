/* core/batch-listen-failure-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Says why nobody can listen there, and what can be done, in place of what the system says. */
void batch_listen_failure_explain (const char    *address,
                                   guint16        port,
                                   const GError  *failure,
                                   GError       **error);

G_END_DECLS
