/* batch-row-source-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "maker/batch-row-plan-private.h"
#include "maker/batch-row-source.h"

G_BEGIN_DECLS

/* What it is told is in -settings, how it is looked at in -looking. */
struct _BatchRowSource
{
  GObject       parent_instance;

  BatchRowPlan  plan;           /* its files are those of the next one */
  GListStore   *files;
};

G_END_DECLS
