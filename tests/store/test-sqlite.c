/* test-sqlite.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-fixture.h"
#include "store-vfs.h"
#include "store/batch-sqlite-store-private.h"
#include "test-support.h"

/* What may be wrong with the file, its folder and its disk. */

#define NOBODY 65534
#define NEWEST G_STRINGIFY (BATCH_SQLITE_SCHEMA_VERSION)

typedef struct
{
  char *folder;
  char *path;
  char *uri;
} Place;

static void
place_init_in (Place *place,
               char  *folder)
{
  g_assert_nonnull (folder);
  place->folder = folder;
  place->path = g_build_filename (place->folder, "queue.db", NULL);
  place->uri = g_strconcat ("sqlite:", place->path, NULL);
}

static void
place_init (Place *place)
{
  place_init_in (place, batch_test_make_dir ());
}

static void
place_clear (Place *place)
{
  batch_test_remove_dir (place->folder);
  g_free (place->folder);
  g_free (place->path);
  g_free (place->uri);
}

static BatchStore *
open_store (const Place *place)
{
  g_autoptr(GError) error = NULL;
  BatchStore *store = batch_test_store_open (place->uri, &error);

  g_assert_no_error (error);
  return store;
}

static void
close_store (BatchStore *store)
{
  g_autoptr(GError) error = NULL;

  batch_test_store_close (store, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (store);
}

/* What a person reads names the file and says what is the matter. */
static void
assert_refused (const Place *place,
                const char  *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchStore) store = batch_test_store_open (place->uri, &error);

  g_assert_null (store);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, place->folder));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
