/* backend/batch-wire-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-stream-private.h"

G_BEGIN_DECLS

/* A request in the words of the server that it is for. */
typedef struct
{
  char           *path;
  GBytes         *body;
  BatchReplyForm  form;         /* of what comes back */
} BatchWire;

void batch_wire_clear (BatchWire *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchWire, batch_wire_clear)

G_END_DECLS
