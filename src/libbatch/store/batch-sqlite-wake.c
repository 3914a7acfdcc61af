/* store/batch-sqlite-wake.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "store/batch-sqlite-wake-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#define WAKE_INTERVAL_USEC (50 * G_TIME_SPAN_MILLISECOND)
#define LOOK_INTERVAL_USEC (100 * G_TIME_SPAN_MILLISECOND)
/* Without inotify. */
#define POLL_INTERVAL_MS   500

/* A dying process closes the wake file, then its lock: a moment later, but nobody tells
 * when. So after each close there are some looks, so much later than the one before. */
static const guint death_delays_ms[] = { 20, 200, 1000 };

struct _BatchSqliteWatch
{
  BatchSqliteStore *store;     /* not a reference: the store ends us first */
  GSource          *source;    /* (owned) */
  GSource          *timeout;   /* (owned) (nullable) the next look */
  GSource          *death;     /* (owned) (nullable) the next look for a death */
  gint64            looked_at;
  guint             n_looks;   /* for the last death */
  int               fd;
};

/* --- Files --- */

static gboolean
fail_file (const char  *path,
           GError     **error)
{
  int number = errno;

  if (number == ENOSPC || number == EDQUOT)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                 "The disk that holds “%s” is full; make room and try again", path);
  else if (number == EROFS)
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
                 "Cannot open “%s”: %s; to look at it all the same, open a copy of its folder",
                 path, g_strerror (number));
  else
    g_set_error (error, BATCH_ERROR, BATCH_ERROR_STORE,
                 "Cannot open “%s”: %s; check that you may read and write it",
                 path, g_strerror (number));
  return FALSE;
}

static int
open_file (const char  *path,
           GError     **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    fail_file (path, error);
  return fd;
}

static gboolean
make_folder (const char  *path,
             GError     **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;

  /* Newer GLib takes a folder that it may not look at for something else; the
   * question leaves the true reason. */
  if (errno == ENOTDIR)
    (void) g_access (path, F_OK);
  return fail_file (path, error);
}

char *
batch_sqlite_store_get_folder (BatchSqliteStore *self)
{
  g_autofree char *parent = g_path_get_dirname (self->path);

  return g_build_filename (parent, "engines", NULL);
}

/* SQLite would make the file with the rights that the umask leaves, and gives
 * its log the rights of the database. One that is there is not touched: when a process closes
 * a file, it loses all the locks that it has on it, those of its other stores as well, and
 * somebody else would take their log for one that nobody needs. */
static gboolean
make_database (BatchSqliteStore  *self,
               GError           **error)
{
  int fd = g_open (self->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    return g_close (fd, error);
  if (errno != EEXIST)
    return fail_file (self->path, error);
  if (g_file_test (self->path, G_FILE_TEST_IS_DIR))
    errno = EISDIR;
  else if (eaccess (self->path, R_OK | W_OK) == 0)
    return TRUE;
  return fail_file (self->path, error);
}

gboolean
batch_sqlite_store_make_files (BatchSqliteStore  *self,
                               GError           **error)
{
  g_autofree char *folder = batch_sqlite_store_get_folder (self);
  g_autofree char *wake = g_build_filename (folder, "wake", NULL);

  if (!make_folder (folder, error) || !make_database (self, error))
    return FALSE;

  self->wake_fd = open_file (wake, error);
  return self->wake_fd >= 0;
}

void
batch_sqlite_store_close_files (BatchSqliteStore *self)
{
  if (self->wake_fd >= 0)
    g_close (self->wake_fd, NULL);
  self->wake_fd = -1;
}

static gboolean
lock_wake_file (BatchSqliteStore *self,
                short             type)
{
  struct flock request = { .l_type = type, .l_whence = SEEK_SET };
  int result;

  do
    result = fcntl (self->wake_fd, F_OFD_SETLKW, &request);
  while (result != 0 && errno == EINTR);

  return result == 0;
}

gboolean
batch_sqlite_store_begin_open (BatchSqliteStore  *self,
                               GError           **error)
{
  return lock_wake_file (self, F_WRLCK) || fail_file (self->path, error);
}

void
batch_sqlite_store_end_open (BatchSqliteStore *self)
{
  lock_wake_file (self, F_UNLCK);
}

/* --- Waking --- */

static void
wake_now (BatchSqliteStore *self,
          gint64            now)
{
  /* Should it fail, the others will look when this process ends. */
  if (pwrite (self->wake_fd, "", 1, 0) != 1)
    g_debug ("Cannot wake others: %s", g_strerror (errno));

  self->woken_at = now;
  self->wake_due = FALSE;
}

void
batch_sqlite_store_wake_others (BatchSqliteStore *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->wake_fd < 0)
    return;

  if (now - self->woken_at >= WAKE_INTERVAL_USEC)
    wake_now (self, now);
  else
    self->wake_due = TRUE;
}

gint64
batch_sqlite_store_wake_others_later (BatchSqliteStore *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 left = self->woken_at + WAKE_INTERVAL_USEC - now;

  if (!self->wake_due)
    return -1;
  if (left > 0)
    return left;

  wake_now (self, now);
  return -1;
}

/* --- Watching --- */

