/* api/batch-api-batch-spec.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-batch-private.h"

#include <string.h>

#include "api/batch-api-body-private.h"
#include "core/batch-endpoint-private.h"
#include "core/batch-enum-private.h"
#include "json/batch-json-text-private.h"

#define MAX_METADATA       16
#define MAX_METADATA_NAME  64
#define MAX_METADATA_VALUE 512
#define MAX_PRIORITY       1000
#define MAX_WINDOW_S       (30 * 24 * 3600)
/* That of a batch of messages, which need not say. */
#define USUAL_WINDOW       "24h"

/* The members of a request as they stand in it. */
typedef struct
{
  BatchJsonValue input_file_id;
  BatchJsonValue input_digest;
  BatchJsonValue endpoint;
  BatchJsonValue completion_window;
  BatchJsonValue metadata;
  BatchJsonValue webhook_url;
  BatchJsonValue backend;
  BatchJsonValue priority;
  BatchJsonValue priority_text;        /* among the metadata, whose values are texts */
  BatchJsonValue execution_mode;
  BatchJsonValue n_requests;
  BatchJsonValue output_expires_after;
} Members;

static const BatchJsonMember members[] = {
  { "input_file_id", batch_json_read_slice, G_STRUCT_OFFSET (Members, input_file_id) },
  { "input_digest", batch_json_read_slice, G_STRUCT_OFFSET (Members, input_digest) },
  { "endpoint", batch_json_read_slice, G_STRUCT_OFFSET (Members, endpoint) },
  { "completion_window", batch_json_read_slice, G_STRUCT_OFFSET (Members, completion_window) },
  { "metadata", batch_json_read_slice, G_STRUCT_OFFSET (Members, metadata) },
  { "webhook_url", batch_json_read_slice, G_STRUCT_OFFSET (Members, webhook_url) },
  { "backend", batch_json_read_slice, G_STRUCT_OFFSET (Members, backend) },
  { "priority", batch_json_read_slice, G_STRUCT_OFFSET (Members, priority) },
  { "execution_mode", batch_json_read_slice, G_STRUCT_OFFSET (Members, execution_mode) },
  { "n_requests", batch_json_read_slice, G_STRUCT_OFFSET (Members, n_requests) },
  { "output_expires_after", batch_json_read_slice,
    G_STRUCT_OFFSET (Members, output_expires_after) },
};

void
batch_api_batch_spec_free (BatchApiBatchSpec *spec)
{
  g_free (spec->input_file_id);
  g_free (spec->input_digest);
  g_free (spec->endpoint);
  g_free (spec->completion_window);
  g_free (spec->metadata);
  g_free (spec->webhook_url);
  g_free (spec->backend);
  g_free (spec);
}

static gboolean
refuse (BatchApiFault **fault,
        const char     *code,
        const char     *parameter,
        const char     *message)
{
  *fault = batch_api_fault_new (400, code, parameter, "%s", message);
  return FALSE;
}

/* --- Members --- */

/* "24h", "90m", "7d", "30s" */
static gboolean
parse_window (BatchApiBatchSpec  *spec,
              BatchApiFault     **fault)
{
  const char *text = spec->completion_window;
  guint64 number = 0;
  char *unit = NULL;
  gint64 seconds;

  if (g_ascii_isdigit (*text))
    number = g_ascii_strtoull (text, &unit, 10);
  if (unit == NULL || number == 0 || number > MAX_WINDOW_S || *unit == '\0' || unit[1] != '\0'
      || strchr ("smhd", *unit) == NULL)
    return refuse (fault, "invalid_value", "completion_window",
                   "Invalid value for 'completion_window': write '24h', or a number of s, m, h "
                   "or d.");

  seconds = *unit == 's' ? 1 : *unit == 'm' ? 60 : *unit == 'h' ? 3600 : 86400;
  spec->window_s = (gint64) number * seconds;
  return spec->window_s <= MAX_WINDOW_S
         || refuse (fault, "invalid_value", "completion_window",
                    "Invalid value for 'completion_window': it can be 30 days at most.");
}

