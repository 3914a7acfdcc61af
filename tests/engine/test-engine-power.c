/* test-engine-power.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <batch.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "queue-driver.h"
#include "store/store-vfs.h"
#include "test-disk.h"
#include "test-engine.h"
#include "test-power.h"
#include "test-simulator.h"
#include "test-support.h"

/* The power goes at any point of the life of a batch: while it is taken in, run, ended or
 * written out. The life is that of a process of its own, which is gone with the power; all
 * that was not synced by then is forgotten. What it was told before is there afterwards.
 *
 * With a number as argument there are so many points; 24 unless said otherwise. */

#define N_ITEMS   40
#define MAX_TRIES 100
#define LIFE      "/batch/engine/power/subprocess/life"

/* Each is over when the one who waits for it was told so. */
typedef enum
{
  SUBMITTING,
  RUNNING,
  WRITING,
  CLOSING,
  N_PHASES,
} Phase;

/* What a process shall do and what it was told, in a file that the power does not touch. */
typedef struct
{
  char     url[64];              /* of the server */
  Phase    cut_phase;            /* in which the power goes … */
  guint    cut_at;               /* … with this call of the disks; 0: not at all */
  Phase    phase;                /* how far it came */
  guint    n_calls[N_PHASES];    /* of the disks, in each phase */
  char     job_id[64];
  gboolean ended[N_ITEMS];
  gboolean cut;
} Known;

static guint n_points = 24;

/* --- A place --- */

static char *
in_place (const char *name)
{
  return g_build_filename (g_getenv ("BATCH_TEST_PLACE"), name, NULL);
}

static Known *
map_known (void)
{
  g_autofree char *path = in_place ("known");
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  Known *known;

  g_assert_cmpint (ftruncate (fd, sizeof (Known)), ==, 0);
  known = mmap (NULL, sizeof (Known), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (known != MAP_FAILED);
  g_close (fd, NULL);
  return known;
}

static void
write_input (void)
{
  g_autofree char *path = in_place ("in.jsonl");
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < N_ITEMS; i++)
    g_string_append_printf (lines,
                            "{\"custom_id\":\"r%u\",\"method\":\"POST\","
                            "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%c\","
                            "\"messages\":[{\"role\":\"user\",\"content\":\"number %u.\"}]}}\n",
                            i, 'a' + i % 2, i);
  g_assert_true (g_file_set_contents (path, lines->str, lines->len, NULL));
}

/* --- Engines --- */

static BatchEngine *
open_engine (const Known  *known,
             char        **backend)
{
  g_autofree char *data = in_place ("data");
  BatchEngine *engine = batch_test_open_engine (data);

  *backend = batch_engine_use_url (engine, known->url, NULL);
  return engine;
}

static BatchJob *
get_job (BatchEngine *engine,
         const char  *id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  BatchJob *job;

  batch_engine_get_job_async (engine, id, NULL, batch_test_store_result, &result);
  batch_test_wait (&result);
  job = batch_engine_get_job_finish (engine, result, &error);
  g_assert_no_error (error);
  return job;
}

static void
write_results (BatchEngine *engine,
               const char  *job_id)
{
  g_autofree char *path = in_place ("out.jsonl");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  batch_engine_write_results_async (engine, job_id, path, NULL, TRUE, NULL,
                                    batch_test_store_result, &result);
  batch_test_wait (&result);
  batch_engine_write_results_finish (engine, result, &error);
  g_assert_no_error (error);
}

static void
wait_for_end (BatchJob *job)
{
  while (!batch_job_is_terminal (job))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (batch_job_get_state (job), ==, BATCH_JOB_STATE_COMPLETED);
}

/* --- The life that is cut off --- */

static Known *known_of_life;

/* Nothing changes any more: what is left of the disks is put where it will be found. */
static void
power_cut (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (known_of_life->cut_at);
  g_autofree char *database = in_place ("data/queue.db");
  g_autofree char *left = in_place ("left.db");
  GRand *some = g_rand_boolean (rand) ? rand : NULL;

  store_vfs_restore (database, left, some);
  batch_test_disk_forget (g_getenv ("BATCH_TEST_PLACE"), rand);
  known_of_life->cut = TRUE;
  _exit (0);
}