fill (BatchStore *store)
{
  g_autoptr(GError) error = NULL;

  batch_test_store_join (store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  store_add_job (store, JOB, 500, 1);
  store_run (store, JOB, 300, BATCH_ITEM_STATUS_SUCCEEDED);
  batch_test_store_leave (store, ENGINE, NOW, &error);
  g_assert_no_error (error);
}

/* --- Addresses --- */

static void
test_unknown_scheme (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (batch_test_store_open ("oracle:queue", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (batch_test_store_open ("queue.db", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_UNSUPPORTED);
}

static void
test_registered_scheme (void)
{
  g_autoptr(BatchStore) memory = NULL;
  g_autoptr(BatchStore) store = NULL;
  g_autoptr(GError) error = NULL;

  memory = batch_test_store_open ("sqlite::memory:", &error);
  g_assert_no_error (error);
  batch_store_register_scheme ("mine", G_OBJECT_TYPE (memory));
  store = batch_test_store_open ("mine::memory:", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (batch_store_get_uri (store), ==, "mine::memory:");
  g_assert_cmpstr (batch_store_get_location (store), ==, ":memory:");
}

static void
assert_mode (const Place *place,
             const char  *name,
             guint        mode)
{
  g_autofree char *path = g_build_filename (place->folder, name, NULL);
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, mode);
}

static void
test_private (void)
{
  g_autoptr(GError) error = NULL;
  Place place;
  BatchStore *store;

  place_init (&place);
  g_free (place.uri);
  place.uri = g_strconcat ("sqlite:", place.folder, "/deep/down/queue.db", NULL);
  store = open_store (&place);
  batch_test_store_join (store, ENGINE, NOW, &error);
  g_assert_no_error (error);

  assert_mode (&place, "deep", 0700);
  assert_mode (&place, "deep/down", 0700);
  assert_mode (&place, "deep/down/queue.db", 0600);
  assert_mode (&place, "deep/down/queue.db-wal", 0600);
  assert_mode (&place, "deep/down/engines", 0700);
  assert_mode (&place, "deep/down/engines/" ENGINE ".lock", 0600);
  close_store (store);
  place_clear (&place);
}

/* Who died while it joined left a lock file, and nothing else. */
static void
test_unknown_lock (void)
{
  struct flock request = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  g_autofree char *stale = NULL;
  g_autofree char *held = NULL;
  g_autoptr(GError) error = NULL;
  Place place;
  BatchStore *store;
  int fd;

  place_init (&place);
  store = open_store (&place);
  stale = g_build_filename (place.folder, "engines", "stale.lock", NULL);
  g_assert_true (g_file_set_contents (stale, "", 0, NULL));
  held = g_build_filename (place.folder, "engines", "held.lock", NULL);
  fd = g_open (held, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &request), ==, 0);

  batch_test_store_join (store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (held, G_FILE_TEST_EXISTS));

  g_close (fd, NULL);
  close_store (store);
  place_clear (&place);
}

static void
count_look_cb (BatchStore *store,
               gpointer    user_data)
{
  (*(guint *) user_data)++;
}

/* Where nothing can be watched, others are not overlooked all the same. */
static void
test_watch_without_notifier (void)
{
  g_autofree char *wake = NULL;
  guint n_looks = 0;
  Place place;
  BatchStore *store;

  place_init (&place);
  store = open_store (&place);
  wake = g_build_filename (place.folder, "engines", "wake", NULL);
  g_assert_cmpint (g_unlink (wake), ==, 0);

  g_test_expect_message ("Batch", G_LOG_LEVEL_WARNING, "*wake*now and then*");
  batch_store_watch (store, count_look_cb, &n_looks, NULL);
  g_test_assert_expected_messages ();
  while (n_looks < 2)
    g_main_context_iteration (NULL, TRUE);

  batch_store_watch (store, NULL, NULL, NULL);
  close_store (store);
  place_clear (&place);
}

/* --- The schema --- */

static void
make_old_database (const Place *place)
{
  g_autofree char *sql = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "store", "data", "schema-1.sql",
                                                 NULL);
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &sql, NULL, &error);
  g_assert_no_error (error);
  run_sql (place->path, sql);
}

static void
test_migrate (void)
{
  g_autoptr(BatchJobRecord) job = NULL;
  g_autoptr(BatchItemRecord) item = NULL;
  g_autoptr(BatchItemRecord) empty = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  Place place;
  BatchStore *store;

  place_init (&place);
  make_old_database (&place);
  run_sql (place.path,
           "UPDATE result SET needs_review = 1, error = 'The answer is empty' "
           "WHERE status_code = 200;"
           "UPDATE tally SET needs_review = 1");
  store = open_store (&place);

  job = store_get (store, "batch_old");
  g_assert_cmpstr (job->title, ==, "From before");
  g_assert_cmpint (job->counts.succeeded, ==, 1);
  store_check_counts (store, "batch_old");
  item = store_get_item (store, "batch_old", 1);
  g_assert_cmpstr (item->last_error, ==, "overloaded");
  g_assert_cmpint (item->prompt_tokens, ==, -1);
  empty = store_get_item (store, "batch_old", 0);
  g_assert_cmpint (empty->review_reason, ==, BATCH_REVIEW_REASON_EMPTY);

  /* What the new schema brought is there. */
  batch_test_store_join (store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  items = batch_test_store_claim (store, ENGINE, "batch_old", "alpha", 10, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 1);
  close_store (store);

  /* Once is enough. */
  store = open_store (&place);
  close_store (store);
  place_clear (&place);
}

/* An engine of the old program still works on it. */
static void
test_migrate_in_use (void)
{
  struct flock request = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  g_autofree char *engines = NULL;
  g_autofree char *path = NULL;
  Place place;
  int fd;

  place_init (&place);
  make_old_database (&place);
  engines = g_build_filename (place.folder, "engines", NULL);
  path = g_build_filename (engines, "old.lock", NULL);
  g_mkdir (engines, 0700);
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &request), ==, 0);
  assert_refused (&place, "from schema 1 to " NEWEST);

  g_close (fd, NULL);
  close_store (open_store (&place));
  place_clear (&place);
}

static void
test_newer (void)
{
  Place place;

  place_init (&place);
  close_store (open_store (&place));
  run_sql (place.path, "PRAGMA user_version = 99");
  assert_refused (&place, "schema 99, this one knows up to " NEWEST);
  place_clear (&place);
}

/* Another program brings the store to its own schema while we have it open. */
static void
test_newer_while_open (void)
{
  g_autoptr(GError) error = NULL;
  Place place;
  BatchStore *store;

  place_init (&place);
  store = open_store (&place);
  batch_test_store_put_value (store, "space", "name", "value", &error);
  g_assert_no_error (error);
  run_sql (place.path, "PRAGMA user_version = 99");
  g_assert_false (batch_test_store_put_value (store, "space", "name", "value", &error));
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  close_store (store);
  place_clear (&place);
}

/* --- The file --- */

static void
test_not_a_database (void)
{
  g_autofree char *text = g_strnfill (9000, 'x');
  g_autoptr(GError) error = NULL;
  Place place;

  place_init (&place);
  g_file_set_contents (place.path, text, -1, &error);
  g_assert_no_error (error);
  assert_refused (&place, "is not a database");
  place_clear (&place);
}