/* @usual: (nullable) what it is when nothing is said */
static gboolean
take_window (const BatchJsonValue  *value,
             const char            *usual,
             BatchApiBatchSpec     *spec,
             BatchApiFault        **fault)
{
  if (!batch_api_body_take_string (value, "completion_window", usual == NULL,
                                   &spec->completion_window, fault))
    return FALSE;

  if (spec->completion_window == NULL)
    spec->completion_window = g_strdup (usual);
  return parse_window (spec, fault);
}

static gboolean
check_pair (const BatchJsonValue  *name,
            const BatchJsonValue  *value,
            BatchApiFault        **fault)
{
  g_autofree char *name_text = batch_json_value_dup_string (name);
  g_autofree char *text = batch_json_value_dup_string (value);

  if (name_text == NULL || g_utf8_strlen (name_text, -1) > MAX_METADATA_NAME)
    return refuse (fault, "string_above_max_length", "metadata",
                   "Invalid 'metadata': a name can have 64 characters at most.");
  if (value->type != BATCH_JSON_STRING || text == NULL)
    return refuse (fault, "invalid_type", "metadata",
                   "Invalid type for 'metadata': its values have to be strings.");
  if (g_utf8_strlen (text, -1) > MAX_METADATA_VALUE)
    return refuse (fault, "string_above_max_length", "metadata",
                   "Invalid 'metadata': a value can have 512 characters at most.");
  return TRUE;
}

static gboolean
take_metadata (const BatchJsonValue  *metadata,
               BatchApiBatchSpec     *spec,
               BatchApiFault        **fault)
{
  BatchJsonScanner scanner;
  BatchJsonValue name;
  BatchJsonValue value;
  guint n = 0;

  if (batch_api_body_is_absent (metadata))
    return TRUE;
  if (metadata->type != BATCH_JSON_OBJECT)
    return refuse (fault, "invalid_type", "metadata",
                   "Invalid type for 'metadata': expected an object.");

  batch_json_scanner_init (&scanner, metadata->data, metadata->length, BATCH_JSON_DEPTH);
  batch_json_scanner_enter_object (&scanner);
  for (; batch_json_scanner_next_member (&scanner, &name); n++)
    {
      batch_json_scanner_read_value (&scanner, &value);
      if (!check_pair (&name, &value, fault))
        return FALSE;
    }
  if (n > MAX_METADATA)
    return refuse (fault, "object_above_max_properties", "metadata",
                   "Invalid 'metadata': there can be 16 values at most.");

  spec->metadata = g_strndup ((const char *) metadata->data, metadata->length);
  return TRUE;
}

static gboolean
get_priority (const Members *found,
              gint64        *number)
{
  g_autofree char *text = NULL;

  if (!batch_api_body_is_absent (&found->priority))
    return batch_json_value_get_int (&found->priority, number)
           && ABS (*number) <= MAX_PRIORITY;

  text = batch_json_value_dup_string (&found->priority_text);
  return text != NULL
         && g_ascii_string_to_signed (text, 10, -MAX_PRIORITY, MAX_PRIORITY, number, NULL);
}

static gboolean
take_priority (const Members      *found,
               BatchApiBatchSpec  *spec,
               BatchApiFault     **fault)
{
  gint64 number;

  if (batch_api_body_is_absent (&found->priority)
      && batch_api_body_is_absent (&found->priority_text))
    return TRUE;
  if (!get_priority (found, &number))
    return refuse (fault, "invalid_value", "priority",
                   "Invalid value for 'priority': expected a whole number from -1000 to 1000.");

  spec->priority = (int) number;
  return TRUE;
}

