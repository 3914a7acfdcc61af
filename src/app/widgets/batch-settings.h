/* batch-settings.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BATCH_AT_START_ASK,
  BATCH_AT_START_RESUME,
  BATCH_AT_START_STAY_PAUSED,
} BatchAtStart;

typedef enum
{
  BATCH_WHEN_CLOSED_ASK,
  BATCH_WHEN_CLOSED_KEEP_WORKING,
  BATCH_WHEN_CLOSED_QUIT,
} BatchWhenClosed;

/* What a person has chosen, in one object for all. Its keys are those of the schema in data. */
GSettings *batch_settings_get (void);

G_END_DECLS
