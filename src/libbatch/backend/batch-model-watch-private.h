/* backend/batch-model-watch-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend.h"

G_BEGIN_DECLS

/* Looks after which models a server has in memory, as long as somebody wants to know: it is
 * told by servers that tell, and asks the others, more often while something is being loaded.
 * Nothing it does loads a model. */
typedef struct _BatchModelWatch BatchModelWatch;

/* @models: (nullable): of BatchModel; NULL when the server does not answer, which is not the
 * same as having none. Called in the thread-default context of who began to watch. */
typedef void (*BatchModelWatchFunc) (GListModel           *models,
                                     gpointer              user_data);

BatchModelWatch *batch_model_watch_new  (BatchBackend        *backend,
                                         const char          *api_key,
                                         BatchModelWatchFunc  func,
                                         gpointer             user_data);
void             batch_model_watch_free (BatchModelWatch     *self);
/* Asks at once: something is known to have changed. */
void             batch_model_watch_look (BatchModelWatch     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchModelWatch, batch_model_watch_free)

G_END_DECLS
