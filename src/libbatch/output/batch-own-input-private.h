/* output/batch-own-input-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* What is written of a job never takes the place of its input, whoever says that files may be
 * replaced: FALSE with BATCH_ERROR_INVALID_REQUEST when @path is that, or a copy of it. Nobody
 * knows where it came from, but it has the digest of what was taken in. It is read only when it
 * has the size, too. Blocks. */
gboolean batch_own_input_spare (const BatchJobRecord  *job,
                                const char            *path,
                                GError               **error);

G_END_DECLS
