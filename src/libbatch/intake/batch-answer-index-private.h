/* batch-answer-index-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-file-store-private.h"
#include "format/batch-validator-private.h"
#include "store/batch-store-private.h"
#include "store/batch-waiter-private.h"

G_BEGIN_DECLS

/* The answers that jobs of a store have, by what was asked: URL, model and body, byte for
 * byte. Of each, 16 bytes are held, and of no more than four million, the latest: most of
 * the SHA-256 of the request, so that two that differ are never taken for one another. */
typedef struct _BatchAnswerIndex BatchAnswerIndex;

/* Those of jobs for @backend (NULL: those that name none). For a thread that may block. NULL
 * with an error.
 * @implied_tag: (nullable): static: names of models with it and without it are one */
BatchAnswerIndex *batch_answer_index_collect (BatchStore          *store,
                                              BatchFileStore      *files,
                                              const char          *backend,
                                              const char          *implied_tag,
                                              BatchWaiter         *waiter,
                                              GCancellable        *cancellable,
                                              GError             **error);
void              batch_answer_index_free    (BatchAnswerIndex    *self);

/* The latest one. @job_id is set and lives as long as @self. */
gboolean          batch_answer_index_find    (BatchAnswerIndex    *self,
                                              const BatchRequest  *request,
                                              const char         **job_id,
                                              guint32             *position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchAnswerIndex, batch_answer_index_free)

G_END_DECLS
