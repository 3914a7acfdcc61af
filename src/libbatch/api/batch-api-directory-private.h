/* api/batch-api-directory-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-listing-private.h"
#include "api/batch-api-service-private.h"
#include "backend/batch-backend.h"

G_BEGIN_DECLS

/* Which model server has which models, as they tell. Asked again when what is known is old. */
typedef struct _BatchApiDirectory BatchApiDirectory;

typedef void (*BatchApiDirectoryFunc) (BatchApiDirectory *directory,
                                       gpointer           user_data);

/* @url: (nullable): of a server that has no name; @api_key: (nullable): its key */
BatchApiDirectory *batch_api_directory_new  (BatchEngine           *engine,
                                             const char            *url,
                                             const char            *api_key);
/* Nobody is called back any more. */
void               batch_api_directory_free (BatchApiDirectory     *self);

/* Calls @func when it is known who has @models, or everything with NULL. */
void               batch_api_directory_ask  (BatchApiDirectory     *self,
                                             const char *const     *models,
                                             BatchApiDirectoryFunc  func,
                                             gpointer               user_data);

/* Calls @func as soon as it is known of a server that has @model, though others be silent, or that
 * none has it. */
void               batch_api_directory_find (BatchApiDirectory     *self,
                                             const char            *model,
                                             BatchApiDirectoryFunc  func,
                                             gpointer               user_data);

/* What is known by then. (transfer none) (element-type BatchApiListing): the unnamed server first,
 * then by name */
GPtrArray         *batch_api_directory_get_listings (BatchApiDirectory *self);

/* The roll of all that have a name, as they were when last looked at. (nullable) */
const char        *batch_api_directory_get_seen (BatchApiDirectory *self);

/* Why a request for @model goes to no server, by those listings. (transfer full) */
BatchApiFault     *batch_api_directory_miss (BatchApiDirectory     *self,
                                             const char            *model);

/* @backend: (nullable): NULL: it is not there any more; @api_key: (nullable): (transfer full) */
typedef void (*BatchApiServerFunc) (BatchBackend *backend,
                                    char         *api_key,
                                    gpointer      user_data);

/* Calls @func with what the server of a listing is reached by. */
void               batch_api_directory_open (BatchApiDirectory     *self,
                                             const char            *server,
                                             BatchApiServerFunc     func,
                                             gpointer               user_data);

G_END_DECLS
