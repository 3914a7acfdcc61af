/* cli/cli-submission.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "cli/cli-context.h"
#include "cli/cli-input.h"

G_BEGIN_DECLS

/* What --help says of options that several commands have. */
extern const char cli_max_lines_help[];
extern const char cli_max_bytes_help[];

/* What is not said of --max-lines and --max-bytes; those that are said are not below 0. */
#define CLI_NO_LIMIT G_MININT64

/* What the options of “run” and “submit” say about a job. */
typedef struct
{
  char      *output;               /* (nullable) as it was given */
  char      *errors;               /* (nullable) as it was given */
  char      *backend;              /* (nullable) as it was given */
  char      *within;               /* (nullable) */
  char      *parallel;             /* (nullable) */
  char      *mode_word;            /* (nullable) */
  char     **metadata;             /* (nullable) K=V */
  char      *webhook;              /* (nullable) */
  gint64     max_lines;
  gint64     max_bytes;
  int        priority;
  gboolean   force;
  gboolean   fresh;
  gboolean   reuse;
  gboolean   dry_run;

  /* Found out from these. */
  CliInput   input;
  char      *server;               /* (nullable) as jobs name it */
  gint64     seconds;              /* until it expires; 0: never */
  guint      slots;                /* 0: automatic */
  BatchExecutionMode mode;
  gint64     n_reused;             /* requests that were answered earlier, once that was asked */
  GListModel *warnings;            /* (nullable) of BatchInputWarning, once it is submitted */
} CliSubmission;

/* The options, and @more behind them, which ends with NULL as they do. */
GOptionEntry *cli_submission_make_entries (CliSubmission       *self,
                                           const GOptionEntry  *more);
void        cli_submission_init         (CliSubmission  *self);
void        cli_submission_clear        (CliSubmission  *self);
/* What was not said becomes -1, as the library has it. */
gboolean    cli_check_limits            (gint64         *max_lines,
                                         gint64         *max_bytes,
                                         GError        **error);
/* Checks the options. */
gboolean    cli_submission_check        (CliSubmission  *self,
                                         GError        **error);
/* The engine must be open, as for what follows. Waits until nobody else is about to submit the same
 * input to this queue. */
gboolean    cli_submission_take_turn    (CliSubmission  *self,
                                         Cli            *cli,
                                         GError        **error);
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
                                         Cli            *cli,
                                         BatchJob       *job,
                                         GError        **error);
/* Gives a job that is taken up again the settings of this command. */
gboolean    cli_submission_adjust       (CliSubmission  *self,
                                         Cli            *cli,
                                         BatchJob       *job,
                                         GError        **error);
BatchJob   *cli_submission_submit       (CliSubmission  *self,
                                         Cli            *cli,
                                         GError        **error);
/* Says how many requests were answered earlier. */
gboolean    cli_submission_find_reused  (CliSubmission  *self,
                                         Cli            *cli,
                                         GError        **error);
/* Says, in place of submitting it, what would be done; all else was checked as for that. @job:
 * (nullable): the job that it goes on with */
gboolean    cli_submission_dry_run      (CliSubmission  *self,
                                         Cli            *cli,
                                         BatchJob       *job,
                                         GError        **error);
/* NULL unless the input can be submitted; BATCH_ERROR_INVALID_FILE when it cannot. */
BatchValidation *cli_submission_validate (CliSubmission  *self,
                                         GError        **error);
/* Prints every error of an input that was refused. */
BatchqExit  cli_submission_tell_refused (CliSubmission  *self,
                                         Cli            *cli,
                                         const GError   *error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSubmission, cli_submission_clear)

G_END_DECLS
