/* test-answer.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "handlers/batch-attempt-private.h"

G_BEGIN_DECLS

/* An attempt whose answer comes to the thread-default context of the caller. */
BatchAttempt       *batch_test_attempt_new    (const BatchAttemptInfo  *info,
                                               GCancellable            *cancellable,
                                               GAsyncReadyCallback      callback,
                                               gpointer                 user_data);
/* NULL, with G_IO_ERROR_CANCELLED, when it was cancelled meanwhile. */
BatchAttemptResult *batch_test_attempt_finish (GAsyncResult            *result,
                                               GError                 **error);

G_END_DECLS