static void
test_database_of_another (void)
{
  Place place;

  place_init (&place);
  run_sql (place.path, "CREATE TABLE mine (a, b)");
  assert_refused (&place, "the database of another program");
  place_clear (&place);
}

static void
test_empty_file (void)
{
  g_autoptr(GError) error = NULL;
  Place place;

  place_init (&place);
  g_file_set_contents (place.path, "", 0, &error);
  g_assert_no_error (error);
  close_store (open_store (&place));
  place_clear (&place);
}

static void
test_folder (void)
{
  Place place;

  place_init (&place);
  g_mkdir (place.path, 0700);
  assert_refused (&place, "Is a directory");
  place_clear (&place);
}

/* All but the first page is noise. */
static void
test_damaged (void)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;
  Place place;
  BatchStore *store;

  place_init (&place);
  store = open_store (&place);
  fill (store);
  close_store (store);

  g_file_get_contents (place.path, &contents, &length, &error);
  g_assert_no_error (error);
  for (gsize i = 3 * 4096; i < length; i++)
    contents[i] = i * 7 + 3;
  g_file_set_contents (place.path, contents, length, &error);
  g_assert_no_error (error);

  store = batch_test_store_open (place.uri, &error);
  if (store != NULL)
    {
      items = batch_test_store_list_items (store, JOB, NULL, NULL, 0, &error);
      g_assert_null (items);
      batch_test_store_close (store, NULL);
      g_assert_finalize_object (store);
    }
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "is damaged"));
  g_assert_nonnull (strstr (error->message, place.path));
  place_clear (&place);
}

/* --- Rights; root has them all, and becomes nobody --- */

/* The folder of a test is closed to others, and so may be those above it. */
static void
place_init_reachable (Place *place)
{
  place_init_in (place, g_mkdtemp (g_strdup ("/tmp/batch-test-XXXXXX")));
}

static void
become_nobody (void)
{
  if (geteuid () == 0)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
}

static void
test_read_only (void)
{
  g_autofree char *engines = NULL;
  g_autofree char *wake = NULL;
  Place place;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }

  place_init_reachable (&place);
  close_store (open_store (&place));
  engines = g_build_filename (place.folder, "engines", NULL);
  wake = g_build_filename (engines, "wake", NULL);
  g_chmod (place.folder, 0755);
  g_chmod (engines, 0755);
  g_chmod (wake, 0666);
  g_chmod (place.path, 0444);
  become_nobody ();
  assert_refused (&place, "Permission denied");
  g_assert_cmpint (seteuid (getuid ()), ==, 0);
  place_clear (&place);
}

static void
assert_folder_refused (int mode)
{
  Place place;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }

  place_init_reachable (&place);
  g_chmod (place.folder, mode);
  become_nobody ();
  assert_refused (&place, "Permission denied");
  g_assert_cmpint (seteuid (getuid ()), ==, 0);
  g_chmod (place.folder, 0700);
  place_clear (&place);
}

static void
test_folder_not_writable (void)
{
  assert_folder_refused (0555);
}

static void
test_folder_not_readable (void)
{
  assert_folder_refused (0);
}

/* --- Space --- */

static gboolean
put_large (BatchStore  *store,
           const char  *name,
           GError     **error)
{
  g_autofree char *value = g_strnfill (100000, 'x');

  return batch_test_store_put_value (store, "space", name, value, error);
}

/* All of a group fail together, nothing half-done is left, and when there is room
 * again everything works. */
static void
assert_full_and_back (BatchStore *store,
                      void      (*make_room) (gpointer data),
                      gpointer    data)
{
  g_autofree char *value = g_strnfill (2000000, 'x');
  g_autoptr(GAsyncResult) small = NULL;
  g_autoptr(GAsyncResult) large = NULL;
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) error = NULL;

  batch_store_put_value_async (store, "space", "small", "x", NULL, batch_test_store_result,
                               &small);
  batch_store_put_value_async (store, "space", "large", value, NULL, batch_test_store_result,
                               &large);
  batch_test_wait (&small);
  batch_test_wait (&large);
  g_assert_false (batch_store_put_value_finish (store, large, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "queue.db"));
  g_clear_error (&error);

  values = batch_test_store_list_values (store, "space", &error);
  g_assert_no_error (error);
  g_assert_null (g_hash_table_lookup (values, "large"));
  g_assert_true (batch_store_put_value_finish (store, small, NULL) ==
                 g_hash_table_contains (values, "small"));

  make_room (data);
  batch_test_store_put_value (store, "space", "after", "x", &error);
  g_assert_no_error (error);
  store_run (store, JOB, 10, BATCH_ITEM_STATUS_SUCCEEDED);
  store_check_counts (store, JOB);
}

