/* core/batch-beta.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-beta-private.h"

#include <string.h>

/* A beta is called as what it lets one do, and as the day since when. Some clients always send
 * some.
 *
 * 1. Those that say who asks, how the answer travels, or what every account has by now, change
 *    nothing in an answer.
 * 2. Those that let a request have more, such as other members or longer answers, matter to
 *    Anthropic, which refuses that without them. In a translation what they allow is judged where
 *    it is in the request, so that nothing is lost with the header.
 * 3. Of any other one nobody knows. */

#define MAX_LENGTH 2048

static const struct
{
  const char *name;
  gboolean    allows;          /* something in the request */
} known[] = {
  { "claude-code", FALSE },
  { "extended-cache-ttl", FALSE },
  { "fine-grained-tool-streaming", FALSE },
  { "max-tokens-3-5-sonnet", FALSE },
  { "message-batches", FALSE },
  { "oauth", FALSE },
  { "pdfs", FALSE },
  { "prompt-caching", FALSE },
  { "token-counting", FALSE },
  { "token-efficient-tools", FALSE },
  { "advanced-tool-use", TRUE },
  { "code-execution", TRUE },
  { "computer-use", TRUE },
  { "context-1m", TRUE },
  { "context-management", TRUE },
  { "effort", TRUE },
  { "files-api", TRUE },
  { "interleaved-thinking", TRUE },
  { "mcp-client", TRUE },
  { "output-128k", TRUE },
  { "skills", TRUE },
  { "structured-outputs", TRUE },
  { "web-fetch", TRUE },
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
is_harmless (const char   *beta,
             BatchBetaUse  use)
{
  gsize length = measure_name (beta);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strlen (known[i].name) == length && strncmp (known[i].name, beta, length) == 0)
      return use == BATCH_BETA_TRANSLATED || !known[i].allows;

  return FALSE;
}

char *
batch_beta_find_lost (const char   *betas,
                      BatchBetaUse  use)
{
  g_auto(GStrv) list = g_strsplit (betas, ",", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      const char *beta = g_strstrip (list[i]);

      if (*beta != '\0' && !is_harmless (beta, use))
        return g_strdup (beta);
    }

  return NULL;
}