static void
clear_timeout (GSource **timeout)
{
  if (*timeout != NULL)
    g_source_destroy (*timeout);
  g_clear_pointer (timeout, g_source_unref);
}

static GSource *
add_timeout (BatchSqliteWatch *watch,
             guint             ms,
             GSourceFunc       func)
{
  GSource *timeout = g_timeout_source_new (ms);

  g_source_set_callback (timeout, func, watch, NULL);
  g_source_attach (timeout, g_source_get_context (watch->source));
  return timeout;
}

static gboolean
look_cb (gpointer user_data)
{
  BatchSqliteWatch *watch = user_data;

  clear_timeout (&watch->timeout);
  watch->looked_at = g_get_monotonic_time ();
  batch_store_check_changes (BATCH_STORE (watch->store), FALSE);
  return G_SOURCE_REMOVE;
}

static void
look_soon (BatchSqliteWatch *watch)
{
  gint64 now = g_get_monotonic_time ();
  gint64 due = watch->looked_at + LOOK_INTERVAL_USEC;

  /* Rounded up, so that it is not too early then. */
  if (watch->timeout == NULL)
    watch->timeout = add_timeout (watch, due > now ? (guint) ((due - now + 999) / 1000) : 0,
                                  look_cb);
}

static gboolean
look_for_death_cb (gpointer user_data)
{
  BatchSqliteWatch *watch = user_data;

  clear_timeout (&watch->death);
  if (++watch->n_looks < G_N_ELEMENTS (death_delays_ms))
    watch->death = add_timeout (watch, death_delays_ms[watch->n_looks], look_for_death_cb);

  batch_store_check_changes (BATCH_STORE (watch->store), TRUE);
  return G_SOURCE_REMOVE;
}

/* A first look that is due already is not put off. */
static void
look_for_death (BatchSqliteWatch *watch)
{
  if (watch->death != NULL && watch->n_looks == 0)
    return;

  clear_timeout (&watch->death);
  watch->n_looks = 0;
  watch->death = add_timeout (watch, death_delays_ms[0], look_for_death_cb);
}

static gboolean
wake_file_cb (int          fd,
              GIOCondition condition,
              gpointer     user_data)
{
  BatchSqliteWatch *watch = user_data;
  char buffer[4096] __attribute__ ((aligned (__alignof__ (struct inotify_event))));
  ssize_t size = read (fd, buffer, sizeof buffer);
  guint32 seen = 0;

  for (ssize_t at = 0; at < size;)
    {
      const struct inotify_event *event = (const struct inotify_event *) (buffer + at);

      seen |= event->mask;
      at += sizeof *event + event->len;
    }

  if ((seen & ~(guint32) IN_CLOSE_WRITE) != 0)
    look_soon (watch);
  if ((seen & IN_CLOSE_WRITE) != 0)
    look_for_death (watch);
  return G_SOURCE_CONTINUE;
}

/* -1: this machine gives us none. */
static int
open_notifier (BatchSqliteStore *self)
{
  g_autofree char *folder = batch_sqlite_store_get_folder (self);
  g_autofree char *path = g_build_filename (folder, "wake", NULL);
  int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);

  if (fd >= 0 && inotify_add_watch (fd, path, IN_MODIFY | IN_CLOSE_WRITE) >= 0)
    return fd;

  /* A database that is looked at may have been copied without its folder. */
  if (batch_store_get_read_only (BATCH_STORE (self)))
    g_debug ("Cannot watch “%s”: %s", path, g_strerror (errno));
  else
    g_warning ("Cannot watch “%s”, so that it is looked at now and then: %s", path,
               g_strerror (errno));
  if (fd >= 0)
    g_close (fd, NULL);
  return -1;
}

static gboolean
look_now_and_then_cb (gpointer user_data)
{
  BatchSqliteWatch *watch = user_data;

  batch_store_check_changes (BATCH_STORE (watch->store), TRUE);
  return G_SOURCE_CONTINUE;
}

void
batch_sqlite_store_start_watch (BatchStore *store)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteWatch *watch;

  if (self->path == NULL)
    return;

  watch = g_new0 (BatchSqliteWatch, 1);
  watch->store = self;
  watch->fd = open_notifier (self);
  if (watch->fd >= 0)
    {
      watch->source = g_unix_fd_source_new (watch->fd, G_IO_IN);
      g_source_set_callback (watch->source, G_SOURCE_FUNC (wake_file_cb), watch, NULL);
    }
  else
    {
      watch->source = g_timeout_source_new (POLL_INTERVAL_MS);
      g_source_set_callback (watch->source, look_now_and_then_cb, watch, NULL);
    }
  g_source_attach (watch->source, g_main_context_get_thread_default ());
  self->watch = watch;
}

void
batch_sqlite_store_stop_watch (BatchStore *store)
{
  BatchSqliteStore *self = BATCH_SQLITE_STORE (store);
  BatchSqliteWatch *watch = g_steal_pointer (&self->watch);

  if (watch == NULL)
    return;

  g_source_destroy (watch->source);
  g_source_unref (watch->source);
  clear_timeout (&watch->timeout);
  clear_timeout (&watch->death);
  if (watch->fd >= 0)
    g_close (watch->fd, NULL);
  g_free (watch);
}
