/* batch-inscription.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-inscription.h"

/* Unlike a label, an inscription does not turn its alignment with the direction of the text. */

static void
align (GtkInscription *inscription,
       gboolean        at_end)
{
  gboolean turned = gtk_widget_get_direction (GTK_WIDGET (inscription)) == GTK_TEXT_DIR_RTL;

  gtk_inscription_set_xalign (inscription, !at_end != !turned ? 1 : 0);
}

static void
direction_changed_cb (GtkInscription   *inscription,
                      GtkTextDirection  before,
                      gpointer          at_end)
{
  align (inscription, at_end != NULL);
}

void
batch_inscription_align (GtkInscription *inscription,
                         gboolean        at_end)
{
  align (inscription, at_end);
  g_signal_connect (inscription, "direction-changed", G_CALLBACK (direction_changed_cb),
                    GINT_TO_POINTER (at_end));
}
