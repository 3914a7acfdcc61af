/* webhook/batch-guarded-address-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The network address of a URL, but only those of its addresses are ever connected to that
 * everybody can reach. So it does not matter what a name meant a moment ago. */
#define BATCH_TYPE_GUARDED_ADDRESS (batch_guarded_address_get_type ())

G_DECLARE_FINAL_TYPE (BatchGuardedAddress, batch_guarded_address, BATCH, GUARDED_ADDRESS,
                      GNetworkAddress)

GSocketConnectable *batch_guarded_address_new (GUri *uri);

G_END_DECLS
