/* batch-summary-properties.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "reports/batch-summary-properties-private.h"

#include "core/batch-enums.h"

/* What can be known of how a job went. */

void
batch_summary_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec *properties[N_PROPS] = { NULL };

  /**
   * BatchSummary:job-id:
   *
   * The id of the job.
   */
  properties[PROP_JOB_ID] =
    g_param_spec_string ("job-id", NULL, NULL, NULL, flags);

  /**
   * BatchSummary:operation:
   *
   * What was done to the items.
   */
  properties[PROP_OPERATION] =
    g_param_spec_string ("operation", NULL, NULL, NULL, flags);

  /**
   * BatchSummary:resource-key:
   *
   * The resource key of the job, its first one if it has several.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, flags);

  /**
   * BatchSummary:state:
   *
   * How the job ended.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       BATCH_TYPE_JOB_STATE, BATCH_JOB_STATE_QUEUED, flags);

  /**
   * BatchSummary:total:
   *
   * How many items the job has.
   */
  properties[PROP_TOTAL] =
    g_param_spec_int64 ("total", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:succeeded:
   *
   * How many items succeeded.
   */
  properties[PROP_SUCCEEDED] =
    g_param_spec_int64 ("succeeded", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:failed:
   *
   * How many items failed.
   */
  properties[PROP_FAILED] =
    g_param_spec_int64 ("failed", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:skipped:
   *
   * How many items were skipped.
   */
  properties[PROP_SKIPPED] =
    g_param_spec_int64 ("skipped", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:cancelled:
   *
   * How many items were cancelled.
   */
  properties[PROP_CANCELLED] =
    g_param_spec_int64 ("cancelled", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:expired:
   *
   * How many items expired.
   */
  properties[PROP_EXPIRED] =
    g_param_spec_int64 ("expired", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:total-duration-ms:
   *
   * How long the items took together, in ms: the work itself and not the clock on the
   * wall.
   */
  properties[PROP_TOTAL_DURATION_MS] =
    g_param_spec_int64 ("total-duration-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:avg-duration-ms:
   *
   * How long an item that succeeded or failed took on average, in ms; 0 when there was
   * none.
   */
  properties[PROP_AVG_DURATION_MS] =
    g_param_spec_int64 ("avg-duration-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:wall-ms:
   *
   * How long the job took, from its first item to its end, in ms; 0 while it has not
   * ended.
   */
  properties[PROP_WALL_MS] =
    g_param_spec_int64 ("wall-ms", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:loads:
   *
   * How many times a model was loaded for the job.
   */
  properties[PROP_LOADS] =
    g_param_spec_uint ("loads", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * BatchSummary:prompt-tokens:
   *
   * How many tokens the prompts of all attempts had, as the server counts.
   */
  properties[PROP_PROMPT_TOKENS] =
    g_param_spec_int64 ("prompt-tokens", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:cached-tokens:
   *
   * How many tokens of these prompts the server did not have to read, as it knew them from
   * earlier ones.
   */
  properties[PROP_CACHED_TOKENS] =
    g_param_spec_int64 ("cached-tokens", NULL, NULL, 0, G_MAXINT64, 0, flags);

  /**
   * BatchSummary:output-tokens:
   *
   * How many tokens the answers to all attempts had, as the server counts.
   */
  properties[PROP_OUTPUT_TOKENS] =
    g_param_spec_int64 ("output-tokens", NULL, NULL, 0, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}
