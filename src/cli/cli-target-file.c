/* cli/cli-target-file.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-target-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "cli/cli-context.h"
#include "cli/cli-target.h"
#include "cli/cli-terminal.h"

void
cli_target_file_clear (CliTargetFile *target)
{
  g_clear_object (&target->stream);
  if (target->temp != NULL)
    g_unlink (target->temp);
  g_free (target->temp);
  g_free (target->path);
}

static gboolean
cannot_write (const char  *path,
              int          reason,
              GError     **error)
{
  return cli_usage_error (error, _("%s cannot be written: %s"), path, g_strerror (reason));
}

gboolean
cli_target_file_open (CliTargetFile  *target,
                      const char     *output,
                      gboolean        force,
                      GError        **error)
{
  GStatBuf status;
  int fd;

  if (output != NULL && !cli_target_check (output, force, error))
    return FALSE;
  if (output == NULL || g_str_equal (output, "-"))
    {
      target->stream = cli_open_stdout ();
      return TRUE;
    }

  target->path = cli_target_is_device (output) ? g_strdup (output) : cli_target_resolve (output);
  target->force = force;
  if (g_stat (target->path, &status) == 0 && !S_ISREG (status.st_mode))
    {
      if ((fd = g_open (target->path, O_WRONLY | O_CLOEXEC, 0)) < 0)
        return cannot_write (target->path, errno, error);
      target->stream = g_unix_output_stream_new (fd, TRUE);
      return TRUE;
    }

  target->temp = g_strconcat (target->path, ".XXXXXX", NULL);
  if ((fd = g_mkstemp_full (target->temp, O_WRONLY | O_CLOEXEC, 0666)) < 0)
    {
      g_clear_pointer (&target->temp, g_free);
      return cannot_write (target->path, errno, error);
    }
  target->stream = g_unix_output_stream_new (fd, TRUE);
  return TRUE;
}

/* File systems of sticks and cards know no links, and some others no RENAME_NOREPLACE. */
static int
publish (const CliTargetFile *target)
{
  if (target->force)
    return g_rename (target->temp, target->path);
  if (renameat2 (AT_FDCWD, target->temp, AT_FDCWD, target->path, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -1;

  return link (target->temp, target->path);
}

void
cli_target_file_name_error (CliTargetFile  *target,
                            GError        **error)
{
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return;

  g_clear_error (error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("%s cannot be written: %s"),
               target->path != NULL ? target->path : _("Standard output"), g_strerror (ENOSPC));
}

/* What is replaced stays until all of the new is there. */
gboolean
cli_target_file_close (CliTargetFile  *target,
                       GError        **error)
{
  if (target->path != NULL && !g_output_stream_close (target->stream, NULL, error))
    {
      cli_target_file_name_error (target, error);
      return FALSE;
    }
  if (target->temp == NULL)
    return TRUE;

  if (publish (target) == 0)
    return TRUE;

  return errno == EEXIST ? cli_target_exists (target->path, error)
                         : cannot_write (target->path, errno, error);
}
