/* batch-file-adopt-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-file-store-private.h"

G_BEGIN_DECLS

/* Puts the nameless file @fd, which nobody else writes to, into a store as it is, without a
 * copy. @digest: the SHA-256 of its content, or NULL: it is read for that. NULL without an
 * error: it cannot be had so, because it is on another disk, for one, and has to be copied.
 * Else as batch_file_writer_commit (). */
BatchFileGuard *batch_file_adopt (BatchFileStore  *store,
                                  int              fd,
                                  char           **digest,
                                  gint64          *size,
                                  GError         **error);

G_END_DECLS
