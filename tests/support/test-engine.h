/* test-engine.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* An engine on a store in @dir. */
BatchEngine *batch_test_open_engine  (const char  *dir);
void         batch_test_close_engine (BatchEngine *engine);

G_END_DECLS
