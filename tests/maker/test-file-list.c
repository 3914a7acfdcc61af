/* test-file-list.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include "maker/batch-file-list-private.h"
#include "maker/batch-row-guess-private.h"
#include "support/test-support.h"

/* Which files of a plan are meant, and what a file is taken for. */

typedef struct
{
  char         *dir;
  BatchRowPlan  plan;              /* its lists of patterns belong to the test */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->dir = batch_test_make_dir ();
  fixture->plan = (BatchRowPlan) { .files = g_ptr_array_new_with_free_func (g_object_unref) };
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_ptr_array_unref (fixture->plan.files);
  batch_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* @names: separated by spaces; folders on the way are made. */
static void
write_files (Fixture    *fixture,
             const char *names)
{
  g_auto(GStrv) words = g_strsplit (names, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr(GFile) file = batch_test_write_file (fixture->dir, words[i], "", 0);

      g_assert_nonnull (file);
    }
}

/* @name: "" for the whole folder */
static void
plan_file (Fixture    *fixture,
           const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  g_ptr_array_add (fixture->plan.files, g_file_new_for_path (path));
}

/* Their paths, separated by spaces. */
static char *
list (Fixture  *fixture,
      GError  **error)
{
  g_autoptr(GPtrArray) files = batch_file_list (&fixture->plan, NULL, error);
  GString *text;

  if (files == NULL)
    return NULL;

  text = g_string_new (NULL);
  for (guint i = 0; i < files->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((BatchListedFile *) files->pdata[i])->path);
  return g_string_free (text, FALSE);
}

static void
assert_list (Fixture    *fixture,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *listed = list (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (listed, ==, expected);
}

static void
test_junk (void)
{
  static const char *const junk[] = {
    ".", ".hidden", "a~", "#a#", "Thumbs.db", "THUMBS.DB", "ehthumbs.db", "Desktop.ini",
    "__MACOSX", "Icon\r", "film.part", "film.CRDOWNLOAD", "x.tmp", ".a.swp", "a.swp",
    "~$letter.doc",
  };
  static const char *const meant[] = {
    "", "a", "a.txt", "#a", "a#", "~a", "$~a", "thumbs.db.txt", "my thumbs.db", "__macosx.txt",
    "Icon", "part", "a.parts", "tmp", "a.tmp.txt", "swp", "a.b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    if (!batch_is_junk (junk[i]))
      g_error ("“%s” is meant", junk[i]);
  for (guint i = 0; i < G_N_ELEMENTS (meant); i++)
    if (batch_is_junk (meant[i]))
      g_error ("“%s” is junk", meant[i]);
}

/* Those that are named come in their order, whatever they are; those of folders by path. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  write_files (fixture, "b a .named c.tmp folder/2 folder/10 folder/1 folder/.hidden folder/x~");
  assert_list (fixture, "");

  plan_file (fixture, "folder");
  assert_list (fixture, "1 10 2");
  plan_file (fixture, "b");
  plan_file (fixture, ".named");
  plan_file (fixture, "c.tmp");
  plan_file (fixture, "a");
  assert_list (fixture, "folder/1 folder/10 folder/2 b .named c.tmp a");
}

/* Who reads it says that it is not there. */
static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  plan_file (fixture, "missing");
  assert_list (fixture, "missing");
}

static void
test_folders (Fixture       *fixture,
              gconstpointer  data)
{
  write_files (fixture, "a b/a b/c/a b/.git/a b/__MACOSX/a d/e~/a");
  plan_file (fixture, "");
  assert_list (fixture, "a");
  fixture->plan.recursive = TRUE;
  assert_list (fixture, "a b/a b/c/a");
}

/* A link to a folder may lead to where it is; one to a file is that file. */
static void
test_links (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *loop = g_build_filename (fixture->dir, "b/loop", NULL);
  g_autofree char *link = g_build_filename (fixture->dir, "b/link", NULL);
  g_autofree char *broken = g_build_filename (fixture->dir, "b/broken", NULL);

  write_files (fixture, "a b/a");
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_cmpint (symlink ("../a", link), ==, 0);
  g_assert_cmpint (symlink ("nowhere", broken), ==, 0);
  fixture->plan.recursive = TRUE;
  plan_file (fixture, "");
  assert_list (fixture, "a b/a b/link");
}

static void
test_depth (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GString) path = g_string_new (NULL);
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 70; i++)
    {
      g_autofree char *file = g_strdup_printf ("%sa", path->str);

      write_files (fixture, file);
      g_string_append (path, "d/");
    }

  fixture->plan.recursive = TRUE;
  plan_file (fixture, "");
  files = batch_file_list (&fixture->plan, NULL, &error);
  g_assert_no_error (error);
  /* The folder itself, and 64 below it. */
  g_assert_cmpuint (files->len, ==, 65);
}

