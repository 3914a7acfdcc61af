/* test-properties.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which properties an object notified of, in alphabetical order, since the last
 * time somebody asked:
 *
 *   g_autoptr(BatchTestNotes) notes = batch_test_notes_new (object);
 *   …
 *   batch_test_assert_notes (notes, "pending total");
 */
typedef struct _BatchTestNotes BatchTestNotes;

BatchTestNotes *batch_test_notes_new        (gpointer        object);
void            batch_test_notes_free       (BatchTestNotes *self);
char           *batch_test_notes_take       (BatchTestNotes *self);

#define batch_test_assert_notes(notes, expected) \
  G_STMT_START { \
    g_autofree char *taken_ = batch_test_notes_take (notes); \
    g_assert_cmpstr (taken_, ==, expected); \
  } G_STMT_END

/* Every property can be read; every writable one has its default, keeps silent
 * when it is set to what it is, and notifies once when it is set to another. */
void            batch_test_check_properties (gpointer        object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchTestNotes, batch_test_notes_free)

G_END_DECLS
