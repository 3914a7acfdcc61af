/* batch-failure-count-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "reports/batch-failure-count.h"

G_BEGIN_DECLS

/* @example: (nullable) */
BatchFailureCount *batch_failure_count_new (BatchFailureKind  kind,
                                            guint             status_code,
                                            gint64            count,
                                            const char       *example,
                                            gboolean          varied);

G_END_DECLS
