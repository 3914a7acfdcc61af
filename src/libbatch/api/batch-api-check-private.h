/* api/batch-api-check-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "format/batch-validator-private.h"

G_BEGIN_DECLS

/* Everything that is left of @input; blocks. */
gboolean  batch_api_check_feed   (BatchValidator       *validator,
                                  GInputStream         *input,
                                  GCancellable         *cancellable,
                                  GError              **error);

/* Checks the input of a batch: the contract of batch files, and that every line is for the
 * endpoint of the batch. In a worker thread. @again: the same content, for a second look. */
void      batch_api_check_async  (GInputStream         *input,
                                  GInputStream         *again,
                                  const char           *endpoint,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
/* @issues: (out) (transfer full) (nullable): what is wrong, as a JSON array for
 * `errors.data`; NULL: nothing. FALSE: it cannot be read. */
gboolean  batch_api_check_finish (GAsyncResult         *result,
                                  char                **issues,
                                  GError              **error);

G_END_DECLS
