/* batch-ollama-reply-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes of what Ollama's own API answers what a server with the API of OpenAI would have
 * answered. What that API has no place for, such as durations, keeps its name and bytes. */

/* What is known of a chat so far; all zero at first. */
typedef struct
{
  guint  id;                    /* that all chunks have, made of the first */
  guint  n_calls;               /* of tools */
  guint  has_id : 1;
  guint  has_role : 1;          /* some chunk has told who speaks */
  guint  done : 1;              /* it said so */
} BatchOllamaReply;

/* Appends the chunk of a stream that says what @line does, a line of a stream or the whole
 * answer: BatchAnswerFold puts such chunks together. An error stays as it is. FALSE when it
 * is not a JSON object.
 * @usage: (nullable): gets the chunk that counts tokens, at the end of the stream, as clients
 *   have it who ask for one; without it, the last chunk counts them */
gboolean  batch_ollama_reply_add   (BatchOllamaReply  *self,
                                    const guint8      *line,
                                    gsize              length,
                                    GString           *chunk,
                                    GString           *usage);

/* NULL when it is not a JSON object with embeddings.
 * @base64: as the text that clients get who ask for it, of float32 with the lowest byte first */
GBytes   *batch_ollama_embeddings  (GBytes            *body,
                                    gboolean           base64);

G_END_DECLS
