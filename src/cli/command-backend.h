/* cli/command-backend.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* What “batchq backend” was told beside the words. */
typedef struct
{
  char      *kind;
  char      *key_variable;
  int        parallel;             /* -1: not told */
  gboolean   ask;
  char     **ports;                /* (nullable) */
} BackendOptions;

typedef gboolean (*BackendVerb) (Cli                   *cli,
                                 const BackendOptions  *options,
                                 char                 **words,
                                 GError               **error);

/* Those that ask a server something. */
gboolean backend_discover (Cli                   *cli,
                           const BackendOptions  *options,
                           char                 **words,
                           GError               **error);
gboolean backend_models   (Cli                   *cli,
                           const BackendOptions  *options,
                           char                 **words,
                           GError               **error);
gboolean backend_test     (Cli                   *cli,
                           const BackendOptions  *options,
                           char                 **words,
                           GError               **error);
gboolean backend_unload   (Cli                   *cli,
                           const BackendOptions  *options,
                           char                 **words,
                           GError               **error);

G_END_DECLS
