/* api/batch-api-files-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-exchange-private.h"
#include "core/batch-record.h"
#include "json/batch-json-writer-private.h"

G_BEGIN_DECLS

typedef void (*BatchApiFileFoundFunc) (BatchApiExchange      *exchange,
                                       const BatchFileRecord *file,
                                       gpointer               user_data);

/* Calls @found if the file of that id is there for who asks; else that is told, with @parameter
 * as what has named it. @destroy: (nullable): of @user_data, in the end */
void           batch_api_files_look_up (BatchApiExchange      *exchange,
                                        const char            *id,
                                        const char            *parameter,
                                        BatchApiFileFoundFunc  found,
                                        gpointer               user_data,
                                        GDestroyNotify         destroy);
BatchApiFault *batch_api_files_unknown (const char            *id,
                                        const char            *parameter);
/* NULL: files are kept for that. @purpose: (nullable): nothing was said */
BatchApiFault *batch_api_files_check_purpose (const char       *purpose);
/* @name: (nullable): of the member, unless it is the whole, or in an array */
void           batch_api_files_write   (BatchJsonWriter       *json,
                                        const char            *name,
                                        const BatchFileRecord *file);

G_END_DECLS
