/* batch-load-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-load-text.h"

#include <glib/gi18n.h>

#include "widgets/batch-closures.h"

/* What the library knows of models and their servers, in words. */

char *
batch_load_text_progress (BatchLoad *load)
{
  double fraction = batch_load_get_fraction (load);
  gint64 expected_ms = batch_load_get_expected_ms (load);
  g_autofree char *elapsed = batch_format_duration (batch_load_get_elapsed_ms (load));
  g_autofree char *expected = NULL;

  if (fraction >= 0)
    /* Translators: how much of a load is done */
    return g_strdup_printf (_("%.0f %%"), 100 * fraction);
  if (expected_ms < 0)
    return g_steal_pointer (&elapsed);

  expected = batch_format_duration (expected_ms);
  /* Translators: how long a load has taken until now, and how long it takes */
  return g_strdup_printf (_("%s of about %s"), elapsed, expected);
}

char *
batch_load_text (BatchLoad *load)
{
  const char *model = batch_load_get_resource_key (load);
  gint64 size = batch_load_get_size (load);
  g_autofree char *progress = batch_load_text_progress (load);
  g_autofree char *bytes = size > 0 ? g_format_size ((guint64) size) : NULL;

  if (bytes == NULL)
    /* Translators: a model, and how far its load is */
    return g_strdup_printf (_("Loading %s, %s"), model, progress);

  /* Translators: a model, its size, and how far its load is */
  return g_strdup_printf (_("Loading %s (%s), %s"), model, bytes, progress);
}

const char *
batch_limit_source_text (BatchLimitSource source)
{
  switch (source)
    {
    case BATCH_LIMIT_SOURCE_USER:
      return _("set by you");
    case BATCH_LIMIT_SOURCE_SERVER:
      return _("says the server");
    case BATCH_LIMIT_SOURCE_LEARNED:
      return _("found to be best");
    case BATCH_LIMIT_SOURCE_DEFAULT:
      return _("to begin with");
    case BATCH_LIMIT_SOURCE_UNKNOWN:
      break;
    }

  return _("not known");
}
