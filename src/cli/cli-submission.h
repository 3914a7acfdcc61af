/* cli/cli-submission.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"

G_BEGIN_DECLS

/* What the options of “run” and “submit” say about a job. */
typedef struct
{
  char      *output;               /* (nullable) as it was given */
  char      *errors;               /* (nullable) as it was given */
  char      *backend;              /* (nullable) as it was given */
  char      *within;               /* (nullable) */
  char      *parallel;             /* (nullable) */
  char     **metadata;             /* (nullable) K=V */
  gint64     max_lines;
  gint64     max_bytes;
  int        priority;
  gboolean   force;
  gboolean   fresh;

  /* Found out from these. */
  GFile     *input;
  char      *name;                 /* of the input, for people */
  int        spool;                /* of standard input, or -1 */
  char      *server;               /* (nullable) as jobs name it */
  gint64     seconds;              /* until it expires; 0: never */
  guint      slots;                /* 0: automatic */
} CliSubmission;

#define CLI_SUBMISSION_ENTRIES(s) \
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &(s)->output, \
    N_ ("Where the answers go (INPUT.output.jsonl; - is standard output)"), N_ ("FILE") }, \
  { "errors", 'e', 0, G_OPTION_ARG_FILENAME, &(s)->errors, \
    N_ ("Where the requests without an answer go (INPUT.errors.jsonl)"), N_ ("FILE") }, \
  { "force", 0, 0, G_OPTION_ARG_NONE, &(s)->force, \
    N_ ("Replace files that are there already"), NULL }, \
  { "backend", 0, 0, G_OPTION_ARG_STRING, &(s)->backend, \
    N_ ("The model server"), N_ ("NAME|URL") }, \
  { "priority", 0, 0, G_OPTION_ARG_INT, &(s)->priority, \
    N_ ("Higher goes first"), N_ ("N") }, \
  { "within", 0, 0, G_OPTION_ARG_STRING, &(s)->within, \
    N_ ("When it is to be over, such as 24h, 90m or 7d; what is left then expires"), \
    N_ ("TIME") }, \
  { "parallel", 0, 0, G_OPTION_ARG_STRING, &(s)->parallel, \
    N_ ("How many requests are under way at a time"), N_ ("N|auto") }, \
  { "metadata", 0, 0, G_OPTION_ARG_STRING_ARRAY, &(s)->metadata, \
    N_ ("A note that stays with the job; may be repeated"), N_ ("KEY=VALUE") }, \
  { "max-lines", 0, 0, G_OPTION_ARG_INT64, &(s)->max_lines, \
    N_ ("How many lines the input may have (50000; 0: any number)"), N_ ("N") }, \
  { "max-bytes", 0, 0, G_OPTION_ARG_INT64, &(s)->max_bytes, \
    N_ ("How large the input may be (200 MB; 0: any size)"), N_ ("N") }, \
  { "new", 0, 0, G_OPTION_ARG_NONE, &(s)->fresh, \
    N_ ("Start a new job even if one of this input is unfinished"), NULL }

void        cli_submission_init         (CliSubmission  *self);
void        cli_submission_clear        (CliSubmission  *self);
/* Checks the options. */
gboolean    cli_submission_check        (CliSubmission  *self,
                                         GError        **error);
/* Sees that the input can be read; “-” is read to its end. */
gboolean    cli_submission_open_input   (CliSubmission  *self,
                                         const char     *path,
                                         GError        **error);
/* The engine must be open. */
gboolean    cli_submission_find_server  (CliSubmission  *self,
                                         Cli            *cli,
                                         GError        **error);
/* (nullable): the unfinished job of the same input; NULL without an error: none */
BatchJob   *cli_submission_find_job     (CliSubmission  *self,
                                         Cli            *cli,
                                         GError        **error);
/* Settles where results go; @job: (nullable): the job whose own targets may be there.
 * Refuses those that others wrote. */
gboolean    cli_submission_set_targets  (CliSubmission  *self,
                                         BatchJob       *job,
                                         GError        **error);
BatchJob   *cli_submission_submit       (CliSubmission  *self,
                                         Cli            *cli,
                                         GError        **error);
/* Prints every error of an input that was refused. */
BatchqExit  cli_submission_tell_refused (CliSubmission  *self,
                                         Cli            *cli,
                                         const GError   *error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSubmission, cli_submission_clear)

G_END_DECLS
