/* http/batch-download-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "http/batch-exchange-private.h"

G_BEGIN_DECLS

/* Answers @task with a BatchResponse whose body is empty: it went to @into, all of it. Of a
 * status other than 2xx it is the beginning of the body, and nothing went there. */
void batch_download_run (BatchExchangeShared *shared,
                         SoupMessage         *message,
                         GOutputStream       *into,
                         GTask               *task);

G_END_DECLS
