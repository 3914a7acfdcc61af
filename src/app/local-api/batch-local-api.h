/* batch-local-api.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_LOCAL_API (batch_local_api_get_type ())

G_DECLARE_FINAL_TYPE (BatchLocalApi, batch_local_api, BATCH, LOCAL_API, GObject)

/* Answers programs as soon as a person has it so, now or before. */
BatchLocalApi *batch_local_api_new         (BatchEngine         *engine);

/* Whether programs are answered, or are going to be; not when that has failed. */
gboolean       batch_local_api_is_on       (BatchLocalApi       *self);
/* What programs call it; NULL while it does not answer. */
const char    *batch_local_api_get_address (BatchLocalApi       *self);
/* The key that programs need; NULL until there is one. */
const char    *batch_local_api_get_token   (BatchLocalApi       *self);
/* Why it does not answer, although it should; NULL without a reason. */
const char    *batch_local_api_get_problem (BatchLocalApi       *self);
/* Of BatchApiClient, the last one first; another one with each address, and NULL without one. */
GListModel    *batch_local_api_get_clients (BatchLocalApi       *self);

void           batch_local_api_try_again   (BatchLocalApi       *self);
/* For good; before the engine is closed. */
void           batch_local_api_end_async   (BatchLocalApi       *self,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);

G_END_DECLS