static gboolean
take_mode (const BatchJsonValue  *value,
           BatchApiBatchSpec     *spec,
           BatchApiFault        **fault)
{
  g_autofree char *word = NULL;
  int mode;

  if (batch_api_body_is_absent (value))
    return TRUE;

  word = batch_json_value_dup_string (value);
  if (!batch_enum_from_nick (BATCH_TYPE_EXECUTION_MODE, word, &mode))
    return refuse (fault, "invalid_value", "execution_mode",
                   "Invalid value for 'execution_mode': expected 'native' or 'proxy_native'.");

  spec->mode = mode;
  return TRUE;
}

static gboolean
check_endpoint (const BatchApiBatchSpec  *spec,
                BatchApiFault           **fault)
{
  if (batch_endpoint_from_path (spec->endpoint) != BATCH_ENDPOINT_NONE)
    return TRUE;

  *fault = batch_api_fault_new (400, "invalid_value", "endpoint",
                                "Invalid value for 'endpoint': '%s' is not one of "
                                "/v1/chat/completions, /v1/completions, /v1/embeddings, "
                                "/v1/responses, /v1/messages and /v1/moderations.",
                                spec->endpoint);
  return FALSE;
}

/* --- The whole --- */

static void
set_if_absent (BatchJsonValue       *member,
               const BatchJsonValue *value)
{
  if (batch_api_body_is_absent (member))
    *member = *value;
}

/* Clients that can send nothing else say these among the metadata. What a member of the request
 * says goes first. Only a client is asked so: what is kept of a request has them as members. */
static void
add_metadata_extras (Members *found)
{
  static const BatchJsonMember extras[] = {
    { "webhook_url", batch_json_read_slice, G_STRUCT_OFFSET (Members, webhook_url) },
    { "priority", batch_json_read_slice, G_STRUCT_OFFSET (Members, priority_text) },
    { "execution_mode", batch_json_read_slice, G_STRUCT_OFFSET (Members, execution_mode) },
  };
  Members among = { { NULL } };
  BatchJsonScanner scanner;

  if (found->metadata.type != BATCH_JSON_OBJECT)
    return;

  batch_json_scanner_init (&scanner, found->metadata.data, found->metadata.length,
                           BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, extras, G_N_ELEMENTS (extras), &among);
  set_if_absent (&found->webhook_url, &among.webhook_url);
  set_if_absent (&found->priority_text, &among.priority_text);
  set_if_absent (&found->execution_mode, &among.execution_mode);
}

/* What says more of a batch than it has to. */
static gboolean
take_options (const Members      *found,
              BatchApiBatchSpec  *spec,
              BatchApiFault     **fault)
{
  batch_json_value_get_int (&found->n_requests, &spec->n_requests);
  spec->input_digest = batch_json_value_dup_string (&found->input_digest);
  return take_metadata (&found->metadata, spec, fault)
         && batch_api_body_take_string (&found->webhook_url, "webhook_url", FALSE,
                                        &spec->webhook_url, fault)
         && batch_api_body_take_string (&found->backend, "backend", FALSE,
                                        &spec->backend, fault)
         && take_priority (found, spec, fault)
         && take_mode (&found->execution_mode, spec, fault)
         && batch_api_body_take_expiry (&found->output_expires_after, "output_expires_after",
                                        &spec->output_expires_s, fault);
}

static gboolean
take_members (const Members      *found,
              BatchApiBatchSpec  *spec,
              BatchApiFault     **fault)
{
  return batch_api_body_take_string (&found->input_file_id, "input_file_id", TRUE,
                                     &spec->input_file_id, fault)
         && batch_api_body_take_string (&found->endpoint, "endpoint", TRUE,
                                        &spec->endpoint, fault)
         && check_endpoint (spec, fault)
         && take_window (&found->completion_window, NULL, spec, fault)
         && take_options (found, spec, fault);
}

