/* api/batch-api-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-body-private.h"

#include "format/batch-encoding-private.h"
#include "json/batch-json-text-private.h"

#define LOOKED_AT    4096         /* bytes, for how it is written */
#define MIN_EXPIRY_S 3600
#define MAX_EXPIRY_S (30 * 24 * 3600)

static gboolean
is_blank (const guint8 *data,
          gsize         length)
{
  while (length > 0 && g_ascii_isspace (data[length - 1]))
    length--;

  return length == 0;
}

/* What programs send that write text as their system does. NULL: in UTF-8, or it is no text. */
static const char *
name_other_encoding (const guint8 *data,
                     gsize         length)
{
  const char *encoding = batch_encoding_sniff (data, MIN (length, LOOKED_AT), FALSE);

  return g_str_has_prefix (encoding, "UTF-") && !g_str_equal (encoding, "UTF-8") ? encoding : NULL;
}

static char *
describe_value (const guint8 *data,
                gsize         length)
{
  BatchJsonScanner scanner;
  BatchJsonType type;

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  type = batch_json_scanner_peek (&scanner);
  if (batch_json_scanner_read_value (&scanner, NULL) && batch_json_scanner_finish (&scanner))
    return g_strdup_printf ("it is %s", batch_json_type_describe (type));

  return g_strdup (scanner.problem);
}

BatchApiFault *
batch_api_body_refuse (const guint8 *data,
                       gsize         length,
                       const char   *code,
                       const char   *problem)
{
  const char *encoding = name_other_encoding (data, length);
  g_autofree char *found = NULL;

  if (is_blank (data, length))
    found = g_strdup ("it is empty");
  else if (encoding != NULL)
    found = g_strdup_printf ("it is in %s; send it in UTF-8", encoding);
  else
    found = problem != NULL ? g_strdup (problem) : describe_value (data, length);

  return batch_api_fault_new (400, code, NULL, "The body of the request is not a JSON object: %s.",
                              found);
}

gboolean
batch_api_body_read (const guint8           *data,
                     gsize                   length,
                     const BatchJsonMember  *members,
                     guint                   n_members,
                     gpointer                into,
                     BatchApiFault         **fault)
{
  BatchJsonScanner scanner;
  gboolean is_object;

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  if ((is_object = batch_json_scanner_peek (&scanner) == BATCH_JSON_OBJECT))
    batch_json_read_members (&scanner, members, n_members, into);
  if (is_object && batch_json_scanner_finish (&scanner))
    return TRUE;

  *fault = batch_api_body_refuse (data, length, "invalid_json", scanner.problem);
  return FALSE;
}

gboolean
batch_api_body_is_absent (const BatchJsonValue *value)
{
  return value->type == BATCH_JSON_NONE || value->type == BATCH_JSON_NULL;
}

gboolean
batch_api_body_take_string (const BatchJsonValue  *value,
                            const char            *name,
                            gboolean               required,
                            char                 **text,
                            BatchApiFault        **fault)
{
  if (batch_api_body_is_absent (value))
    {
      if (!required)
        return TRUE;
      *fault = batch_api_fault_new (400, "missing_required_parameter", name,
                                    "Missing required parameter: '%s'.", name);
      return FALSE;
    }

  *text = batch_json_value_dup_string (value);
  if (*text != NULL && **text != '\0')
    return TRUE;

  *fault = batch_api_fault_new (400, "invalid_type", name,
                                "Invalid value for '%s': expected a string that is not empty.",
                                name);
  return FALSE;
}

typedef struct
{
  char   *anchor;
  gint64  seconds;
} Expiry;

/* @member: of what is called @name */
static gboolean
refuse_expiry (BatchApiFault **fault,
               const char     *name,
               const char     *member,
               const char     *expected)
{
  g_autofree char *parameter = g_strconcat (name, ".", member, NULL);

  *fault = batch_api_fault_new (400, "invalid_value", parameter,
                                "Invalid value for '%s': expected %s.", parameter, expected);
  return FALSE;
}

gboolean
batch_api_body_take_expiry (const BatchJsonValue  *value,
                            const char            *name,
                            gint64                *seconds,
                            BatchApiFault        **fault)
{
  static const BatchJsonMember members[] = {
    { "anchor", batch_json_read_string, G_STRUCT_OFFSET (Expiry, anchor) },
    { "seconds", batch_json_read_int, G_STRUCT_OFFSET (Expiry, seconds) },
  };
  g_autofree char *anchor = NULL;
  Expiry expiry = { NULL, 0 };

  if (batch_api_body_is_absent (value))
    return TRUE;

  batch_json_value_read_members (value, members, G_N_ELEMENTS (members), &expiry);
  anchor = expiry.anchor;
  if (g_strcmp0 (anchor, "created_at") != 0)
    return refuse_expiry (fault, name, "anchor", "'created_at'");
  if (expiry.seconds < MIN_EXPIRY_S || expiry.seconds > MAX_EXPIRY_S)
    return refuse_expiry (fault, name, "seconds", "3600 to 2592000");

  *seconds = expiry.seconds;
  return TRUE;
}
