/* cli/cli-address.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-address.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

static gboolean
check_in_numbers (const char  *address,
                  guint16      port,
                  GError     **error)
{
  g_autoptr(GSocketAddress) parsed = g_inet_socket_address_new_from_string (address, port);

  if (parsed != NULL)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is not an address in numbers; write --listen 127.0.0.1:%u"), address, port);
  return FALSE;
}

gboolean
cli_split_address (const char  *text,
                   char       **address,
                   guint16     *port,
                   GError     **error)
{
  const char *colon = strrchr (text, ':');
  guint64 number = 0;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &number, NULL))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is not an address; write --listen 127.0.0.1:8080"), text);
      return FALSE;
    }

  if (text[0] == '[' && colon > text + 1 && colon[-1] == ']')
    *address = g_strndup (text + 1, colon - text - 2);
  else
    *address = g_strndup (text, colon - text);
  *port = number;
  return check_in_numbers (*address, *port, error);
}
