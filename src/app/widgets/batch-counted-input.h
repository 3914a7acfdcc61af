/* batch-counted-input.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BATCH_TYPE_COUNTED_INPUT (batch_counted_input_get_type ())

G_DECLARE_FINAL_TYPE (BatchCountedInput, batch_counted_input, BATCH, COUNTED_INPUT,
                      GFilterInputStream)

/* A file that says how much of it was read, whoever reads it, and in whatever thread. */
BatchCountedInput *batch_counted_input_open         (GFile                *file,
                                                     GError              **error);
void               batch_counted_input_open_async   (GFile                *file,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
BatchCountedInput *batch_counted_input_open_finish  (GAsyncResult         *result,
                                                     GError              **error);
/* In hundredths; 0 as well while it is not known how long it is. */
guint              batch_counted_input_get_percent  (BatchCountedInput    *self);

G_END_DECLS
