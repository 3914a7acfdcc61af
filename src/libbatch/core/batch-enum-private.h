/* core/batch-enum-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

/* Sets @value only when @nick is a word of @enum_type. */
gboolean batch_enum_from_nick (GType       enum_type,
                               const char *nick,
                               int        *value);

G_END_DECLS
