/* batch-store-conformance.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "batch-store-conformance.h"

#include "store-cases.h"

void
batch_store_conformance_add_tests (const char              *prefix,
                                   const BatchStoreFactory *factory)
{
  store_cases_add_life (prefix, factory);
  store_cases_add_ends (prefix, factory);
  store_cases_add_calls (prefix, factory);
  store_cases_add_prefix (prefix, factory);
  store_cases_add_reading (prefix, factory);
  store_cases_add_sharing (prefix, factory);
  store_cases_add_history (prefix, factory);
  store_cases_add_attempts (prefix, factory);
  store_cases_add_api (prefix, factory);
  store_cases_add_webhooks (prefix, factory);
  store_cases_add_handovers (prefix, factory);
}
