/* batch-ollama-request-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes of the body of a request to `/v1/chat/completions` or `/v1/embeddings` the one that
 * says the same to Ollama's own `/api/chat` or `/api/embed`. What is said is carried over
 * byte for byte: numbers, schemas, tools. Nothing is left out but what has no effect there.
 *
 * Both have the server refuse what is too long for the model, in place of cutting it.
 *
 * NULL when something in it has no native form: then @obstacle is what, as a path. And
 * @only_native tells whether something else in it has no other form, so that it can be
 * sent neither way. NULL without an obstacle: it is not a JSON object. */
GBytes *batch_ollama_chat_request  (GBytes    *body,
                                    char     **obstacle,
                                    gboolean  *only_native);
GBytes *batch_ollama_embed_request (GBytes    *body,
                                    char     **obstacle,
                                    gboolean  *only_native);
/* Whether a request for embeddings asks for them as base64. */
gboolean batch_ollama_wants_base64 (GBytes    *body);

G_END_DECLS
