/* batch-ollama-settings-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"

G_BEGIN_DECLS

/* What Ollama loads a model with, as requests say it: another one of these is another load.
 * The same text for the same settings. */

/* Of the body of a request to @endpoint. Returns: (nullable) (transfer full): NULL: those of the
 * server, as what has to go over an API that cannot be told of options gets them, too */
char *batch_ollama_dup_settings            (const guint8  *body,
                                            gsize          length,
                                            BatchEndpoint  endpoint);
/* Of a JSON object of options. @options: (nullable) */
char *batch_ollama_dup_settings_of_options (const char    *options);

G_END_DECLS
