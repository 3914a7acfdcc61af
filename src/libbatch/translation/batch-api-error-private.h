/* batch-api-error-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* An error, in the words of no API yet. */
typedef struct
{
  guint       status;           /* 0: it came in the middle of an answer */
  const char *type;             /* (nullable) what it was called, which stays if the API knows it */
  const char *code;             /* (nullable) */
  const char *message;
} BatchApiError;

/* Tells it in the API @to. @whole: the object that it came in, whose other members stay; of type
 * NONE when it came in none */
void  batch_api_error_append      (const BatchApiError  *self,
                                   const BatchJsonValue *whole,
                                   BatchEndpoint         to,
                                   GString              *out);
/* The same of one that came in the middle of a stream, where it is the member @error. */
void  batch_api_error_append_told (const BatchJsonValue *whole,
                                   const BatchJsonValue *error,
                                   BatchEndpoint         to,
                                   GString              *out);

G_END_DECLS
