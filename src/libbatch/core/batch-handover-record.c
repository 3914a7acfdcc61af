/* batch-handover-record.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-handover-record.h"

BatchHandoverRecord *
batch_handover_record_new (void)
{
  return g_new0 (BatchHandoverRecord, 1);
}

BatchHandoverRecord *
batch_handover_record_copy (const BatchHandoverRecord *record)
{
  BatchHandoverRecord *copy = g_memdup2 (record, sizeof *record);

  copy->id = g_strdup (record->id);
  copy->job_id = g_strdup (record->job_id);
  copy->server = g_strdup (record->server);
  copy->endpoint = g_strdup (record->endpoint);
  copy->key = g_strdup (record->key);
  copy->file_id = g_strdup (record->file_id);
  copy->upstream_id = g_strdup (record->upstream_id);
  copy->note = g_strdup (record->note);
  return copy;
}

void
batch_handover_record_free (BatchHandoverRecord *record)
{
  g_free (record->id);
  g_free (record->job_id);
  g_free (record->server);
  g_free (record->endpoint);
  g_free (record->key);
  g_free (record->file_id);
  g_free (record->upstream_id);
  g_free (record->note);
  g_free (record);
}
