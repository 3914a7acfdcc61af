/* batch-message-check-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the batch API for messages finds wrong with the parameters of one, be its server as lenient
 * as it may. Returns: (nullable): static, in the words of that API; NULL: nothing */
const char *batch_message_check (const guint8 *body,
                                 gsize         length);

G_END_DECLS
