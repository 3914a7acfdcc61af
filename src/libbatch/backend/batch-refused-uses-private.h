/* backend/batch-refused-uses-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model.h"

G_BEGIN_DECLS

/* What a model cannot be used for, as its server says when it refuses a request; kept by server
 * and model, so that it is known before the next one. */

#define BATCH_REFUSED_USES_SPACE "refused-uses"

/* @message: (nullable). Returns: NONE: it is about something else */
BatchModelUses batch_refused_uses_find  (const char     *message);

/* As the store keeps them. */
char          *batch_refused_uses_text  (BatchModelUses  uses);
BatchModelUses batch_refused_uses_parse (const char     *text);

G_END_DECLS
