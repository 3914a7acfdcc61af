/* batch-maker-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-maker-private.h"

#include "core/batch-fields-private.h"

#define MAX_NAME 100            /* characters */

/* What a maker is told. */

static void
set_string (BatchMaker  *self,
            char       **field,
            const char  *value,
            const char  *property)
{
  if (batch_set_str (field, value))
    g_object_notify (G_OBJECT (self), property);
}

static void
set_double (BatchMaker *self,
            double     *field,
            double      value,
            const char *property)
{
  double known = value < 0 ? -1 : value;

  if (known >= *field && known <= *field)
    return;

  *field = known;
  g_object_notify (G_OBJECT (self), property);
}

static void
set_int (BatchMaker *self,
         gint64     *field,
         gint64      value,
         const char *property)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify (G_OBJECT (self), property);
}

/**
 * batch_maker_get_name: (attributes org.gtk.Method.get_property=name)
 * @self: a maker
 *
 * Gets the name it is saved under as a template.
 *
 * Returns: (nullable): the name, or %NULL when it was not saved
 */
const char *
batch_maker_get_name (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->name;
}

/**
 * batch_maker_set_name: (attributes org.gtk.Method.set_property=name)
 * @self: a maker
 * @name: (nullable): the name; %NULL for none
 *
 * Sets the name it is saved under as a template.
 */
void
batch_maker_set_name (BatchMaker *self,
                      const char *name)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->name, name, "name");
}

static gboolean
has_control_character (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

/**
 * batch_maker_check_name:
 * @self: a maker
 * @error: return location for an error
 *
 * Finds out whether it can be saved as a template under its name: one that people tell from
 * others in a list.
 *
 * The error is `BATCH_ERROR_INVALID_REQUEST` when it has no name, one that is too long, or one
 * with line breaks or other control characters in it.
 *
 * Returns: whether it can be saved
 */
gboolean
batch_maker_check_name (BatchMaker  *self,
                        GError     **error)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), FALSE);

  if (self->name == NULL || *self->name == '\0' || g_utf8_strlen (self->name, -1) > MAX_NAME)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                 "A template needs a name of 1 to %d characters", MAX_NAME);
  else if (has_control_character (self->name))
    g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                         "The name of a template is one line: leave out line breaks and other "
                         "control characters");
  else
    return TRUE;

  return FALSE;
}

/**
 * batch_maker_get_prompt: (attributes org.gtk.Method.get_property=prompt)
 * @self: a maker
 *
 * Gets the template of the prompt.
 *
 * Returns: (nullable): the template, or %NULL when there is none yet
 */
const char *
batch_maker_get_prompt (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->prompt;
}

/**
 * batch_maker_set_prompt: (attributes org.gtk.Method.set_property=prompt)
 * @self: a maker
 * @prompt: (nullable): the template
 *
 * Sets the template of the prompt.
 */
void
batch_maker_set_prompt (BatchMaker *self,
                        const char *prompt)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->prompt, prompt, "prompt");
}

/**
 * batch_maker_get_system: (attributes org.gtk.Method.get_property=system)
 * @self: a maker
 *
 * Gets the template of the instructions that come before the prompt.
 *
 * Returns: (nullable): the template, or %NULL for none
 */
const char *
batch_maker_get_system (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->system;
}

/**
 * batch_maker_set_system: (attributes org.gtk.Method.set_property=system)
 * @self: a maker
 * @system: (nullable): the template; %NULL for none
 *
 * Sets the template of the instructions that come before the prompt.
 */
void
batch_maker_set_system (BatchMaker *self,
                        const char *system)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->system, system, "system");
}

/**
 * batch_maker_get_models: (attributes org.gtk.Method.get_property=models)
 * @self: a maker
 *
 * Gets the models that are asked.
 *
 * Returns: (array zero-terminated=1) (transfer none) (nullable): the models, or %NULL for none
 */
const char * const *
batch_maker_get_models (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return (const char * const *) self->models;
}

/**
 * batch_maker_set_models: (attributes org.gtk.Method.set_property=models)
 * @self: a maker
 * @models: (array zero-terminated=1) (nullable): the models; %NULL for none
 *
 * Sets the models that are asked.
 */
