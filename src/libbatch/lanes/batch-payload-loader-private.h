/* batch-payload-loader-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* Reads the payloads of claimed items in a worker thread: the disk may be slow,
 * and the engine thread must not wait for it. */
typedef struct
{
  BatchItemRecord *item;
  GBytes          *bytes;          /* NULL with @error */
  GError          *error;
} BatchPayload;

/* An array of requests that is read in one go. */
GPtrArray *batch_payload_loader_requests_new (void);
/* @input: (nullable): a BatchBlobSource; without it, @error is the outcome. FALSE when
 * the array has enough to read. */
gboolean   batch_payload_loader_add          (GPtrArray            *requests,
                                              BatchItemRecord      *item,
                                              GObject              *input,
                                              const GError         *error);
void       batch_payload_loader_read_async   (GPtrArray            *requests,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* Returns: (transfer full) (element-type BatchPayload): in the order of the requests */
GPtrArray *batch_payload_loader_read_finish  (GAsyncResult         *result);

G_END_DECLS
