/* batch-removed-servers.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* Servers that were removed, as long as that can be undone. Only when it cannot any more is it
 * certain that nobody needs their keys, and these are forgotten. */
typedef struct _BatchRemovedServers BatchRemovedServers;

BatchRemovedServers *batch_removed_servers_new    (BatchEngine         *engine);
/* It is too late for all of them. */
void                 batch_removed_servers_free   (BatchRemovedServers *self);

void                 batch_removed_servers_add    (BatchRemovedServers *self,
                                                   BatchBackend        *backend);
/* Returns: (transfer full) (nullable): it is gone for good already */
BatchBackend        *batch_removed_servers_take   (BatchRemovedServers *self,
                                                   const char          *name);
gboolean             batch_removed_servers_has    (BatchRemovedServers *self,
                                                   const char          *name);
/* It is too late for this one, unless it was taken. */
void                 batch_removed_servers_forget (BatchRemovedServers *self,
                                                   const char          *name);

G_END_DECLS
