/* batch-input-reading-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "format/batch-validator-private.h"

G_BEGIN_DECLS

/* Hands out the good lines of a batch file, for who wants to know something of them before it is
 * submitted; what is wrong with the others is told then. For a thread that may block. FALSE with
 * an error. */
gboolean batch_input_read_requests (GFile             *input,
                                    BatchRequestFunc   func,
                                    gpointer           user_data,
                                    GCancellable      *cancellable,
                                    GError           **error);
/* Likewise, of one that was taken in. */
gboolean batch_input_read_stream   (GInputStream      *input,
                                    BatchRequestFunc   func,
                                    gpointer           user_data,
                                    GCancellable      *cancellable,
                                    GError           **error);

G_END_DECLS
