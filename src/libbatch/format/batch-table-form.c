/* batch-table-form.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "format/batch-table-form-private.h"

#include <string.h>

#define DELIMITERS  ",;\t|"
#define MAX_RECORDS 64
#define MARK        "\xEF\xBB\xBF"

static gboolean
is_line_end (char character)
{
  return character == '\n' || character == '\r';
}

static gboolean
ends_field (const char *pos,
            const char *end)
{
  return pos == end || is_line_end (*pos) || (*pos != '\0' && strchr (DELIMITERS, *pos) != NULL);
}

/* What comes after the quote that closes the field which one opens at @pos; NULL: none. */
static const char *
find_close (const char *pos,
            const char *end)
{
  char quote = *pos++;

  for (; pos < end; pos++)
    {
      if (*pos != quote)
        continue;
      if (pos + 1 < end && pos[1] == quote)
        pos++;
      else
        return pos + 1;
    }

  return NULL;
}

/* Whether some field is within these quotes, and all that begin with one are. */
static gboolean
quotes_fields (const char *data,
               gsize       length,
               char        quote)
{
  const char *end = data + length;
  gboolean found = FALSE;

  for (const char *pos = data; pos < end; pos++)
    {
      const char *close;

      if (*pos != quote || (pos > data && !ends_field (pos - 1, end)))
        continue;
      if ((close = find_close (pos, end)) == NULL || !ends_field (close, end))
        return FALSE;

      found = TRUE;
      pos = close - 1;
    }

  return found;
}

/* The next record from @pos on, or NULL when there is none or it may go on. */
static const char *
read_record (const char *pos,
             const char *end,
             char        delimiter,
             char        quote,
             guint      *n_fields)
{
  gboolean in_quotes = FALSE;

  *n_fields = 1;
  for (; pos < end; pos++)
    {
      if (*pos == quote)
        in_quotes = !in_quotes;
      else if (!in_quotes && *pos == delimiter)
        (*n_fields)++;
      else if (!in_quotes && is_line_end (*pos))
        return pos + 1 < end && *pos == '\r' && pos[1] == '\n' ? pos + 2 : pos + 1;
    }

  return NULL;
}

/* In thousandths: how many records have as many fields as the first. */
static guint
rate (const char *data,
      gsize       length,
      char        delimiter,
      char        quote,
      guint      *n_fields)
{
  const char *end = data + length;
  guint n_records = 0;
  guint n_alike = 0;
  guint n;

  *n_fields = 0;
  for (const char *next; n_records < MAX_RECORDS; data = next)
    {
      next = read_record (data, end, delimiter, quote, &n);
      /* The last one may be cut, or be all there is. */
      if ((next == NULL && n_records > 0) || data == end)
        break;

      if (n_records++ == 0)
        *n_fields = n;
      n_alike += n == *n_fields;
      if (next == NULL)
        break;
    }

  return *n_fields > 1 ? n_alike * 1000 / n_records : 0;
}

gsize
batch_table_form_read_hint (const char *data,
                            gsize       length,
                            char       *delimiter)
{
  static const char word[] = "sep=";
  gsize quote = length > 0 && *data == '"' ? 1 : 0;
  gsize end = strlen (word) + 1 + 2 * quote;

  if (length <= end || !is_line_end (data[end]) || is_line_end (data[end - 1 - quote])
      || g_ascii_strncasecmp (data + quote, word, strlen (word)) != 0
      || (quote == 1 && data[end - 1] != '"'))
    return 0;

  *delimiter = data[end - 1 - quote];
  return end;
}

static gsize
skip_mark (const char *data,
           gsize       length)
{
  return length >= strlen (MARK) && memcmp (data, MARK, strlen (MARK)) == 0 ? strlen (MARK) : 0;
}

void
batch_table_form_sniff (const char     *data,
                        gsize           length,
                        BatchTableForm *form)
{
  guint best_rate = 0;
  guint most_fields = 0;
  gsize before = skip_mark (data, length);
  gsize hint;

  form->delimiter = ',';
  form->quote = '"';
  /* There may be nothing to point at, then. */
  if (length == 0)
    return;

  hint = batch_table_form_read_hint (data + before, length - before, &form->delimiter);
  data += before + hint;
  length -= before + hint;
  form->quote = memchr (data, '"', length) == NULL && quotes_fields (data, length, '\'')
                ? '\'' : '"';
  if (hint > 0)
    return;

  for (const char *candidate = DELIMITERS; *candidate != '\0'; candidate++)
    {
      guint n_fields;
      guint rated = rate (data, length, *candidate, form->quote, &n_fields);

      if (rated < best_rate || (rated == best_rate && n_fields <= most_fields) || rated == 0)
        continue;

      best_rate = rated;
      most_fields = n_fields;
      form->delimiter = *candidate;
    }
}
