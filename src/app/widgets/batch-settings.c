/* batch-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-settings.h"

#include <stdlib.h>

/* Where the build puts it, seen from the program that was built. */
#define BUILT_SCHEMAS "../../data"

static GSettingsSchema *
look_up (GSettingsSchemaSource *source)
{
  return source != NULL ? g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE) : NULL;
}

static GSettingsSchema *
look_up_built (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *schemas = folder != NULL ? g_build_filename (folder, BUILT_SCHEMAS, NULL)
                                            : NULL;
  GSettingsSchemaSource *source = NULL;
  GSettingsSchema *schema;

  if (schemas != NULL)
    source = g_settings_schema_source_new_from_directory (schemas,
                                                          g_settings_schema_source_get_default (),
                                                          TRUE, NULL);
  if (source == NULL)
    return NULL;

  schema = look_up (source);
  g_settings_schema_source_unref (source);
  return schema;
}

/* GSettings ends the program without a word for people when there is no schema. */
static GSettings *
open_settings (void)
{
  GSettingsSchema *schema = look_up (g_settings_schema_source_get_default ());
  GSettings *settings;

  if (schema == NULL)
    schema = look_up_built ();
  if (schema == NULL)
    {
      g_printerr ("batch-queue: The schema of the settings, %s, is not installed; install the "
                  "program anew\n", APPLICATION_ID);
      exit (EXIT_FAILURE);
    }

  settings = g_settings_new_full (schema, NULL, NULL);
  g_settings_schema_unref (schema);
  return settings;
}

GSettings *
batch_settings_get (void)
{
  static GSettings *settings;

  if (settings == NULL)
    settings = open_settings ();

  return settings;
}
