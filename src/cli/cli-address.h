/* cli/cli-address.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "ADDRESS:PORT"; the address may be in brackets, as IPv6 ones are. */
gboolean cli_split_address (const char  *text,
                            char       **address,
                            guint16     *port,
                            GError     **error);

G_END_DECLS
