/* batch-servers-dialog-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "servers/batch-address-group.h"
#include "servers/batch-removed-servers.h"
#include "servers/batch-servers-dialog.h"

G_BEGIN_DECLS

/* The dialog is in two files: -adding is how servers come in, by an address or by a search for
 * them; all else is in batch-servers-dialog.c. */

struct _BatchServersDialog
{
  AdwWindow             parent_instance;

  AdwToastOverlay      *toasts;
  GtkStack             *stack;
  AdwStatusPage        *none;
  GtkLabel             *look_label;
  AdwPreferencesGroup  *commands;
  AdwPreferencesGroup  *servers;
  BatchAddressGroup    *addresses;
  AdwEntryRow          *address;
  GtkSpinner           *spinner;
  GtkLabel             *problem;

  BatchEngine          *engine;
  GListModel           *backends;     /* (owned) as they are in the store */
  GListModel           *jobs;         /* (owned) the same */
  GPtrArray            *rows;         /* of BatchServerRow, unowned */
  BatchRemovedServers  *removed;
  char                 *replaced;     /* (nullable) of these, the last that batches went to */
  AdwToast             *told;         /* (weak) (nullable) the last that told something */
  GtkWidget            *looked_from;  /* (weak) (nullable) what had the focus then */
  GCancellable         *cancellable;
};

void batch_servers_dialog_tell           (BatchServersDialog *self,
                                          const char         *text);
/* “” hides the one that is shown. */
void batch_servers_dialog_show_problem   (BatchServersDialog *self,
                                          const char         *text);
/* Makes it the one that new batches go to; NULL: they go to none. */
void batch_servers_dialog_use            (BatchServersDialog *self,
                                          const char         *name);
/* Writes it to the store, and shows the list as it is then. */
void batch_servers_dialog_put            (BatchServersDialog *self,
                                          BatchBackend       *backend);

/* -adding */
void batch_servers_dialog_install_adding (GtkWidgetClass     *widget_class);

G_END_DECLS
