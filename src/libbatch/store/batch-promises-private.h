/* store/batch-promises-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who writes the results of which job when it has ended, among the processes of this machine. A
 * promise is a lock of the kernel's, so that nobody waits for one that was killed; it lasts until
 * it is released, or as long as this object. Jobs are told apart by their sequence in the store.
 * For one thread. */
typedef struct _BatchPromises BatchPromises;

BatchPromises *batch_promises_new       (const char    *store_uri);
void           batch_promises_free      (BatchPromises *self);

/* Several may promise the same. */
void           batch_promises_make      (BatchPromises *self,
                                         gint64         job);
gboolean       batch_promises_are_made  (BatchPromises *self,
                                         gint64         job);
/* As a promise, but only when nobody has made it, this one included: at most one is given TRUE.
 * Where there are no locks, everybody is. */
gboolean       batch_promises_take_over (BatchPromises *self,
                                         gint64         job);
/* What this one has promised, however often; what others have stays. */
void           batch_promises_release   (BatchPromises *self,
                                         gint64         job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchPromises, batch_promises_free)

G_END_DECLS
