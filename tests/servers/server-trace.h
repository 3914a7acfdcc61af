/* server-trace.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "server-fixture.h"

G_BEGIN_DECLS

/* What the simulator saw of its models, in order; (transfer full):
 *
 *   keep a     it is to load a, and to keep it for some time
 *   free a     it is to unload a
 *   +a -a      a is loaded, or taken out of memory
 *   a*10       ten requests for answers of a
 *
 * “keep a, +a, a*10, free a, -a” */
char     *server_trace             (ServerFixture *self);

/* Whenever a model was asked and the one before was another, all its requests had ended. */
void      server_trace_check_one_model (ServerFixture *self);
/* A condition: at least so many requests were answered, as a pointer. */
gboolean  server_trace_has_answers (ServerFixture *self,
                                    gpointer       n);
/* A condition: the engine tells of trouble. */
gboolean  server_trace_has_trouble (ServerFixture *self,
                                    gpointer       nothing);
/* A condition: at least so many loads have begun. */
gboolean  server_trace_has_loads   (ServerFixture *self,
                                    gpointer       n);

G_END_DECLS
