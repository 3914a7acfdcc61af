/* batch-enum-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_N_JOB_STATES    (BATCH_JOB_STATE_CANCELLED + 1)
#define BATCH_N_ITEM_STATUSES (BATCH_ITEM_STATUS_EXPIRED + 1)

/* Sets @value only when @nick is a word of @enum_type. */
gboolean batch_enum_from_nick (GType       enum_type,
                               const char *nick,
                               int        *value);

G_END_DECLS
