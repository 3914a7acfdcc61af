/* batch-server-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "servers/batch-server-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "servers/batch-server-live.h"
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
batch_closure_model_parallel (gpointer    object,
                              BatchModel *model)
{
  guint parallel = model != NULL ? batch_server_live_get_parallel (model) : 0;

  if (parallel == 0)
    return g_strdup ("");

  /* Translators: how many requests at a time were found to be best for a model */
  return g_strdup_printf (ngettext ("best %u at a time", "best %u at a time", parallel), parallel);
}

char *
batch_closure_model_spoken (gpointer    object,
                            const char *name,
                            const char *state,
                            const char *parallel,
                            const char *size)
{
  const char *parts[] = { name, state, parallel, size };
  GString *spoken = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (spoken, "%s%s", spoken->len > 0 ? ", " : "", parts[i]);
  return g_string_free (spoken, FALSE);
}

/* --- Limits --- */

static const char *
source_words (BatchLimitSource source)
{
  switch (source)
    {
    case BATCH_LIMIT_SOURCE_USER:
      return _("set by you");
    case BATCH_LIMIT_SOURCE_SERVER:
      return _("says the server");
    case BATCH_LIMIT_SOURCE_LEARNED:
      return _("seen in earlier runs");
    case BATCH_LIMIT_SOURCE_DEFAULT:
      return _("the usual number");
    case BATCH_LIMIT_SOURCE_UNKNOWN:
      break;
    }

  return _("not known");
}

static void
add_limit (GString          *text,
           const char       *words,
           BatchLimitSource  source)
{
  if (source == BATCH_LIMIT_SOURCE_UNKNOWN)
    return;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  /* Translators: a limit of a server, such as “4 requests at a time”, and who says so */
  g_string_append_printf (text, _("%s, %s"), words, source_words (source));
}

char *
batch_server_describe_limits (BatchServerLimits *limits)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint slots = limits != NULL ? batch_server_limits_get_slots (limits) : 0;
  gint64 length = limits != NULL ? batch_server_limits_get_context_length (limits) : 0;
  guint waiting = limits != NULL ? batch_server_limits_get_queue_length (limits) : 0;
  guint models = limits != NULL ? batch_server_limits_get_resident_models (limits) : 0;
  g_autofree char *requests =
    g_strdup_printf (ngettext ("%u request at a time", "%u requests at a time", slots), slots);
  g_autofree char *number = g_strdup_printf ("%'" G_GINT64_FORMAT, length);
  g_autofree char *tokens =
    g_strdup_printf (ngettext ("%s token for each", "%s tokens for each", (gulong) length), number);
  g_autofree char *queue =
    g_strdup_printf (ngettext ("%u request waiting", "%u requests waiting", waiting), waiting);
  g_autofree char *residents =
    g_strdup_printf (ngettext ("%u model in memory", "%u models in memory", models), models);

  if (limits == NULL)
    return g_strdup ("");

  add_limit (text, requests, batch_server_limits_get_slots_source (limits));
  add_limit (text, tokens, batch_server_limits_get_context_source (limits));
  add_limit (text, queue, batch_server_limits_get_queue_source (limits));
  add_limit (text, residents, batch_server_limits_get_resident_source (limits));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- Servers --- */

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
    case BATCH_SERVER_STATE_UNRECOGNIZED:
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
