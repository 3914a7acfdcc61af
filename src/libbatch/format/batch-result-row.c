/* batch-result-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-result-row-private.h"

#include <string.h>

/* --- Tables --- */

static const char *const columns[] = {
  "custom_id", "status", "review", "model", "prompt", "answer", "finish_reason",
  "prompt_tokens", "output_tokens", "duration_ms", "error", NULL,
};

/* It begins as a formula does, and is the same to a spreadsheet and to who reads the table back.
 * With a plus it is rather a telephone number, which is to stay a text. */
static gboolean
is_negative_number (const char *text)
{
  char *end;

  if (*text != '-' || text[strspn (text, "+-.0123456789eE")] != '\0')
    return FALSE;

  g_ascii_strtod (text, &end);
  return end > text && *end == '\0';
}

/* What Excel, LibreOffice and others take for the beginning of a formula, also behind white
 * space. */
static gboolean
is_formula (const char *text)
{
  const char *start = text + strspn (text, " \t\r\n");

  return *start != '\0' && strchr ("=+-@", *start) != NULL && !is_negative_number (text);
}

static void
append_cell (GString    *out,
             const char *text,
             char        separator,
             gboolean    guard)
{
  gboolean guarded = guard && is_formula (text);
  const char special[] = { separator, '"', '\r', '\n', '\0' };

  if (!guarded && strpbrk (text, special) == NULL)
    {
      g_string_append (out, text);
      return;
    }

  g_string_append (out, guarded ? "\"'" : "\"");
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

void
batch_result_row_append_line (const char *const *cells,
                              guint              n_cells,
                              GString           *out,
                              char               separator,
                              gboolean           guard)
{
  for (guint i = 0; i < n_cells; i++)
    {
      if (i > 0)
        g_string_append_c (out, separator);
      append_cell (out, cells[i], separator, guard);
    }
  g_string_append_c (out, '\n');
}

void
batch_result_row_append_leading (const char *const *cells,
                                 GString           *out,
                                 char               separator,
                                 gboolean           guard)
{
  for (guint i = 0; cells[i] != NULL; i++)
    {
      append_cell (out, cells[i], separator, guard);
      g_string_append_c (out, separator);
    }
}

static void
append_name (GPtrArray         *names,
             const char *const *taken,
             const char *const *ours,
             const char        *name)
{
  GString *free_name = g_string_new (name);

  if (g_strv_contains (ours, name))
    do
      g_string_prepend (free_name, "row_");
    while (g_strv_contains (taken, free_name->str) || g_strv_contains (ours, free_name->str));

  g_ptr_array_add (names, g_string_free (free_name, FALSE));
}

char **
batch_result_row_dup_leading_names (const char *const *names,
                                    const char *const *ours)
{
  g_autoptr(GPtrArray) leading = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    append_name (leading, names, ours != NULL ? ours : columns, names[i]);
  g_ptr_array_add (leading, NULL);
  return (char **) g_ptr_array_steal (leading, NULL);
}

void
batch_result_row_append_header (GString *out,
                                char     separator)
{
  batch_result_row_append_line (columns, G_N_ELEMENTS (columns) - 1, out, separator, FALSE);
}

static void
append_number (GString *out,
               gint64   number,
               char     separator)
{
  g_string_append_c (out, separator);
  if (number >= 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
}

void
batch_result_row_append_cells (const BatchResultRow *self,
                               GString              *out,
                               char                  separator,
                               gboolean              guard)
{
  const char *texts[] = {
    self->custom_id, self->status, self->review, self->model, self->prompt, self->answer,
    self->finish_reason,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (i > 0)
        g_string_append_c (out, separator);
      append_cell (out, texts[i] != NULL ? texts[i] : "", separator, guard);
    }

  append_number (out, self->prompt_tokens, separator);
  append_number (out, self->output_tokens, separator);
  append_number (out, self->duration_ms, separator);
  g_string_append_c (out, separator);
  append_cell (out, self->error != NULL ? self->error : "", separator, guard);
  g_string_append_c (out, '\n');
}

/* --- Markdown --- */

/* In one line, and so that it is nothing but text. */
static void
append_plain (GString    *out,
              const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      if (strchr ("\\`*_{}[]<>#|", *at) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *at == '\n' || *at == '\r' ? ' ' : *at);
    }
}

static void
append_quote (GString    *out,
              const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (*lines[i] == '\0' && lines[i + 1] == NULL)
        break;
      g_string_append_printf (out, *lines[i] != '\0' ? "> %s\n" : ">%s\n", lines[i]);
    }
}

static void
append_facts (const BatchResultRow *self,
              GString              *out)
{
  g_string_append_c (out, '*');
  if (self->model != NULL)
    {
      append_plain (out, self->model);
      g_string_append (out, " · ");
    }
  append_plain (out, self->status);
  if (self->review != NULL)
    {
      g_string_append (out, " · needs review: ");
      append_plain (out, self->review);
    }
  if (self->output_tokens >= 0)
    g_string_append_printf (out, " · tokens: %" G_GINT64_FORMAT, self->output_tokens);
  g_string_append (out, "*\n");
}

void
batch_result_row_append_title (GString    *out,
                               const char *title)
{
  g_string_append (out, "# ");
  append_plain (out, title);
  g_string_append_c (out, '\n');
}

void
batch_result_row_append_markdown (const BatchResultRow *self,
                                  GString              *out)
{
  g_string_append (out, "\n## ");
  append_plain (out, self->custom_id);
  g_string_append (out, "\n\n");
  append_facts (self, out);

  if (self->prompt != NULL && *self->prompt != '\0')
    {
      g_string_append_c (out, '\n');
      append_quote (out, self->prompt);
    }
  if (self->answer != NULL && *self->answer != '\0')
    {
      g_string_append_printf (out, "\n%s", self->answer);
      if (out->str[out->len - 1] != '\n')
        g_string_append_c (out, '\n');
    }
  if (self->error != NULL)
    {
      g_string_append (out, "\n**");
      append_plain (out, self->error);
      g_string_append (out, "**\n");
    }
}
