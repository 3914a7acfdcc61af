/* batch-message-fold-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-fold-private.h"
#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* Makes of the events of a message, as Anthropic's API has them, the message that the server would
 * have given in one piece; BatchAnswerFold asks it when the first event is one of these:
 *
 *   message_start                    the message, with no content yet
 *   content_block_start              a block
 *   content_block_delta              its text, thoughts, seal, citations, or the JSON of its input
 *   message_delta                    members, and counts, that take the place of those before
 *   message_stop                     it is done */
typedef struct _BatchMessageFold BatchMessageFold;

/* Whether the data of an event is what a message begins with. */
gboolean          batch_message_fold_begins   (const char       *data,
                                               gsize             length);

BatchMessageFold *batch_message_fold_new      (void);
void              batch_message_fold_free     (BatchMessageFold *self);
/* @size: grows by what is needed to keep it */
BatchFoldState    batch_message_fold_add      (BatchMessageFold *self,
                                               const char       *data,
                                               gsize             length,
                                               gsize            *size);
/* Whether it said why it ended. */
gboolean          batch_message_fold_has_ended (BatchMessageFold *self);
GBytes           *batch_message_fold_dup_body (BatchMessageFold *self);
/* How many parts have come, and the inside of a string with all text so far. */
guint             batch_message_fold_n_pieces (BatchMessageFold *self);
const GString    *batch_message_fold_get_text (BatchMessageFold *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchMessageFold, batch_message_fold_free)

G_END_DECLS
