/* cli/command-backend.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* What “batchq backend” was told beside the words. */
typedef struct
{
  char      *kind;
  char      *key_variable;
  char      *gpu;
  int        parallel;             /* -1: not told */
  gboolean   ask;
  gboolean   force;
  char     **ports;                /* (nullable) */
} BackendOptions;

typedef gboolean (*BackendVerb) (Cli                   *cli,
                                 const BackendOptions  *options,
                                 char                 **words,
                                 GError               **error);

typedef char *BackendKey;

void     backend_key_clear     (BackendKey    *key);
/* @key: (transfer full): NULL without one */
gboolean backend_find_key      (Cli           *cli,
                                BatchBackend  *backend,
                                char         **key,
                                GError       **error);
void     backend_print_models  (GListModel    *models);
/* Members of an object. */
void     backend_build_models  (JsonBuilder   *builder,
                                GListModel    *models);
void     backend_build_members (JsonBuilder   *builder,
                                BatchBackend  *backend);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BackendKey, backend_key_clear)

/* Those that ask a server something. */
gboolean backend_discover (Cli                   *cli,
                           const BackendOptions  *options,
                           char                 **words,
                           GError               **error);
gboolean backend_models   (Cli                   *cli,
                           const BackendOptions  *options,
                           char                 **words,
                           GError               **error);
gboolean backend_show     (Cli                   *cli,
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
