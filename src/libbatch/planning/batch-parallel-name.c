/* batch-parallel-name.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "planning/batch-parallel-name-private.h"

#include <string.h>

#include "planning/batch-parallelism-private.h"

char *
batch_parallel_name (const char *server,
                     const char *model)
{
  return g_strconcat (server, " ", model, NULL);
}

const char *
batch_parallel_name_model (const char *name,
                           const char *server)
{
  gsize length = strlen (server);

  return strncmp (name, server, length) == 0 && name[length] == ' ' ? name + length + 1 : NULL;
}

guint
batch_parallel_parse (const char *text)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, BATCH_PARALLELISM_MAX, &number, NULL))
    return 0;
  return (guint) number;
}
