/* batch-json-pointer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* RFC 6901: "/$defs/name/0" names a value within another one, and "" the whole. */

/* FALSE when there is nothing at @pointer. */
gboolean batch_json_pointer_find   (const BatchJsonValue *root,
                                    const char           *pointer,
                                    BatchJsonValue       *found);

/* Goes one step down: appends the name of a member, or the number of an element. */
void     batch_json_pointer_append (GString              *pointer,
                                    const char           *name);

G_END_DECLS
