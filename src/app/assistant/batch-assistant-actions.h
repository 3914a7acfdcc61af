/* batch-assistant-actions.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* `win.new-batch`, `win.paste` and `win.sample`, for a window that has the property "queue",
 * and where new batches are shown by `win.show-job` (s). */
void batch_assistant_install_actions (GtkWidgetClass *widget_class);

/* Opens files of any kind: @open_batch is called for each batch file, of the others a batch is
 * made with the assistant. Files that are not yet open follow each other in their order. */
typedef void (*BatchOpenFunc) (GtkWidget *window,
                               GFile     *file);

/* A batch of each line of a text. */
void batch_assistant_take_text_for   (GtkWidget      *window,
                                      const char     *text);
void batch_assistant_open_files      (GtkWidget      *window,
                                      GPtrArray      *files,
                                      BatchOpenFunc   open_batch);

G_END_DECLS
