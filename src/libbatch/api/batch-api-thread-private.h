/* api/batch-api-thread-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-service-private.h"

G_BEGIN_DECLS

/* The thread that a service lives in, with a main context of its own: what strangers send
 * is read and answered there, and never in the way of anything else. */
typedef struct _BatchApiThread BatchApiThread;

/* Starts it. @task is answered, in the context that it was made in, with the port that it
 * listens on (an int), or with an error: then the thread has ended, and is to be freed. */
BatchApiThread *batch_api_thread_start (const char             *store_uri,
                                        const BatchApiSettings *settings,
                                        GTask                  *task);
/* Ends it. @task (transfer full) is answered when nothing is left of it; free it then. */
void            batch_api_thread_stop  (BatchApiThread         *self,
                                        GTask                  *task);
/* Waits for its end, which has been asked for or has come by itself. */
void            batch_api_thread_free  (BatchApiThread         *self);

G_END_DECLS
