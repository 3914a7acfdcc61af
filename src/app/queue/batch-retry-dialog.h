/* batch-retry-dialog.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

G_BEGIN_DECLS

#define BATCH_TYPE_RETRY_DIALOG (batch_retry_dialog_get_type ())

G_DECLARE_FINAL_TYPE (BatchRetryDialog, batch_retry_dialog, BATCH, RETRY_DIALOG, AdwWindow)

/* @item: (nullable): the one that is chosen */
BatchRetryDialog *batch_retry_dialog_new     (GtkWindow  *parent,
                                              BatchQueue *queue,
                                              BatchJob   *job,
                                              BatchItem  *item);

/* What was typed, as one JSON object, which the library holds against the rules; NULL when
 * nothing was. @more: an object of its own */
char             *batch_retry_dialog_members (const char *temperature,
                                              const char *max_tokens,
                                              const char *more);

G_END_DECLS