static void
item_ended_cb (BatchQueue *queue,
               BatchJob   *job,
               BatchItem  *item,
               gpointer    user_data)
{
  Known *known = user_data;

  known->ended[batch_item_get_position (item)] = TRUE;
}

static BatchJob *
submit (BatchQueue *queue,
        const char *backend)
{
  g_autofree char *path = in_place ("in.jsonl");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(BatchJob) draft = batch_job_new_for_file (file);
  g_autoptr(BatchJob) job = NULL;

  batch_job_set_backend (draft, backend);
  batch_job_set_parallel (draft, 4);
  job = driver_enqueue (queue, draft);
  return batch_queue_get_job (queue, batch_job_get_id (job));
}

static void
expect_cut (Known *known)
{
  if (known->cut_at > 0 && known->cut_phase == known->phase)
    batch_test_power_cut_after (known->cut_at - 1);
}

static void
phase_is_over (Known *known)
{
  guint before = 0;

  for (guint i = 0; i < known->phase; i++)
    before += known->n_calls[i];
  known->n_calls[known->phase++] = batch_test_power_get_calls () - before;
  expect_cut (known);
}

static void
live (Known *known)
{
  g_autofree char *backend = NULL;
  g_autoptr(BatchQueue) queue = NULL;
  BatchEngine *engine;
  BatchJob *job;

  expect_cut (known);
  engine = open_engine (known, &backend);
  queue = batch_queue_new_for_engine (engine);
  g_signal_connect (queue, "item-progress", G_CALLBACK (item_ended_cb), known);
  job = submit (queue, backend);
  g_strlcpy (known->job_id, batch_job_get_id (job), sizeof known->job_id);
  phase_is_over (known);

  batch_engine_set_active (engine, TRUE);
  wait_for_end (job);
  phase_is_over (known);

  write_results (engine, known->job_id);
  phase_is_over (known);
  batch_test_close_engine (engine);
  phase_is_over (known);
  g_object_unref (engine);
}

static void
test_life (void)
{
  if (!g_test_subprocess ())
    return;

  known_of_life = map_known ();
  store_vfs_install ();
  store_vfs_reset ();
  batch_test_disk_reset ();
  batch_file_ops_set_default (batch_test_disk_get_ops ());
  batch_test_power_on_cut (power_cut);
  live (known_of_life);
}

/* --- What is left --- */

static void
restore_disk (void)
{
  g_autofree char *database = in_place ("data/queue.db");
  g_autofree char *left = in_place ("left.db");
  g_autofree char *index = in_place ("data/queue.db-shm");

  for (guint i = 0; store_vfs_endings[i] != NULL; i++)
    {
      g_autofree char *part = g_strconcat (database, store_vfs_endings[i], NULL);
      g_autofree char *left_part = g_strconcat (left, store_vfs_endings[i], NULL);

      g_unlink (part);
      g_rename (left_part, part);
    }

  g_unlink (index);
}

static guint
count_ended (const Known *known)
{
  guint n_ended = 0;

  for (guint i = 0; i < N_ITEMS; i++)
    n_ended += known->ended[i];
  return n_ended;
}

/* What it was told of, and nothing that is under way by nobody. */
static void
check_items (BatchQueue  *queue,
             BatchJob    *job,
             const Known *known)
{
  g_autofree char *words = driver_statuses (queue, job);
  g_auto(GStrv) statuses = g_strsplit (words, " ", -1);

  g_assert_cmpuint (g_strv_length (statuses), ==, N_ITEMS);
  for (guint i = 0; i < N_ITEMS; i++)
    if (known->ended[i])
      g_assert_cmpstr (statuses[i], ==, "succeeded");
    else
      g_assert_true (g_str_equal (statuses[i], "succeeded")
                     || g_str_equal (statuses[i], "pending"));
}

/* Of a file that was written out, every byte is there. */
static void
check_output (void)
{
  g_autofree char *path = in_place ("out.jsonl");
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_ITEMS + 1);
  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_autofree char *id = g_strdup_printf ("\"custom_id\": \"r%u\"", i);
      g_autofree char *answer = g_strdup_printf ("number %u.", i);

      g_assert_nonnull (strstr (lines[i], id));
      g_assert_nonnull (strstr (lines[i], answer));
    }
}

