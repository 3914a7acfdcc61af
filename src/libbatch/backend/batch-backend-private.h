/* backend/batch-backend-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-kind-private.h"
#include "backend/batch-backend.h"
#include "core/batch-record.h"

G_BEGIN_DECLS

BatchBackend           *batch_backend_new_for_record   (const BatchBackendRecord  *record,
                                                        GError                   **error);
BatchBackendRecord     *batch_backend_to_record        (BatchBackend              *self);
/* Appends all that is known of it. Where the texts of two lists are one, so are the servers. */
void batch_backend_append_fingerprint        (BatchBackend             *self,
                                              GString                  *fingerprint);
void batch_backend_record_append_fingerprint (const BatchBackendRecord *record,
                                              GString                  *fingerprint);

const BatchBackendKind *batch_backend_get_private_kind (BatchBackend              *self);

/* Overwrites a key before it is given back. */
void                    batch_backend_free_key         (char                      *api_key);

/* Whether nobody needs to look what kind of server it is: more than its API is known, or it was
 * said by batch_backend_set_kind (). */
gboolean                batch_backend_is_identified    (BatchBackend              *self);
void                    batch_backend_set_identified   (BatchBackend              *self,
                                                        gboolean                   identified);

/* Whether it has let somebody wait in vain for what it says beside its list, the last time. */
gboolean                batch_backend_is_slow_to_tell  (BatchBackend              *self);
void                    batch_backend_set_slow_to_tell (BatchBackend              *self,
                                                        gboolean                   slow_to_tell);

/* Finds out the kind of a server of which only the API is known; one that does not answer
 * keeps it. Ended by batch_backend_identify_finish (), which gives the kind. */
void                    batch_backend_identify_async   (BatchBackend              *self,
                                                        const char                *api_key,
                                                        GCancellable              *cancellable,
                                                        GAsyncReadyCallback        callback,
                                                        gpointer                   user_data);
const BatchBackendKind *batch_backend_identify_finish  (BatchBackend              *self,
                                                        GAsyncResult              *result);

/* Ends batch_backend_list_models_async () with what the list says of each model, and no more.
 * Returns: (transfer full) (nullable): a list of BatchModel */
GListModel             *batch_backend_listed_models_finish (BatchBackend          *self,
                                                            GAsyncResult          *result,
                                                            GError               **error);

/* How long somebody who waits for a list of models waits, and how long an operation does that
 * can go on without. */
#define BATCH_LIST_MS 30000
#define BATCH_LOOK_MS 5000

/* Asks for the models as a server of @kind has to be asked; ended by
 * batch_backend_get_models_finish (). */
void                    batch_backend_ask_models_async (BatchBackend              *self,
                                                        const BatchBackendKind    *kind,
                                                        const char                *api_key,
                                                        gint64                     within_ms,
                                                        GCancellable              *cancellable,
                                                        GAsyncReadyCallback        callback,
                                                        gpointer                   user_data);

/* The same for what nobody waits for: a server that is slow to tell is given its time. */
void                    batch_backend_ask_models_beside_async (BatchBackend       *self,
                                                        const BatchBackendKind    *kind,
                                                        const char                *api_key,
                                                        GCancellable              *cancellable,
                                                        GAsyncReadyCallback        callback,
                                                        gpointer                   user_data);
/* How long what stands beside the list is waited for, by who waits for both for @within_ms. Pure.
 */
gint64                  batch_backend_find_detail_ms   (gint64                     within_ms,
                                                        gboolean                   beside,
                                                        gboolean                   slow_to_tell);

/* Whether one of the slots that a server lists is at work. */
gboolean                batch_backend_slots_are_busy      (GBytes                  *body);

/* Unloads what a server of @kind calls so, one after the other. */
void                    batch_backend_unload_names_async  (BatchBackend            *self,
                                                           const BatchBackendKind  *kind,
                                                           const char * const      *names,
                                                           const char              *api_key,
                                                           GCancellable            *cancellable,
                                                           GAsyncReadyCallback      callback,
                                                           gpointer                 user_data);
gboolean                batch_backend_unload_names_finish (BatchBackend            *self,
                                                           GAsyncResult            *result,
                                                           GError                 **error);

G_END_DECLS
