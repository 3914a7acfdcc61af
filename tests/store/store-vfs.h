/* store-vfs.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk for SQLite that loses its power, or is full.
 *
 * It works on real files, and keeps beside each what would be left of it: what
 * was written before the last sync. Once the power is off (test-power.h), everything fails. */
void     store_vfs_install    (void);
void     store_vfs_uninstall  (void);

/* Forgets all files; the power is on, and there is room. */
void     store_vfs_reset      (void);
/* Only so many bytes more can be written; -1: any number. */
void     store_vfs_set_space  (gint64      n_bytes);

/* Of the files that make up a database: the file itself, and what it takes to read it. */
extern const char * const store_vfs_endings[];

/* Puts what is left of the database @from to @to. Without @rand everything after the
 * last sync is lost, else each sector of it is there or not. */
void     store_vfs_restore    (const char *from,
                               const char *to,
                               GRand      *rand);

G_END_DECLS
