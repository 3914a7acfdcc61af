/* batch-answer-events-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A chat or a completion in one piece as the events of a stream, for a client that has asked for
 * one of a server that has none. Returns: (nullable): NULL when @answer is neither */
GBytes *batch_answer_to_events   (GBytes *answer);

/* The same of a message. */
GBytes *batch_message_to_events  (GBytes *answer);

/* The same of a response. */
GBytes *batch_response_to_events (GBytes *answer);

G_END_DECLS
