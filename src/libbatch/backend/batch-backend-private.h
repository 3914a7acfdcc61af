/* backend/batch-backend-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend.h"
#include "core/batch-record.h"

G_BEGIN_DECLS

/* What one kind of model server does in its own way. Whoever needs to do something
 * that kinds do differently adds a function here, and asks for no nick. */
typedef struct
{
  const char  *nick;
  const char  *models_path;                    /* of a GET */

  /* NULL when @body is no list of models. */
  char      **(*read_models) (GBytes *body);
} BatchBackendKind;

extern const BatchBackendKind  batch_openai_backend_kind;

/* @nick NULL: what speaks the API of OpenAI. NULL when it is not known. */
const BatchBackendKind        *batch_backend_kind_find      (const char                *nick);

BatchBackend                  *batch_backend_new_for_record (const BatchBackendRecord  *record,
                                                             GError                   **error);
BatchBackendRecord            *batch_backend_to_record      (BatchBackend              *self);

G_END_DECLS
