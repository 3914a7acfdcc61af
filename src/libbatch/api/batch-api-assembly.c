/* api/batch-api-assembly.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-assembly-private.h"

#include <string.h>

#include "core/batch-id-private.h"

/* A part that came twice, as its answer got lost, takes its place twice. */
#define MAX_SPARE (64 * 1024 * (gint64) 1024)
#define MAX_PARTS 10000

static void
assembly_clear (gpointer data)
{
  BatchApiAssembly *self = data;

  batch_api_assembly_drop (self);
  g_hash_table_unref (self->parts);
  g_clear_pointer (&self->file, batch_file_record_free);
  g_strfreev (self->order);
  g_free (self->id);
  g_free (self->key_id);
  g_free (self->name);
}

BatchApiAssembly *
batch_api_assembly_ref (BatchApiAssembly *self)
{
  return g_rc_box_acquire (self);
}

void
batch_api_assembly_unref (BatchApiAssembly *self)
{
  g_rc_box_release_full (self, assembly_clear);
}

gboolean
batch_api_assembly_is_late (const BatchApiAssembly *self,
                            gint64                  now)
{
  return self->state == BATCH_API_ASSEMBLY_PENDING && now >= self->expires_at;
}

const char *
batch_api_assembly_get_status (const BatchApiAssembly *self,
                               gint64                  now)
{
  if (self->state == BATCH_API_ASSEMBLY_COMPLETED)
    return "completed";
  if (self->state == BATCH_API_ASSEMBLY_CANCELLED)
    return "cancelled";
  return batch_api_assembly_is_late (self, now) ? "expired" : "pending";
}

BatchApiFault *
batch_api_assembly_check (const BatchApiAssembly *self,
                          gint64                  now)
{
  if (self->state == BATCH_API_ASSEMBLY_COMPLETING)
    return batch_api_fault_new (400, "upload_not_pending", "upload_id",
                                "The Upload %s is being completed.", self->id);
  if (self->state != BATCH_API_ASSEMBLY_PENDING || batch_api_assembly_is_late (self, now))
    return batch_api_fault_new (400, "upload_not_pending", "upload_id",
                                "The Upload %s is %s.", self->id,
                                batch_api_assembly_get_status (self, now));
  return NULL;
}

gboolean
batch_api_assembly_reserve (BatchApiAssembly       *self,
                            gint64                  length,
                            gint64                  now,
                            BatchApiAssemblyPiece  *piece,
                            BatchApiFault         **fault)
{
  gint64 max = 2 * self->size + MAX_SPARE;

  if ((*fault = batch_api_assembly_check (self, now)))
    return FALSE;
  if (self->sealed)
    *fault = batch_api_fault_new (400, "upload_not_pending", "upload_id",
                                  "The Upload %s can only be completed again.", self->id);
  else if (length == 0)
    *fault = batch_api_fault_new (400, "invalid_value", "data",
                                  "Invalid value for 'data': there is nothing in it.");
  else if (length > max - self->taken || g_hash_table_size (self->parts) >= MAX_PARTS)
    *fault = batch_api_fault_new (400, "upload_too_large", "data",
                                  "The parts of the Upload are more than its %" G_GINT64_FORMAT
                                  " bytes can be made of.", self->size);
  if (*fault != NULL)
    return FALSE;

  *piece = (BatchApiAssemblyPiece) { self->taken, length };
  self->taken += length;
  return TRUE;
}

const char *
batch_api_assembly_add (BatchApiAssembly      *self,
                        BatchApiAssemblyPiece  piece)
{
  char *id = batch_id_new ("part_");
  BatchApiAssemblyPiece *part = g_new (BatchApiAssemblyPiece, 1);

  *part = piece;
  g_hash_table_insert (self->parts, id, part);
  return id;
}

static const BatchApiAssemblyPiece *
find_part (const BatchApiAssembly  *self,
           const char              *id,
           GHashTable              *found,
           BatchApiFault          **fault)
{
  const BatchApiAssemblyPiece *part = g_hash_table_lookup (self->parts, id);

  if (part == NULL)
    *fault = batch_api_fault_new (400, "invalid_value", "part_ids",
                                  "Invalid value for 'part_ids': '%s' is no part of the Upload %s.",
                                  id, self->id);
  else if (!g_hash_table_add (found, (gpointer) id))
    *fault = batch_api_fault_new (400, "invalid_value", "part_ids",
                                  "Invalid value for 'part_ids': '%s' is there twice.", id);
  return *fault == NULL ? part : NULL;
}

GArray *
batch_api_assembly_arrange (const BatchApiAssembly  *self,
                            const char *const       *order,
                            BatchApiFault          **fault)
{
  g_autoptr(GArray) pieces = g_array_new (FALSE, FALSE, sizeof (BatchApiAssemblyPiece));
  g_autoptr(GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 size = 0;

  for (guint i = 0; order[i] != NULL; i++)
    {
      const BatchApiAssemblyPiece *part = find_part (self, order[i], found, fault);

      if (part == NULL)
        return NULL;
      g_array_append_vals (pieces, part, 1);
      size += part->length;
    }
  if (size == self->size)
    return g_steal_pointer (&pieces);

  *fault = batch_api_fault_new (400, "invalid_value", "part_ids",
                                "The parts have %" G_GINT64_FORMAT " bytes together, and the "
                                "Upload was begun for %" G_GINT64_FORMAT ".", size, self->size);
  return NULL;
}

gboolean
batch_api_assembly_is_whole (const BatchApiAssembly *self,
                             const GArray           *pieces)
{
  gint64 at = 0;

  for (guint i = 0; i < pieces->len; i++)
    {
      const BatchApiAssemblyPiece *piece = &g_array_index (pieces, BatchApiAssemblyPiece, i);

      if (piece->at != at)
        return FALSE;
      at += piece->length;
    }

  return at == self->taken;
}

void
batch_api_assembly_end (BatchApiAssembly      *self,
                        BatchApiAssemblyState  state)
{
  self->state = state;
  batch_api_assembly_drop (self);
}

void
batch_api_assembly_drop (BatchApiAssembly *self)
{
  g_clear_pointer (&self->scratch, batch_api_scratch_unref);
  g_hash_table_remove_all (self->parts);
}
