/* json-verdict.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "json/batch-json-scanner-private.h"

/* Reads texts from standard input, each after its length in four bytes (little
 * endian), and prints a line for each: 1 for JSON, 0 for anything else. */
int
main (void)
{
  guint32 length;

  while (fread (&length, sizeof length, 1, stdin) == 1)
    {
      gsize size = GUINT32_FROM_LE (length);
      g_autofree guint8 *text = g_malloc (MAX (size, 1));

      if (fread (text, 1, size, stdin) != size)
        return EXIT_FAILURE;
      puts (batch_json_validate (text, size, BATCH_JSON_DEPTH) ? "1" : "0");
    }

  return EXIT_SUCCESS;
}
