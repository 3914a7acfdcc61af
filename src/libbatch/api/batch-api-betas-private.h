/* api/batch-api-betas-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-exchange-private.h"

G_BEGIN_DECLS

/* What the client asks for besides by a header, in the API that has that. (nullable): nothing */
const char    *batch_api_betas_get         (BatchApiExchange *exchange);

/* What is wrong with it: NULL: it can be handed on with a request that is for one server. */
BatchApiFault *batch_api_betas_check       (BatchApiExchange *exchange);
/* The same where it is not handed on. */
BatchApiFault *batch_api_betas_check_batch (BatchApiExchange *exchange);

G_END_DECLS
