/* batch-json-scanner-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

/* A strict reader of RFC 8259 JSON in a range of bytes: one pass, no copies, no
 * recursion, UTF-8 checked. The caller walks into the objects and arrays it knows
 * and reads everything else as a slice, so that what it does not know can be
 * passed on byte for byte.
 *
 *   batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
 *   if (batch_json_scanner_enter_object (&scanner))
 *     while (batch_json_scanner_next_member (&scanner, &key))
 *       batch_json_scanner_read_value (&scanner, &value);
 *   if (!batch_json_scanner_finish (&scanner))
 *     …scanner.code, scanner.problem and batch_json_scanner_get_offset () say why
 *
 * After the first problem every call answers FALSE, so that only the last one
 * needs to be looked at. */

#define BATCH_JSON_DEPTH     200   /* how deep brackets may be nested, by default */
#define BATCH_JSON_MAX_DEPTH 1024  /* more cannot be asked for */

typedef enum
{
  BATCH_JSON_NONE,
  BATCH_JSON_OBJECT,
  BATCH_JSON_ARRAY,
  BATCH_JSON_STRING,
  BATCH_JSON_NUMBER,
  BATCH_JSON_TRUE,
  BATCH_JSON_FALSE,
  BATCH_JSON_NULL,
} BatchJsonType;

/* A value as it stands in the bytes; a string has its quotes. */
typedef struct
{
  const guint8  *data;
  gsize          length;
  BatchJsonType  type;
} BatchJsonValue;

typedef struct
{
  const guint8   *start;
  const guint8   *pos;
  const guint8   *end;
  const char     *problem;      /* what is wrong, in a few words; NULL: nothing so far */
  BatchLineError  code;         /* with a problem only */
  guint           depth;
  guint           max_depth;
  guint           fresh : 1;    /* nothing was read yet of the container just entered */
} BatchJsonScanner;

/* @max_depth 0: as deep as can be. */
void           batch_json_scanner_init         (BatchJsonScanner     *self,
                                                const guint8         *data,
                                                gsize                 length,
                                                guint                 max_depth);

/* What kind of value comes next, by its first byte. */
BatchJsonType  batch_json_scanner_peek         (BatchJsonScanner     *self);

/* Reads a whole value, whatever it holds. @value may be NULL. */
gboolean       batch_json_scanner_read_value   (BatchJsonScanner     *self,
                                                BatchJsonValue       *value);

/* The value that follows a member's name, or is an element, has to be read or
 * entered before the next one. FALSE at the closing bracket, and after a problem. */
gboolean       batch_json_scanner_enter_object (BatchJsonScanner     *self);
gboolean       batch_json_scanner_next_member  (BatchJsonScanner     *self,
                                                BatchJsonValue       *key);
gboolean       batch_json_scanner_enter_array  (BatchJsonScanner     *self);
gboolean       batch_json_scanner_next_element (BatchJsonScanner     *self);

/* Whether there was no problem, and nothing but white space is left. */
gboolean       batch_json_scanner_finish       (BatchJsonScanner     *self);

/* Where the problem is, in bytes from the start. */
gsize          batch_json_scanner_get_offset   (BatchJsonScanner     *self);

/* Whether the bytes are one JSON value. */
gboolean       batch_json_validate             (const guint8         *data,
                                                gsize                 length,
                                                guint                 max_depth);

/* Walks into a value that was read before, with a scanner of its own. FALSE when it is of
 * another kind: then there is no member or element, either. */
gboolean       batch_json_value_enter_object   (const BatchJsonValue *self,
                                                BatchJsonScanner     *scanner);
gboolean       batch_json_value_enter_array    (const BatchJsonValue *self,
                                                BatchJsonScanner     *scanner);

/* "an object", "a string", … for messages. */
const char    *batch_json_type_describe        (BatchJsonType         type);

G_END_DECLS
