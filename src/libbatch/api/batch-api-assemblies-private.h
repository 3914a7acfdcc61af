/* api/batch-api-assemblies-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-assembly-private.h"

G_BEGIN_DECLS

/* All files that come in parts, and for some time those that came. Each one that has parts has a
 * file open, so there can be so many only. */
typedef struct _BatchApiAssemblies BatchApiAssemblies;

BatchApiAssemblies *batch_api_assemblies_new    (void);
void                batch_api_assemblies_free   (BatchApiAssemblies  *self);

/* NULL: it is in; else there is no place for it. */
BatchApiFault      *batch_api_assemblies_add    (BatchApiAssemblies  *self,
                                                 BatchApiAssembly    *assembly,
                                                 gint64               now);
/* NULL: there is none of that id for that key. @key_id: (nullable): nobody needs one */
BatchApiAssembly   *batch_api_assemblies_find   (BatchApiAssemblies  *self,
                                                 const char          *id,
                                                 const char          *key_id);
/* Those whose time is over let go of what has come of them, and are forgotten later on. */
void                batch_api_assemblies_expire (BatchApiAssemblies  *self,
                                                 gint64               now);

G_END_DECLS
