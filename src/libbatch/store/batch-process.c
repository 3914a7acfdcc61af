/* batch-process.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-process-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "batch-types.h"

/* Of /proc/ID/stat, behind the name. */
#define STATE    0
#define BEGAN    19
#define N_FIELDS 20

/* The name is in brackets, and may have brackets, spaces and line ends in it. */
BatchProcess *
batch_process_parse (int         id,
                     const char *text)
{
  const char *name = strchr (text, '(');
  const char *end = strrchr (text, ')');
  g_auto(GStrv) fields = NULL;
  BatchProcess *self;

  if (name == NULL || end == NULL || end < name || end[1] != ' ')
    return NULL;
  fields = g_strsplit (end + 2, " ", N_FIELDS + 1);
  if (g_strv_length (fields) < N_FIELDS)
    return NULL;

  self = g_new0 (BatchProcess, 1);
  self->id = id;
  self->name = g_utf8_make_valid (name + 1, end - name - 1);
  self->stopped = g_str_equal (fields[STATE], "T");
  self->began = g_ascii_strtoull (fields[BEGAN], NULL, 10);
  return self;
}

BatchProcess *
batch_process_read (int id)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", id);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? batch_process_parse (id, text) : NULL;
}

BatchProcess *
batch_process_copy (const BatchProcess *self)
{
  BatchProcess *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  return copy;
}

void
batch_process_free (BatchProcess *self)
{
  g_free (self->name);
  g_free (self);
}

gboolean
batch_process_equal (const BatchProcess *self,
                     const BatchProcess *other)
{
  return self->id == other->id && self->began == other->began;
}

static gboolean
fail (const BatchProcess  *self,
      int                  number,
      GError             **error)
{
  if (number == ESRCH)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_NOT_FOUND, "The process %d has ended", self->id);
  else if (number == EPERM)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_FAILED,
                 "The process %d is of another user, who alone can have it go on", self->id);
  else
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_FAILED, "Cannot have the process %d go on: %s",
                 self->id, g_strerror (number));
  return FALSE;
}

/* Root may wake anybody, but whoever stopped a process of another user knows why. */
static gboolean
is_of_same_user (const BatchProcess *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d", self->id);
  struct stat status;

  return stat (path, &status) == 0 && status.st_uid == geteuid ();
}

static gboolean
is_still_there (const BatchProcess *self)
{
  g_autoptr(BatchProcess) now = batch_process_read (self->id);

  return now != NULL && batch_process_equal (self, now);
}

/* -1 where the kernel knows none, or there is no such process. */
static int
open_descriptor (const BatchProcess *self)
{
  return (int) syscall (SYS_pidfd_open, self->id, 0);
}

/* @fd means one process, whatever becomes of its id: so what was read behind it is of that one, or
 * the signal comes to nobody. Without one, that is so but for the moment in between. */
static int
send_signal (const BatchProcess *self,
             int                 fd)
{
  int result = fd >= 0 ? (int) syscall (SYS_pidfd_send_signal, fd, SIGCONT, NULL, 0)
                       : kill (self->id, SIGCONT);

  return result == 0 ? 0 : errno;
}

static int
check_and_signal (const BatchProcess *self,
                  int                 fd)
{
  if (!is_still_there (self))
    return ESRCH;
  if (!is_of_same_user (self))
    return EPERM;

  return send_signal (self, fd);
}

gboolean
batch_process_resume (const BatchProcess  *self,
                      GError             **error)
{
  int fd = open_descriptor (self);
  int number = check_and_signal (self, fd);

  if (fd >= 0)
    g_close (fd, NULL);
  return number == 0 || fail (self, number, error);
}
