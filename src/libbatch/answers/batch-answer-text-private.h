/* batch-answer-text-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends what the body of an answer says, of whatever kind it is, for people: the text of
 * the first choice; the call of a tool as "name(arguments)"; of embeddings how many numbers
 * there are. What is no answer of a model server is appended as it is.
 *
 * TRUE when it is text that the model wrote, and nothing else. U+0000 may be in it. */
gboolean  batch_answer_append_text (const guint8 *body,
                                    gsize         length,
                                    GString      *out);

/* What a request asks, for people: the last thing that the user says in it. */
void      batch_request_append_text (const guint8 *body,
                                     gsize         length,
                                     GString      *out);
/* All that is said in it, each message after its role: "[system]\nBe brief\n\n[user]\nWhy?". What
 * has no messages, and of a user who alone says something that, is as above. */
void      batch_request_append_talk (const guint8 *body,
                                     gsize         length,
                                     GString      *out);

G_END_DECLS
