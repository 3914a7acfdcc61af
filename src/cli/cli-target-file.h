/* cli/cli-target-file.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where something is written to, and what it is called until all of it is there. */
typedef struct
{
  GOutputStream *stream;
  char          *path;             /* NULL: standard output */
  char          *temp;             /* (nullable) */
  gboolean       force;
} CliTargetFile;

void     cli_target_file_clear      (CliTargetFile  *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliTargetFile, cli_target_file_clear)

/* @output: NULL is standard output, as is “-”. */
gboolean cli_target_file_open       (CliTargetFile  *target,
                                     const char     *output,
                                     gboolean        force,
                                     GError        **error);
gboolean cli_target_file_close      (CliTargetFile  *target,
                                     GError        **error);
/* Puts the name of the file into what was said of a full disk, which names none. */
void     cli_target_file_name_error (CliTargetFile  *target,
                                     GError        **error);

G_END_DECLS
