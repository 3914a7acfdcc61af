/* batch-item-handler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-item-handler-private.h"

/**
 * BatchItemHandler:
 *
 * Does the work of the items of a job.
 *
 * Derive from it in any language, implement [vfunc@ItemHandler.handle] and, for
 * jobs with the policy %BATCH_OVERWRITE_POLICY_SKIP, [vfunc@ItemHandler.should_skip],
 * and register it with an engine by a name or set it on a queue.
 *
 * Both are called in the main context of the owner, one item after another, and
 * must not block: `handle ()` starts the work and returns, and the attempt is
 * answered when the work is done, from any thread. Several attempts may be under way
 * at the same time, as many as the job allows. Who has only a function that blocks
 * derives from [class@SyncHandler] instead.
 */
G_DEFINE_ABSTRACT_TYPE (BatchItemHandler, batch_item_handler, G_TYPE_OBJECT)

static void
batch_item_handler_real_handle (BatchItemHandler *self,
                                BatchAttempt     *attempt)
{
  g_autofree char *message = g_strdup_printf ("The handler %s does not implement “handle”",
                                              G_OBJECT_TYPE_NAME (self));

  batch_attempt_fail_message (attempt, message);
}

static gboolean
batch_item_handler_real_should_skip (BatchItemHandler *self,
                                     BatchAttempt     *attempt)
{
  return FALSE;
}

static void
batch_item_handler_class_init (BatchItemHandlerClass *klass)
{
  klass->handle = batch_item_handler_real_handle;
  klass->should_skip = batch_item_handler_real_should_skip;
}

static void
batch_item_handler_init (BatchItemHandler *self)
{
}

/**
 * batch_item_handler_handle:
 * @self: a handler
 * @attempt: an attempt
 *
 * Does the work of @attempt.
 *
 * It must not block, and answers the attempt now or later. An attempt that is
 * dropped without an answer has failed.
 */
void
batch_item_handler_handle (BatchItemHandler *self,
                           BatchAttempt     *attempt)
{
  g_return_if_fail (BATCH_IS_ITEM_HANDLER (self));
  g_return_if_fail (BATCH_IS_ATTEMPT (attempt));

  BATCH_ITEM_HANDLER_GET_CLASS (self)->handle (self, attempt);
}

/**
 * batch_item_handler_should_skip:
 * @self: a handler
 * @attempt: an attempt, not to be answered yet
 *
 * Tells whether the item has its result already.
 *
 * It must not block. A handler that wants to give a reason of its own, or to find
 * out first, calls [method@Attempt.skip] in `handle ()` instead.
 *
 * Returns: %TRUE to skip the item
 */
gboolean
batch_item_handler_should_skip (BatchItemHandler *self,
                                BatchAttempt     *attempt)
{
  g_return_val_if_fail (BATCH_IS_ITEM_HANDLER (self), FALSE);
  g_return_val_if_fail (BATCH_IS_ATTEMPT (attempt), FALSE);

  return BATCH_ITEM_HANDLER_GET_CLASS (self)->should_skip (self, attempt);
}

void
batch_item_handler_run (BatchItemHandler     *self,
                        BatchAttempt         *attempt,
                        BatchOverwritePolicy  policy)
{
  if (policy == BATCH_OVERWRITE_POLICY_SKIP && batch_item_handler_should_skip (self, attempt))
    batch_attempt_skip (attempt, BATCH_SKIP_REASON);
  else
    batch_item_handler_handle (self, attempt);
}
