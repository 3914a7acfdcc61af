/* main.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "shell/batch-application.h"
#include "shell/batch-footprint.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr(BatchApplication) application = NULL;

  batch_footprint_reduce ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = batch_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
