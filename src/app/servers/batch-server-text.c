/* batch-server-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-server-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "servers/batch-server.h"

char *
batch_closure_model_state (gpointer        object,
                           BatchModelState state)
{
  switch (state)
    {
    case BATCH_MODEL_STATE_LOADED:
      return g_strdup (_("In Memory"));

    case BATCH_MODEL_STATE_LOADING:
      return g_strdup (_("Loading"));

    case BATCH_MODEL_STATE_UNLOADED:
    case BATCH_MODEL_STATE_UNKNOWN:
      break;
    }

  return g_strdup ("");
}

char *
batch_closure_model_size (gpointer object,
                          gint64   size)
{
  return size > 0 ? g_format_size (size) : g_strdup ("");
}

char *
batch_closure_model_spoken (gpointer    object,
                            const char *name,
                            const char *state,
                            const char *size)
{
  const char *parts[] = { name, state, size };
  GString *spoken = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (spoken, "%s%s", spoken->len > 0 ? ", " : "", parts[i]);
  return g_string_free (spoken, FALSE);
}

const char *
batch_server_state_icon (BatchServerState state)
{
  switch (state)
    {
    case BATCH_SERVER_STATE_READY:
      return "batch-done-symbolic";

    case BATCH_SERVER_STATE_LOADING:
      return "batch-waiting-symbolic";

    case BATCH_SERVER_STATE_NO_MODELS:
    case BATCH_SERVER_STATE_NO_KEY:
    case BATCH_SERVER_STATE_KEY_REFUSED:
      return "batch-review-symbolic";

    case BATCH_SERVER_STATE_UNREACHABLE:
    case BATCH_SERVER_STATE_STRANGER:
    case BATCH_SERVER_STATE_FAILED:
      break;
    }

  return "batch-failed-symbolic";
}

static gboolean
begins_with_host (const char *text)
{
  gsize length = strcspn (text, "/");

  return memchr (text, ':', length) != NULL || memchr (text, '.', length) != NULL
         || (length == strlen ("localhost") && g_str_has_prefix (text, "localhost"));
}

char *
batch_server_complete_url (const char *text)
{
  g_autofree char *url = g_strstrip (g_strdup (text));

  if (strstr (url, "://") == NULL && begins_with_host (url))
    return g_strconcat ("http://", url, NULL);

  return g_steal_pointer (&url);
}

static char *
name_of_host (const char *url)
{
  const char *start = strstr (url, "://");
  char *host = g_strdup (start != NULL ? start + strlen ("://") : url);

  host[strcspn (host, "/")] = '\0';
  return host;
}

char *
batch_server_choose_name (BatchServerInfo *info,
                          const char      *url,
                          GListModel      *taken)
{
  gboolean known = info != NULL
                   && !g_str_equal (batch_server_info_get_kind (info), "openai-compatible");
  g_autofree char *base = known ? g_strdup (batch_server_info_get_title (info))
                                : name_of_host (url);
  char *name = g_strdup (base);

  for (guint i = 2; batch_server_is_there (taken, batch_backend_get_name, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", base, i);
    }
  return name;
}
