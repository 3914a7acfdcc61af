/* batch-maker-json.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-maker-private.h"

#include <string.h>

#include "json/batch-json-text-private.h"

/* A template: what a maker has but the models, so that it fits wherever it is used. The
 * names are those of the properties; what is not said is left out. */

static void
append_name (GString    *json,
             const char *name)
{
  g_string_append_printf (json, "%s\"%s\":", json->len > 1 ? "," : "", name);
}

static void
append_text (GString    *json,
             const char *name,
             const char *text)
{
  if (text == NULL)
    return;

  append_name (json, name);
  batch_json_append_string (json, text, -1);
}

static void
append_double (GString    *json,
               const char *name,
               double      number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (number < 0)
    return;

  append_name (json, name);
  g_string_append (json, g_ascii_formatd (text, sizeof text, "%.10g", number));
}

static void
append_int (GString    *json,
            const char *name,
            gint64      number,
            gint64      unsaid)
{
  if (number == unsaid)
    return;

  append_name (json, name);
  g_string_append_printf (json, "%" G_GINT64_FORMAT, number);
}

/**
 * batch_maker_to_json:
 * @self: a maker
 *
 * Writes down all but the models and [property@Maker:keep-columns], for
 * [ctor@Maker.new_from_json].
 *
 * Returns: (transfer full): a JSON object
 */
char *
batch_maker_to_json (BatchMaker *self)
{
  GString *json = g_string_new ("{");

  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  append_text (json, "name", self->name);
  append_text (json, "prompt", self->prompt);
  append_text (json, "system", self->system);
  append_text (json, "url", self->url);
  append_text (json, "id-column", self->id_column);
  append_double (json, "temperature", self->parameters.temperature);
  append_double (json, "top-p", self->parameters.top_p);
  append_int (json, "max-tokens", self->parameters.max_tokens, 0);
  append_int (json, "seed", self->parameters.seed, -1);
  append_text (json, "schema", self->parameters.schema);
  append_text (json, "members", self->parameters.members);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* What a later version has besides is passed over. */
static void
take_member (BatchMaker           *self,
             const char           *name,
             const BatchJsonValue *value)
{
  static const char *const texts[] = { "name", "prompt", "system", "url", "id-column", "schema",
                                       "members", NULL };
  static const char *const doubles[] = { "temperature", "top-p", NULL };
  g_autofree char *text = batch_json_value_dup_string (value);
  gint64 number;

  if (text != NULL && g_strv_contains (texts, name))
    g_object_set (self, name, text, NULL);
  else if (value->type == BATCH_JSON_NUMBER && g_strv_contains (doubles, name))
    {
      g_autofree char *digits = g_strndup ((const char *) value->data, value->length);

      g_object_set (self, name, CLAMP (g_ascii_strtod (digits, NULL), -1, 100), NULL);
    }
  else if (batch_json_value_get_int (value, &number) && number >= 0 &&
           (g_str_equal (name, "max-tokens") || g_str_equal (name, "seed")))
    g_object_set (self, name, number, NULL);
}

/**
 * batch_maker_new_from_json: (constructor)
 * @json: what [method@Maker.to_json] gave
 * @error: the return location for an error
 *
 * Makes a maker of what was written down. Its models are to be set.
 *
 * The error is `BATCH_ERROR_INVALID_REQUEST`.
 *
 * Returns: (transfer full): a new maker, or %NULL with an error
 */
BatchMaker *
batch_maker_new_from_json (const char  *json,
                           GError     **error)
{
  g_autoptr(BatchMaker) self = batch_maker_new (NULL, NULL);
  BatchJsonScanner scanner;
  BatchJsonValue key;
  BatchJsonValue value;

  g_return_val_if_fail (json != NULL, NULL);

  batch_json_scanner_init (&scanner, (const guint8 *) json, strlen (json), 0);
  if (batch_json_scanner_enter_object (&scanner))
    while (batch_json_scanner_next_member (&scanner, &key) &&
           batch_json_scanner_read_value (&scanner, &value))
      {
        g_autofree char *name = batch_json_value_dup_string (&key);

        if (name != NULL)
          take_member (self, name, &value);
      }

  if (batch_json_scanner_finish (&scanner))
    return g_steal_pointer (&self);

  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
               "The template is not a JSON object: %s", scanner.problem);
  return NULL;
}
