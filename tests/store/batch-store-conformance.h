/* batch-store-conformance.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/batch-store.h"

G_BEGIN_DECLS

/* What every store must do, whoever wrote it. docs/stores.md tells how to hold one of your
 * own against it. */
typedef struct
{
  /* The address of an empty store of its own. */
  char     *(*create)  (void);
  void      (*destroy) (const char *uri);
  /* Whether one that opens the same address finds the same queue. */
  gboolean   shared;
} BatchStoreFactory;

/* @prefix: of the paths of the tests. */
void batch_store_conformance_add_tests (const char              *prefix,
                                        const BatchStoreFactory *factory);

G_END_DECLS