static void
check_left (BatchSimulator *server,
            const Known    *known)
{
  g_autofree char *backend = NULL;
  BatchEngine *engine = open_engine (known, &backend);
  g_autoptr(BatchQueue) queue = batch_queue_new_for_engine (engine);
  BatchSimulatorCounters before;
  BatchSimulatorCounters after;
  g_autoptr(BatchJob) job = get_job (engine, known->job_id);

  g_assert_cmpint (batch_job_get_total (job), ==, N_ITEMS);
  g_assert_cmpint (batch_job_get_ended (job), >=, count_ended (known));
  check_items (queue, job, known);
  if (known->phase > RUNNING)
    g_assert_true (batch_job_is_terminal (job));

  batch_simulator_get_counters (server, &before);
  batch_engine_set_active (engine, TRUE);
  wait_for_end (job);
  batch_simulator_get_counters (server, &after);
  g_assert_cmpuint (after.requests - before.requests, <=, N_ITEMS - count_ended (known));
  g_assert_cmpint (batch_job_get_succeeded (job), ==, N_ITEMS);
  write_results (engine, known->job_id);
  check_output ();

  batch_test_close_engine (engine);
  g_clear_object (&job);
  g_clear_object (&queue);
  g_assert_finalize_object (engine);
}

/* --- Lives --- */

/* One life up to the @cut_at th call of the disks in @phase; 0: to its end. */
static Known
live_and_die (BatchSimulator *server,
              Phase           phase,
              guint           cut_at)
{
  const char *place = g_getenv ("BATCH_TEST_PLACE");
  g_autofree char *data = in_place ("data");
  Known *known;
  Known copy;

  g_assert_cmpint (g_mkdir_with_parents (data, 0700), ==, 0);
  write_input ();
  known = map_known ();
  known->cut_phase = phase;
  known->cut_at = cut_at;
  g_strlcpy (known->url, batch_simulator_get_uri (server), sizeof known->url);

  g_test_trap_subprocess (LIFE, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  if (known->phase > WRITING)
    check_output ();
  if (known->cut)
    restore_disk ();
  if (known->phase > SUBMITTING)
    check_left (server, known);

  copy = *known;
  munmap (known, sizeof *known);
  batch_test_remove_dir (place);
  return copy;
}

/* Most of them while the batch is taken in and run. */
static Phase
choose_phase (guint number)
{
  static const Phase phases[] = { SUBMITTING, RUNNING, SUBMITTING, RUNNING, WRITING, CLOSING };

  return phases[number % G_N_ELEMENTS (phases)];
}

/* No two lives are alike: in one that makes fewer calls the power may outlast the phase,
 * or the life. Then there is another. */
static void
die_in (BatchSimulator *server,
        Phase           phase,
        const Known    *whole)
{
  for (guint n_tries = 0; n_tries < MAX_TRIES; n_tries++)
    {
      guint cut_at = (guint) g_test_rand_int_range (1, (gint32) whole->n_calls[phase] + 1);
      Known known = live_and_die (server, phase, cut_at);

      if (known.cut && known.phase == phase)
        return;
    }

  g_error ("The power never goes in phase %d", phase);
}

static void
test_power_loss (void)
{
  BatchSimulatorConfig config = { .any_model = TRUE, .delay_ms = 1 };
  g_autofree char *place = batch_test_make_dir ();
  BatchSimulator *server;
  Known whole;
  guint n_cut[N_PHASES] = { 0 };

  g_setenv ("BATCH_TEST_PLACE", place, TRUE);
  server = batch_test_start_simulator (&config);
  whole = live_and_die (server, SUBMITTING, 0);
  g_assert_cmpint (whole.phase, ==, N_PHASES);
  g_assert_cmpuint (count_ended (&whole), ==, N_ITEMS);

  for (guint i = 0; i < n_points; i++)
    {
      die_in (server, choose_phase (i), &whole);
      n_cut[choose_phase (i)]++;
    }

  g_test_message ("Power went while: %u submitting, %u running, %u writing out, %u closing",
                  n_cut[SUBMITTING], n_cut[RUNNING], n_cut[WRITING], n_cut[CLOSING]);
  batch_simulator_stop (server);
  g_object_unref (server);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  if (argc > 1)
    n_points = (guint) atoi (argv[1]);
  g_test_add_func ("/batch/engine/power/loss", test_power_loss);
  g_test_add_func (LIFE, test_life);
  return g_test_run ();
}
