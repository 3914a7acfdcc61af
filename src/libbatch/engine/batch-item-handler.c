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
 * must not block: `handle ()` starts the work and returns %TRUE, and the attempt is
 * answered when the work is done, from any thread. Several attempts may be under way
 * at the same time, as many as the job allows. Who has only a function that blocks
 * derives from [class@SyncHandler] instead.
 *
 * An error or exception in either of them fails the attempt, and so does a `handle ()`
 * that neither answers nor returns %TRUE: nobody waits for an answer that never comes.
 */
G_DEFINE_ABSTRACT_TYPE (BatchItemHandler, batch_item_handler, G_TYPE_OBJECT)

/* What an exception in a language without GError looks like, too. */
#define NO_ANSWER "The handler ended without an answer; if the answer comes later, " \
                  "“handle” must return TRUE"

static gboolean
batch_item_handler_real_handle (BatchItemHandler  *self,
                                BatchAttempt      *attempt,
                                GError           **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED,
               "The handler %s does not implement “handle”",
               G_OBJECT_TYPE_NAME (self));
  return FALSE;
}

static gboolean
batch_item_handler_real_should_skip (BatchItemHandler  *self,
                                     BatchAttempt      *attempt,
                                     GError           **error)
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
 * @error: return location for an error
 *
 * Does the work of @attempt.
 *
 * It must not block, and answers the attempt at once, or returns %TRUE and answers it
 * later. One that is dropped without an answer has failed, and so has one that an error
 * was set for.
 *
 * Returns: %TRUE when the answer comes later; once there is one, it does not matter
 */
gboolean
batch_item_handler_handle (BatchItemHandler  *self,
                           BatchAttempt      *attempt,
                           GError           **error)
{
  g_return_val_if_fail (BATCH_IS_ITEM_HANDLER (self), FALSE);
  g_return_val_if_fail (BATCH_IS_ATTEMPT (attempt), FALSE);

  return BATCH_ITEM_HANDLER_GET_CLASS (self)->handle (self, attempt, error);
}

/**
 * batch_item_handler_should_skip:
 * @self: a handler
 * @attempt: an attempt, not to be answered yet
 * @error: return location for an error
 *
 * Tells whether the item has its result already.
 *
 * It must not block. A handler that wants to give a reason of its own, or to find
 * out first, calls [method@Attempt.skip] in `handle ()` instead.
 *
 * Returns: %TRUE to skip the item
 */
gboolean
batch_item_handler_should_skip (BatchItemHandler  *self,
                                BatchAttempt      *attempt,
                                GError           **error)
{
  g_return_val_if_fail (BATCH_IS_ITEM_HANDLER (self), FALSE);
  g_return_val_if_fail (BATCH_IS_ATTEMPT (attempt), FALSE);

  return BATCH_ITEM_HANDLER_GET_CLASS (self)->should_skip (self, attempt, error);
}

void
batch_item_handler_run (BatchItemHandler     *self,
                        BatchAttempt         *attempt,
                        BatchOverwritePolicy  policy)
{
  g_autoptr(GError) error = NULL;
  gboolean skip = FALSE;
  gboolean answers_later = FALSE;

  /* The errors are for exceptions: in JavaScript, one that went unnoticed would leave the
   * attempt to the next garbage collection. PyGObject sets none, and keeps the attempt in
   * sys.last_traceback; but what it returns then is FALSE. */
  if (policy == BATCH_OVERWRITE_POLICY_SKIP)
    skip = batch_item_handler_should_skip (self, attempt, &error);
  if (!skip && error == NULL)
    answers_later = batch_item_handler_handle (self, attempt, &error);

  /* Of several answers only the first counts. */
  if (error != NULL)
    batch_attempt_fail (attempt, error);
  else if (skip)
    batch_attempt_skip (attempt, BATCH_SKIP_REASON);
  else if (!answers_later)
    batch_attempt_fail_message (attempt, NO_ANSWER);
}
