/* batch-refused-uses.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-refused-uses-private.h"

#include <string.h>

/* The words of Ollama, llama.cpp, vLLM, LM Studio and OpenRouter. Whole phrases, as a server may
 * also not support an address of an image, or an effort of reasoning, of a model that has both. */

#define ALL_USES (BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_EMBEDDING | BATCH_MODEL_USES_VISION | \
                  BATCH_MODEL_USES_AUDIO | BATCH_MODEL_USES_TOOLS | BATCH_MODEL_USES_THINKING)

BatchModelUses
batch_refused_uses_find (const char *message)
{
  static const struct
  {
    const char     *phrase;
    BatchModelUses  uses;
  } phrases[] = {
    { "does not support vision", BATCH_MODEL_USES_VISION },
    { "does not support image input", BATCH_MODEL_USES_VISION },
    { "does not support images", BATCH_MODEL_USES_VISION },
    { "image input is not supported", BATCH_MODEL_USES_VISION },
    { "that support image input", BATCH_MODEL_USES_VISION },
    { "is not a multimodal model", BATCH_MODEL_USES_VISION },
    { "does not support audio", BATCH_MODEL_USES_AUDIO },
    { "audio input is not supported", BATCH_MODEL_USES_AUDIO },
    { "that support audio input", BATCH_MODEL_USES_AUDIO },
    { "does not support tools", BATCH_MODEL_USES_TOOLS },
    { "that support tool use", BATCH_MODEL_USES_TOOLS },
    { "does not support thinking", BATCH_MODEL_USES_THINKING },
    { "does not support chat", BATCH_MODEL_USES_CHAT },
    { "does not support generate", BATCH_MODEL_USES_CHAT },
    { "does not support embeddings", BATCH_MODEL_USES_EMBEDDING },
  };
  g_autofree char *lower = message != NULL ? g_ascii_strdown (message, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (phrases); i++)
    if (strstr (lower, phrases[i].phrase) != NULL)
      return phrases[i].uses;

  return BATCH_MODEL_USES_NONE;
}

gboolean
batch_refused_uses_hold (const BatchRefusedUses *self,
                         gint64                  size)
{
  return self->size == 0 || size <= 0 || self->size == size;
}

char *
batch_refused_uses_text (const BatchRefusedUses *self)
{
  if (self->size == 0)
    return g_strdup_printf ("%u", (guint) self->uses);
  return g_strdup_printf ("%u %" G_GINT64_FORMAT, (guint) self->uses, self->size);
}

BatchRefusedUses
batch_refused_uses_parse (const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", 3);
  guint n = g_strv_length (words);
  guint64 uses;
  guint64 size = 0;

  if (n == 0 || n > 2 || !g_ascii_string_to_unsigned (words[0], 10, 0, ALL_USES, &uses, NULL)
      || (n == 2 && !g_ascii_string_to_unsigned (words[1], 10, 1, G_MAXINT64, &size, NULL)))
    return (BatchRefusedUses) { BATCH_MODEL_USES_NONE, 0 };

  return (BatchRefusedUses) { (BatchModelUses) uses, (gint64) size };
}
