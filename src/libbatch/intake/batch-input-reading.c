/* batch-input-reading.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "intake/batch-input-reading-private.h"

#define PIECE (256 * 1024)

gboolean
batch_input_read_stream (GInputStream      *input,
                         BatchRequestFunc   func,
                         gpointer           user_data,
                         GCancellable      *cancellable,
                         GError           **error)
{
  BatchLimits limits = { 0 };
  g_autoptr(BatchValidator) validator = batch_validator_new (&limits, func, user_data);
  g_autofree guint8 *piece = g_malloc (PIECE);
  gssize n_read = 1;

  while (n_read > 0)
    {
      n_read = g_input_stream_read (input, piece, PIECE, cancellable, error);
      if (n_read > 0)
        batch_validator_feed (validator, piece, (gsize) n_read);
    }

  batch_validator_end (validator);
  return n_read == 0;
}

gboolean
batch_input_read_requests (GFile             *input,
                           BatchRequestFunc   func,
                           gpointer           user_data,
                           GCancellable      *cancellable,
                           GError           **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (input, cancellable, error);

  return stream != NULL && batch_input_read_stream (G_INPUT_STREAM (stream), func, user_data,
                                                    cancellable, error);
}
