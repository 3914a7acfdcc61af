/* model-server-main.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "model-server.h"

/* model-server PERSONALITY: prints its address, and serves until standard input ends. */

int
main (int   argc,
      char *argv[])
{
  g_autoptr(ModelServer) server = NULL;
  char byte;

  if (argc != 2)
    g_error ("Say which personality");

  server = model_server_new (argv[1]);
  printf ("%s\n", model_server_get_url (server));
  fflush (stdout);
  while (read (STDIN_FILENO, &byte, 1) > 0)
    continue;
  return 0;
}
