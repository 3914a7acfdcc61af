/* api/batch-api-etag.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-etag-private.h"

#include <string.h>

/* Between its quotes a tag may have commas, and it may be a weak one: to whom has it already, both
 * are the same. */

static const char *
skip_separators (const char *at)
{
  return at + strspn (at, " \t,");
}

gboolean
batch_api_etag_is_in (const char *list,
                      const char *tag)
{
  const char *at = list != NULL ? skip_separators (list) : "";
  gsize length;

  if (g_str_equal (at, "*"))
    return TRUE;

  while (*at != '\0')
    {
      const char *end;

      if (g_str_has_prefix (at, "W/"))
        at += strlen ("W/");
      if (*at != '"' || (end = strchr (at + 1, '"')) == NULL)
        return FALSE;

      length = (gsize) (end + 1 - at);
      if (length == strlen (tag) && strncmp (at, tag, length) == 0)
        return TRUE;
      at = skip_separators (end + 1);
    }

  return FALSE;
}
