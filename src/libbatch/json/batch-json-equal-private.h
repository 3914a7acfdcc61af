/* batch-json-equal-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* Whether two values that a scanner has passed mean the same, however they are spelled:
 * 1 is 1.0, and the order of members does not count. Of a member that is there twice the
 * last one counts. */
gboolean  batch_json_values_equal    (const BatchJsonValue *one,
                                      const BatchJsonValue *other);

/* The member of an object, and FALSE when there is none. */
gboolean  batch_json_value_member    (const BatchJsonValue *object,
                                      const BatchJsonValue *key,
                                      BatchJsonValue       *member);

/* What a number is worth, as far as a double can tell. */
double    batch_json_value_to_double (const BatchJsonValue *number);

G_END_DECLS
