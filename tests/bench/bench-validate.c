/* bench-validate.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "format/batch-validator-private.h"

/* bench-validate FILE: validates it in pieces of 256 KiB, as the library does, and
 * prints lines, bytes and the seconds of the processor that it took, without the reading
 * of the file. */

#define PIECE (256 * 1024)

static void
sum_up (const BatchRequest *request,
        gpointer            user_data)
{
  gint64 *sum = user_data;

  *sum += request->body_length;
}

static gboolean
feed (BatchValidator *validator,
      const guint8   *data,
      gsize           length)
{
  for (gsize i = 0; i < length; i += PIECE)
    if (!batch_validator_feed (validator, data + i, MIN (PIECE, length - i)))
      return FALSE;

  batch_validator_end (validator);
  return batch_validator_get_issues (validator)->len == 0;
}

int
main (int   argc,
      char *argv[])
{
  BatchLimits limits = batch_limits_default ();
  g_autoptr(BatchValidator) validator = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  gint64 sum = 0;
  clock_t start;
  gsize length;

  setlocale (LC_ALL, "");
  if (argc != 2 || !g_file_get_contents (argv[1], &data, &length, &error))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Usage: bench-validate FILE");
      return EXIT_FAILURE;
    }

  limits.max_lines = 0;
  limits.max_bytes = 0;
  validator = batch_validator_new (&limits, sum_up, &sum);
  start = clock ();
  if (!feed (validator, (const guint8 *) data, length))
    {
      g_printerr ("%s is not a good batch file\n", argv[1]);
      return EXIT_FAILURE;
    }

  g_print ("%" G_GINT64_FORMAT " %" G_GSIZE_FORMAT " %.6f\n",
           batch_validator_get_line_count (validator), length,
           (double) (clock () - start) / CLOCKS_PER_SEC);
  return EXIT_SUCCESS;
}
