/* cli/cli-target.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cli/cli-target.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli-context.h"

#define MAX_LINKS 40

/* What the kernel puts behind the name of a folder that was removed. */
#define GONE " (deleted)"

/* Where a link leads to at which there is nothing yet. */
static char *
follow (const char *path)
{
  g_autofree char *at = g_canonicalize_filename (path, NULL);

  for (guint n_links = 0; n_links < MAX_LINKS && !g_file_test (at, G_FILE_TEST_EXISTS); n_links++)
    {
      g_autofree char *folder = g_path_get_dirname (at);
      g_autofree char *link = g_file_read_link (at, NULL);

      if (link == NULL)
        break;

      g_free (at);
      at = g_canonicalize_filename (link, folder);
    }

  return g_steal_pointer (&at);
}

/* Of a folder that was removed nobody knows a name any more; what was its own stands behind it. */
static gboolean
fail_gone (const char  *path,
           GError     **error)
{
  g_autofree char *folder = g_file_read_link ("/proc/self/cwd", NULL);

  if (folder != NULL && g_str_has_suffix (folder, GONE))
    folder[strlen (folder) - strlen (GONE)] = '\0';
  return cli_usage_error (error, _("%s would be in the folder %s, which is not there any more; "
                                   "name a file elsewhere"), path,
                          folder != NULL ? folder : ".");
}

gboolean
cli_target_make_absolute (char   **path,
                          GError **error)
{
  g_autofree char *given = NULL;
  g_autofree char *here = NULL;

  if (*path == NULL || g_str_equal (*path, "-"))
    return TRUE;
  /* GLib would take the root for it. */
  if (!g_path_is_absolute (*path) && (here = getcwd (NULL, 0)) == NULL && errno == ENOENT)
    return fail_gone (*path, error);

  given = g_steal_pointer (path);
  *path = g_canonicalize_filename (given, NULL);
  return TRUE;
}

char *
cli_target_resolve (const char *path)
{
  g_autofree char *whole = follow (path);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autofree char *name = g_path_get_basename (whole);
  g_autofree char *real = realpath (whole, NULL);
  g_autofree char *real_folder = real == NULL ? realpath (folder, NULL) : NULL;

  if (real != NULL)
    return g_steal_pointer (&real);

  return real_folder != NULL ? g_build_filename (real_folder, name, NULL)
                             : g_steal_pointer (&whole);
}

gboolean
cli_target_is_device (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode);
}

gboolean
cli_target_is (const char *path,
               const char *other)
{
  g_autofree char *one = cli_target_resolve (path);
  g_autofree char *two = cli_target_resolve (other);

  return g_str_equal (one, two) && !cli_target_is_device (one);
}

gboolean
cli_target_exists (const char  *path,
                   GError     **error)
{
  return cli_usage_error (error, _("%s is there already; use --force to replace it, or name "
                                   "another file"), path);
}

/* Rights are not all that it takes: root may write to /proc, where no file can be made. A file is
 * written beside the one that it replaces. */
static gboolean
takes_files (const char *folder)
{
  g_autofree char *temp = g_build_filename (folder, ".batchq.XXXXXX", NULL);
  int fd = g_mkstemp_full (temp, O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    return FALSE;

  g_close (fd, NULL);
  g_unlink (temp);
  return TRUE;
}

gboolean
cli_target_check (const char  *path,
                  gboolean     replace,
                  GError     **error)
{
  g_autofree char *leads_to = follow (path);
  g_autofree char *folder = g_path_get_dirname (leads_to);
  GStatBuf status;

  if (g_str_equal (path, "-"))
    return TRUE;
  if (g_stat (path, &status) == 0)
    {
      if (!S_ISREG (status.st_mode))
        return !S_ISDIR (status.st_mode)
               || cli_usage_error (error, _("%s is a folder; name a file"), path);
    }
  else if (errno == ENAMETOOLONG)
    return cli_usage_error (error, _("The name %s is too long for a file; name another with -o "
                                     "and -e"), path);
  else if (errno == ELOOP)
    return cli_usage_error (error, _("%s is a link that leads nowhere; name another file"), path);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return cli_usage_error (error, _("The folder %s is not there; make it first"), folder);
  if (!takes_files (folder))
    return cli_usage_error (error, _("Nothing can be written to the folder %s (%s); name a file "
                                     "elsewhere"), folder, g_strerror (errno));
  if (replace || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  return cli_target_exists (path, error);
}
