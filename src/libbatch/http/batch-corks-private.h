/* http/batch-corks-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _BatchCorks BatchCorks;

BatchCorks *batch_corks_new       (void);
BatchCorks *batch_corks_ref       (BatchCorks  *self);
void        batch_corks_unref     (BatchCorks  *self);

guint       batch_corks_count     (BatchCorks  *self);
void        batch_corks_watch     (BatchCorks  *self,
                                   SoupMessage *message);
/* (nullable) the connection that @message is sent on, if it has a cork */
GSocket    *batch_corks_find      (BatchCorks  *self,
                                   SoupMessage *message);
void        batch_corks_pop       (BatchCorks  *self,
                                   SoupMessage *message);
/* When it was written, for one without a body. */
void        batch_corks_pop_after (BatchCorks  *self,
                                   SoupMessage *message);

G_END_DECLS
