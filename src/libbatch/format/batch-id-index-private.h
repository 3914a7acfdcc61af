/* batch-id-index-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Finds the lines that may have the same id, in at most 15 bytes a line: it keeps a
 * hash of each and the line. The key of the hash is random, so nobody can write a
 * file whose ids collide; since some may by chance, what it finds is a suspicion. */

typedef struct _BatchIdIndex BatchIdIndex;

/* @hash_bits: how much of the hash is used, 64 but for tests. */
BatchIdIndex *batch_id_index_new           (guint         hash_bits);
void          batch_id_index_free          (BatchIdIndex *self);

/* Lines only grow. */
void          batch_id_index_add           (BatchIdIndex *self,
                                            const char   *id,
                                            gsize         length,
                                            guint32       line);

/* The lines to compare, ascending and each once: those that repeat a hash, the first
 * @max of them (0: all), and the first line of every such hash. Hashes that are the
 * same by chance count as well; there is hardly ever one. Nothing can be added
 * afterwards. */
GArray       *batch_id_index_find_suspects (BatchIdIndex *self,
                                            guint         max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchIdIndex, batch_id_index_free)

G_END_DECLS
