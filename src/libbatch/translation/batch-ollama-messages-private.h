/* batch-ollama-messages-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* Appends the messages of a chat in the form that Ollama's own API has. FALSE when something
 * in them has none: @obstacle is then what, as “messages[2].name”. */
gboolean batch_ollama_append_messages (GString               *out,
                                       const BatchJsonValue  *messages,
                                       char                 **obstacle);

/* What @key is called in a sentence, however strange it is. */
char    *batch_ollama_name_member     (const BatchJsonValue  *key);

G_END_DECLS
