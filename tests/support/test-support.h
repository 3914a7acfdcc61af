/* test-support.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs the main context of the thread until an asynchronous call has answered:
 *
 *   g_autoptr(GAsyncResult) result = NULL;
 *   batch_foo_async (foo, NULL, batch_test_store_result, &result);
 *   batch_test_wait (&result);
 */
void batch_test_store_result (GObject       *source,
                              GAsyncResult  *result,
                              gpointer       user_data);
void batch_test_wait         (GAsyncResult **result);

/* A directory of its own, removed with all it holds. */
char *batch_test_make_dir    (void);
void  batch_test_remove_dir  (const char    *path);

/* The same as a fixture. */
typedef struct
{
  char *dir;
} BatchTestDir;

void   batch_test_dir_set_up    (BatchTestDir  *self,
                                 gconstpointer  data);
void   batch_test_dir_tear_down (BatchTestDir  *self,
                                 gconstpointer  data);

/* @name: in @dir; folders on the way are made. @length: -1: up to the NUL */
GFile *batch_test_write_file    (const char    *dir,
                                 const char    *name,
                                 const char    *content,
                                 gssize         length);

/* Compares with the file of that name in tests/golden. BATCH_TEST_UPDATE=1 in the
 * environment writes the file instead. */
void batch_test_assert_golden (const char *name,
                               const char *text);

G_END_DECLS
