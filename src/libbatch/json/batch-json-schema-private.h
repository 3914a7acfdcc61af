/* batch-json-schema-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* The part of JSON Schema that model servers hold answers to:
 *
 *   type, enum, const, $ref into the schema itself, allOf, anyOf, oneOf, not
 *   properties, required, additionalProperties, minProperties, maxProperties
 *   items, prefixItems, minItems, maxItems
 *   minLength, maxLength, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
 *
 * Other keywords are passed over, as the standard wants it, and so is a keyword whose own
 * value makes no sense. Where one of them might have told alternatives apart, the value
 * counts as kept: an answer is not held against what was not looked at. */

/* Whether @value keeps to @schema; both were passed by a scanner. What would go on for too
 * long, or round in circles, counts as kept.
 * @problem: (out) (optional): half a sentence on the first thing that does not, such as
 * "“/price” is missing" */
gboolean batch_json_schema_check (const BatchJsonValue  *schema,
                                  const BatchJsonValue  *value,
                                  char                 **problem);

G_END_DECLS
