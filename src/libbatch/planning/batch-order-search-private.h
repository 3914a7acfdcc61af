/* batch-order-search-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/* What the best order of some work with deadlines comes to. The rule stands at the top of
 * batch-order-search.c. Times are ms from now. */

#define BATCH_SEARCH_MAX_PARTS 10
#define BATCH_SEARCH_MAX_KEYS  8

/* Work of a key up to a deadline; the rest of it, without one. */
typedef struct
{
  double work_ms;
  double deadline_ms;      /* INFINITY: none */
  int    priority;         /* what no deadline waits for waits for a higher one */
} BatchSearchPart;

typedef struct
{
  double          load_ms;
  guint           first;         /* of its parts, which follow each other */
  guint           n_parts;
  gboolean        is_resident;
} BatchSearchKey;

typedef struct
{
  BatchSearchPart parts[BATCH_SEARCH_MAX_PARTS];
  BatchSearchKey  keys[BATCH_SEARCH_MAX_KEYS];
  guint           n_parts;
  guint           n_keys;
  guint           capacity;      /* models resident at once */
  double          load_extra_ms; /* that a load costs beside its time */
} BatchOrderSearch;

typedef struct
{
  double cost_ms;          /* the end, with what else is not wanted */
  double end_ms;           /* of everything */
  double late_ms;          /* of work that comes after its deadline */
  guint  missed;           /* deadlines */
  guint  loads;
  int    evicts;           /* key that the first load gives up though something is left of it; */
                           /* -1: none, or the first part needs no load */
} BatchSearchEnd;

/* Worse than any other. */
#define BATCH_SEARCH_END_NONE { INFINITY, INFINITY, 0, G_MAXUINT, G_MAXUINT, -1 }

/* The best of all orders in which the next part of @first_key goes first; -1: of all. */
BatchSearchEnd batch_order_search_best (const BatchOrderSearch *self,
                                        int                     first_key);

/* Whether one is better than the other: fewer deadlines missed, then sooner and less too late,
 * then fewer loads. */
gboolean       batch_search_end_is_better (const BatchSearchEnd *one,
                                           const BatchSearchEnd *two);

G_END_DECLS
