/* test-files.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "files/batch-file-writer-private.h"

G_BEGIN_DECLS

/* Puts @text in; nobody names it afterwards. NULL when that failed. */
char *put_text       (BatchFileStore  *store,
                      const char      *text,
                      gssize           length,
                      GError         **error);
/* The whole file; fails when its content is not what its name says. */
void  assert_content (BatchFileStore  *store,
                      const char      *digest);
/* The clock of the file system stands still for some milliseconds at a time: what is done to
 * @file now would be as old as what was done before. */
void  await_tick     (const char      *file);

G_END_DECLS
