/* output/batch-own-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "output/batch-own-input-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "batch-types.h"
#include "files/batch-file-hasher-private.h"

static gboolean
has_size (int                   fd,
          const BatchJobRecord *job)
{
  struct stat status;

  return fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_size > 0
         && status.st_size == job->input_size;
}

static gboolean
is_input (int                   fd,
          const BatchJobRecord *job,
          const char           *path)
{
  g_autofree char *digest = has_size (fd, job) ? batch_file_hash (fd, job->input_size, path, NULL)
                                               : NULL;

  return digest != NULL && g_str_equal (digest, job->input_digest);
}

gboolean
batch_own_input_spare (const BatchJobRecord  *job,
                       const char            *path,
                       GError               **error)
{
  gboolean spared;
  int fd;

  if (job->input_digest == NULL
      || (fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0)
    return TRUE;

  spared = !is_input (fd, job, path);
  g_close (fd, NULL);
  if (!spared)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST,
                 "%s is the input of this job, or a copy of it, and is not replaced; name another "
                 "file", path);
  return spared;
}
