/* batch-item-handler.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "handlers/batch-item-handler-private.h"

#include "handlers/batch-attempt-private.h"

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
 *
 * An error or exception in either of them fails the attempt. In Python, the override
 * that is installed with the library sees to that: without it, PyGObject prints an
 * exception and tells nobody else, so that the attempt fails by its patience, and an item
 * of which `should_skip ()` could not tell is worked on.
 *
 * A `handle ()` that returns %TRUE has promised an answer, which may take as long as it
 * likes; one that neither answered nor promised is waited for no longer than
 * [property@ItemHandler:patience].
 */
typedef struct
{
  guint patience;                  /* in seconds; 0: no limit */
} BatchItemHandlerPrivate;

enum
{
  PROP_0,
  PROP_PATIENCE,
  N_PROPS
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BatchItemHandler, batch_item_handler, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

#define DEFAULT_PATIENCE 60

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
batch_item_handler_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  BatchItemHandler *self = BATCH_ITEM_HANDLER (object);

  switch (prop_id)
    {
    case PROP_PATIENCE:
      g_value_set_uint (value, batch_item_handler_get_patience (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_item_handler_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  BatchItemHandler *self = BATCH_ITEM_HANDLER (object);

  switch (prop_id)
    {
    case PROP_PATIENCE:
      batch_item_handler_set_patience (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_item_handler_class_init (BatchItemHandlerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = batch_item_handler_get_property;
  object_class->set_property = batch_item_handler_set_property;
  klass->handle = batch_item_handler_real_handle;
  klass->should_skip = batch_item_handler_real_should_skip;

  /**
   * BatchItemHandler:patience:
   *
   * How long an answer is waited for that was not promised, in seconds; 0 for as long as
   * it takes.
   *
   * `handle ()` promises an answer by returning %TRUE. Nobody can tell whether one that
   * returned %FALSE is still at work or has ended by an exception.
   */
  properties[PROP_PATIENCE] =
    g_param_spec_uint ("patience", NULL, NULL, 0, G_MAXUINT, DEFAULT_PATIENCE,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_item_handler_init (BatchItemHandler *self)
{
  BatchItemHandlerPrivate *priv = batch_item_handler_get_instance_private (self);

  priv->patience = DEFAULT_PATIENCE;
}

/**
 * batch_item_handler_get_patience: (get-property patience)
 * @self: a handler
 *
 * Gets how long an answer is waited for that was not promised.
 *
 * Returns: the time in seconds; 0 for as long as it takes
 */
guint
batch_item_handler_get_patience (BatchItemHandler *self)
{
  BatchItemHandlerPrivate *priv = batch_item_handler_get_instance_private (self);

  g_return_val_if_fail (BATCH_IS_ITEM_HANDLER (self), 0);

  return priv->patience;
}

/**
 * batch_item_handler_set_patience: (set-property patience)
 * @self: a handler
 * @patience: the time in seconds; 0 for as long as it takes
 *
 * Sets how long an answer is waited for that was not promised.
 *
 * It counts for the attempts that follow.
 */
void
batch_item_handler_set_patience (BatchItemHandler *self,
                                 guint             patience)
{
  BatchItemHandlerPrivate *priv = batch_item_handler_get_instance_private (self);

  g_return_if_fail (BATCH_IS_ITEM_HANDLER (self));

  if (priv->patience == patience)
    return;

  priv->patience = patience;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATIENCE]);
}

/**
 * batch_item_handler_handle:
 * @self: a handler
 * @attempt: an attempt
 * @error: return location for an error
 *
 * Does the work of @attempt.
 *
 * It must not block, and answers the attempt now or later. One that is dropped
 * without an answer has failed, and so has one that an error was set for.
 *
 * Returns: whether an answer is promised, however long it takes; otherwise it has to come
 *   within [property@ItemHandler:patience]
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
 * out first, calls [method@Attempt.skip] in `handle ()` instead. [method@Queue.dry_run_async]
 * asks beforehand.
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
  gboolean promised = FALSE;

  /* The errors are for exceptions: in JavaScript, one that went unnoticed would leave the
   * attempt to the next garbage collection. PyGObject sets none, returns FALSE as if nothing
   * had happened, and keeps the attempt in sys.last_traceback. */
  if (policy == BATCH_OVERWRITE_POLICY_SKIP)
    skip = batch_item_handler_should_skip (self, attempt, &error);
  if (!skip && error == NULL)
    promised = batch_item_handler_handle (self, attempt, &error);

  /* Of several answers only the first counts. */
  if (error != NULL)
    batch_attempt_fail (attempt, error);
  else if (skip)
    batch_attempt_skip (attempt, BATCH_SKIP_REASON);
  else if (!promised)
    batch_attempt_limit_wait (attempt, batch_item_handler_get_patience (self));
}

/* --- A preview --- */

/* What an attempt was answered with that is only asked about. Whoever answers from another thread
 * may still be at it when the asker has gone on. */
typedef struct
{
  BatchAttemptResult *result;      /* (nullable) atomic */
} Foreseen;

static void
foreseen_clear (gpointer data)
{
  Foreseen *foreseen = data;

  g_clear_pointer (&foreseen->result, batch_attempt_result_free);
}

static void
foreseen_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, foreseen_clear);
}

static void
foreseen_answered (BatchAttemptResult *result,
                   gpointer            user_data)
{
  Foreseen *foreseen = user_data;

  g_atomic_pointer_set (&foreseen->result, result);
  foreseen_unref (foreseen);
}

BatchItemStatus
batch_item_handler_foresee (BatchItemHandler        *self,
                            const BatchAttemptInfo  *info,
                            char                   **message)
{
  g_autoptr(BatchAttempt) attempt = NULL;
  g_autoptr(GError) error = NULL;
  Foreseen *foreseen = g_atomic_rc_box_new0 (Foreseen);
  const BatchAttemptResult *result;
  BatchItemStatus status = BATCH_ITEM_STATUS_PENDING;
  gboolean skip;

  attempt = batch_attempt_new (info, NULL, foreseen_answered, g_atomic_rc_box_acquire (foreseen));
  skip = batch_item_handler_should_skip (self, attempt, &error);
  if (error != NULL)
    batch_attempt_fail (attempt, error);
  else if (skip)
    batch_attempt_skip (attempt, BATCH_SKIP_REASON);

  /* An override has caught the exception and answered; that counts. */
  if ((result = g_atomic_pointer_get (&foreseen->result)) != NULL)
    {
      status = result->status;
      *message = g_strdup (result->message);
    }

  /* A language with a garbage collector may hold it for long: it has to be answered by then. */
  batch_attempt_skip (attempt, BATCH_SKIP_REASON);
  foreseen_unref (foreseen);
  return status;
}
