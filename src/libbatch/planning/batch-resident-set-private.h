/* batch-resident-set-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The models that a server holds, as far as loads are counted with it: a model
 * that is not there is loaded, and the one that was used least recently makes
 * room. */
typedef struct _BatchResidentSet BatchResidentSet;

/* A @capacity of 0 is not known: one, or as many as are there at the start. */
BatchResidentSet *batch_resident_set_new      (guint                   capacity);
/* Whatever is asked for is there; nothing is ever loaded, and nothing goes. */
BatchResidentSet *batch_resident_set_new_of_all (void);
void              batch_resident_set_free     (BatchResidentSet       *self);

/* Is there already; the last one added is the most recently used. */
void              batch_resident_set_add      (BatchResidentSet       *self,
                                               const char             *key);
gboolean          batch_resident_set_contains (const BatchResidentSet *self,
                                               const char             *key);

/* TRUE when that took a load. */
gboolean          batch_resident_set_use      (BatchResidentSet       *self,
                                               const char             *key);

/* Whether a load makes one of them go; they are numbered, the least recently used first. */
gboolean          batch_resident_set_is_full  (const BatchResidentSet *self);
guint             batch_resident_set_capacity (const BatchResidentSet *self);
guint             batch_resident_set_count    (const BatchResidentSet *self);
const char       *batch_resident_set_get      (const BatchResidentSet *self,
                                               guint                   index);
/* Makes that one go, whatever was used least recently. */
void              batch_resident_set_evict    (BatchResidentSet       *self,
                                               const char             *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchResidentSet, batch_resident_set_free)

G_END_DECLS
