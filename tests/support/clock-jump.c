/* clock-jump.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <fcntl.h>
#include <gmodule.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* For LD_PRELOAD: the wall clock is wrong by as many seconds as stand in the file
 * BATCH_TEST_CLOCK, a gint64 that the test may change at any time. It is asked for
 * before GLib is there. */

static const volatile gint64 *wrong_by;

__attribute__ ((constructor)) static void
open_clock (void)
{
  const char *path = getenv ("BATCH_TEST_CLOCK");
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  void *map = fd >= 0 ? mmap (NULL, sizeof *wrong_by, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

  if (map != MAP_FAILED)
    wrong_by = map;
  if (fd >= 0)
    close (fd);
}

G_MODULE_EXPORT int
clock_gettime (clockid_t        clock,
               struct timespec *now)
{
  int result = (int) syscall (SYS_clock_gettime, clock, now);

  if (result == 0 && clock == CLOCK_REALTIME && wrong_by != NULL)
    now->tv_sec += *wrong_by;
  return result;
}

G_MODULE_EXPORT int
gettimeofday (struct timeval *now,
              void           *zone G_GNUC_UNUSED)
{
  struct timespec exact;
  int result = clock_gettime (CLOCK_REALTIME, &exact);

  *now = (struct timeval) { exact.tv_sec, exact.tv_nsec / 1000 };
  return result;
}
