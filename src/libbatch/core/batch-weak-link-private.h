/* batch-weak-link-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One weak reference to an object, shared by all who want one: an object looks through
 * all of its weak references whenever one of them goes, which with a hundred thousand of
 * them is too long. Only for one thread. */
typedef struct _BatchWeakLink BatchWeakLink;

/* @object: (nullable). Returns: (nullable) (transfer full) */
BatchWeakLink *batch_weak_link_new   (gpointer       object);
void           batch_weak_link_unref (BatchWeakLink *self);
/* @self: (nullable). Returns: (nullable) (transfer full) */
gpointer       batch_weak_link_get   (BatchWeakLink *self);

G_END_DECLS
