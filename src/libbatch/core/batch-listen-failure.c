/* core/batch-listen-failure.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-listen-failure-private.h"

void
batch_listen_failure_explain (const char    *address,
                              guint16        port,
                              const GError  *failure,
                              GError       **error)
{
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                 "Port %u of %s is taken by another program; end it, if it is one that serves the "
                 "same already, or choose another port, such as 0 for any that is free", port,
                 address);
  else
    g_set_error (error, failure->domain, failure->code, "Cannot listen on %s, port %u: %s", address,
                 port, failure->message);
}
