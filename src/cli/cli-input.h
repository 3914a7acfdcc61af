/* cli/cli-input.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* What a command reads. */
typedef struct
{
  GFile *file;                     /* can be read any number of times */
  char  *name;                     /* for people */
  int    spool;                    /* of what was no file, or -1 */
  int    turn;                     /* while others with the same input wait, or -1 */
} CliInput;

void      cli_input_clear     (CliInput    *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliInput, cli_input_clear)
/* “-” and pipes are read to their end, or until they are larger than @max_bytes: 0: of any
 * size, -1: the usual. */
gboolean  cli_input_open      (CliInput    *self,
                               const char  *path,
                               gint64       max_bytes,
                               GError     **error);

/* Waits until nobody else is about to submit the same input, by whatever name, to the queue at
 * @store. What has another size is another input. */
gboolean  cli_input_take_turn (CliInput      *self,
                               const char    *store,
                               GCancellable  *cancellable,
                               GError       **error);
void      cli_input_end_turn  (CliInput    *self);

G_END_DECLS