/* --- Patterns --- */

static void
test_patterns (Fixture       *fixture,
               gconstpointer  data)
{
  static const struct
  {
    const char *include;           /* separated by spaces; NULL: there are none */
    const char *exclude;
    const char *expected;
  } cases[] = {
    { NULL, NULL, "a.md a.txt deep/a.txt deep/er/b.txt old/a.txt" },
    { "", "", "a.md a.txt deep/a.txt deep/er/b.txt old/a.txt" },
    { "*.txt", NULL, "a.txt deep/a.txt deep/er/b.txt old/a.txt" },
    { "*.md b.*", NULL, "a.md deep/er/b.txt" },
    { "deep/*", NULL, "deep/a.txt deep/er/b.txt" },
    { "*.TXT", NULL, "" },
    { "a", NULL, "" },
    { NULL, "*.txt", "a.md" },
    /* A folder that is left out is not looked into … */
    { NULL, "deep", "a.md a.txt old/a.txt" },
    { NULL, "er", "a.md a.txt deep/a.txt old/a.txt" },
    { NULL, "deep/er", "a.md a.txt deep/a.txt old/a.txt" },
    { "b.txt", "deep", "" },
    /* … and one need not be included for that. */
    { "b.txt", NULL, "deep/er/b.txt" },
    { "a.txt", "old/* deep/*", "a.txt" },
    { "a.?xt", "a.t*", "" },
  };

  write_files (fixture, "a.md a.txt deep/a.txt deep/er/b.txt old/a.txt");
  fixture->plan.recursive = TRUE;
  plan_file (fixture, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(GStrv) include = cases[i].include != NULL ? g_strsplit (cases[i].include, " ", -1)
                                                       : NULL;
      g_auto(GStrv) exclude = cases[i].exclude != NULL ? g_strsplit (cases[i].exclude, " ", -1)
                                                       : NULL;

      g_test_message ("case %u", i);
      fixture->plan.include = include;
      fixture->plan.exclude = exclude;
      assert_list (fixture, cases[i].expected);
    }
}

/* Who names a file means it. */
static void
test_named (Fixture       *fixture,
            gconstpointer  data)
{
  const char *none_but_b[] = { "b", NULL };
  const char *all[] = { "*", NULL };

  write_files (fixture, "a b");
  plan_file (fixture, "a");
  fixture->plan.include = (char **) none_but_b;
  fixture->plan.exclude = (char **) all;
  assert_list (fixture, "a");
}

/* --- No two paths are the same --- */

/* Whatever they are called, all differ, the first of a name has it as it is, and the same files
 * have the same paths each time. */
static void
test_unique (Fixture       *fixture,
             gconstpointer  data)
{
  static const char *const names[] = { "a", "a-2", "a-3", "a-2-2", "b" };
  g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint round = 0; round < 100; round++)
    {
      g_autoptr(GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr(GPtrArray) files = NULL;
      g_autofree char *once = NULL;

      g_ptr_array_set_size (fixture->plan.files, 0);
      for (guint i = 0; i < 30; i++)
        {
          g_autofree char *path =
            g_strdup_printf ("%u/%s", i, names[g_rand_int_range (rand, 0,
                                                                 G_N_ELEMENTS (names))]);

          plan_file (fixture, path);
        }

      files = batch_file_list (&fixture->plan, NULL, NULL);
      g_assert_cmpuint (files->len, ==, 30);
      for (guint i = 0; i < files->len; i++)
        {
          const BatchListedFile *listed = files->pdata[i];
          g_autofree char *name = g_file_get_basename (listed->file);

          g_assert_true (g_file_equal (listed->file, fixture->plan.files->pdata[i]));
          g_assert_true (g_str_has_prefix (listed->path, name));
          g_assert_true (g_str_equal (listed->path, name) || g_hash_table_contains (paths, name));
          g_assert_true (g_hash_table_add (paths, g_strdup (listed->path)));
        }

      once = list (fixture, NULL);
      assert_list (fixture, once);
    }
}

