/* batch-row-guess-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "maker/batch-row-source.h"

G_BEGIN_DECLS

/* By the name and the beginning of a file that is neither a folder nor a picture. */
BatchRowKind batch_row_guess_text (const char    *name,
                                   const guint8  *data,
                                   gsize          length);

/* Blocks. FALSE with an error. */
gboolean     batch_row_guess      (GFile         *file,
                                   BatchRowKind  *kind,
                                   GCancellable  *cancellable,
                                   GError       **error);

G_END_DECLS