BatchApiBatchSpec *
batch_api_batch_spec_parse (const guint8   *data,
                            gsize           length,
                            BatchApiFault **fault)
{
  g_autoptr(BatchApiBatchSpec) spec = g_new0 (BatchApiBatchSpec, 1);
  Members found = { { NULL } };

  if (!batch_api_body_read (data, length, members, G_N_ELEMENTS (members), &found, fault))
    return NULL;

  add_metadata_extras (&found);
  return take_members (&found, spec, fault) ? g_steal_pointer (&spec) : NULL;
}

BatchApiBatchSpec *
batch_api_batch_spec_new_for_messages (const char     *options,
                                       gint64          n_requests,
                                       BatchApiFault **fault)
{
  g_autoptr(BatchApiBatchSpec) spec = g_new0 (BatchApiBatchSpec, 1);
  BatchJsonScanner scanner;
  Members found = { { NULL } };

  batch_json_scanner_init (&scanner, (const guint8 *) options, strlen (options),
                           BATCH_JSON_DEPTH);
  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &found);
  add_metadata_extras (&found);
  if (!take_window (&found.completion_window, USUAL_WINDOW, spec, fault)
      || !take_options (&found, spec, fault))
    return NULL;

  spec->endpoint = g_strdup (batch_endpoint_get_path (BATCH_ENDPOINT_MESSAGES));
  spec->n_requests = n_requests;
  return g_steal_pointer (&spec);
}

BatchApiBatchSpec *
batch_api_batch_spec_load (const char *request)
{
  g_autoptr(BatchApiBatchSpec) spec = g_new0 (BatchApiBatchSpec, 1);
  g_autoptr(BatchApiFault) fault = NULL;
  Members found = { { NULL } };

  return batch_api_body_read ((const guint8 *) request, strlen (request), members,
                              G_N_ELEMENTS (members), &found, &fault)
         && take_members (&found, spec, &fault) ? g_steal_pointer (&spec) : NULL;
}

char *
batch_api_batch_spec_save (const BatchApiBatchSpec *spec)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "input_file_id", spec->input_file_id);
  if (spec->input_digest != NULL)
    batch_json_writer_string (&json, "input_digest", spec->input_digest);
  batch_json_writer_string (&json, "endpoint", spec->endpoint);
  batch_json_writer_string (&json, "completion_window", spec->completion_window);
  batch_json_writer_raw (&json, "metadata", spec->metadata);
  batch_json_writer_string (&json, "webhook_url", spec->webhook_url);
  batch_json_writer_string (&json, "backend", spec->backend);
  batch_json_writer_int (&json, "priority", spec->priority);
  batch_json_writer_string (&json, "execution_mode",
                            batch_enum_to_nick (BATCH_TYPE_EXECUTION_MODE, spec->mode));
  if (spec->n_requests > 0)
    batch_json_writer_int (&json, "n_requests", spec->n_requests);
  if (spec->output_expires_s > 0)
    {
      batch_json_writer_open (&json, "output_expires_after", '{');
      batch_json_writer_string (&json, "anchor", "created_at");
      batch_json_writer_int (&json, "seconds", spec->output_expires_s);
      batch_json_writer_close (&json, '}');
    }
  batch_json_writer_close (&json, '}');
  return g_string_free (json.out, FALSE);
}

/* A file that is put in again has another id, and is the same. */
static char *
normalize (const char *saved)
{
  g_autoptr(BatchApiBatchSpec) spec = batch_api_batch_spec_load (saved);

  if (spec == NULL)
    return g_strdup (saved);
  if (spec->input_digest != NULL)
    {
      g_free (spec->input_file_id);
      spec->input_file_id = g_strdup (spec->input_digest);
    }
  return batch_api_batch_spec_save (spec);
}

gboolean
batch_api_batch_spec_is_same (const char *one,
                              const char *other)
{
  g_autofree char *first = normalize (one);
  g_autofree char *second = normalize (other);

  return g_str_equal (first, second);
}
