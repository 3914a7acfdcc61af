/* backend/batch-model-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-backend-kind-private.h"
#include "backend/batch-model.h"

G_BEGIN_DECLS

struct _BatchModel
{
  GObject          parent_instance;

  char            *id;
  char           **aliases;        /* (owned) (nullable) that requests may ask for as well */
  char           **instances;      /* (owned) (nullable) what the server calls those in memory */
  gint64           size;
  gint64           context_length;
  gint64           exit_code;      /* of its process, with failed */
  gint64           created_at;     /* s; 0: its server does not say */
  gint64           expires_at;     /* s, when it goes from memory; 0: its server does not say */
  double           progress;       /* of the load under way; -1: not known */
  BatchModelState  state;
  BatchModelUses   uses;
  BatchModelUses   refused;        /* what it was asked for, and has turned down */
  guint            slots;
  guint            remote : 1;
  guint            failed : 1;     /* the last load did */
};

BatchModel *batch_model_new  (const char             *id);

/* It was asked for that, and cannot do it, whatever its server says. */
void        batch_model_correct (BatchModel             *self,
                                 BatchModelUses          refused);

/* Whether @models, which its server of @kind lists, are all that it has. */
gboolean    batch_model_list_is_full (GListModel             *models,
                                    const BatchBackendKind *kind);
/* … and @name is none of them. */
gboolean    batch_model_is_missing (GListModel             *models,
                                    const BatchBackendKind *kind,
                                    const char             *name);
/* Returns: (transfer full) (nullable): the one that a request for @name gets */
BatchModel *batch_model_find (GListModel             *models,
                              const BatchBackendKind *kind,
                              const char             *name);

typedef void (*BatchModelNameFunc) (const char *name,
                                    BatchModel *model,
                                    gpointer    user_data);

/* Tells each name by which one of @models is got, once, with the one that batch_model_find ()
 * finds by it: where there are more names to look for than models. */
void        batch_model_list_names (GListModel             *models,
                                    const BatchBackendKind *kind,
                                    BatchModelNameFunc      func,
                                    gpointer                user_data);

G_END_DECLS
