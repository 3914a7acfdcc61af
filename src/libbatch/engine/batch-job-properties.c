/* batch-job-properties.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "engine/batch-job-properties-private.h"

#include "core/batch-enums.h"
#include "reports/batch-eta.h"

/* What can be known of a job, and what can be said of one before it is submitted. */

void
batch_job_install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;
  GParamSpec *properties[N_PROPS] = { NULL };

  /**
   * BatchJob:id:
   *
   * The id of the job; a caller may choose one before it is submitted.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, writable);

  /**
   * BatchJob:title:
   *
   * What people call the job.
   */
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, writable);

  /**
   * BatchJob:display-name:
   *
   * What the job is called where people see it: its title, else the name of its input, else
   * its id. A change is told of once the job was submitted.
   */
  properties[PROP_DISPLAY_NAME] =
    g_param_spec_string ("display-name", NULL, NULL, NULL, readable);

  /**
   * BatchJob:state:
   *
   * Where the job is in its life.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       BATCH_TYPE_JOB_STATE, BATCH_JOB_STATE_VALIDATING, readable);

  /**
   * BatchJob:handler:
   *
   * The name of the handler that does the work; `http` is built in.
   */
  properties[PROP_HANDLER] =
    g_param_spec_string ("handler", NULL, NULL, NULL, writable);

  /**
   * BatchJob:backend:
   *
   * The model server that requests are sent to, by its name or its URL; %NULL is the
   * default one.
   */
  properties[PROP_BACKEND] =
    g_param_spec_string ("backend", NULL, NULL, NULL, writable);

  /**
   * BatchJob:operation:
   *
   * What is done to the items; estimates go by it.
   */
  properties[PROP_OPERATION] =
    g_param_spec_string ("operation", NULL, NULL, NULL, writable);

  /**
   * BatchJob:resource-key:
   *
   * What must be loaded for the job, usually a model; the first one if there are several.
   */
  properties[PROP_RESOURCE_KEY] =
    g_param_spec_string ("resource-key", NULL, NULL, NULL, writable);

  /**
   * BatchJob:resource-keys:
   *
   * Everything that must be loaded for the job, in the order of its first item.
   */
  properties[PROP_RESOURCE_KEYS] =
    g_param_spec_boxed ("resource-keys", NULL, NULL, G_TYPE_STRV, readable);

  /**
   * BatchJob:overwrite-policy:
   *
   * What becomes of items that have a result already.
   */
  properties[PROP_OVERWRITE_POLICY] =
    g_param_spec_enum ("overwrite-policy", NULL, NULL,
                       BATCH_TYPE_OVERWRITE_POLICY, BATCH_OVERWRITE_POLICY_SKIP, writable);

  /**
   * BatchJob:execution-mode:
   *
   * Who runs the items.
   */
  properties[PROP_EXECUTION_MODE] =
    g_param_spec_enum ("execution-mode", NULL, NULL,
                       BATCH_TYPE_EXECUTION_MODE, BATCH_EXECUTION_MODE_PROXY_NATIVE, writable);

  /**
   * BatchJob:provider:
   *
   * Whose batch API runs the job; %NULL when the engine runs it.
   */
  properties[PROP_PROVIDER] =
    g_param_spec_string ("provider", NULL, NULL, NULL, readable);

  /**
   * BatchJob:priority:
   *
   * How urgent the job is; higher goes first, 0 is usual.
   */
  properties[PROP_PRIORITY] =
    g_param_spec_int ("priority", NULL, NULL, G_MININT, G_MAXINT, 0, writable);

  /**
   * BatchJob:parallel:
   *
   * How many items may be under way at the same time; 0 is as many as the backend takes.
   */
  properties[PROP_PARALLEL] =
    g_param_spec_uint ("parallel", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * BatchJob:max-attempts:
   *
   * How often an item is tried at most; 0 is up to the engine.
   */
  properties[PROP_MAX_ATTEMPTS] =
    g_param_spec_uint ("max-attempts", NULL, NULL, 0, G_MAXUINT, 0, writable);

  /**
   * BatchJob:key-id:
   *
   * Whose the job is, as far as the local API is concerned.
   */
  properties[PROP_KEY_ID] =
    g_param_spec_string ("key-id", NULL, NULL, NULL, writable);

  /**
   * BatchJob:webhook-url:
   *
   * Where the events of the job are sent.
   */
  properties[PROP_WEBHOOK_URL] =
    g_param_spec_string ("webhook-url", NULL, NULL, NULL, writable);

  /**
   * BatchJob:metadata:
   *
   * What the submitter noted about the job, a JSON object as text.
   */
  properties[PROP_METADATA] =
    g_param_spec_string ("metadata", NULL, NULL, NULL, writable);

  /**
   * BatchJob:input-name:
   *
   * The name of the input.
   */
  properties[PROP_INPUT_NAME] =
    g_param_spec_string ("input-name", NULL, NULL, NULL, readable);

  /**
   * BatchJob:input-file-id:
   *
   * The id of the input as a file.
   */
  properties[PROP_INPUT_FILE_ID] =
    g_param_spec_string ("input-file-id", NULL, NULL, NULL, readable);

  /**
   * BatchJob:output-file-id:
   *
   * The id of the results as a file.
   */
  properties[PROP_OUTPUT_FILE_ID] =
    g_param_spec_string ("output-file-id", NULL, NULL, NULL, readable);

  /**
   * BatchJob:error-file-id:
   *
   * The id of the failures as a file.
   */
  properties[PROP_ERROR_FILE_ID] =
    g_param_spec_string ("error-file-id", NULL, NULL, NULL, readable);

  /**
   * BatchJob:output-path:
   *
   * Where the results are to be written.
   */
  properties[PROP_OUTPUT_PATH] =
    g_param_spec_string ("output-path", NULL, NULL, NULL, writable);

  /**
   * BatchJob:error-path:
   *
   * Where the failures are to be written.
   */
  properties[PROP_ERROR_PATH] =
    g_param_spec_string ("error-path", NULL, NULL, NULL, writable);

  /**
   * BatchJob:max-lines:
   *
   * How many requests the input may have; 0 is no limit, -1 the one of the engine.
   */
  properties[PROP_MAX_LINES] =
    g_param_spec_int64 ("max-lines", NULL, NULL, -1, G_MAXINT64, -1, writable);

  /**
   * BatchJob:max-bytes:
   *
   * How many bytes the input may have; 0 is no limit, -1 the one of the engine.
   */
  properties[PROP_MAX_BYTES] =
    g_param_spec_int64 ("max-bytes", NULL, NULL, -1, G_MAXINT64, -1, writable);

  /**
   * BatchJob:reuse:
   *
   * Whether requests that were answered earlier get those answers; %FALSE once the job was
   * submitted.
   */
  properties[PROP_REUSE] =
    g_param_spec_boolean ("reuse", NULL, NULL, FALSE, writable);

  /**
   * BatchJob:failure:
   *
   * Why the job could not run at all, or why it was paused by itself.
   */
  properties[PROP_FAILURE] =
    g_param_spec_string ("failure", NULL, NULL, NULL, readable);

  /**
   * BatchJob:standstill:
   *
   * Why nothing of the job moves, although it is to run; %NULL while it moves.
   */
  properties[PROP_STANDSTILL] =
    g_param_spec_string ("standstill", NULL, NULL, NULL, readable);

  /**
   * BatchJob:paused:
   *
   * Whether the job is held up by hand.
   */
  properties[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE, readable);

  /**
   * BatchJob:reordered:
   *
   * Whether the job was moved in the list to save loading a model.
   */
  properties[PROP_REORDERED] =
    g_param_spec_boolean ("reordered", NULL, NULL, FALSE, readable);

  /**
   * BatchJob:reorder-note:
   *
   * Why the job was moved in the list.
   */
  properties[PROP_REORDER_NOTE] =
    g_param_spec_string ("reorder-note", NULL, NULL, NULL, readable);

  /**
   * BatchJob:loads:
   *
   * How many times a model was loaded for the job so far.
   */
  properties[PROP_LOADS] =
    g_param_spec_uint ("loads", NULL, NULL, 0, G_MAXUINT, 0, readable);

  /**
   * BatchJob:arrival-loads:
   *
   * How many loads its items would take one after the other, in the order of the input;
   * -1 when nobody counted.
   */
  properties[PROP_ARRIVAL_LOADS] =
    g_param_spec_int64 ("arrival-loads", NULL, NULL, -1, G_MAXINT64, 0, readable);

  /**
   * BatchJob:total:
   *
   * How many items the job has.
   */
  properties[PROP_TOTAL] =
    g_param_spec_int64 ("total", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:pending:
   *
   * How many items wait.
   */
  properties[PROP_PENDING] =
    g_param_spec_int64 ("pending", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:running:
   *
   * How many items are under way.
   */
  properties[PROP_RUNNING] =
    g_param_spec_int64 ("running", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:succeeded:
   *
   * How many items succeeded.
   */
  properties[PROP_SUCCEEDED] =
    g_param_spec_int64 ("succeeded", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:failed:
   *
   * How many items failed.
   */
  properties[PROP_FAILED] =
    g_param_spec_int64 ("failed", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:skipped:
   *
   * How many items were skipped.
   */
  properties[PROP_SKIPPED] =
    g_param_spec_int64 ("skipped", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:cancelled:
   *
   * How many items were cancelled.
   */
  properties[PROP_CANCELLED] =
    g_param_spec_int64 ("cancelled", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:expired:
   *
   * How many items expired.
   */
  properties[PROP_EXPIRED] =
    g_param_spec_int64 ("expired", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:needs-review:
   *
   * How many items succeeded with an answer that a person should look at.
   */
  properties[PROP_NEEDS_REVIEW] =
    g_param_spec_int64 ("needs-review", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:prompt-tokens:
   *
   * How many tokens the prompts of all attempts had, as the server counts.
   */
  properties[PROP_PROMPT_TOKENS] =
    g_param_spec_int64 ("prompt-tokens", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:cached-tokens:
   *
   * How many tokens of these prompts the server did not have to read, as it knew them from
   * earlier ones.
   */
  properties[PROP_CACHED_TOKENS] =
    g_param_spec_int64 ("cached-tokens", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:output-tokens:
   *
   * How many tokens the answers to all attempts had, as the server counts.
   */
  properties[PROP_OUTPUT_TOKENS] =
    g_param_spec_int64 ("output-tokens", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:ended:
   *
   * How many items have ended, one way or another.
   */
  properties[PROP_ENDED] =
    g_param_spec_int64 ("ended", NULL, NULL, 0, G_MAXINT64, 0, readable);

  /**
   * BatchJob:progress:
   *
   * How much of the job has ended, from 0 to 1.
   */
  properties[PROP_PROGRESS] =
    g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0, readable);

  /**
   * BatchJob:eta:
   *
   * How long the job will still take.
   */
  properties[PROP_ETA] =
    g_param_spec_object ("eta", NULL, NULL, BATCH_TYPE_ETA, readable);

  /**
   * BatchJob:created-at:
   *
   * When the job was submitted.
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:started-at:
   *
   * When the first item was started.
   */
  properties[PROP_STARTED_AT] =
    g_param_spec_boxed ("started-at", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:completed-at:
   *
   * When the job ended.
   */
  properties[PROP_COMPLETED_AT] =
    g_param_spec_boxed ("completed-at", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:exported-at:
   *
   * When all of its results were written to a file.
   */
  properties[PROP_EXPORTED_AT] =
    g_param_spec_boxed ("exported-at", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:expires-at:
   *
   * When the job is to be over; what has not ended by then expires. %NULL is never.
   */
  properties[PROP_EXPIRES_AT] =
    g_param_spec_boxed ("expires-at", NULL, NULL, G_TYPE_DATE_TIME, writable);

  /**
   * BatchJob:standstill-since:
   *
   * Since when nothing of the job moves; %NULL while it does.
   */
  properties[PROP_STANDSTILL_SINCE] =
    g_param_spec_boxed ("standstill-since", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:next-try-at:
   *
   * When a job that stands still is tried again; %NULL at any moment.
   */
  properties[PROP_NEXT_TRY_AT] =
    g_param_spec_boxed ("next-try-at", NULL, NULL, G_TYPE_DATE_TIME, readable);

  /**
   * BatchJob:items:
   *
   * All items in the order of the input, a list of [class@Item] that loads what is looked
   * at: see there. [method@Engine.get_items_async] gives items that are loaded.
   */
  properties[PROP_ITEMS] =
    g_param_spec_object ("items", NULL, NULL, G_TYPE_LIST_MODEL, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}
