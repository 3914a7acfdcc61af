/* test-model-find.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <gio/gio.h>

#include "backend/batch-model-private.h"

/* Which model a request for a name gets, and by which names all of them are got. */

static const char *const some_aliases[] = { "quick", "b", NULL };

static const struct
{
  const char        *id;
  const char *const *aliases;
} listed[] = {
  { "a:latest", NULL },
  { "a", NULL },
  { "b:7b", NULL },
  { "c", some_aliases },
  { "b", NULL },
  { "org/d:x:latest", NULL },
};

static GListModel *
list_models (void)
{
  GListStore *models = g_list_store_new (BATCH_TYPE_MODEL);

  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    {
      g_autoptr(BatchModel) model = batch_model_new (listed[i].id);

      model->aliases = g_strdupv ((char **) listed[i].aliases);
      model->size = i + 1;
      g_list_store_append (models, model);
    }

  return G_LIST_MODEL (models);
}

/* What names are for a kind, and the place of what each is for; 0: nothing. */
static const struct
{
  const char *name;
  gint64      plain;
  gint64      tagged;
} cases[] = {
  { "a", 2, 1 },
  { "a:latest", 1, 1 },
  { "b", 4, 4 },
  { "b:7b", 3, 3 },
  { "b:latest", 0, 0 },
  { "c", 4, 4 },
  { "c:latest", 0, 0 },
  { "quick", 4, 4 },
  { "org/d:x:latest", 6, 6 },
  { "org/d:x", 0, 0 },
  { "other", 0, 0 },
};

static void
tell_name (const char *name,
           BatchModel *model,
           gpointer    user_data)
{
  g_assert_true (g_hash_table_insert (user_data, g_strdup (name),
                                      GINT_TO_POINTER ((int) batch_model_get_size (model))));
}

static void
check_kind (const char *implied_tag)
{
  const BatchBackendKind kind = { .implied_tag = implied_tag };
  g_autoptr(GListModel) models = list_models ();
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_names = 0;

  batch_model_list_names (models, &kind, tell_name, names);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchModel) model = batch_model_find (models, &kind, cases[i].name);
      gint64 place = implied_tag != NULL ? cases[i].tagged : cases[i].plain;

      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (model != NULL ? batch_model_get_size (model) : 0, ==, place);
      g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (names, cases[i].name)), ==, place);
      n_names += place != 0;
    }
  g_assert_cmpuint (g_hash_table_size (names), ==, n_names);
}

static void
test_plain (void)
{
  check_kind (NULL);
}

static void
test_tagged (void)
{
  check_kind (":latest");
}

/* Where a server takes a name in any letters, it is the one that it has. */
static void
test_letters (void)
{
  static const struct { const char *name; gint64 exact; gint64 any; } names[] = {
    { "A", 0, 1 },
    { "a:LATEST", 0, 1 },
    { "B:7b", 0, 3 },
    { "B:7B", 0, 3 },
    { "b:7b", 3, 3 },
    { "ORG/D:x:latest", 0, 6 },
    { "b:8b", 0, 0 },
  };
  g_autoptr(GListModel) models = list_models ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const BatchBackendKind exact = { .implied_tag = ":latest" };
      const BatchBackendKind any = { .implied_tag = ":latest", .ignores_case = TRUE };
      g_autoptr(BatchModel) one = batch_model_find (models, &exact, names[i].name);
      g_autoptr(BatchModel) other = batch_model_find (models, &any, names[i].name);

      g_test_message ("%s", names[i].name);
      g_assert_cmpint (one != NULL ? batch_model_get_size (one) : 0, ==, names[i].exact);
      g_assert_cmpint (other != NULL ? batch_model_get_size (other) : 0, ==, names[i].any);
    }
}

/* When it can be said that a server does not have what its list lacks. */
static void
test_missing (void)
{
  static const struct { const char *id, *name, *tag; guint full; gboolean missing; } rows[] = {
    { "a", "b", NULL, 1, TRUE },
    { "a", "a", NULL, 1, FALSE },
    { "a", "b", NULL, 0, FALSE },        /* it may have more */
    { "a", "b", NULL, 2, FALSE },        /* it may take any name for the only one */
    { "a", "aa", NULL, 1, TRUE },
    { "a", "a:free", NULL, 1, FALSE },   /* OpenRouter */
    { "a", "b:free", NULL, 1, TRUE },
    { "org/*", "org/a", NULL, 1, FALSE }, /* LiteLLM */
    { "a:latest", "a", ":latest", 1, FALSE },
    { "a", "a:7b", ":latest", 1, TRUE },
    { NULL, "a", NULL, 1, FALSE },       /* one that lists nothing may not be asked for it */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const BatchBackendKind kind = { .implied_tag = rows[i].tag,
                                      .full_list = rows[i].full };
      g_autoptr(GListStore) models = g_list_store_new (BATCH_TYPE_MODEL);
      g_autoptr(BatchModel) model = rows[i].id != NULL ? batch_model_new (rows[i].id) : NULL;

      if (model != NULL)
        g_list_store_append (models, model);
      g_test_message ("%s", rows[i].name);
      g_assert_true (batch_model_is_missing (G_LIST_MODEL (models), &kind, rows[i].name)
                     == rows[i].missing);
    }
}

/* What a server says goes before what a name suggests, and what was refused before both. */
static void
test_may_chat (void)
{
  static const struct
  {
    const char     *id;
    BatchModelUses  uses;
    BatchModelUses  refused;
    gboolean        may_chat;
  } rows[] = {
    { "qwen3:8b", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_NONE, TRUE },
    { "qwen3:8b", BATCH_MODEL_USES_CHAT, BATCH_MODEL_USES_NONE, TRUE },
    { "qwen3:8b", BATCH_MODEL_USES_EMBEDDING, BATCH_MODEL_USES_NONE, FALSE },
    { "qwen3:8b", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_CHAT, FALSE },
    { "qwen3:8b", BATCH_MODEL_USES_VISION, BATCH_MODEL_USES_NONE, TRUE },
    { "both", BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_EMBEDDING, BATCH_MODEL_USES_NONE, TRUE },
    { "nomic-embed-text:v1.5", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_NONE, FALSE },
    { "nomic-embed-text:v1.5", BATCH_MODEL_USES_CHAT, BATCH_MODEL_USES_NONE, TRUE },
    { "text-embedding-3-small", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_NONE, FALSE },
    { "sentence-transformers/all-MiniLM-L6-v2", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_NONE,
      FALSE },
    { "BAAI/bge-m3", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_NONE, FALSE },
    { "Qwen3-Reranker-0.6B", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_NONE, FALSE },
    { "whisper-1", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_NONE, FALSE },
    { "", BATCH_MODEL_USES_NONE, BATCH_MODEL_USES_NONE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(BatchModel) model = batch_model_new (rows[i].id);

      model->uses = rows[i].uses;
      model->refused = rows[i].refused;
      g_test_message ("%u: %s", i, rows[i].id);
      g_assert_cmpint (batch_model_may_chat (model), ==, rows[i].may_chat);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/backend/model-find/plain", test_plain);
  g_test_add_func ("/batch/backend/model-find/tagged", test_tagged);
  g_test_add_func ("/batch/backend/model-find/letters", test_letters);
  g_test_add_func ("/batch/backend/model-find/missing", test_missing);
  g_test_add_func ("/batch/backend/model-find/may-chat", test_may_chat);
  return g_test_run ();
}
