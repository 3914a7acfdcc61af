/* batch-prefix-affinity-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whose turn it is among requests that begin alike, so that a server reads what they have in
 * common as seldom as can be. Pure: the rule stands at the top of batch-prefix-affinity.c. */

/* What a server still knows of the prompts that it has read. */
typedef enum
{
  BATCH_PREFIX_MEMORY_NONE,        /* nothing, as far as we know */
  BATCH_PREFIX_MEMORY_OF_SLOTS,    /* each of those that work at a time, its own last one */
  BATCH_PREFIX_MEMORY_SHARED,      /* all know what was read for one */
} BatchPrefixMemory;

typedef enum
{
  BATCH_PREFIX_CHOICE_NOW,
  BATCH_PREFIX_CHOICE_IF_NONE,     /* when there is nobody else */
  BATCH_PREFIX_CHOICE_LATER,       /* one that is under way reads what they have in common */
} BatchPrefixChoice;

/* One request. */
typedef struct
{
  guint64 root;
  guint64 group;
  guint   is_busy : 1;             /* others heed it */
} BatchPrefixMark;

typedef struct
{
  BatchPrefixMemory  memory;
  GHashTable        *busy;         /* of roots and groups: how many requests */
  GHashTable        *read;         /* the set of those that the server has read */
} BatchPrefixAffinity;

void batch_prefix_affinity_init       (BatchPrefixAffinity *self);
void batch_prefix_affinity_clear      (BatchPrefixAffinity *self);
/* Is heeded once none of those that others heed is under way. */
void batch_prefix_affinity_set_memory (BatchPrefixAffinity *self,
                                       BatchPrefixMemory    memory);
/* It has lost its memory. */
void batch_prefix_affinity_forget     (BatchPrefixAffinity *self);

/* @prefix: as batch_prefix_index_add () gives it, or 0, among those of the job that @job is the
 * hash of. */
BatchPrefixMark   batch_prefix_mark           (guint                  job,
                                               gint64                 prefix);
BatchPrefixChoice batch_prefix_affinity_look  (BatchPrefixAffinity   *self,
                                               const BatchPrefixMark *mark);
/* It leaves. */
void              batch_prefix_affinity_begin (BatchPrefixAffinity   *self,
                                               BatchPrefixMark       *mark);
/* The server has read its prompt, as it has begun to answer. Returns: whether others may have
 * waited for that */
gboolean          batch_prefix_affinity_read  (BatchPrefixAffinity   *self,
                                               BatchPrefixMark       *mark);
/* It is back, whatever came of it. */
void              batch_prefix_affinity_end   (BatchPrefixAffinity   *self,
                                               BatchPrefixMark       *mark);

G_END_DECLS
