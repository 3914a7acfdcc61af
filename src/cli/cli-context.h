/* cli/cli-context.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* What every command ends with. */
typedef enum
{
  BATCHQ_EXIT_OK = 0,
  BATCHQ_EXIT_ITEMS_FAILED = 1,
  BATCHQ_EXIT_USAGE = 2,
  BATCHQ_EXIT_INPUT = 3,
  BATCHQ_EXIT_UNREACHABLE = 4,
  BATCHQ_EXIT_INTERRUPTED = 130,
  BATCHQ_EXIT_NO_READER = 141,     /* as a shell has it of who dies by SIGPIPE */
} BatchqExit;

/* What all commands share: the global options, and the engine once it is open. */
typedef struct
{
  char         *data_dir;          /* (nullable) */
  char         *store;             /* (nullable) */
  gboolean      json;
  gboolean      quiet;
  gboolean      version;
  char        **words;             /* the command as it was given */

  GCancellable *cancellable;       /* cancelled by Ctrl+C */
  guint         interrupt;         /* sources of the signals */
  guint         terminate;
  guint         hang_up;
  BatchqExit    outcome;           /* if nothing goes wrong */
  int           max_failures;      /* of a server, in a row; 0: any number */
  BatchEngine  *engine;            /* (nullable) */
  char         *unheard;           /* (nullable): a server that has said nothing */
  GHashTable   *unwritten;         /* (nullable): ids of jobs whose results could not be written */
} Cli;

/* Opens the queue in one way or another. */
typedef gboolean (*CliOpenFunc) (Cli     *cli,
                                 GError **error);

/* Prints an object of a list. */
typedef void (*CliPrintFunc) (Cli      *cli,
                              gpointer  object);

void          cli_init            (Cli                 *cli,
                                   char               **words);
void          cli_clear           (Cli                 *cli);
void          cli_print_help      (Cli                 *cli,
                                   const char          *commands);
gboolean      cli_parse_globals   (Cli                 *cli,
                                   int                 *argc,
                                   char              ***argv,
                                   gboolean            *help,
                                   GError             **error);
gboolean      cli_parse           (Cli                 *cli,
                                   int                 *argc,
                                   char              ***argv,
                                   const GOptionEntry  *entries,
                                   const char          *parameters,
                                   const char          *summary,
                                   const char          *description,
                                   GError             **error);
/* What working on the queue adds to the options of a command, and whether it makes sense. */
GOptionEntry  cli_max_failures_entry (Cli           *cli);
gboolean      cli_check_max_failures (Cli           *cli,
                                      GError       **error);
gboolean      cli_usage_error     (GError             **error,
                                   const char          *format,
                                   ...) G_GNUC_PRINTF (2, 3);

gboolean      cli_open            (Cli                 *cli,
                                   GError             **error);
/* For what only looks at a queue, or changes what is in it. Where the user has said that it is, and
 * there is none, that may be mistyped: it is told, and none is made, but an empty one in memory. */
gboolean      cli_open_existing   (Cli                 *cli,
                                   GError             **error);
/* Whether what is put into the queue is there when the command has ended. */
gboolean      cli_check_lasting   (Cli                 *cli,
                                   GError             **error);
/* The same, and none is made where one would begin either. */
gboolean      cli_open_to_look    (Cli                 *cli,
                                   GError             **error);
/* For what only looks: it waits for nobody who writes, and needs not be allowed to write. */
gboolean      cli_open_read_only  (Cli                 *cli,
                                   GError             **error);
/* The same, of what a queue has before its first job; it is made where there is none. */
gboolean      cli_open_read_only_or_new (Cli           *cli,
                                   GError             **error);
/* After these, when there is something to change after all. The jobs of the engine before are its
 * own. FALSE with @error: it cannot be changed, and what was open is open. */
gboolean      cli_reopen_to_change (Cli                *cli,
                                   GError             **error);
gboolean      cli_close           (Cli                 *cli,
                                   GError             **error);
void          cli_catch_signals   (Cli                 *cli);
gboolean      cli_is_interrupted  (Cli                 *cli);

/* An asynchronous call is given &result and cli_result_cb; cli_wait () runs the main
 * context until its result is there. */
void          cli_result_cb       (GObject             *source,
                                   GAsyncResult        *result,
                                   gpointer             user_data);
GAsyncResult *cli_wait            (GAsyncResult       **result);

/* Text for people: on stdout, or on stderr when stdout belongs to a machine. */
void          cli_say             (Cli                 *cli,
                                   const char          *format,
                                   ...) G_GNUC_PRINTF (2, 3);
/* Prints each of the objects; @none is said when there is none. */
void          cli_print_list      (Cli                 *cli,
                                   GListModel          *objects,
                                   CliPrintFunc         print,
                                   const char          *none);
/* FALSE when whoever read standard output has enough, as “head” has. */
gboolean      cli_has_reader      (void);
BatchqExit    cli_exit_code       (const GError        *error);
BatchqExit    cli_fail            (Cli                 *cli,
                                   const GError        *error);
BatchqExit    cli_fail_with       (Cli                 *cli,
                                   const GError        *error,
                                   BatchqExit           code);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cli, cli_clear)

/* A word of a command, for a shell. */
char         *cli_quote           (const char          *word);
/* The command as it was given, quoted for a shell. */
char         *cli_whole_command   (Cli                 *cli);
/* But not that it starts afresh. */
char         *cli_same_command    (Cli                 *cli);
/* What else can be done to a job of this queue, “batchq run JOB”, to be copied; @more: (nullable):
 * what else it takes */
char         *cli_job_command     (Cli                 *cli,
                                   const char          *name,
                                   BatchJob            *job,
                                   const char          *more);

G_END_DECLS
