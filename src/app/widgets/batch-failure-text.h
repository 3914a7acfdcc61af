/* batch-failure-text.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

typedef struct
{
  const char *title;               /* what has happened */
  const char *advice;              /* what can be done about it */
} BatchFailureText;

BatchFailureText batch_failure_text (BatchItemStatus   status,
                                     BatchFailureKind  kind,
                                     int               status_code,
                                     const char       *error);

G_END_DECLS
