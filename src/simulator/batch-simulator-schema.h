/* simulator/batch-simulator-schema.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* Whether @value, a schema, tells what kind of value it wants. One that only bounds those of some
 * kind, such as by “required”, does not. */
gboolean batch_simulator_schema_says_what (const BatchJsonValue *value);

/* Appends a value that keeps to @schema in all that is simple in it: kinds, members, elements,
 * enumerations, bounds, references into itself, the first of alternatives. Its strings say
 * @text, and the same schema and text give the same value. */
void batch_simulator_append_by_schema (GString              *out,
                                       const BatchJsonValue *schema,
                                       const char           *text);

G_END_DECLS
