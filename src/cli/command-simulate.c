/* cli/command-simulate.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli-address.h"
#include "cli/commands.h"
#include "simulator/batch-simulator.h"

#define MAX_SPEED 1000000

typedef struct
{
  char     *listen;
  char     *personality;
  char     *models;
  int       capacity;
  int       slots;
  int       queue;
  int       context;
  double    speed;
  int       delay_ms;
  double    jitter;
  double    prompt_rate;
  double    output_rate;
  char    **faults;
  char     *key_variable;
  gboolean  any_model;
  gint64    seed;
  gboolean  no_log;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->listen);
  g_free (options->personality);
  g_free (options->models);
  g_strfreev (options->faults);
  g_free (options->key_variable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options  *options,
               Cli      *cli,
               int       argc,
               char    **argv,
               GError  **error)
{
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen,
      N_ ("Where to listen (127.0.0.1:0; port 0 picks a free one)"), N_ ("ADDRESS:PORT") },
    { "personality", 0, 0, G_OPTION_ARG_STRING, &options->personality,
      N_ ("Which model server to pass for, such as ollama"), N_ ("KIND") },
    { "models", 0, 0, G_OPTION_ARG_STRING, &options->models,
      N_ ("The models and how long each takes to load"), N_ ("NAME:LOAD_MS,…") },
    { "any-model", 0, 0, G_OPTION_ARG_NONE, &options->any_model,
      N_ ("Answer for every model, not only for those named"), NULL },
    { "capacity", 0, 0, G_OPTION_ARG_INT, &options->capacity,
      N_ ("How many models are loaded at a time (0: all)"), N_ ("K") },
    { "slots", 0, 0, G_OPTION_ARG_INT, &options->slots,
      N_ ("How many requests a model works on at a time (0: no limit)"), N_ ("N") },
    { "queue", 0, 0, G_OPTION_ARG_INT, &options->queue,
      N_ ("How many may wait before more are refused (0: as its kind)"), N_ ("N") },
    { "context", 0, 0, G_OPTION_ARG_INT, &options->context,
      N_ ("How many tokens a prompt may have (0: no limit)"), N_ ("TOKENS") },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options->speed,
      N_ ("How many times as fast its time passes, loads and all (1)"), N_ ("TIMES") },
    { "delay", 0, 0, G_OPTION_ARG_INT, &options->delay_ms,
      N_ ("How long each answer takes"), N_ ("MS") },
    { "prompt-rate", 0, 0, G_OPTION_ARG_DOUBLE, &options->prompt_rate,
      N_ ("How fast prompts are read (0: at once)"), N_ ("TOKENS/S") },
    { "output-rate", 0, 0, G_OPTION_ARG_DOUBLE, &options->output_rate,
      N_ ("How fast answers are written (0: at once)"), N_ ("TOKENS/S") },
    { "jitter", 0, 0, G_OPTION_ARG_DOUBLE, &options->jitter,
      N_ ("How much these times vary (0.1: by 10 %)"), N_ ("PART") },
    { "fail", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->faults,
      N_ ("Fail some requests, as 503:0.02 does; may be repeated"),
      N_ ("STATUS:RATE[:WAIT_S]") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed,
      N_ ("Which requests fail, and how times vary"), N_ ("N") },
    { "api-key-from-env", 0, 0, G_OPTION_ARG_STRING, &options->key_variable,
      N_ ("Demand the API key that is in this variable"), N_ ("VARIABLE") },
    { "no-log", 0, 0, G_OPTION_ARG_NONE, &options->no_log,
      N_ ("Count requests, but do not keep them for /__log"), NULL },
    { NULL }
  };

  if (!cli_parse (cli, &argc, &argv, entries, NULL,
    _("A simulator of a model server: it has models that take time to load, and answers every\n"
      "prompt with the prompt, or in the form that its tool or JSON schema wants. It is for\n"
      "trying Batch Queue, for tests and for benchmarks."),
    _("--personality takes ollama, ollama-old, llama-server, llama-router, router-old,\n"
      "llama-swap, lm-studio, localai, vllm, openai, azure-openai and anthropic.\n\n"
      "Beside a status, --fail takes slow, stall, stall-body, cut, garbage, wrong-length,\n"
      "disconnect, reset, endless, huge, html, length, empty, unfinished, stream-error, drip,\n"
      "ping, close, reset-head, reset-body, loading-text, loading-cut, slow-path, path-status,\n"
      "load-fail and load-hang. Without a rate, every request fails. A prompt with\n"
      "“[[fail 503]]” in it fails always, with “[[fail 503:2]]” two times.\n\n"
      "GET /__log tells what it saw, /__log?summary=1 the counts, /__state what is loaded;\n"
      "POST /__reset forgets, POST /__fail {\"status\":503,\"count\":3} makes the next fail,\n"
      "POST /__pace?times=1.5 makes answers take one and a half times as long,\n"
      "POST /__evict?model=NAME unloads a model as if somebody else had needed the room,\n"
      "POST /__clock?advance=3600 lets an hour pass, /__clock?speed=60 lets it pass in a minute."),
    error))
    return FALSE;
  if (argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                   _("“%s” is not expected; options start with --"), argv[1]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_options (const Options  *options,
               GError        **error)
{
  const struct { const char *name; double value; } numbers[] = {
    { "--capacity", options->capacity },
    { "--slots", options->slots },
    { "--queue", options->queue },
    { "--context", options->context },
    { "--delay", options->delay_ms },
    { "--prompt-rate", options->prompt_rate },
    { "--output-rate", options->output_rate },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!(numbers[i].value >= 0))
      return cli_usage_error (error, _("%s must not be below 0"), numbers[i].name);
  if (!(options->jitter >= 0 && options->jitter <= 1))
    return cli_usage_error (error, _("--jitter takes a number from 0 to 1"));
  if (!(options->speed > 0 && options->speed <= MAX_SPEED))
    return cli_usage_error (error, _("--speed takes a number above 0, up to %d"), MAX_SPEED);
  if (options->key_variable != NULL && g_getenv (options->key_variable) == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("The variable %s of --api-key-from-env is not set"), options->key_variable);
      return FALSE;
    }
  return TRUE;
}

static BatchSimulator *
make_simulator (const Options  *options,
                GError        **error)
{
  g_autofree char *faults = options->faults != NULL ? g_strjoinv (",", options->faults) : NULL;
  BatchSimulatorConfig config = {
    .personality = options->personality,
    .models = options->models,
    .capacity = options->capacity,
    .slots = options->slots,
    .queue = options->queue,
    .context = options->context,
    .speed = options->speed,
    .delay_ms = options->delay_ms,
    .jitter = options->jitter,
    .prompt_rate = options->prompt_rate,
    .output_rate = options->output_rate,
    .seed = options->seed,
    .faults = faults,
    .api_key = options->key_variable != NULL ? g_getenv (options->key_variable) : NULL,
    .any_model = options->any_model,
    .no_log = options->no_log,
  };

  return batch_simulator_new (&config, error);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static int
serve (Cli            *cli,
       BatchSimulator *simulator,
       const char     *address,
       guint16         port)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;

  if (!batch_simulator_start (simulator, address, port, &error))
    return cli_fail_with (cli, error,
                          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT)
                          ? BATCHQ_EXIT_USAGE : BATCHQ_EXIT_UNREACHABLE);

  /* Who reads that it listens may stop it at once. */
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_print ("Listening on %s\n", batch_simulator_get_uri (simulator));
  fflush (stdout);
  g_main_loop_run (loop);
  batch_simulator_stop (simulator);
  return BATCHQ_EXIT_OK;
}

int
batchq_simulate (Cli   *cli,
                 int    argc,
                 char **argv)
{
  g_auto(Options) options = { .speed = 1 };
  g_autoptr(BatchSimulator) simulator = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;
  guint16 port = 0;

  if (!parse_options (&options, cli, argc, argv, &error) || !check_options (&options, &error) ||
      !cli_split_address (options.listen != NULL ? options.listen : "127.0.0.1:0", &address,
                          &port, &error))
    return cli_fail_with (cli, error, BATCHQ_EXIT_USAGE);

  simulator = make_simulator (&options, &error);
  if (simulator == NULL)
    return cli_fail_with (cli, error, BATCHQ_EXIT_USAGE);
  return serve (cli, simulator, address, port);
}
