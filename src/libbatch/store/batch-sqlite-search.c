/* store/batch-sqlite-search.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-search-private.h"

#include <glib.h>
#include <string.h>

/* Looking into a million answers has to be quick, so they are not parsed: what they say
 * stands in the strings of the members "content" and "text", wherever those are. A body
 * that has neither, such as the result of a handler, is looked at as a whole. */

typedef struct
{
  char  *plain;                /* in small letters */
  char  *escaped;              /* as it stands in a JSON string */
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->plain);
  g_free (part->escaped);
  g_free (part);
}

static char *
escape (const char *text)
{
  GString *escaped = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '\n')
        g_string_append (escaped, "\\n");
      else if (*at == '\t')
        g_string_append (escaped, "\\t");
      else if (*at == '"' || *at == '\\')
        g_string_append_printf (escaped, "\\%c", *at);
      else
        g_string_append_c (escaped, *at);
    }

  return g_string_free (escaped, FALSE);
}

/* It is the same for every row, and kept beside the statement. */
static const Part *
get_part (sqlite3_context *context,
          sqlite3_value   *value)
{
  Part *part = sqlite3_get_auxdata (context, 0);
  const char *text = (const char *) sqlite3_value_text (value);

  if (part == NULL)
    {
      part = g_new (Part, 1);
      part->plain = g_ascii_strdown (text != NULL ? text : "", -1);
      part->escaped = escape (part->plain);
      sqlite3_set_auxdata (context, 0, part, part_free);
      /* SQLite may have freed it at once. */
      part = sqlite3_get_auxdata (context, 0);
    }

  return part;
}

static gboolean
begins_with (const char *text,
             const char *part)
{
  while (*part != '\0' && g_ascii_tolower (*text) == *part)
    {
      text++;
      part++;
    }

  return *part == '\0';
}

static gboolean
contains (const char *text,
          gsize       length,
          const char *part)
{
  gsize n = strlen (part);
  char small = *part;
  char capital = g_ascii_toupper (small);

  for (gsize i = 0; i + n <= length; i++)
    {
      if ((text[i] == small || text[i] == capital) && begins_with (text + i, part))
        return TRUE;
    }

  return n == 0;
}

static const char *
skip_space (const char *at,
            const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;
  return at;
}

/* The string that is the value of the member whose name ends at @at; NULL when it is none. */
static const char *
find_value (const char *at,
            const char *end)
{
  at = skip_space (at, end);
  if (at == end || *at != ':')
    return NULL;

  at = skip_space (at + 1, end);
  return at < end && *at == '"' ? at + 1 : NULL;
}

static const char *
find_quote (const char *at,
            const char *end)
{
  while (at < end && *at != '"')
    at += *at == '\\' ? 2 : 1;
  return MIN (at, end);
}

/* @name: with its quotes */
static gboolean
members_contain (const char *body,
                 const char *end,
                 const char *name,
                 const char *part,
                 gboolean   *any)
{
  gsize n = strlen (name);
  const char *at = body;

  while ((at = memmem (at, end - at, name, n)) != NULL)
    {
      gboolean is_quoted = at > body && at[-1] == '\\';
      const char *value = is_quoted ? NULL : find_value (at + n, end);

      at += n;
      if (value == NULL)
        continue;

      *any = TRUE;
      at = find_quote (value, end);
      if (contains (value, at - value, part))
        return TRUE;
    }

  return FALSE;
}

static gboolean
answer_contains (const char *body,
                 gsize       length,
                 const Part *part)
{
  const char *end = body + length;
  gboolean any = FALSE;

  return members_contain (body, end, "\"content\"", part->escaped, &any) ||
         members_contain (body, end, "\"text\"", part->escaped, &any) ||
         (!any && contains (body, length, part->plain));
}

static void
says (sqlite3_context  *context,
      int               n_values,
      sqlite3_value   **values)
{
  const Part *part = get_part (context, values[0]);
  const char *text = (const char *) sqlite3_value_text (values[1]);
  gboolean found = text != NULL && part != NULL &&
                   contains (text, sqlite3_value_bytes (values[1]), part->plain);

  sqlite3_result_int (context, found);
}

static void
answers (sqlite3_context  *context,
         int               n_values,
         sqlite3_value   **values)
{
  const Part *part = get_part (context, values[0]);
  const char *body = sqlite3_value_blob (values[1]);
  gboolean found = body != NULL && part != NULL &&
                   answer_contains (body, sqlite3_value_bytes (values[1]), part);

  sqlite3_result_int (context, found);
}

int
batch_sqlite_add_search (sqlite3 *db)
{
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  int code = sqlite3_create_function (db, "says", 2, flags, NULL, says, NULL, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_create_function (db, "answers", 2, flags, NULL, answers, NULL, NULL);
  return code;
}
