/* secret/batch-secret-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Keys of model servers, by name. `env:VARIABLE` is the value of an environment
 * variable and nothing else; any other name is looked up in the Secret Service
 * (GNOME Keyring, KWallet, …), then in a file of that name, mode 0600, below
 * `$XDG_CONFIG_HOME/batch-queue/keys`. A key is stored in the file only when there
 * is no Secret Service. */
gboolean  batch_secret_check_name    (const char           *name,
                                      GError              **error);
/* Whether it is set in the environment, where it can be neither stored nor cleared. */
gboolean  batch_secret_is_environment (const char          *name);
/* A name for the key of what is called @text: @text itself, if that can be one. */
char     *batch_secret_name_for      (const char           *text);

void      batch_secret_lookup_async  (const char           *name,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
char     *batch_secret_lookup_finish (GAsyncResult         *result,
                                      GError              **error);
void      batch_secret_store_async   (const char           *name,
                                      const char           *value,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* @in_service: (out) (optional): FALSE: there was none, and it is in a file */
gboolean  batch_secret_store_finish  (GAsyncResult         *result,
                                      gboolean             *in_service,
                                      GError              **error);
void      batch_secret_clear_async   (const char           *name,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean  batch_secret_clear_finish  (GAsyncResult         *result,
                                      GError              **error);

/* Overwrites what was looked up before it is given back. */
void      batch_secret_free          (char                 *value);

G_END_DECLS
