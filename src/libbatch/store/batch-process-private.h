/* batch-process-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A process as it was found. Its id is given away anew when it has ended; with the moment when it
 * began, it is this one and no other. */
typedef struct
{
  int       id;
  guint64   began;      /* ticks since the computer was started */
  char     *name;       /* as ps has it */
  gboolean  stopped;    /* as by Ctrl+Z */
} BatchProcess;

/* NULL where there is none of that id, or nobody tells: it may be of another container. Blocks. */
BatchProcess *batch_process_read   (int                  id);
/* @text: what /proc/ID/stat says. NULL where it is nothing of the kind */
BatchProcess *batch_process_parse  (int                  id,
                                    const char          *text);
BatchProcess *batch_process_copy   (const BatchProcess  *self);
void          batch_process_free   (BatchProcess        *self);
gboolean      batch_process_equal  (const BatchProcess  *self,
                                    const BatchProcess  *other);
/* Has one that is stopped go on, if it is still there, and of the same user. */
gboolean      batch_process_resume (const BatchProcess  *self,
                                    GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchProcess, batch_process_free)

G_END_DECLS
