/* batch-request-writer-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "json/batch-splice-private.h"

G_BEGIN_DECLS

/* The member of a line that has the row that the request was made of. Nobody sends it. */
#define BATCH_REQUEST_ROW "row"

/* What goes into a line of a batch file. */
typedef struct
{
  const char        *custom_id;
  const char        *model;
  const char        *system;        /* (nullable) instructions that come before the prompt */
  const char        *prompt;
  const guint8      *image;         /* (nullable) only where the endpoint takes pictures */
  gsize              image_length;
  const char        *image_type;    /* with an image: "image/png", … */
  const BatchSplice *members;       /* others of the body, such as max_tokens */
  guint              n_members;
  BatchEndpoint      endpoint;
  const char *const *columns;       /* (nullable) of the row that it is made of, kept beside the */
  const char *const *values;        /* body; as many as there are columns */
} BatchRequestParts;

/* Appends the line with its line end. What is not UTF-8 in the texts is replaced. */
void        batch_request_append_line        (const BatchRequestParts *parts,
                                              GString                 *out);

/* Chat, responses and messages take pictures and instructions. */
gboolean    batch_endpoint_has_conversation  (BatchEndpoint            endpoint);

/* By the first bytes: "image/png", "image/jpeg", "image/gif", "image/webp", or NULL. */
const char *batch_image_type                 (const guint8            *data,
                                              gsize                    length);

G_END_DECLS
