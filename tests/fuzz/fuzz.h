/* fuzz.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* What every fuzzer defines, and libFuzzer or driver.c calls. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         length);
