/* batch-validation-issue.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_VALIDATION_ISSUE (batch_validation_issue_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchValidationIssue, batch_validation_issue,
                      BATCH, VALIDATION_ISSUE, GObject)

BATCH_AVAILABLE_IN_ALL
guint           batch_validation_issue_get_line    (BatchValidationIssue *self);
BATCH_AVAILABLE_IN_ALL
const char     *batch_validation_issue_get_field   (BatchValidationIssue *self);
BATCH_AVAILABLE_IN_ALL
BatchLineError  batch_validation_issue_get_code    (BatchValidationIssue *self);
BATCH_AVAILABLE_IN_ALL
const char     *batch_validation_issue_get_message (BatchValidationIssue *self);

G_END_DECLS