static void
add_space_cb (gpointer data)
{
  store_vfs_set_space (-1);
}

static void
test_full (void)
{
  g_autoptr(GError) error = NULL;
  Place place;
  BatchStore *store;

  store_vfs_install ();
  place_init (&place);
  store = open_store (&place);
  batch_test_store_join (store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  store_add_job (store, JOB, 100, 1);
  store_vfs_set_space (50000);
  assert_full_and_back (store, add_space_cb, NULL);
  close_store (store);
  store_vfs_reset ();
  store_vfs_uninstall ();
  place_clear (&place);
}

static void
remove_file_cb (gpointer data)
{
  g_unlink (data);
}

static void
write_file (const char *path,
            const char *text)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  if (fd >= 0 && write (fd, text, strlen (text)) < 0)
    g_test_message ("Cannot write %s", path);
  if (fd >= 0)
    g_close (fd, NULL);
}

/* A process of its own may mount, even when its user may not. */
static gboolean
mount_small_disk (const char *folder)
{
  g_autofree char *uid = g_strdup_printf ("%u %u 1", getuid (), getuid ());
  g_autofree char *gid = g_strdup_printf ("%u %u 1", getgid (), getgid ());

  if (getuid () != 0 && unshare (CLONE_NEWUSER) == 0)
    {
      write_file ("/proc/self/uid_map", uid);
      write_file ("/proc/self/setgroups", "deny");
      write_file ("/proc/self/gid_map", gid);
    }

  return unshare (CLONE_NEWNS) == 0 &&
         mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("tmpfs", folder, "tmpfs", 0, "size=2m") == 0;
}

/* The same on a real one. */
static void
test_full_disk (void)
{
  g_autofree char *ballast = NULL;
  g_autofree char *value = g_strnfill (300000, 'x');
  g_autoptr(GError) error = NULL;
  Place place;
  BatchStore *store;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }

  place_init (&place);
  if (!mount_small_disk (place.folder))
    {
      g_test_message ("No small disk can be mounted here; the test before makes one up");
      place_clear (&place);
      return;
    }

  ballast = g_build_filename (place.folder, "ballast", NULL);
  g_file_set_contents (ballast, value, -1, &error);
  g_assert_no_error (error);
  store = open_store (&place);
  batch_test_store_join (store, ENGINE, NOW, &error);
  g_assert_no_error (error);
  store_add_job (store, JOB, 100, 1);
  while (put_large (store, "filler", &error))
    ;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  assert_full_and_back (store, remove_file_cb, ballast);
  close_store (store);

  g_assert_cmpint (umount (place.folder), ==, 0);
  place_clear (&place);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/store/sqlite/unknown-scheme", test_unknown_scheme);
  g_test_add_func ("/batch/store/sqlite/registered-scheme", test_registered_scheme);
  g_test_add_func ("/batch/store/sqlite/private", test_private);
  g_test_add_func ("/batch/store/sqlite/unknown-lock", test_unknown_lock);
  g_test_add_func ("/batch/store/sqlite/watch-without-notifier", test_watch_without_notifier);
  g_test_add_func ("/batch/store/sqlite/migrate", test_migrate);
  g_test_add_func ("/batch/store/sqlite/migrate-in-use", test_migrate_in_use);
  g_test_add_func ("/batch/store/sqlite/newer", test_newer);
  g_test_add_func ("/batch/store/sqlite/newer-while-open", test_newer_while_open);
  g_test_add_func ("/batch/store/sqlite/not-a-database", test_not_a_database);
  g_test_add_func ("/batch/store/sqlite/database-of-another", test_database_of_another);
  g_test_add_func ("/batch/store/sqlite/empty-file", test_empty_file);
  g_test_add_func ("/batch/store/sqlite/folder", test_folder);
  g_test_add_func ("/batch/store/sqlite/damaged", test_damaged);
  g_test_add_func ("/batch/store/sqlite/read-only", test_read_only);
  g_test_add_func ("/batch/store/sqlite/folder-not-writable", test_folder_not_writable);
  g_test_add_func ("/batch/store/sqlite/folder-not-readable", test_folder_not_readable);
  g_test_add_func ("/batch/store/sqlite/full", test_full);
  g_test_add_func ("/batch/store/sqlite/full-disk", test_full_disk);
  return g_test_run ();
}
