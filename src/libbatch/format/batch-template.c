/* batch-template.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-template-private.h"

#include <string.h>

#include "batch-types.h"
#include "core/batch-excerpt-private.h"

#define MAX_SHOWN 40            /* characters of a name in a message */
#define MAX_NAMES 12            /* columns that a message lists */

/* Some text as it stands, and the column whose value follows it. */
typedef struct
{
  gsize start;
  gsize length;
  int   column;                 /* -1: none, at the end */
} Part;

struct _BatchTemplate
{
  char   *text;
  GArray *parts;
};

void
batch_template_free (BatchTemplate *self)
{
  g_free (self->text);
  g_array_unref (self->parts);
  g_free (self);
}

static int
find_column (const char *const *columns,
             const char        *name)
{
  for (int i = 0; columns[i] != NULL; i++)
    if (g_str_equal (columns[i], name))
      return i;

  return -1;
}

static char *
list_columns (const char *const *columns)
{
  GString *list = g_string_new (NULL);
  guint i;

  for (i = 0; columns[i] != NULL && i < MAX_NAMES; i++)
    {
      g_autofree char *name = batch_excerpt (columns[i], -1, MAX_SHOWN);

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", name);
    }

  if (columns[i] != NULL)
    g_string_append (list, ", …");

  return g_string_free (list, FALSE);
}

static void
set_unknown (GError            **error,
             const char         *name,
             const char *const  *columns)
{
  g_autofree char *shown = batch_excerpt (name, -1, MAX_SHOWN);
  g_autofree char *known = list_columns (columns);

  if (*known == '\0')
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                 "The template asks for “{{%s}}”, but there are no columns", shown);
  else
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                 "The template asks for “{{%s}}”, which is none of the columns: %s",
                 shown, known);
}

static gboolean
parse (BatchTemplate      *self,
       const char *const  *columns,
       GError            **error)
{
  const char *pos = self->text;
  const char *open;

  while ((open = strstr (pos, "{{")) != NULL)
    {
      const char *close = strstr (open, "}}");
      g_autofree char *name = NULL;
      Part part;

      if (close == NULL)
        {
          g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                       "The template has “{{” without “}}”");
          return FALSE;
        }

      name = g_strstrip (g_strndup (open + 2, close - open - 2));
      part = (Part) { pos - self->text, open - pos, find_column (columns, name) };
      if (part.column < 0)
        {
          set_unknown (error, name, columns);
          return FALSE;
        }

      g_array_append_val (self->parts, part);
      pos = close + 2;
    }

  g_array_append_val (self->parts, ((Part) { pos - self->text, strlen (pos), -1 }));
  return TRUE;
}

BatchTemplate *
batch_template_new (const char         *text,
                    const char *const  *columns,
                    GError            **error)
{
  g_autoptr(BatchTemplate) self = g_new0 (BatchTemplate, 1);

  self->text = g_strdup (text);
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  if (!parse (self, columns, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
batch_template_expand (BatchTemplate     *self,
                       const char *const *values,
                       GString           *out)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);

      g_string_append_len (out, self->text + part->start, part->length);
      if (part->column >= 0)
        g_string_append (out, values[part->column]);
    }
}

gboolean
batch_template_uses (BatchTemplate *self,
                     int            column)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (g_array_index (self->parts, Part, i).column == column)
      return TRUE;

  return FALSE;
}