/* --- When it cannot be --- */

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  write_files (fixture, "a");
  plan_file (fixture, "");
  g_cancellable_cancel (cancellable);
  g_assert_null (batch_file_list (&fixture->plan, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- What a file is taken for --- */

static void
test_guess (void)
{
  static const struct
  {
    const char   *name;
    const char   *content;
    BatchRowKind  kind;
  } cases[] = {
    { "a.csv", "", BATCH_ROW_KIND_TABLE },
    { "a.CSV", "{\"custom_id\":1}", BATCH_ROW_KIND_TABLE },
    { "a.tab", "x", BATCH_ROW_KIND_TABLE },
    { "csv", "x", BATCH_ROW_KIND_LINES },
    { "a.csv.txt", "x", BATCH_ROW_KIND_LINES },
    { "a.txt", "{", BATCH_ROW_KIND_LINES },
    { "a.txt", "{}", BATCH_ROW_KIND_LINES },
    { "a.txt", "[{\"custom_id\":1}]", BATCH_ROW_KIND_LINES },
    { "a.txt", "{\"a\":1}", BATCH_ROW_KIND_OBJECTS },
    { "a", " \n{\"a\":1}\n{\"custom_id\":1}", BATCH_ROW_KIND_OBJECTS },
    { "a", "{\"a\":{\"custom_id\":1,\"body\":{}}}", BATCH_ROW_KIND_OBJECTS },
    { "a", "{\"custom_id\":1}", BATCH_ROW_KIND_REQUESTS },
    { "a", "{\"a\":1,\"body\":{}}", BATCH_ROW_KIND_REQUESTS },
    { "a", "{\"cust\\u006fm_id\":1}", BATCH_ROW_KIND_REQUESTS },
    /* Cut off where one stopped to look. */
    { "a", "{\"a\":\"b", BATCH_ROW_KIND_OBJECTS },
    /* By its name, when it tells nothing else. */
    { "a.jsonl", "", BATCH_ROW_KIND_REQUESTS },
    { "a.JSONL", "nonsense", BATCH_ROW_KIND_REQUESTS },
    { "a.ndjson", "[1]", BATCH_ROW_KIND_REQUESTS },
    { "a.jsonl", "{\"a\":1}", BATCH_ROW_KIND_OBJECTS },
    { "a.json", "[1]", BATCH_ROW_KIND_LINES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* Exactly its bytes: nothing may be read behind them. */
      gsize length = strlen (cases[i].content);
      g_autofree guint8 *data = g_memdup2 (cases[i].content, length);

      g_test_message ("%s: %s", cases[i].name, cases[i].content);
      g_assert_cmpint (batch_row_guess_text (cases[i].name, data, length), ==, cases[i].kind);
    }
}

static void
test_guess_files (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *picture = g_build_filename (fixture->dir, "a.csv", NULL);
  g_autofree char *missing = g_build_filename (fixture->dir, "missing.csv", NULL);
  g_autoptr(GFile) picture_file = g_file_new_for_path (picture);
  g_autoptr(GFile) missing_file = g_file_new_for_path (missing);
  g_autoptr(GError) error = NULL;
  BatchRowKind kind = BATCH_ROW_KIND_TABLE;

  g_file_set_contents (picture, "\x89PNG\r\n\x1a\n", 8, &error);
  g_assert_no_error (error);
  g_assert_true (batch_row_guess (picture_file, &kind, NULL, &error));
  g_assert_cmpint (kind, ==, BATCH_ROW_KIND_FILES);

  kind = BATCH_ROW_KIND_TABLE;
  g_assert_false (batch_row_guess (missing_file, &kind, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (kind, ==, BATCH_ROW_KIND_TABLE);
}

#define ADD(name, func) \
  g_test_add ("/batch/maker/file-list/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/maker/file-list/junk", test_junk);
  ADD ("order", test_order);
  ADD ("missing", test_missing);
  ADD ("folders", test_folders);
  ADD ("links", test_links);
  ADD ("depth", test_depth);
  ADD ("patterns", test_patterns);
  ADD ("named", test_named);
  ADD ("unique", test_unique);
  ADD ("cancelled", test_cancelled);
  g_test_add_func ("/batch/maker/file-list/guess", test_guess);
  ADD ("guess-files", test_guess_files);

  return g_test_run ();
}
