/* files/batch-file-identity-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/* By which a file is known again: as long as it is the same, nobody has written to the file.
 * A zeroed one is that of no file. */
typedef struct
{
  guint64 device;
  guint64 inode;
  gint64  size;
  gint64  modified_ns;
  gint64  changed_ns;      /* also when its modification is set back */
} BatchFileIdentity;

BatchFileIdentity batch_file_identity_new   (const struct stat       *status);
gboolean          batch_file_identity_equal (const BatchFileIdentity *identity,
                                             const BatchFileIdentity *other);

G_END_DECLS
