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

/* A fixture: an engine with a store of its own. */
typedef struct
{
  char        *dir;
  BatchEngine *engine;
} BatchTestEngine;

void batch_test_engine_set_up    (BatchTestEngine *self,
                                  gconstpointer    data);
void batch_test_engine_tear_down (BatchTestEngine *self,
                                  gconstpointer    data);

G_END_DECLS
