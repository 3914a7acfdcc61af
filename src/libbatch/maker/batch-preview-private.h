/* batch-preview-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "format/batch-request-writer-private.h"
#include "maker/batch-preview.h"

G_BEGIN_DECLS

/* @image_size: of the whole picture, of which the parts may have less; 0: none. */
BatchPreview *batch_preview_new (const BatchRequestParts *parts,
                                 const char              *request,
                                 gsize                    image_size,
                                 const char *const       *columns,
                                 const char *const       *values);

G_END_DECLS
