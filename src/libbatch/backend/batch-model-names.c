/* backend/batch-model-names.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-model-names-private.h"

#include <string.h>

/* The rule: what counts is the last part of the path, up to “:” or “@”, without “.gguf”, in
 * small letters. Two models that differ in nothing else are taken for the same one.
 */

static char *
dup_core (const char *name)
{
  const char *slash = strrchr (name, '/');
  const char *begin = slash != NULL && slash[1] != '\0' ? slash + 1 : name;
  g_autofree char *core = g_ascii_strdown (begin, (gssize) strcspn (begin, ":@"));

  if (g_str_has_suffix (core, ".gguf"))
    core[strlen (core) - strlen (".gguf")] = '\0';
  return g_steal_pointer (&core);
}

gboolean
batch_model_names_agree (const char *asked,
                         const char *told)
{
  g_autofree char *asked_core = dup_core (asked);
  g_autofree char *told_core = dup_core (told);

  return g_str_equal (asked_core, told_core);
}
