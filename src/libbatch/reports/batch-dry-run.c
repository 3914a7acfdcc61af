/* batch-dry-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-dry-run-private.h"

/**
 * BatchDryRun:
 *
 * What would become of the items of a job, were it put in now.
 *
 * [method@Queue.dry_run_async] makes one. It tells of one moment and never changes; results
 * that others write meanwhile are not in it.
 */
struct _BatchDryRun
{
  GObject    parent_instance;

  GPtrArray *skipped_ids;          /* of strings, ends with NULL */
  char      *failure;              /* (nullable) of the first item that would fail */
  guint      n_processed;
  guint      n_failed;
};

enum
{
  PROP_0,
  PROP_TOTAL,
  PROP_TO_PROCESS,
  PROP_TO_SKIP,
  PROP_TO_FAIL,
  PROP_SKIPPED_IDS,
  PROP_FAILURE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchDryRun, batch_dry_run, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_dry_run_finalize (GObject *object)
{
  BatchDryRun *self = BATCH_DRY_RUN (object);

  g_ptr_array_unref (self->skipped_ids);
  g_free (self->failure);

  G_OBJECT_CLASS (batch_dry_run_parent_class)->finalize (object);
}

static void
batch_dry_run_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BatchDryRun *self = BATCH_DRY_RUN (object);

  switch (prop_id)
    {
    case PROP_TOTAL:
      g_value_set_uint (value, batch_dry_run_get_total (self));
      break;

    case PROP_TO_PROCESS:
      g_value_set_uint (value, batch_dry_run_get_to_process (self));
      break;

    case PROP_TO_SKIP:
      g_value_set_uint (value, batch_dry_run_get_to_skip (self));
      break;

    case PROP_TO_FAIL:
      g_value_set_uint (value, batch_dry_run_get_to_fail (self));
      break;

    case PROP_SKIPPED_IDS:
      g_value_set_boxed (value, batch_dry_run_get_skipped_ids (self));
      break;

    case PROP_FAILURE:
      g_value_set_string (value, batch_dry_run_get_failure (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
batch_dry_run_class_init (BatchDryRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_dry_run_finalize;
  object_class->get_property = batch_dry_run_get_property;

  /**
   * BatchDryRun:total:
   *
   * How many items the job has.
   */
  properties[PROP_TOTAL] =
    g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchDryRun:to-process:
   *
   * How many items would be worked on.
   */
  properties[PROP_TO_PROCESS] =
    g_param_spec_uint ("to-process", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchDryRun:to-skip:
   *
   * How many items would be skipped, as they have a result already.
   */
  properties[PROP_TO_SKIP] =
    g_param_spec_uint ("to-skip", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchDryRun:to-fail:
   *
   * How many items would fail at once, as the handler cannot tell whether to skip them.
   */
  properties[PROP_TO_FAIL] =
    g_param_spec_uint ("to-fail", NULL, NULL, 0, G_MAXUINT, 0, READABLE);

  /**
   * BatchDryRun:skipped-ids:
   *
   * The ids of the items that would be skipped, in the order of the job.
   */
  properties[PROP_SKIPPED_IDS] =
    g_param_spec_boxed ("skipped-ids", NULL, NULL, G_TYPE_STRV, READABLE);

  /**
   * BatchDryRun:failure:
   *
   * Why the first of the items that would fail does; %NULL when none would.
   */
  properties[PROP_FAILURE] =
    g_param_spec_string ("failure", NULL, NULL, NULL, READABLE);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_dry_run_init (BatchDryRun *self)
{
  /* Without room for one it would be no array while it is empty. */
  self->skipped_ids = g_ptr_array_new_null_terminated (1, g_free, TRUE);
}

BatchDryRun *
batch_dry_run_new (void)
{
  return g_object_new (BATCH_TYPE_DRY_RUN, NULL);
}

void
batch_dry_run_add (BatchDryRun     *self,
                   const char      *item_id,
                   BatchItemStatus  status,
                   const char      *message)
{
  if (status == BATCH_ITEM_STATUS_SKIPPED)
    g_ptr_array_add (self->skipped_ids, g_strdup (item_id));
  else if (status != BATCH_ITEM_STATUS_FAILED)
    self->n_processed++;
  else if (self->n_failed++ == 0)
    self->failure = g_strdup (message);
}

/**
 * batch_dry_run_get_total:
 * @self: a dry run
 *
 * Gets how many items the job has.
 *
 * Returns: the number
 */
guint
batch_dry_run_get_total (BatchDryRun *self)
{
  g_return_val_if_fail (BATCH_IS_DRY_RUN (self), 0);

  return self->n_processed + self->skipped_ids->len + self->n_failed;
}

/**
 * batch_dry_run_get_to_process:
 * @self: a dry run
 *
 * Gets how many items would be worked on.
 *
 * Returns: the number
 */
guint
batch_dry_run_get_to_process (BatchDryRun *self)
{
  g_return_val_if_fail (BATCH_IS_DRY_RUN (self), 0);

  return self->n_processed;
}

/**
 * batch_dry_run_get_to_skip:
 * @self: a dry run
 *
 * Gets how many items would be skipped, as they have a result already.
 *
 * Returns: the number
 */
guint
batch_dry_run_get_to_skip (BatchDryRun *self)
{
  g_return_val_if_fail (BATCH_IS_DRY_RUN (self), 0);

  return self->skipped_ids->len;
}

/**
 * batch_dry_run_get_to_fail:
 * @self: a dry run
 *
 * Gets how many items would fail at once, as the handler cannot tell whether to skip them.
 *
 * Returns: the number
 */
guint
batch_dry_run_get_to_fail (BatchDryRun *self)
{
  g_return_val_if_fail (BATCH_IS_DRY_RUN (self), 0);

  return self->n_failed;
}

/**
 * batch_dry_run_get_skipped_ids:
 * @self: a dry run
 *
 * Gets the ids of the items that would be skipped, in the order of the job.
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids
 */
const char * const *
batch_dry_run_get_skipped_ids (BatchDryRun *self)
{
  g_return_val_if_fail (BATCH_IS_DRY_RUN (self), NULL);

  return (const char * const *) self->skipped_ids->pdata;
}

/**
 * batch_dry_run_get_failure:
 * @self: a dry run
 *
 * Gets why the first of the items that would fail does.
 *
 * Returns: (nullable): a sentence, or %NULL when none would fail
 */
const char *
batch_dry_run_get_failure (BatchDryRun *self)
{
  g_return_val_if_fail (BATCH_IS_DRY_RUN (self), NULL);

  return self->failure;
}
