/* api/batch-api-upload-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-service-private.h"
#include "api/batch-api-route-private.h"
#include "format/batch-multipart-private.h"

G_BEGIN_DECLS

/* A file on its way in: from the pieces of a body to a file on the disk that has no name
 * yet, with memory that does not grow with it. The client is read from no faster than the
 * disk takes it. */
typedef struct _BatchApiUpload BatchApiUpload;

/* Of a form, whose @field (static) has the file. Refuses @exchange, and gives NULL, when it brings
 * none. It lives as long as the message. */
BatchApiUpload *batch_api_upload_begin      (BatchApiExchange  *exchange,
                                             const char        *field);
/* The body is the file, and not a form that has one. */
BatchApiUpload *batch_api_upload_begin_body (BatchApiExchange  *exchange);
BatchApiUpload *batch_api_upload_get        (BatchApiExchange  *exchange);
/* All has come. TRUE: some of it is still on its way to the disk, and @func is called later. */
gboolean        batch_api_upload_wait       (BatchApiUpload    *self,
                                             BatchApiAnswerFunc func);
/* From the beginning on: its SHA-256 will be asked for. */
void            batch_api_upload_hash       (BatchApiUpload    *self);
char           *batch_api_upload_dup_digest (BatchApiUpload    *self);
/* All is on the disk. The file from its beginning, or NULL: @fault says why. */
GInputStream   *batch_api_upload_take       (BatchApiUpload    *self,
                                             BatchApiFault    **fault);
const char     *batch_api_upload_get_field  (BatchApiUpload    *self,
                                             const char        *name);
const char     *batch_api_upload_get_name   (BatchApiUpload    *self);

G_END_DECLS
