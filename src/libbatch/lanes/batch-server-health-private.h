/* batch-server-health-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "workers/batch-worker-private.h"

G_BEGIN_DECLS

/* Whether a server that can be reached does its work, as far as the ends of requests tell. */
typedef struct
{
  guint max_failures;              /* in a row; 0: any number */
  guint n_failures;                /* in a row */
} BatchServerHealth;

/* An attempt at a request has ended with @ending. @first: it was the first one.
 * Returns: whether it is the server that fails, and not the request */
gboolean batch_server_health_note     (BatchServerHealth *self,
                                       const BatchEnding *ending,
                                       gboolean           first);
gboolean batch_server_health_is_bad   (const BatchServerHealth *self);

G_END_DECLS
