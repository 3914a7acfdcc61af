/* batch-usual-folder.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where results go unless a person chooses another folder: the last that was chosen, as long as it
 * is there. NULL: where nobody would find them. */
char       *batch_usual_folder_get  (void);
void        batch_usual_folder_keep (const char         *folder);

/* The first of @folders that is good. @sandbox is the root of a sandbox, NULL without one. */
const char *batch_usual_folder_find (const char * const *folders,
                                     const char         *sandbox);

G_END_DECLS
