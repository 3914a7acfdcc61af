/* batch-results-page.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_RESULTS_PAGE (batch_results_page_get_type ())

G_DECLARE_FINAL_TYPE (BatchResultsPage, batch_results_page, BATCH, RESULTS_PAGE, AdwBin)

G_END_DECLS
