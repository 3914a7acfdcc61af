/* store-cases.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-store-conformance.h"

G_BEGIN_DECLS

/* The parts of the conformance suite. */
void store_cases_add_life (const char              *prefix,
                           const BatchStoreFactory *factory);
void store_cases_add_ends (const char              *prefix,
                           const BatchStoreFactory *factory);
void store_cases_add_calls (const char              *prefix,
                            const BatchStoreFactory *factory);
void store_cases_add_prefix (const char              *prefix,
                             const BatchStoreFactory *factory);
void store_cases_add_reading (const char              *prefix,
                              const BatchStoreFactory *factory);
void store_cases_add_sharing (const char              *prefix,
                              const BatchStoreFactory *factory);
void store_cases_add_history (const char              *prefix,
                              const BatchStoreFactory *factory);
void store_cases_add_attempts (const char              *prefix,
                               const BatchStoreFactory *factory);
void store_cases_add_api (const char              *prefix,
                          const BatchStoreFactory *factory);
void store_cases_add_handovers (const char              *prefix,
                                const BatchStoreFactory *factory);
void store_cases_add_webhooks (const char              *prefix,
                               const BatchStoreFactory *factory);

G_END_DECLS