void
batch_maker_set_models (BatchMaker         *self,
                        const char * const *models)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  if (self->models == (char **) models ||
      (self->models != NULL && models != NULL &&
       g_strv_equal ((const char * const *) self->models, models)))
    return;

  g_strfreev (self->models);
  self->models = g_strdupv ((char **) models);
  g_object_notify (G_OBJECT (self), "models");
}

/**
 * batch_maker_get_url: (attributes org.gtk.Method.get_property=url)
 * @self: a maker
 *
 * Gets the endpoint.
 *
 * Returns: the endpoint, as `/v1/embeddings`
 */
const char *
batch_maker_get_url (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->url;
}

/**
 * batch_maker_set_url: (attributes org.gtk.Method.set_property=url)
 * @self: a maker
 * @url: the endpoint, as `/v1/embeddings`
 *
 * Sets the endpoint.
 */
void
batch_maker_set_url (BatchMaker *self,
                     const char *url)
{
  g_return_if_fail (BATCH_IS_MAKER (self));
  g_return_if_fail (url != NULL);

  set_string (self, &self->url, url, "url");
}

/**
 * batch_maker_get_id_column: (attributes org.gtk.Method.get_property=id-column)
 * @self: a maker
 *
 * Gets the column that the ids of the requests come from.
 *
 * Returns: (nullable): the column; empty for none, %NULL for `custom_id` where there is one
 */
const char *
batch_maker_get_id_column (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->id_column;
}

/**
 * batch_maker_set_id_column: (attributes org.gtk.Method.set_property=id-column)
 * @self: a maker
 * @column: (nullable): the column; empty for none, %NULL for `custom_id` where there is one
 *
 * Sets the column that the ids of the requests come from.
 */
void
batch_maker_set_id_column (BatchMaker *self,
                           const char *column)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->id_column, column, "id-column");
}

/**
 * batch_maker_get_temperature: (attributes org.gtk.Method.get_property=temperature)
 * @self: a maker
 *
 * Gets how freely a model chooses its words.
 *
 * Returns: the temperature; negative: as the model server has it
 */
double
batch_maker_get_temperature (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), -1);

  return self->parameters.temperature;
}

/**
 * batch_maker_set_temperature: (attributes org.gtk.Method.set_property=temperature)
 * @self: a maker
 * @temperature: the temperature; negative: as the model server has it
 *
 * Sets how freely a model chooses its words.
 */
void
batch_maker_set_temperature (BatchMaker *self,
                             double      temperature)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_double (self, &self->parameters.temperature, temperature, "temperature");
}

/**
 * batch_maker_get_top_p: (attributes org.gtk.Method.get_property=top-p)
 * @self: a maker
 *
 * Gets from how much of the likely words a model chooses.
 *
 * Returns: the share, at most 1; negative: as the model server has it
 */
double
batch_maker_get_top_p (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), -1);

  return self->parameters.top_p;
}

/**
 * batch_maker_set_top_p: (attributes org.gtk.Method.set_property=top-p)
 * @self: a maker
 * @top_p: the share, at most 1; negative: as the model server has it
 *
 * Sets from how much of the likely words a model chooses.
 */
void
batch_maker_set_top_p (BatchMaker *self,
                       double      top_p)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_double (self, &self->parameters.top_p, top_p, "top-p");
}

/**
 * batch_maker_get_max_tokens: (attributes org.gtk.Method.get_property=max-tokens)
 * @self: a maker
 *
 * Gets how long an answer may become.
 *
 * Returns: the number of tokens; 0: as the model server has it
 */
gint64
batch_maker_get_max_tokens (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), 0);

  return self->parameters.max_tokens;
}

/**
 * batch_maker_set_max_tokens: (attributes org.gtk.Method.set_property=max-tokens)
 * @self: a maker
 * @max_tokens: the number of tokens; 0: as the model server has it
 *
 * Sets how long an answer may become.
 */
