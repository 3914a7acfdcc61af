/* api/batch-api-fault-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

/* Whose words are spoken. */
typedef enum
{
  BATCH_API_OPENAI,
  BATCH_API_ANTHROPIC,
} BatchApi;

/* Its word in the store. */
const char    *batch_api_get_name (BatchApi api);

/* Why a request is refused. */
typedef struct
{
  guint       status;
  const char *code;               /* (nullable) static */
  char       *parameter;          /* (nullable) the member that is wrong */
  char       *message;            /* a sentence */
  char       *allow;              /* (nullable) the methods that there are */
  gint64      retry_after_s;      /* 0: it is not said */
} BatchApiFault;

BatchApiFault *batch_api_fault_new        (guint                status,
                                           const char          *code,
                                           const char          *parameter,
                                           const char          *format,
                                           ...) G_GNUC_PRINTF (4, 5);
/* What came of a call to the engine. */
BatchApiFault *batch_api_fault_from_error (const GError        *error);
void           batch_api_fault_free       (BatchApiFault       *fault);

/* An error in the words of Anthropic, which names @request_id unless it names a request itself.
 * @body: such an error, of a model server */
GBytes        *batch_api_fault_sign       (GBytes              *body,
                                           const char          *request_id);
/* The body of the answer, in the shape of @api. */
GString       *batch_api_fault_write      (const BatchApiFault *fault,
                                           BatchApi             api,
                                           const char          *request_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchApiFault, batch_api_fault_free)

G_END_DECLS
