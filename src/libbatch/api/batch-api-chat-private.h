/* api/batch-api-chat-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-service-private.h"

G_BEGIN_DECLS

/* What has to be known of a request that is handed on as it is. Pure. */
typedef struct
{
  char     *model;
  gboolean  stream;                /* the answer is to come by and by … */
  gboolean  usage;                 /* … and to tell at its end what it took */
} BatchApiAsked;

/* FALSE with @fault: (out) (transfer full) */
gboolean batch_api_asked_read     (GBytes         *body,
                                   BatchApiAsked  *asked,
                                   BatchApiFault **fault);
void     batch_api_asked_clear    (BatchApiAsked  *asked);
/* Whether what a model server said is an error in the shape of @api. */
gboolean batch_api_asked_is_error (GBytes         *body,
                                   BatchApi        api);

G_END_DECLS
