/* test-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-answer.h"

static void
answered (BatchAttemptResult *result,
          gpointer            user_data)
{
  g_autoptr(GTask) task = user_data;

  g_task_return_pointer (task, result, (GDestroyNotify) batch_attempt_result_free);
}

BatchAttempt *
batch_test_attempt_new (const BatchAttemptInfo *info,
                        GCancellable           *cancellable,
                        GAsyncReadyCallback     callback,
                        gpointer                user_data)
{
  return batch_attempt_new (info, cancellable, answered,
                            g_task_new (NULL, cancellable, callback, user_data));
}

BatchAttemptResult *
batch_test_attempt_finish (GAsyncResult  *result,
                           GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
