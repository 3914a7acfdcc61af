/* batch-request-line-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "format/batch-prompt-prefix-private.h"

G_BEGIN_DECLS

/* The members of a request that matter to us, as they stand in its line. */
typedef enum
{
  BATCH_REQUEST_CUSTOM_ID,
  BATCH_REQUEST_METHOD,
  BATCH_REQUEST_URL,
  BATCH_REQUEST_BODY,
  BATCH_REQUEST_MODEL,          /* of the body */
} BatchRequestMember;

#define BATCH_N_REQUEST_MEMBERS (BATCH_REQUEST_MODEL + 1)

typedef struct
{
  BatchJsonValue values[BATCH_N_REQUEST_MEMBERS];   /* type NONE: it is not there */
  BatchPrompt    prompt;        /* of the body */
  guint          repeated;      /* bits 1 << member: it is there more than once */
  BatchJsonType  type;          /* of the line; the rest is of an object only */
  gboolean       has_params;    /* as requests in Anthropic's message batches */
} BatchRequestLine;

/* One pass over the line. FALSE when it is not JSON: @scanner knows why. */
gboolean    batch_request_line_read         (BatchRequestLine   *self,
                                             BatchJsonScanner   *scanner);

/* "custom_id", …, "body.model" */
const char *batch_request_member_get_field  (BatchRequestMember  member);

G_END_DECLS
