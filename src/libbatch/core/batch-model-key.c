/* batch-model-key.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-model-key-private.h"

#include <string.h>

char *
batch_model_key_strip (const char *name,
                       const char *implied_tag)
{
  if (name == NULL || implied_tag == NULL || !g_str_has_suffix (name, implied_tag)
      || g_str_equal (name, implied_tag))
    return NULL;

  return g_strndup (name, strlen (name) - strlen (implied_tag));
}
