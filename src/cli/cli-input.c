/* cli/cli-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-input.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli-context.h"

#define PIECE       (256 * 1024)
/* That of the library, when none is given. */
#define USUAL_LIMIT (200 * 1024 * 1024)

static gboolean
unreadable (const char  *name,
            int          reason,
            GError     **error)
{
  g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE, _("%s cannot be read: %s"), name,
               g_strerror (reason));
  return FALSE;
}

/* @regular: whether it can be read more than once. */
static gboolean
check (const char  *path,
       gboolean    *regular,
       GError     **error)
{
  GStatBuf status;

  if (*path == '\0')
    {
      g_set_error_literal (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                           _("The name of the input is empty"));
      return FALSE;
    }
  if (g_stat (path, &status) != 0 || g_access (path, R_OK) != 0)
    return unreadable (path, errno, error);
  if (S_ISDIR (status.st_mode))
    {
      g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_FILE,
                   _("%s is a folder; name a file"), path);
      return FALSE;
    }

  *regular = S_ISREG (status.st_mode);
  return TRUE;
}

/* What is more than @limit is refused whatever it is, so one byte more is enough of it; 0: none. */
static gboolean
copy (GInputStream   *from,
      GOutputStream  *to,
      gint64          limit,
      GError        **error)
{
  g_autofree char *buffer = g_malloc (PIECE);
  gint64 n_copied = 0;
  gssize n_read = 1;

  while (n_read > 0 && (limit == 0 || n_copied <= limit))
    {
      n_read = g_input_stream_read (from, buffer, PIECE, NULL, error);
      if (n_read < 0 || !g_output_stream_write_all (to, buffer, n_read, NULL, NULL, error))
        return FALSE;
      n_copied += n_read;
    }

  return TRUE;
}

/* A pipe can be read once only, and the input is looked at more than once; so it goes
 * through a file that has no name, and that nobody has to remove. */
static gboolean
spool (CliInput  *self,
       int        fd,
       gint64     limit,
       GError   **error)
{
  g_autofree char *temp = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GInputStream) from = g_unix_input_stream_new (fd, fd != STDIN_FILENO);
  g_autoptr(GOutputStream) to = NULL;

  if ((self->spool = g_file_open_tmp ("batchq-XXXXXX", &temp, error)) < 0)
    return FALSE;

  g_unlink (temp);
  path = g_strdup_printf ("/proc/self/fd/%d", self->spool);
  self->file = g_file_new_for_path (path);
  to = g_unix_output_stream_new (self->spool, FALSE);
  if (copy (from, to, limit, error))
    return TRUE;

  g_prefix_error (error, _("Keeping %s in %s: "), self->name, g_get_tmp_dir ());
  return FALSE;
}

void
cli_input_clear (CliInput *self)
{
  g_clear_object (&self->file);
  g_clear_pointer (&self->name, g_free);
  if (self->spool >= 0)
    g_close (self->spool, NULL);
  self->spool = -1;
  cli_input_end_turn (self);
}

gboolean
cli_input_open (CliInput    *self,
                const char  *path,
                gint64       max_bytes,
                GError     **error)
{
  gint64 limit = max_bytes < 0 ? USUAL_LIMIT : max_bytes;
  gboolean regular = FALSE;
  int fd;

  if (g_str_equal (path, "-"))
    {
      self->name = g_strdup (_("standard input"));
      return spool (self, STDIN_FILENO, limit, error);
    }

  self->name = g_strdup (path);
  if (!check (path, &regular, error))
    return FALSE;
  if (regular)
    {
      self->file = g_file_new_for_path (path);
      return TRUE;
    }

  if ((fd = g_open (path, O_RDONLY | O_CLOEXEC, 0)) < 0)
    return unreadable (path, errno, error);
  return spool (self, fd, limit, error);
}

/* A byte of the file of turns stands for a size; nothing is ever written to it. */
typedef struct
{
  int           fd;
  struct flock  lock;
} Turn;

/* Runs in a thread. A file system that knows no locks is no reason to refuse. */
static void
lock_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Turn *turn = data;

  while (fcntl (turn->fd, F_OFD_SETLKW, &turn->lock) != 0 && errno == EINTR)
    ;
  g_task_return_boolean (task, TRUE);
}

/* Where engines lock what they share; one is open, so that it is there. */
static gboolean
open_turns (CliInput   *self,
            const char *store,
            GStatBuf   *status)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (!g_str_has_prefix (store, "sqlite:/")
      || (self->spool >= 0 ? fstat (self->spool, status) : g_stat (self->name, status)) != 0)
    return FALSE;

  folder = g_path_get_dirname (store + strlen ("sqlite:"));
  path = g_build_filename (folder, "engines", "turns", NULL);
  self->turn = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return self->turn >= 0;
}

gboolean
cli_input_take_turn (CliInput      *self,
                     const char    *store,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GTask) task = NULL;
  GStatBuf status;
  Turn turn;

  if (!open_turns (self, store, &status))
    return TRUE;

  turn = (Turn) {
    .fd = self->turn,
    .lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = status.st_size, .l_len = 1 },
  };
  task = g_task_new (NULL, cancellable, cli_result_cb, &result);
  g_task_set_source_tag (task, cli_input_take_turn);
  g_task_set_task_data (task, g_memdup2 (&turn, sizeof turn), g_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, lock_thread);
  return g_task_propagate_boolean (G_TASK (cli_wait (&result)), error);
}

void
cli_input_end_turn (CliInput *self)
{
  if (self->turn >= 0)
    g_close (self->turn, NULL);
  self->turn = -1;
}
