/* batch-maker-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "maker/batch-maker.h"
#include "maker/batch-parameters-private.h"

G_BEGIN_DECLS

/* Its work is in -make, what it is told in -settings, its being kept in -json. */
struct _BatchMaker
{
  GObject           parent_instance;

  char             *name;       /* (nullable), as the next two */
  char             *prompt;
  char             *system;
  char             *id_column;  /* (nullable) */
  char             *url;
  char            **models;     /* (nullable) */
  BatchParameters   parameters;
  gboolean          keep_columns;

  /* (nullable) what was found when a batch was made last */
  char             *guessed_encoding;
  char             *guessed_file;
};

G_END_DECLS
