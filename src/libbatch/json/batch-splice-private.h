/* batch-splice-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BATCH_MAX_SPLICES 32

/* A member to put into an object. */
typedef struct
{
  const char *name;
  const char *json;             /* its value, as JSON */
} BatchSplice;

/* Puts members into @object, in place of those of the same name (all of them, in
 * whatever spelling) or at its end. Every other byte stays as it is. When nothing
 * changes, this is a reference to @object.
 *
 * Fails with BATCH_ERROR_INVALID_REQUEST when @object is not a JSON object. */
GBytes *batch_splice (GBytes             *object,
                      const BatchSplice  *splices,
                      guint               n_splices,
                      GError            **error);

G_END_DECLS
