/* batch-validation-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "format/batch-validator-private.h"
#include "intake/batch-validation.h"

G_BEGIN_DECLS

BatchValidationIssue *batch_validation_issue_new (const BatchLineIssue *issue);

/* Of a validator whose passes are done. */
BatchValidation      *batch_validation_new       (BatchValidator       *validator);

G_END_DECLS
