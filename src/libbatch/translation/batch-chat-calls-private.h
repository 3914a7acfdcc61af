/* batch-chat-calls-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "translation/batch-translator-private.h"

G_BEGIN_DECLS

/* A call of a tool. */
typedef struct
{
  BatchJsonValue  id;          /* NONE or empty: it has none */
  BatchJsonValue  name;        /* never empty */
  BatchJsonValue  arguments;   /* whatever it is */
  const char     *extras;      /* what else is said of it, “,"name":value” each */
} BatchChatCall;

/* FALSE with an obstacle ends the reading. */
typedef gboolean (*BatchChatCallFunc) (BatchTranslator     *translator,
                                       const BatchChatCall *call,
                                       gpointer             data);

/* Reads the calls in the message where we are, in order: its @tool_calls, and the @function_call
 * of the older way. Refuses what is not a list, and a call without a name. */
gboolean batch_chat_calls_read (BatchTranslator      *translator,
                                const BatchJsonValue *tool_calls,
                                const BatchJsonValue *function_call,
                                BatchChatCallFunc     func,
                                gpointer              data);

G_END_DECLS
