/* batch-item-prefixes-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"
#include "format/batch-prompt-prefix-private.h"
#include "planning/batch-prefix-index-private.h"

G_BEGIN_DECLS

/* Which items of a job are run and begin alike, while it is taken in, in the order of its input. */
typedef struct
{
  BatchPrefixIndex *index;         /* NULL before the first item */
  GPtrArray        *settings;      /* (nullable) of char *, what models are to be run with */
  guint32           n_items;
} BatchItemPrefixes;

void   batch_item_prefixes_clear       (BatchItemPrefixes    *self);
/* @prompt: what was read of @body. Returns: the prefix of the next item, 0 when the job is for a
 * registered handler */
gint64 batch_item_prefixes_add         (BatchItemPrefixes    *self,
                                        const BatchJobRecord *job,
                                        const BatchPrompt    *prompt,
                                        BatchEndpoint         endpoint,
                                        const guint8         *body,
                                        gsize                 length);
/* The same for one that was built in code. */
gint64 batch_item_prefixes_add_payload (BatchItemPrefixes    *self,
                                        const BatchJobRecord *job,
                                        const char           *payload,
                                        gsize                 length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchItemPrefixes, batch_item_prefixes_clear)

G_END_DECLS
