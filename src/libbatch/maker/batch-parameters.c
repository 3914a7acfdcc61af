/* batch-parameters.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-parameters-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

void
batch_parameters_init (BatchParameters *self)
{
  *self = (BatchParameters) { .temperature = -1, .top_p = -1, .seed = -1 };
}

void
batch_parameters_clear (BatchParameters *self)
{
  g_clear_pointer (&self->schema, g_free);
  g_clear_pointer (&self->members, g_free);
}

void
batch_parameters_copy (const BatchParameters *self,
                       BatchParameters       *copy)
{
  *copy = *self;
  copy->schema = g_strdup (self->schema);
  copy->members = g_strdup (self->members);
}

/* NULL: the endpoint does not take it. */
static const char *
get_name (BatchEndpoint  endpoint,
          const char    *parameter)
{
  switch (endpoint)
    {
    case BATCH_ENDPOINT_CHAT_COMPLETIONS:
      return g_str_equal (parameter, "schema") ? "response_format" : parameter;

    case BATCH_ENDPOINT_COMPLETIONS:
      return g_str_equal (parameter, "schema") ? NULL : parameter;

    case BATCH_ENDPOINT_RESPONSES:
      if (g_str_equal (parameter, "schema"))
        return "text";
      if (g_str_equal (parameter, "max_tokens"))
        return "max_output_tokens";
      return g_str_equal (parameter, "seed") ? NULL : parameter;

    case BATCH_ENDPOINT_MESSAGES:
      return g_str_equal (parameter, "seed") || g_str_equal (parameter, "schema") ? NULL
                                                                                  : parameter;

    case BATCH_ENDPOINT_NONE:
    case BATCH_ENDPOINT_EMBEDDINGS:
    case BATCH_ENDPOINT_MODERATIONS:
    default:
      return NULL;
    }
}

static gboolean
has_name (GPtrArray  *list,
          const char *name)
{
  for (guint i = 0; i < list->len; i += 2)
    if (g_str_equal (list->pdata[i], name))
      return TRUE;

  return FALSE;
}

/* @value: (transfer full) */
static gboolean
add (GPtrArray      *list,
     BatchEndpoint   endpoint,
     const char     *parameter,
     char           *value,
     GError        **error)
{
  const char *name = get_name (endpoint, parameter);
  g_autofree char *json = value;

  if (name == NULL)
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "%s does not take “%s”; leave it out", batch_endpoint_get_path (endpoint),
                   parameter);
      return FALSE;
    }
  if (has_name (list, name))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” is said twice: by itself and among the members for the body", name);
      return FALSE;
    }

  g_ptr_array_add (list, g_strdup (name));
  g_ptr_array_add (list, g_steal_pointer (&json));
  return TRUE;
}

static char *
format_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.10g", number));
}

static gboolean
add_numbers (const BatchParameters  *self,
             GPtrArray              *list,
             BatchEndpoint           endpoint,
             GError                **error)
{
  return (self->temperature < 0 || add (list, endpoint, "temperature",
                                        format_number (self->temperature), error)) &&
         (self->top_p < 0 || add (list, endpoint, "top_p", format_number (self->top_p), error)) &&
         (self->max_tokens == 0 ||
          add (list, endpoint, "max_tokens",
               g_strdup_printf ("%" G_GINT64_FORMAT, self->max_tokens), error)) &&
         (self->seed < 0 || add (list, endpoint, "seed",
                                 g_strdup_printf ("%" G_GINT64_FORMAT, self->seed), error));
}

static gboolean
add_schema (const BatchParameters  *self,
            GPtrArray              *list,
            BatchEndpoint           endpoint,
            GError                **error)
{
  BatchJsonScanner scanner;
  BatchJsonValue value;
  GString *json;

  if (self->schema == NULL)
    return TRUE;

  batch_json_scanner_init (&scanner, (const guint8 *) self->schema, strlen (self->schema), 0);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_OBJECT ||
      !batch_json_scanner_read_value (&scanner, &value) || !batch_json_scanner_finish (&scanner))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "The schema is not a JSON object%s%s", scanner.problem != NULL ? ": " : "",
                   scanner.problem != NULL ? scanner.problem : "");
      return FALSE;
    }

  json = g_string_new (endpoint == BATCH_ENDPOINT_RESPONSES
                       ? "{\"format\":{\"type\":\"json_schema\","
                       : "{\"type\":\"json_schema\",\"json_schema\":{");
  g_string_append (json, "\"name\":\"answer\",\"strict\":true,\"schema\":");
  batch_json_append_one_line (json, value.data, value.length);
  g_string_append (json, "}}");
  return add (list, endpoint, "schema", g_string_free (json, FALSE), error);
}

static gboolean
add_member (GPtrArray             *list,
            const char            *name,
            const BatchJsonValue  *value,
            GError               **error)
{
  GString *json;

  if (has_name (list, name))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                   "“%s” is said twice among the members for the body", name);
      return FALSE;
    }

  json = g_string_new (NULL);
  batch_json_append_one_line (json, value->data, value->length);
  g_ptr_array_add (list, g_strdup (name));
  g_ptr_array_add (list, g_string_free (json, FALSE));
  return TRUE;
}

static gboolean
add_members (const BatchParameters  *self,
             GPtrArray              *list,
             GError                **error)
{
  const char *members = self->members;
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  if (members == NULL)
    return TRUE;

  batch_json_scanner_init (&scanner, (const guint8 *) members, strlen (members), 0);
  if (batch_json_scanner_enter_object (&scanner))
    while (batch_json_scanner_next_member (&scanner, &key) &&
           batch_json_scanner_read_value (&scanner, &value))
      {
        g_autofree char *name = batch_json_value_dup_string (&key);

        if (!add_member (list, name != NULL ? name : "", &value, error))
          return FALSE;
      }

  if (batch_json_scanner_finish (&scanner))
    return TRUE;

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "The members for the body are not a JSON object: %s", scanner.problem);
  return FALSE;
}

GPtrArray *
batch_parameters_to_list (const BatchParameters  *self,
                          BatchEndpoint           endpoint,
                          GError                **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_free);

  if (!add_members (self, list, error) || !add_numbers (self, list, endpoint, error) ||
      !add_schema (self, list, endpoint, error))
    return NULL;

  return g_steal_pointer (&list);
}
