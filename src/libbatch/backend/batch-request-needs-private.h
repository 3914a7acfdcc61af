/* backend/batch-request-needs-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model.h"
#include "core/batch-endpoint-private.h"

G_BEGIN_DECLS

/* What a request asks of its model, as far as it can be told before it is sent. */
typedef struct
{
  BatchModelUses uses;
  gint64         prompt_tokens; /* a guess, by the length of its texts; pictures are not counted */
  gint64         output_limit;  /* tokens that the answer may have; 0: it does not say */
  gint64         context;       /* that it wants to have; 0: that of the model */
} BatchRequestNeeds;

/* @body is a JSON object; of anything else it says nothing but what the endpoint is for. */
void batch_request_needs_read (BatchRequestNeeds *self,
                               BatchEndpoint      endpoint,
                               const guint8      *body,
                               gsize              length);

G_END_DECLS
