/* api/batch-api-key-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-key.h"
#include "core/batch-api-record.h"

G_BEGIN_DECLS

/* @record, @token: (transfer full); @token: (nullable) */
BatchApiKey *batch_api_key_new (BatchApiKeyRecord *record,
                                char              *token);

G_END_DECLS
