/* http/batch-wire-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "http/batch-stream-private.h"

G_BEGIN_DECLS

/* A request in the words of the server that it is for. */
typedef struct
{
  char           *path;
  GBytes         *body;
  BatchReplyForm  form;         /* of what comes back */
  BatchEndpoint   asked;        /* NONE: it comes back as it was asked for; else it is to be
                                 * turned into an answer of this one */
  const char     *betas;        /* (nullable) (unowned) what else is asked for, by a header */
  char           *obstacle;     /* (nullable) there is none, as this member of the request cannot
                                 * be told, or is missing */
} BatchWire;

void          batch_wire_clear       (BatchWire     *self);

/* The one in whose words a request to @endpoint can be put, too; NONE: there is none. */
BatchEndpoint batch_wire_find_other  (BatchEndpoint  endpoint);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchWire, batch_wire_clear)

G_END_DECLS
