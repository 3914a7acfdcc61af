/* batch-application.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BATCH_TYPE_APPLICATION (batch_application_get_type ())

G_DECLARE_FINAL_TYPE (BatchApplication, batch_application, BATCH, APPLICATION, AdwApplication)

BatchApplication *batch_application_new (void);

G_END_DECLS
