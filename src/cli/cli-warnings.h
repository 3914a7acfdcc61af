/* cli/cli-warnings.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "cli/cli-submission.h"

G_BEGIN_DECLS

/* (transfer full): what to tell a person of it */
char *cli_describe_warning (BatchInputWarning *warning);
/* Its members, of an object that is begun. */
void  cli_json_warning     (JsonBuilder       *builder,
                            BatchInputWarning *warning);

/* Says what of an input probably fails, and keeps that for --json. It is submitted all the same,
 * also when that cannot be found out. */
void cli_submission_warn       (CliSubmission *self,
                                Cli           *cli);
/* A member “warnings” with them. */
void cli_submission_add_warnings (CliSubmission *self,
                                  JsonBuilder   *builder);
/* Prints all about the job that came of it, and what was warned of, if --json was given. */
void cli_submission_print_json (CliSubmission *self,
                                Cli           *cli,
                                BatchJob      *job);

G_END_DECLS