void
batch_maker_set_max_tokens (BatchMaker *self,
                            gint64      max_tokens)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_int (self, &self->parameters.max_tokens, max_tokens, "max-tokens");
}

/**
 * batch_maker_get_seed: (attributes org.gtk.Method.get_property=seed)
 * @self: a maker
 *
 * Gets what chance begins with.
 *
 * Returns: the seed; -1: none
 */
gint64
batch_maker_get_seed (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), 0);

  return self->parameters.seed;
}

/**
 * batch_maker_set_seed: (attributes org.gtk.Method.set_property=seed)
 * @self: a maker
 * @seed: the seed; -1: none
 *
 * Sets what chance begins with.
 */
void
batch_maker_set_seed (BatchMaker *self,
                      gint64      seed)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_int (self, &self->parameters.seed, seed, "seed");
}

/**
 * batch_maker_get_schema: (attributes org.gtk.Method.get_property=schema)
 * @self: a maker
 *
 * Gets the JSON Schema that answers have to follow.
 *
 * Returns: (nullable): a JSON object, or %NULL for none
 */
const char *
batch_maker_get_schema (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->parameters.schema;
}

/**
 * batch_maker_set_schema: (attributes org.gtk.Method.set_property=schema)
 * @self: a maker
 * @schema: (nullable): a JSON object; %NULL for none
 *
 * Sets the JSON Schema that answers have to follow.
 */
void
batch_maker_set_schema (BatchMaker *self,
                        const char *schema)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->parameters.schema, schema, "schema");
}

/**
 * batch_maker_get_members: (attributes org.gtk.Method.get_property=members)
 * @self: a maker
 *
 * Gets the other members for the body.
 *
 * Returns: (nullable): a JSON object, or %NULL for none
 */
const char *
batch_maker_get_members (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->parameters.members;
}

/**
 * batch_maker_set_members: (attributes org.gtk.Method.set_property=members)
 * @self: a maker
 * @members: (nullable): a JSON object; %NULL for none
 *
 * Sets the other members for the body.
 */
void
batch_maker_set_members (BatchMaker *self,
                         const char *members)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  set_string (self, &self->parameters.members, members, "members");
}

/**
 * batch_maker_get_guessed_encoding: (attributes org.gtk.Method.get_property=guessed-encoding)
 * @self: a maker
 *
 * Gets what the first text that is not UTF-8 was taken for when a batch file was made last.
 *
 * Returns: (nullable): the name of the encoding; %NULL: nothing had to be guessed
 */
const char *
batch_maker_get_guessed_encoding (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->guessed_encoding;
}

/**
 * batch_maker_get_guessed_file: (attributes org.gtk.Method.get_property=guessed-file)
 * @self: a maker
 *
 * Gets which text that is.
 *
 * Returns: (nullable): the name of its file, or its path in the folder; %NULL: none
 */
const char *
batch_maker_get_guessed_file (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), NULL);

  return self->guessed_file;
}

/**
 * batch_maker_get_keep_columns: (attributes org.gtk.Method.get_property=keep-columns)
 * @self: a maker
 *
 * Gets whether a request has the columns of its row beside it.
 *
 * Returns: whether it has
 */
gboolean
batch_maker_get_keep_columns (BatchMaker *self)
{
  g_return_val_if_fail (BATCH_IS_MAKER (self), FALSE);

  return self->keep_columns;
}

/**
 * batch_maker_set_keep_columns: (attributes org.gtk.Method.set_property=keep-columns)
 * @self: a maker
 * @keep_columns: whether it has
 *
 * Sets whether a request has the columns of its row beside it.
 *
 * They are the member `row` of its line, which is not sent to a model. A [class@Export] as CSV
 * or TSV has them before its own columns. Only rows of tables and of JSON objects have such:
 * a line, a paragraph and a file are in the prompt.
 */
void
batch_maker_set_keep_columns (BatchMaker *self,
                              gboolean    keep_columns)
{
  g_return_if_fail (BATCH_IS_MAKER (self));

  if (self->keep_columns == !!keep_columns)
    return;

  self->keep_columns = !!keep_columns;
  g_object_notify (G_OBJECT (self), "keep-columns");
}
