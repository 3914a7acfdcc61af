/* batch-rank-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a job stands in the list: @major is given when it comes in, @minor tells those
 * apart that somebody put behind the same one. */
typedef struct
{
  gint64 major;
  gint64 minor;
} BatchRank;

int       batch_rank_compare (const BatchRank *one,
                              const BatchRank *two);

/* A rank behind @after and before @before, each of which may be NULL: there is none. When
 * there is no room between them, that of @after. */
BatchRank batch_rank_between (const BatchRank *after,
                              const BatchRank *before);

G_END_DECLS
