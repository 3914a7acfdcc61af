/* batch-parameters-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"

G_BEGIN_DECLS

/* What a request asks for besides its texts. */
typedef struct
{
  double  temperature;          /* negative: not said, as the next one */
  double  top_p;
  gint64  max_tokens;           /* 0: not said */
  gint64  seed;                 /* -1: not said */
  char   *schema;               /* (nullable) a JSON object */
  char   *members;              /* (nullable) others, a JSON object */
} BatchParameters;

void       batch_parameters_init    (BatchParameters        *self);
void       batch_parameters_clear   (BatchParameters        *self);
void       batch_parameters_copy    (const BatchParameters  *self,
                                     BatchParameters        *copy);

/* The members of a body at @endpoint, each name spelt as it wants it: names and values in
 * turn, where a value is JSON on one line.
 *
 * NULL with BATCH_ERROR_INVALID_REQUEST: what is no JSON object, what is said twice, and
 * what the endpoint does not take. */
GPtrArray *batch_parameters_to_list (const BatchParameters  *self,
                                     BatchEndpoint           endpoint,
                                     GError                **error);

G_END_DECLS
