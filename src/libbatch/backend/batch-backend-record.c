/* batch-backend-record.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-backend-private.h"

/* A model server as the store keeps it. */

BatchBackend *
batch_backend_new_for_record (const BatchBackendRecord  *record,
                              GError                   **error)
{
  BatchBackend *self = batch_backend_new (record->name, record->url, record->kind,
                                          record->key_name, error);

  if (self != NULL)
    {
      batch_backend_set_parallel (self, record->parallel);
      batch_backend_set_gpu (self, record->gpu);
    }
  return self;
}

/* Its strings are those of @self. */
static BatchBackendRecord
as_record (BatchBackend *self)
{
  return (BatchBackendRecord) {
    .name = (char *) batch_backend_get_name (self),
    .url = (char *) batch_backend_get_url (self),
    .kind = (char *) batch_backend_get_kind (self),
    .key_name = (char *) batch_backend_get_key_name (self),
    .gpu = (char *) batch_backend_get_gpu (self),
    .parallel = batch_backend_get_parallel (self),
  };
}

BatchBackendRecord *
batch_backend_to_record (BatchBackend *self)
{
  BatchBackendRecord record = as_record (self);

  return batch_backend_record_copy (&record);
}

void
batch_backend_record_append_fingerprint (const BatchBackendRecord *record,
                                         GString                  *fingerprint)
{
  const char *const texts[] = {
    record->name, record->url, record->kind, record->key_name, record->gpu,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (fingerprint, "%s\t", texts[i] != NULL ? texts[i] : "");
  g_string_append_printf (fingerprint, "%u\n", record->parallel);
}

void
batch_backend_append_fingerprint (BatchBackend *self,
                                  GString      *fingerprint)
{
  BatchBackendRecord record = as_record (self);

  batch_backend_record_append_fingerprint (&record, fingerprint);
}
