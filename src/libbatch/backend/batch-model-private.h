/* backend/batch-model-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model.h"

G_BEGIN_DECLS

struct _BatchModel
{
  GObject          parent_instance;

  char            *id;
  char           **instances;      /* (owned) (nullable) what the server calls those in memory */
  gint64           size;
  gint64           context_length;
  BatchModelState  state;
  BatchModelUses   uses;
  guint            slots;
  guint            remote : 1;
};

BatchModel *batch_model_new (const char *id);

G_END_DECLS
