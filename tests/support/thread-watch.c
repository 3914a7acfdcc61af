/* thread-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gmodule.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* For LD_PRELOAD: what still runs when a program ends goes to the file BATCH_TEST_THREADS, a line
 * for the name of each thread, and one, "task", for each piece of work in a thread of GLib's own.
 * Such work begins late, as on a machine that has much else to do. */

#define LATE_US (200 * 1000)
#define FUNC "batch-thread-watch-func"

static int n_tasks;                /* atomic */

static void
late_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GTaskThreadFunc func = (GTaskThreadFunc) (void (*) (void)) g_object_get_data (G_OBJECT (task),
                                                                               FUNC);

  g_usleep (LATE_US);
  func (task, source_object, task_data, cancellable);
  g_atomic_int_add (&n_tasks, -1);
}

G_MODULE_EXPORT void
g_task_run_in_thread (GTask           *task,
                      GTaskThreadFunc  func)
{
  void (*real) (GTask *, GTaskThreadFunc) = dlsym (RTLD_NEXT, "g_task_run_in_thread");

  g_atomic_int_inc (&n_tasks);
  g_object_set_data (G_OBJECT (task), FUNC, (gpointer) (void (*) (void)) func);
  real (task, late_thread);
}

static void
tell (int         fd,
      const char *name)
{
  char line[64];
  int length = snprintf (line, sizeof line, "%s\n", name);

  if (write (fd, line, (size_t) length) < 0)
    abort ();
}

static void
tell_thread (int         fd,
             const char *id)
{
  char path[64];
  char name[32];
  FILE *file;

  snprintf (path, sizeof path, "/proc/self/task/%.20s/comm", id);
  file = fopen (path, "re");
  if (file != NULL && fscanf (file, "%31[^\n]", name) == 1)
    tell (fd, name);
  if (file != NULL)
    fclose (file);
}

/* After main () has returned. */
__attribute__ ((destructor)) static void
tell_what_runs (void)
{
  const char *path = getenv ("BATCH_TEST_THREADS");
  int fd = path != NULL ? open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
  DIR *threads = opendir ("/proc/self/task");
  const struct dirent *entry;

  while (fd >= 0 && threads != NULL && (entry = readdir (threads)) != NULL)
    if (entry->d_name[0] != '.')
      tell_thread (fd, entry->d_name);
  for (int i = g_atomic_int_get (&n_tasks); fd >= 0 && i > 0; i--)
    tell (fd, "task");

  if (threads != NULL)
    closedir (threads);
  if (fd >= 0)
    close (fd);
}
