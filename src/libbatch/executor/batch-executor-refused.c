/* batch-executor-refused.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include "backend/batch-refused-uses-private.h"
#include "planning/batch-parallel-name-private.h"

/* What models turned out not to be able to do: kept by their server and their name. */

static BatchModelUses
find (BatchExecutor *self,
      const char    *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->refused_uses, name));
}

void
batch_executor_note_refused (BatchExecutor     *self,
                             const char        *lane,
                             const char        *key,
                             const BatchEnding *ending)
{
  BatchModelUses refused = ending->verdict == BATCH_VERDICT_PERMANENT_REQUEST
                           ? batch_refused_uses_find (ending->message) : BATCH_MODEL_USES_NONE;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (refused == BATCH_MODEL_USES_NONE)
    return;

  name = batch_parallel_name (batch_executor_lane_title (lane), key);
  if ((find (self, name) & refused) == refused)
    return;

  refused |= find (self, name);
  text = batch_refused_uses_text (refused);
  batch_executor_keep_value (self, BATCH_REFUSED_USES_SPACE, name, text);
  g_hash_table_insert (self->refused_uses, g_steal_pointer (&name), GUINT_TO_POINTER (refused));
}

static void
take (BatchExecutor *self,
      const char    *name,
      const char    *text)
{
  BatchModelUses refused = find (self, name) | batch_refused_uses_parse (text);

  g_hash_table_insert (self->refused_uses, g_strdup (name), GUINT_TO_POINTER (refused));
}

void
batch_executor_restore_refused (BatchExecutor *self)
{
  batch_executor_restore_values (self, BATCH_REFUSED_USES_SPACE, take, NULL);
}
