/* batch-draft-file.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A new file for what is not in the queue yet. Returns: (transfer full): NULL with an error */
GFile *batch_draft_file_create (GOutputStream **stream,
                                GError        **error);

G_END_DECLS
