/* batch-address-group.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_ADDRESS_GROUP (batch_address_group_get_type ())

G_DECLARE_FINAL_TYPE (BatchAddressGroup, batch_address_group, BATCH, ADDRESS_GROUP,
                      AdwPreferencesGroup)

/* Shows what work goes to by its address: unfinished ones of @jobs, and new ones, if that is where
 * @default_backend (nullable) says. What is one of @backends is not shown, unless new ones go there
 * by its address. “servers.add” with an address makes a server of it. */
void     batch_address_group_show     (BatchAddressGroup *self,
                                       GListModel        *jobs,
                                       GListModel        *backends,
                                       const char        *default_backend);

gboolean batch_address_group_is_empty (BatchAddressGroup *self);

G_END_DECLS
