/* batch-json-schema-check-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* One answer that is held against one schema. Shared by the files of batch-json-schema. */

#define BATCH_SCHEMA_MAX_NAME 60       /* characters of a path in a message */

typedef struct
{
  const BatchJsonValue *root;          /* the whole schema */
  GString              *path;          /* to the value that is looked at */
  char                 *problem;       /* (nullable) */
  gsize                 work;
  guint                 depth;
  guint                 silent;        /* > 0: an alternative is tried */
  guint                 n_unchecked;   /* keywords so far that might have refused the value */
  guint                 gave_up : 1;   /* whatever the answer is, it does not count */
} BatchSchemaCheck;

/* The keywords of one schema, as they stand there. */
typedef struct
{
  BatchJsonValue type;
  BatchJsonValue one_of_values;
  BatchJsonValue constant;
  BatchJsonValue reference;
  BatchJsonValue all_of;
  BatchJsonValue any_of;
  BatchJsonValue one_of;
  BatchJsonValue not;
  BatchJsonValue properties;
  BatchJsonValue patterns;
  BatchJsonValue required;
  BatchJsonValue additional;
  BatchJsonValue min_properties;
  BatchJsonValue max_properties;
  BatchJsonValue items;
  BatchJsonValue prefix_items;
  BatchJsonValue min_items;
  BatchJsonValue max_items;
  BatchJsonValue min_length;
  BatchJsonValue max_length;
  BatchJsonValue minimum;
  BatchJsonValue maximum;
  BatchJsonValue above;
  BatchJsonValue below;
  BatchJsonValue multiple_of;
  BatchJsonValue unchecked;            /* one of those that are passed over */
} BatchSchema;

/* FALSE when it was too much. */
gboolean batch_schema_add_work     (BatchSchemaCheck     *self,
                                    gsize                 n_bytes);
/* These answer FALSE, so that a check can end with them. @what: half a sentence */
gboolean batch_schema_fail         (BatchSchemaCheck     *self,
                                    const char           *what);
gboolean batch_schema_fail_at      (BatchSchemaCheck     *self,
                                    const BatchJsonValue *key,
                                    const char           *what);

gboolean batch_schema_check_value  (BatchSchemaCheck     *self,
                                    const BatchJsonValue *schema,
                                    const BatchJsonValue *value);
/* @key: (nullable): in an array @index counts */
gboolean batch_schema_check_member (BatchSchemaCheck     *self,
                                    const BatchJsonValue *schema,
                                    const BatchJsonValue *value,
                                    const BatchJsonValue *key,
                                    guint                 index);

/* FALSE when there is no such limit. */
gboolean batch_schema_read_limit   (const BatchJsonValue *keyword,
                                    double               *limit);
gboolean batch_schema_check_type   (BatchSchemaCheck     *self,
                                    const BatchSchema    *schema,
                                    const BatchJsonValue *value);
gboolean batch_schema_check_choice (BatchSchemaCheck     *self,
                                    const BatchSchema    *schema,
                                    const BatchJsonValue *value);
gboolean batch_schema_check_number (BatchSchemaCheck     *self,
                                    const BatchSchema    *schema,
                                    const BatchJsonValue *value);
gboolean batch_schema_check_string (BatchSchemaCheck     *self,
                                    const BatchSchema    *schema,
                                    const BatchJsonValue *value);
gboolean batch_schema_check_array  (BatchSchemaCheck     *self,
                                    const BatchSchema    *schema,
                                    const BatchJsonValue *value);
gboolean batch_schema_check_object (BatchSchemaCheck     *self,
                                    const BatchSchema    *schema,
                                    const BatchJsonValue *value);

G_END_DECLS
