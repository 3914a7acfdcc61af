/* test-json-scanner-portable.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

/* The scanner as it is on a machine without vector instructions, in place of the library's. */
#define BATCH_JSON_PORTABLE 1

#include "json/batch-json-scanner.c"
#include "test-json-scanner.c"
