/* batch-load-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-history.h"
#include "reports/batch-load.h"

G_BEGIN_DECLS

/* Copies @record. */
BatchLoad *batch_load_new          (const BatchLoadRecord *record);
/* Whether it is the one under way that @record is of. */
gboolean   batch_load_is           (BatchLoad             *self,
                                    const BatchLoadRecord *record);
void       batch_load_set_fraction (BatchLoad             *self,
                                    double                 fraction);

G_END_DECLS
