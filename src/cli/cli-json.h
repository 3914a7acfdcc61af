/* cli/cli-json.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* Adds an object of a list. */
typedef void (*CliJsonFunc) (JsonBuilder *builder,
                             gpointer     object);

/* Prints what was built as one line on stdout. */
void  cli_print_json        (JsonBuilder        *builder);
void  cli_print_json_error  (const GError       *error,
                             int                 code);
/* Prints all about a job if --json was given. */
void  cli_print_json_job    (Cli                *cli,
                             BatchJob           *job);

/* Members; NULL becomes null. */
void  cli_json_string       (JsonBuilder        *builder,
                             const char         *name,
                             const char         *value);
void  cli_json_int          (JsonBuilder        *builder,
                             const char         *name,
                             gint64              value);
void  cli_json_boolean      (JsonBuilder        *builder,
                             const char         *name,
                             gboolean            value);
/* @value: (transfer full) */
void  cli_json_time         (JsonBuilder        *builder,
                             const char         *name,
                             GDateTime          *value);
void  cli_json_enum         (JsonBuilder        *builder,
                             const char         *name,
                             GType               type,
                             int                 value);
void  cli_json_strv         (JsonBuilder        *builder,
                             const char         *name,
                             const char * const *values);
/* An array of what @add makes of each object. */
void  cli_json_list         (JsonBuilder        *builder,
                             const char         *name,
                             GListModel         *objects,
                             CliJsonFunc         add);
/* A member “eta”. @eta: (nullable) */
void  cli_json_eta          (JsonBuilder        *builder,
                             BatchEta           *eta);
/* Where somebody has more to say of it in the same object. */
void  cli_json_job_members  (JsonBuilder        *builder,
                             Cli                *cli,
                             BatchJob           *job);

G_END_DECLS
