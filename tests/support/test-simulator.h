/* test-simulator.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator.h"
#include "test-http.h"

G_BEGIN_DECLS

/* Listens on a free port of 127.0.0.1. */
BatchSimulator *batch_test_start_simulator (const BatchSimulatorConfig *config);

/* Waits until so many requests are in flight; fails the test when that takes over @max_ms, or ten
 * times that in a build with a sanitizer. */
void            batch_test_wait_in_flight  (BatchSimulator             *simulator,
                                            guint                       in_flight,
                                            guint                       max_ms);

void            batch_test_assert_contains (BatchTestResponse          *response,
                                            const char                 *text);

G_END_DECLS
