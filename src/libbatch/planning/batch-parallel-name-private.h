/* batch-parallel-name-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Under which name the store keeps how many requests for a model of a server are best under
 * way at a time. */

#define BATCH_PARALLEL_SPACE "parallel"
/* And how many a server says that it works on at a time: of a model under that name, too, and under
 * its address alone of whichever model. */
#define BATCH_TOLD_SPACE     "told-parallel"

/* @server: its address, which has no space in it */
char       *batch_parallel_name      (const char *server,
                                      const char *model);
/* NULL: it is of another server */
const char *batch_parallel_name_model (const char *name,
                                      const char *server);
/* 0: it is no number that makes sense */
guint       batch_parallel_parse     (const char *text);

G_END_DECLS
