/* cli/cli-promises.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-promises.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#define SCHEME    "sqlite:"
#define IN_MEMORY "sqlite::memory:"

/* Beside the marks of the engines of a queue; nothing is ever written to it. NULL: the queue is in
 * no file, so that there are no other processes. */
static char *
make_path (Cli *cli)
{
  const char *uri = batch_engine_get_store_uri (cli->engine);
  g_autofree char *folder = NULL;

  if (!g_str_has_prefix (uri, SCHEME) || g_str_equal (uri, IN_MEMORY))
    return NULL;

  folder = g_path_get_dirname (uri + strlen (SCHEME));
  return g_build_filename (folder, "engines", "results", NULL);
}

/* FALSE where nothing can be locked, such as in a folder that can only be read. */
static gboolean
open_file (Cli *cli)
{
  g_autofree char *path = cli->promises < 0 ? make_path (cli) : NULL;

  if (path != NULL)
    cli->promises = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return cli->promises >= 0;
}

/* A byte of the file stands for a job. That two jobs share one is most unlikely, and then only one
 * of them waits for the next run. */
static struct flock
describe_lock (BatchJob *job,
               short     type)
{
  return (struct flock) { .l_type = type, .l_whence = SEEK_SET,
                          .l_start = g_str_hash (batch_job_get_id (job)), .l_len = 1 };
}

static void
remember (Cli      *cli,
          BatchJob *job)
{
  if (cli->promised == NULL)
    cli->promised = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (cli->promised, g_strdup (batch_job_get_id (job)));
}

static gboolean
is_own (Cli      *cli,
        BatchJob *job)
{
  return cli->promised != NULL && g_hash_table_contains (cli->promised, batch_job_get_id (job));
}

/* Several processes may run one job, and promise the same. */
void
cli_promise_results (Cli      *cli,
                     BatchJob *job)
{
  struct flock lock = describe_lock (job, F_RDLCK);

  remember (cli, job);
  if (open_file (cli) && fcntl (cli->promises, F_OFD_SETLK, &lock) != 0)
    g_debug ("The results of %s are not promised: %s", batch_job_get_id (job), g_strerror (errno));
}

gboolean
cli_results_promised (Cli      *cli,
                      BatchJob *job)
{
  struct flock lock = describe_lock (job, F_WRLCK);

  if (is_own (cli, job))
    return TRUE;

  return open_file (cli) && fcntl (cli->promises, F_OFD_GETLK, &lock) == 0
         && lock.l_type != F_UNLCK;
}

gboolean
cli_take_over_results (Cli      *cli,
                       BatchJob *job)
{
  struct flock lock = describe_lock (job, F_WRLCK);

  if (is_own (cli, job))
    return FALSE;
  if (open_file (cli) && fcntl (cli->promises, F_OFD_SETLK, &lock) != 0
      && (errno == EAGAIN || errno == EACCES))
    return FALSE;

  remember (cli, job);
  return TRUE;
}
