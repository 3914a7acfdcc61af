/* http/batch-answer-length-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The Content-Length of an answer may be such as -5, which libsoup takes for the length of a body,
 * warns of, and reads nothing. */

/* Before @message is sent: such a length is taken off its answer. */
void     batch_answer_length_guard         (SoupMessage *message);
/* Whether its answer had one. */
gboolean batch_answer_length_is_impossible (SoupMessage *message);

G_END_DECLS
