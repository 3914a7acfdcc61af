/* batch-body-changes-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-splice-private.h"

G_BEGIN_DECLS

/* More cannot be changed: there has to be room for what is put in besides. */
#define BATCH_MAX_CHANGES (BATCH_MAX_SPLICES - 4)

/* The members of a JSON object, to put into a body. */
typedef struct
{
  BatchSplice splices[BATCH_MAX_CHANGES];
  guint       n_splices;
} BatchBodyChanges;

/* Fails with BATCH_ERROR_INVALID_REQUEST when @json is not an object, or has too many
 * members. */
gboolean  batch_body_changes_init      (BatchBodyChanges  *self,
                                        const char        *json,
                                        GError           **error);
void      batch_body_changes_clear     (BatchBodyChanges  *self);

/* Takes out a member; NULL when there is none. As JSON. */
char     *batch_body_changes_take      (BatchBodyChanges  *self,
                                        const char        *name);
/* As an object, in one line. */
char     *batch_body_changes_to_string (const BatchBodyChanges *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchBodyChanges, batch_body_changes_clear)

G_END_DECLS
