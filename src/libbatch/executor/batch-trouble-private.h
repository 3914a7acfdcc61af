/* batch-trouble-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-record.h"

G_BEGIN_DECLS

/* Something outside that is in the way of work, and of whose. */
typedef struct
{
  char    *source;                 /* the lane or the handover that met it; it has one at a time */
  char    *job_id;                 /* (nullable) of the only job that waits */
  char    *handler;                /* (nullable) whose jobs wait; NULL: everybody's */
  char    *url;                    /* (nullable) of the server of those that wait */
  char   **names;                  /* (nullable) by which they call it, too */
  char    *key;                    /* (nullable) of the only items that wait */
  GError  *error;
  guint    by_default : 1;         /* jobs that name no server are sent there */
} BatchTrouble;

BatchTrouble *batch_trouble_copy   (const BatchTrouble   *self);
void          batch_trouble_free   (BatchTrouble         *self);

/* (element-type BatchTrouble): in the order in which they began */
GPtrArray    *batch_troubles_new    (void);
GPtrArray    *batch_troubles_copy   (GPtrArray            *self);
/* In the place of what its source has met before. Takes @trouble. */
void          batch_troubles_put    (GPtrArray            *self,
                                     BatchTrouble         *trouble);
/* FALSE: it has met none. */
gboolean      batch_troubles_remove (GPtrArray            *self,
                                     const char           *source);
/* What is in the way of a job, or of any: the first, but what everybody waits for before all.
 * @job: (nullable). Returns: (nullable) */
const GError *batch_troubles_find   (GPtrArray            *self,
                                     const BatchJobRecord *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchTrouble, batch_trouble_free)

G_END_DECLS
