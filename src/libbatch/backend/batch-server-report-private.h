/* backend/batch-server-report-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-server-info-private.h"
#include "backend/batch-server-report.h"

G_BEGIN_DECLS

/* @message: (transfer full): one sentence */
BatchServerReport *batch_server_report_new (BatchServerState  state,
                                            char             *message,
                                            BatchServerInfo  *info,
                                            GListModel       *models);

G_END_DECLS
