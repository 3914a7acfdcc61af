/* cli/cli-plan-warnings.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* What may keep the groups of a plan from being answered: requests that probably fail, and what
 * their jobs wait for. */
typedef struct _CliPlanWarnings CliPlanWarnings;

CliPlanWarnings *cli_plan_warnings_find  (Cli             *cli,
                                          BatchPlan       *plan);
void             cli_plan_warnings_free  (CliPlanWarnings *self);
/* A line for each of those of @group. */
void             cli_plan_warnings_print (CliPlanWarnings *self,
                                          BatchPlanGroup  *group);
/* A member “warnings” with them. */
void             cli_plan_warnings_add   (CliPlanWarnings *self,
                                          JsonBuilder     *builder,
                                          BatchPlanGroup  *group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliPlanWarnings, cli_plan_warnings_free)

G_END_DECLS
