/* batch-wanted-format-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* The form in which a request wants its answer, as the kinds of model servers have it:
 *
 *   response_format: {type: json_object | json_schema, json_schema: {schema}, schema}   chat
 *   text: {format: {type, schema}}                                                responses
 *   output_format: {type, schema}   output_config: {format: {type, schema}}        messages */
typedef struct
{
  BatchJsonValue schema;          /* lies in the body; type NONE: any will do */
  guint          json : 1;        /* the answer is to be JSON */
  guint          object : 1;      /* … an object */
} BatchWantedFormat;

/* FALSE when the request does not say. */
gboolean batch_wanted_format_read  (BatchWantedFormat       *self,
                                    const guint8            *body,
                                    gsize                    length);

/* Whether the text is as it was wanted.
 * @problem: (out) (optional): else a sentence on what is wrong with it */
gboolean batch_wanted_format_check (const BatchWantedFormat  *self,
                                    const guint8             *text,
                                    gsize                     length,
                                    char                    **problem);

G_END_DECLS
