/* api/batch-api-probe-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-exchange-private.h"

G_BEGIN_DECLS

/* /healthz: whether the store can be written and read. Nobody needs a key for it, so that it is
 * looked at once for all who ask, and not again for a while. Nobody waits for long. */
typedef struct
{
  GPtrArray  *asking;              /* of BatchApiExchange, which wait for what comes of it */
  GSource    *patience;            /* (nullable) as long as they do */
  const char *ailment;             /* (nullable) static: what was wrong last */
  const char *logged;              /* (nullable) static: of that, what the log has the reason for */
  gint64      ended_at;            /* monotonic; 0: it was never looked at */
  gboolean    under_way;
} BatchApiProbe;

void batch_api_probe_init  (BatchApiProbe    *self);
/* What is under way is answered by the store. */
void batch_api_probe_stop  (BatchApiProbe    *self);
void batch_api_probe_clear (BatchApiProbe    *self);

void batch_api_health_get  (BatchApiExchange *exchange);

G_END_DECLS
