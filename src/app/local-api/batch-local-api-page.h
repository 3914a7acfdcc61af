/* batch-local-api-page.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "local-api/batch-local-api.h"

G_BEGIN_DECLS

#define BATCH_TYPE_LOCAL_API_PAGE (batch_local_api_page_get_type ())

G_DECLARE_FINAL_TYPE (BatchLocalApiPage, batch_local_api_page, BATCH, LOCAL_API_PAGE,
                      AdwPreferencesPage)

/* @api: (nullable): NULL while there is no queue */
void batch_local_api_page_set_api (BatchLocalApiPage *self,
                                   BatchLocalApi     *api);

G_END_DECLS
