/* api/batch-api-intake-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "api/batch-api-batch-private.h"

G_BEGIN_DECLS

/* Makes a batch file of a request for a batch of messages, which has all its requests in
 * one JSON object:
 *
 *   {"requests": [{"custom_id": "a", "params": {…}}, …]}
 *
 * becomes lines for /v1/messages, one for each in their order, that keep to the contract of
 * batch files. In a worker thread, with memory for the ids and one request. */

/* @body: a file on the disk, from its beginning; @lines: (transfer full): an empty file */
void               batch_api_intake_async  (GInputStream         *body,
                                            int                   lines,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* @lines: (out): the lines from the beginning. NULL: @fault says what is wrong with the
 * request, or @error that the disk failed. */
BatchApiBatchSpec *batch_api_intake_finish (GAsyncResult         *result,
                                            GInputStream        **lines,
                                            BatchApiFault       **fault,
                                            GError              **error);

G_END_DECLS
