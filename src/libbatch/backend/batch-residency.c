/* backend/batch-residency.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-residency-private.h"

#include <string.h>

/* The text is “found”, “loaded” or “asked”; after a colon, how many milliseconds it had left
 * before us; after a blank, its instance. */
#define FOUND  "found"
#define LOADED "loaded"

/* A server that keeps one for ever may say when it goes all the same: in centuries. */
#define FOR_EVER_S (G_GINT64_CONSTANT (100) * 365 * 24 * 3600)

BatchResidency *
batch_residency_new (const char *model,
                     gboolean    was_loaded)
{
  BatchResidency *self = g_new0 (BatchResidency, 1);

  self->model = g_strdup (model);
  self->load_ms = -1;
  self->was_loaded = was_loaded;
  return self;
}

BatchResidency *
batch_residency_copy (const BatchResidency *self)
{
  BatchResidency *copy = g_memdup2 (self, sizeof *self);

  copy->model = g_strdup (self->model);
  copy->options = g_strdup (self->options);
  copy->instance = g_strdup (self->instance);
  return copy;
}

void
batch_residency_free (BatchResidency *self)
{
  g_free (self->model);
  g_free (self->options);
  g_free (self->instance);
  g_free (self);
}

char *
batch_residency_to_text (const BatchResidency *self)
{
  GString *text = g_string_new (self->was_loaded ? FOUND : LOADED);

  if (self->keep_ms != 0)
    g_string_append_printf (text, ":%" G_GINT64_FORMAT, self->keep_ms);
  if (self->instance != NULL)
    g_string_append_printf (text, " %s", self->instance);
  return g_string_free (text, FALSE);
}

static gint64
read_keep (const char *word)
{
  const char *colon = strchr (word, ':');
  gint64 keep_ms = 0;

  if (colon != NULL)
    g_ascii_string_to_signed (colon + 1, 10, -1, FOR_EVER_S * 1000, &keep_ms, NULL);
  return keep_ms;
}

BatchResidency *
batch_residency_from_text (const char *model,
                           const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, " ", 2);
  BatchResidency *self = batch_residency_new (model, !g_str_has_prefix (text, LOADED));

  if (parts[0] == NULL)
    return self;

  self->keep_ms = read_keep (parts[0]);
  self->instance = g_strdup (parts[1]);
  return self;
}

gint64
batch_residency_get_rest (gint64 expires_at,
                          gint64 now)
{
  if (expires_at - now / G_USEC_PER_SEC > FOR_EVER_S)
    return -1;
  return MAX (expires_at * 1000 - now / 1000, 0);
}
