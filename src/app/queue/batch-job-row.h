/* batch-job-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_JOB_ROW (batch_job_row_get_type ())

G_DECLARE_FINAL_TYPE (BatchJobRow, batch_job_row, BATCH, JOB_ROW, AdwBin)

G_END_DECLS
