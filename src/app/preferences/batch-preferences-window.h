/* batch-preferences-window.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>
#include <batch.h>

#include "local-api/batch-local-api.h"

G_BEGIN_DECLS

#define BATCH_TYPE_PREFERENCES_WINDOW (batch_preferences_window_get_type ())

G_DECLARE_FINAL_TYPE (BatchPreferencesWindow, batch_preferences_window, BATCH, PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

/* @engine: (nullable): whose policy can be chosen. @local_api: (nullable) */
BatchPreferencesWindow *batch_preferences_window_new (GtkWindow     *parent,
                                                      BatchEngine   *engine,
                                                      BatchLocalApi *local_api);

G_END_DECLS
