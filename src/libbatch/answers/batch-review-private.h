/* batch-review-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "answers/batch-answer-private.h"
#include "core/batch-endpoint-private.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

/* Done is not good: why a person should look at an answer that came with 200.
 *
 * @body: what @answer was read from
 * @request: (nullable): what was sent
 * @message: (out): a sentence when there is a reason */
BatchReviewReason batch_review_answer (const BatchAnswer  *answer,
                                       BatchEndpoint       endpoint,
                                       GBytes             *body,
                                       GBytes             *request,
                                       char              **message);

G_END_DECLS
