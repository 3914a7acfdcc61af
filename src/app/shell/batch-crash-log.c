/* batch-crash-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "shell/batch-crash-log.h"

#include "shell/batch-crash-rule.h"
#include "widgets/batch-settings.h"

#define MAX_KEPT 4

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
add_crash (GSettings *settings)
{
  g_autoptr(GVariant) crashes = g_settings_get_value (settings, "crashes");
  GVariantBuilder builder;
  gsize n = g_variant_n_children (crashes);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("ax"));
  for (gsize i = n >= MAX_KEPT ? n - MAX_KEPT + 1 : 0; i < n; i++)
    g_variant_builder_add_value (&builder, g_variant_get_child_value (crashes, i));
  g_variant_builder_add (&builder, "x", now_s ());
  g_settings_set_value (settings, "crashes", g_variant_builder_end (&builder));
}

void
batch_crash_log_start (void)
{
  GSettings *settings = batch_settings_get ();

  if (g_settings_get_boolean (settings, "running"))
    add_crash (settings);

  g_settings_set_boolean (settings, "running", TRUE);
  g_settings_sync ();
}

void
batch_crash_log_end (void)
{
  g_settings_reset (batch_settings_get (), "running");
  g_settings_reset (batch_settings_get (), "crashes");
  g_settings_sync ();
}

gboolean
batch_crash_log_may_resume (void)
{
  g_autoptr(GVariant) crashes = g_settings_get_value (batch_settings_get (), "crashes");
  gsize n_crashes = 0;
  const gint64 *times = g_variant_get_fixed_array (crashes, &n_crashes, sizeof (gint64));

  return batch_crash_rule_may_resume (times, n_crashes, now_s ());
}
