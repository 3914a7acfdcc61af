/* batch-row-report.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ROW_REPORT (batch_row_report_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchRowReport, batch_row_report, BATCH, ROW_REPORT, GObject)

BATCH_AVAILABLE_IN_ALL
const char * const *batch_row_report_get_columns   (BatchRowReport *self);
BATCH_AVAILABLE_IN_ALL
gint64              batch_row_report_get_n_rows    (BatchRowReport *self);
BATCH_AVAILABLE_IN_ALL
gboolean            batch_row_report_get_exact     (BatchRowReport *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_row_report_get_encoding  (BatchRowReport *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_row_report_get_delimiter (BatchRowReport *self);
BATCH_AVAILABLE_IN_ALL
const char         *batch_row_report_get_quote     (BatchRowReport *self);
BATCH_AVAILABLE_IN_ALL
const char * const *batch_row_report_get_issues    (BatchRowReport *self);

G_END_DECLS
