/* core/batch-beta.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-beta-private.h"

#include <string.h>

/* A beta is called as what it lets one do, and as the day since when. Some clients always send
 * some. Those that say who asks, how the answer travels, or what every account has by now, change
 * nothing in an answer; of any other one nobody knows.
 *
 * In a translation no header is needed: what a beta lets a request have is in the request, and is
 * translated or refused there. */

#define MAX_LENGTH 2048

static const char *const harmless[] = {
  "claude-code",
  "extended-cache-ttl",
  "fine-grained-tool-streaming",
  "max-tokens-3-5-sonnet",
  "message-batches",
  "oauth",
  "pdfs",
  "prompt-caching",
  "token-counting",
  "token-efficient-tools",
};

gboolean
batch_beta_check (const char *betas)
{
  gsize length = strlen (betas);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (betas[i]) && strchr ("-_., ", betas[i]) == NULL)
      return FALSE;

  return length <= MAX_LENGTH;
}

/* How long @beta is without the day, which is written in one of two ways. */
static gsize
measure_name (const char *beta)
{
  gsize length = strlen (beta);
  gsize at = length;

  while (at > 0 && (g_ascii_isdigit (beta[at - 1]) || beta[at - 1] == '-'))
    at--;
  while (at < length && beta[at] != '-')
    at++;

  return length - at >= strlen ("-20250101") ? at : length;
}

static gboolean
is_harmless (const char *beta)
{
  gsize length = measure_name (beta);

  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    if (strlen (harmless[i]) == length && strncmp (harmless[i], beta, length) == 0)
      return TRUE;

  return FALSE;
}

char *
batch_beta_find_lost (const char *betas)
{
  g_auto(GStrv) list = g_strsplit (betas, ",", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      const char *beta = g_strstrip (list[i]);

      if (*beta != '\0' && !is_harmless (beta))
        return g_strdup (beta);
    }

  return NULL;
}
