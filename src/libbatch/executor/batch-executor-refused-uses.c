/* batch-executor-refused-uses.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "executor/batch-executor-lanes-private.h"

#include "backend/batch-refused-uses-private.h"
#include "planning/batch-parallel-name-private.h"

/* What models turned out not to be able to do: kept by their server and their name. */

static BatchRefusedUses
find (BatchExecutor *self,
      const char    *name)
{
  const BatchRefusedUses *known = g_hash_table_lookup (self->refused_uses, name);

  return known != NULL ? *known : (BatchRefusedUses) { BATCH_MODEL_USES_NONE, 0 };
}

static void
keep (BatchExecutor          *self,
      const char             *name,
      const BatchRefusedUses *refused)
{
  g_autofree char *text = batch_refused_uses_text (refused);

  batch_executor_keep_value (self, BATCH_REFUSED_USES_SPACE, name, text);
  g_hash_table_insert (self->refused_uses, g_strdup (name),
                       g_memdup2 (refused, sizeof *refused));
}

void
batch_executor_note_refused (BatchExecutor     *self,
                             const char        *lane,
                             const char        *key,
                             const BatchEnding *ending)
{
  BatchModelUses uses = ending->verdict == BATCH_VERDICT_PERMANENT_REQUEST
                        ? batch_refused_uses_find (ending->message) : BATCH_MODEL_USES_NONE;
  g_autofree char *name = NULL;
  BatchRefusedUses refused;

  if (uses == BATCH_MODEL_USES_NONE)
    return;

  name = batch_parallel_name (batch_executor_lane_title (lane), key);
  refused = find (self, name);
  if ((refused.uses & uses) == uses)
    return;

  refused.uses |= uses;
  keep (self, name, &refused);
}

typedef struct
{
  char  *name;
  gint64 size;
} Measure;

static void
measure_free (gpointer data)
{
  Measure *self = data;

  g_free (self->name);
  g_free (self);
}

static void
take_size (BatchExecutor *self,
           BatchCall     *call)
{
  const Measure *measure = call->data;
  BatchRefusedUses refused = find (self, measure->name);

  if (refused.uses != BATCH_MODEL_USES_NONE && refused.size != measure->size)
    {
      if (!batch_refused_uses_hold (&refused, measure->size))
        refused.uses = BATCH_MODEL_USES_NONE;
      refused.size = measure->size;
      keep (self, measure->name, &refused);
    }

  batch_call_free (call);
}

void
batch_executor_tell_model_size (BatchExecutor *self,
                                const char    *name,
                                gint64         size)
{
  Measure *measure = g_new (Measure, 1);

  *measure = (Measure) { g_strdup (name), size };
  batch_executor_call (self, take_size, NULL, measure, measure_free, NULL);
}

/* What was refused before all were read is known as well. */
static void
take (BatchExecutor *self,
      const char    *name,
      const char    *text)
{
  BatchRefusedUses refused = batch_refused_uses_parse (text);

  refused.uses |= find (self, name).uses;
  g_hash_table_insert (self->refused_uses, g_strdup (name),
                       g_memdup2 (&refused, sizeof refused));
}

void
batch_executor_restore_refused (BatchExecutor *self)
{
  batch_executor_restore_values (self, BATCH_REFUSED_USES_SPACE, take, NULL);
}
