/* api/batch-api-assembly-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-assembly-private.h"

#include <string.h>

#include "api/batch-api-body-private.h"
#include "api/batch-api-files-private.h"
#include "core/batch-byte-count-private.h"
#include "core/batch-id-private.h"
#include "format/batch-multipart-private.h"
#include "json/batch-json-text-private.h"

/* What clients say of a file in parts: at its beginning, and at its end. */

#define LIFETIME (3600 * (gint64) G_USEC_PER_SEC)
/* That of a file which comes in one piece. */
#define MAX_SIZE (512 * 1024 * (gint64) 1024)
#define MD5_HEX  32
#define MAX_NAME 1024

/* The members of a request as they stand in it. */
typedef struct
{
  BatchJsonValue bytes;
  BatchJsonValue filename;
  BatchJsonValue mime_type;
  BatchJsonValue purpose;
  BatchJsonValue expires_after;
} Members;

static const BatchJsonMember members[] = {
  { "bytes", batch_json_read_slice, G_STRUCT_OFFSET (Members, bytes) },
  { "filename", batch_json_read_slice, G_STRUCT_OFFSET (Members, filename) },
  { "mime_type", batch_json_read_slice, G_STRUCT_OFFSET (Members, mime_type) },
  { "purpose", batch_json_read_slice, G_STRUCT_OFFSET (Members, purpose) },
  { "expires_after", batch_json_read_slice, G_STRUCT_OFFSET (Members, expires_after) },
};

static gboolean
take_size (const BatchJsonValue  *bytes,
           gint64                *size,
           BatchApiFault        **fault)
{
  g_autofree char *limit = batch_byte_count_to_text (MAX_SIZE);

  if (batch_api_body_is_absent (bytes))
    *fault = batch_api_fault_new (400, "missing_required_parameter", "bytes",
                                  "Missing required parameter: 'bytes'.");
  else if (!batch_json_value_get_int (bytes, size))
    *fault = batch_api_fault_new (400, "invalid_type", "bytes",
                                  "Invalid type for 'bytes': expected a whole number.");
  else if (*size < 1)
    *fault = batch_api_fault_new (400, "integer_below_min_value", "bytes",
                                  "Invalid 'bytes': a file has one byte at least.");
  else if (*size > MAX_SIZE)
    *fault = batch_api_fault_new (400, "integer_above_max_value", "bytes",
                                  "Invalid 'bytes': a file can have %s at most.", limit);
  return *fault == NULL;
}

static gboolean
take_members (BatchApiAssembly  *self,
              const Members     *found,
              BatchApiFault    **fault)
{
  g_autofree char *name = NULL;
  g_autofree char *mime_type = NULL;
  g_autofree char *purpose = NULL;

  if (!take_size (&found->bytes, &self->size, fault)
      || !batch_api_body_take_string (&found->filename, "filename", TRUE, &name, fault)
      || !batch_api_body_take_string (&found->mime_type, "mime_type", TRUE, &mime_type, fault)
      || !batch_api_body_take_string (&found->purpose, "purpose", TRUE, &purpose, fault)
      || (*fault = batch_api_files_check_purpose (purpose))
      || !batch_api_body_take_expiry (&found->expires_after, "expires_after", &self->keep_s,
                                      fault))
    return FALSE;

  self->name = batch_multipart_dup_base_name (name);
  if (strlen (self->name) > MAX_NAME)
    *fault = batch_api_fault_new (400, "string_above_max_length", "filename",
                                  "Invalid 'filename': it can have %d bytes at most.", MAX_NAME);
  return *fault == NULL;
}

BatchApiAssembly *
batch_api_assembly_parse (const guint8   *data,
                          gsize           length,
                          const char     *key_id,
                          gint64          now,
                          BatchApiFault **fault)
{
  g_autoptr(BatchApiAssembly) self = g_rc_box_new0 (BatchApiAssembly);
  Members found = { { NULL } };

  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!batch_api_body_read (data, length, members, G_N_ELEMENTS (members), &found, fault)
      || !take_members (self, &found, fault))
    return NULL;

  self->id = batch_id_new ("upload_");
  self->key_id = g_strdup (key_id);
  self->created_at = now;
  self->expires_at = now + LIFETIME;
  return g_steal_pointer (&self);
}

/* --- The end --- */

typedef struct
{
  BatchJsonValue part_ids;
  BatchJsonValue md5;
} EndMembers;

static const BatchJsonMember end_members[] = {
  { "part_ids", batch_json_read_slice, G_STRUCT_OFFSET (EndMembers, part_ids) },
  { "md5", batch_json_read_slice, G_STRUCT_OFFSET (EndMembers, md5) },
};

void
batch_api_completion_free (BatchApiCompletion *self)
{
  g_strfreev (self->order);
  g_free (self->md5);
  g_free (self);
}

static gboolean
refuse_order (BatchApiFault **fault)
{
  *fault = batch_api_fault_new (400, "invalid_type", "part_ids",
                                "Invalid type for 'part_ids': expected an array of strings.");
  return FALSE;
}

static gboolean
take_order (const BatchJsonValue  *value,
            GStrv                 *order,
            BatchApiFault        **fault)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  BatchJsonScanner scanner;
  BatchJsonValue element;

  if (batch_api_body_is_absent (value))
    {
      *fault = batch_api_fault_new (400, "missing_required_parameter", "part_ids",
                                    "Missing required parameter: 'part_ids'.");
      return FALSE;
    }
  if (!batch_json_value_enter_array (value, &scanner))
    return refuse_order (fault);

  while (batch_json_scanner_next_element (&scanner))
    {
      g_autofree char *id = NULL;

      batch_json_scanner_read_value (&scanner, &element);
      if (!(id = batch_json_value_dup_string (&element)))
        return refuse_order (fault);
      g_strv_builder_add (ids, id);
    }

  *order = g_strv_builder_end (ids);
  return TRUE;
}

static gboolean
take_md5 (const BatchJsonValue  *value,
          char                 **md5,
          BatchApiFault        **fault)
{
  if (!batch_api_body_take_string (value, "md5", FALSE, md5, fault))
    return FALSE;
  if (*md5 == NULL || (strlen (*md5) == MD5_HEX
                       && strspn (*md5, "0123456789abcdefABCDEF") == MD5_HEX))
    return TRUE;

  *fault = batch_api_fault_new (400, "invalid_value", "md5",
                                "Invalid value for 'md5': expected %d hexadecimal digits.",
                                MD5_HEX);
  return FALSE;
}

BatchApiCompletion *
batch_api_completion_parse (const guint8   *data,
                            gsize           length,
                            BatchApiFault **fault)
{
  g_autoptr(BatchApiCompletion) self = g_new0 (BatchApiCompletion, 1);
  EndMembers found = { { NULL } };

  return batch_api_body_read (data, length, end_members, G_N_ELEMENTS (end_members), &found, fault)
         && take_order (&found.part_ids, &self->order, fault)
         && take_md5 (&found.md5, &self->md5, fault) ? g_steal_pointer (&self) : NULL;
}
