/* batch-summary-properties-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

enum
{
  PROP_0,
  PROP_JOB_ID,
  PROP_OPERATION,
  PROP_RESOURCE_KEY,
  PROP_STATE,
  PROP_TOTAL,
  PROP_SUCCEEDED,
  PROP_FAILED,
  PROP_SKIPPED,
  PROP_CANCELLED,
  PROP_EXPIRED,
  PROP_TOTAL_DURATION_MS,
  PROP_AVG_DURATION_MS,
  PROP_WALL_MS,
  PROP_LOADS,
  PROP_PROMPT_TOKENS,
  PROP_CACHED_TOKENS,
  PROP_OUTPUT_TOKENS,
  N_PROPS
};

void batch_summary_install_properties (GObjectClass *object_class);

G_END_DECLS
