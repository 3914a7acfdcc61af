/* api/batch-api-silence-log-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Clients that have left without a request. Some are told of one by one, and however many more
 * there are in the same minute in one line. */
typedef struct _BatchApiSilenceLog BatchApiSilenceLog;

/* Of the thread that it is made in. */
BatchApiSilenceLog *batch_api_silence_log_new  (void);
/* Tells what it has not told yet. */
void                batch_api_silence_log_free (BatchApiSilenceLog *self);
void                batch_api_silence_log_note (BatchApiSilenceLog *self);

G_END_DECLS
