/* batch-json-writer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes JSON from front to back. Names are ours, and go out as they are; what stands in
 * an array has no name: NULL. */
typedef struct
{
  GString  *out;
  gboolean  follows;              /* something stands before, in this container */
} BatchJsonWriter;

#define BATCH_JSON_WRITER_INIT(out) { (out), FALSE }

void batch_json_writer_open    (BatchJsonWriter *self,
                                const char      *name,
                                char             bracket);
void batch_json_writer_close   (BatchJsonWriter *self,
                                char             bracket);
/* @text: (nullable): NULL is null */
void batch_json_writer_string  (BatchJsonWriter *self,
                                const char      *name,
                                const char      *text);
void batch_json_writer_int     (BatchJsonWriter *self,
                                const char      *name,
                                gint64           number);
/* 0 is null. */
void batch_json_writer_time    (BatchJsonWriter *self,
                                const char      *name,
                                gint64           seconds);
void batch_json_writer_boolean (BatchJsonWriter *self,
                                const char      *name,
                                gboolean         value);
/* @json: (nullable): a value, byte for byte; NULL is null */
void batch_json_writer_raw     (BatchJsonWriter *self,
                                const char      *name,
                                const char      *json);

G_END_DECLS
