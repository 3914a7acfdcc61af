/* test-model-table.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-model-table-private.h"

#include <string.h>

#include "backend/batch-model-private.h"

/* --- Places where a server speaks --- */

static void
read_instances (BatchJsonScanner *scanner,
                gpointer          field)
{
  GPtrArray **instances = field;
  BatchJsonValue value;

  g_clear_pointer (instances, g_ptr_array_unref);
  *instances = g_ptr_array_new_with_free_func (g_free);
  if (batch_json_scanner_read_value (scanner, &value) && value.type == BATCH_JSON_NUMBER)
    for (int i = 0; i < value.data[0] - '0'; i++)
      g_ptr_array_add (*instances, g_strdup_printf ("instance-%d", i));
}

static const BatchJsonMember own_members[] = {
  { "id", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, id) },
  { "state", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, state) },
  { "host", batch_json_read_string, G_STRUCT_OFFSET (BatchModelEntry, remote_host) },
  { "instances", read_instances, G_STRUCT_OFFSET (BatchModelEntry, instances) },
  { "slots", batch_json_read_int, G_STRUCT_OFFSET (BatchModelEntry, slots) },
  { "command", batch_model_read_command, 0 },
};

#define OWN own_members, G_N_ELEMENTS (own_members)

static const BatchModelSource listing = {
  "/v1/models", "data", batch_model_members, BATCH_MODEL_N_MEMBERS, FALSE, FALSE,
};
static const BatchModelSource plain = { "/models", "models", OWN, FALSE, FALSE };
static const BatchModelSource all_loaded = { "/all", "models", OWN, TRUE, FALSE };
static const BatchModelSource names_loaded = { "/ps", "models", OWN, FALSE, TRUE };
static const BatchModelSource of_all = { "/props", NULL, OWN, FALSE, FALSE };

static gboolean
take (BatchModelTable        *table,
      const BatchModelSource *source,
      gboolean                adds,
      const char             *text)
{
  g_autoptr(GBytes) body = g_bytes_new_static (text, strlen (text));

  return batch_model_table_read (table, source, adds, body);
}

/* Returns: (transfer full): the model at @position */
static BatchModel *
get (BatchModelTable *table,
     guint            position)
{
  g_autoptr(GListModel) models = batch_model_table_to_list (table);
  BatchModel *model = g_list_model_get_item (models, position);

  g_assert_nonnull (model);
  return model;
}

/* "id:state id:state …" */
static char *
describe (BatchModelTable *table)
{
  static const char letters[] = { '?', '-', '~', '+' };
  g_autoptr(GListModel) models = batch_model_table_to_list (table);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(BatchModel) model = g_list_model_get_item (models, i);

      g_string_append_printf (text, "%s%s%c", i > 0 ? " " : "", batch_model_get_id (model),
                              letters[batch_model_get_state (model)]);
    }

  return g_string_free (text, FALSE);
}

static void
assert_models (BatchModelTable *table,
               const char      *expected)
{
  g_autofree char *text = describe (table);

  g_assert_cmpstr (text, ==, expected);
}

/* --- Who is there, and who is in memory --- */

static void
test_sources (void)
{
  g_autoptr(BatchModelTable) table = batch_model_table_new ();

  assert_models (table, "");
  g_assert_true (take (table, &plain, TRUE, "{\"models\":[{\"id\":\"b\"},{\"id\":\"a\"}]}"));
  assert_models (table, "b? a?");

  /* Another place tells of them, and adds none. */
  g_assert_true (take (table, &plain, FALSE,
                       "{\"models\":[{\"id\":\"c\",\"state\":\"loaded\"},"
                       "{\"id\":\"a\",\"state\":\"loading\"}]}"));
  assert_models (table, "b? a~");

  /* Those that it leaves out are not in memory, also when it leaves out all. */
  g_assert_true (take (table, &names_loaded, FALSE, "{\"models\":[{\"id\":\"b\"}]}"));
  assert_models (table, "b+ a-");
  g_assert_true (take (table, &names_loaded, FALSE, "{\"models\":[]}"));
  assert_models (table, "b- a-");
  g_assert_true (take (table, &names_loaded, FALSE,
                       "{\"models\":[{\"id\":\"a\",\"state\":\"starting\"}]}"));
  assert_models (table, "b- a~");

  /* All that are there are in memory; those that are not there stay as they were. */
  g_assert_true (take (table, &all_loaded, TRUE, "{\"models\":[{\"id\":\"c\"},{\"id\":\"b\"}]}"));
  assert_models (table, "b+ a~ c+");

  /* What has no name of the models is about each of them. */
  g_assert_true (take (table, &of_all, FALSE, "{\"state\":\"stopped\",\"id\":\"b\"}"));
  assert_models (table, "b- a- c-");
  g_assert_true (take (table, &of_all, TRUE, "{}"));
  assert_models (table, "b- a- c-");
}

static void
test_instances (void)
{
  g_autoptr(BatchModelTable) table = batch_model_table_new ();
  g_autoptr(BatchModel) model = NULL;

  g_assert_true (take (table, &plain, TRUE,
                       "{\"models\":[{\"id\":\"a\",\"instances\":2},{\"id\":\"b\",\"instances\":0},"
                       "{\"id\":\"c\"}]}"));
  assert_models (table, "a+ b- c?");
  model = get (table, 0);
  g_assert_cmpuint (g_strv_length (model->instances), ==, 2);
  g_assert_cmpstr (model->instances[1], ==, "instance-1");

  /* What is told anew takes the place of what was, what is not told stays. */
  g_assert_true (take (table, &plain, FALSE, "{\"models\":[{\"id\":\"a\"}]}"));
  g_assert_cmpuint (g_strv_length (model->instances), ==, 2);
  g_assert_true (take (table, &plain, FALSE, "{\"models\":[{\"id\":\"a\",\"instances\":0}]}"));
  g_assert_cmpuint (g_strv_length (model->instances), ==, 0);
  assert_models (table, "a- b- c?");
}

/* A list that was given out does not change with the table. */
static void
test_list (void)
{
  g_autoptr(BatchModelTable) table = batch_model_table_new ();
  g_autoptr(GListModel) before = batch_model_table_to_list (table);

  g_assert_true (take (table, &plain, TRUE, "{\"models\":[{\"id\":\"a\"}]}"));
  g_assert_cmpuint (g_list_model_get_n_items (before), ==, 0);
  g_assert_true (g_list_model_get_item_type (before) == BATCH_TYPE_MODEL);
}

/* --- Shapes --- */

static void
test_shapes (void)
{
  static const struct
  {
    const char *body;
    const char *models;            /* NULL: it is refused, and nothing of it is taken */
  } cases[] = {
    { "{\"models\":[]}", "a?" },
    { " {\"x\":{\"models\":[1]},\"models\":[{\"id\":\"b\"}],\"y\":[[]]} \n", "a? b?" },
    /* Elements that are no models, or have no name. */
    { "{\"models\":[1,\"b\",null,[{\"id\":\"b\"}],{},{\"id\":7},{\"id\":null},{\"id\":\"c\"}]}",
      "a? c?" },
    { "{\"models\":[{\"id\":\"b\\u0000c\"}]}", "a?" },
    { "{\"models\":[{\"id\":\"\\ud800\"}]}", "a?" },
    /* The same name twice. */
    { "{\"models\":[{\"id\":\"b\",\"state\":\"loaded\"},{\"id\":\"\\u0062\"}]}", "a? b+" },
    { "{\"models\":[{\"id\":\"x\",\"id\":\"\xC3\xA4\"}]}", "a? \xC3\xA4?" },

    { "{}", NULL },
    { "{\"data\":[{\"id\":\"b\"}]}", NULL },
    { "{\"models\":null}", NULL },
    { "{\"models\":{\"id\":\"b\"}}", NULL },
    { "{\"models\":\"b\"}", NULL },
    { "[{\"id\":\"b\"}]", NULL },
    { "\"models\"", NULL },
    { "", NULL },
    { " ", NULL },
    { "null", NULL },
    { "{\"models\":[{\"id\":\"b\"}]} x", NULL },
    { "{\"models\":[{\"id\":\"b\"}],}", NULL },
    { "{\"models\":[{\"id\":\"b\"},]}", NULL },
    { "{\"models\":[{\"id\":\"b\"}],\"y\":tru}", NULL },
    { "<html></html>", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchModelTable) table = batch_model_table_new ();

      g_test_message ("%u", i);
      g_assert_true (take (table, &plain, TRUE, "{\"models\":[{\"id\":\"a\"}]}"));
      g_assert_true (take (table, &plain, TRUE, cases[i].body) == (cases[i].models != NULL));
      assert_models (table, cases[i].models != NULL ? cases[i].models : "a?");
    }
}

/* What is about all models is an object. */
static void
test_shapes_of_all (void)
{
  static const char *const refused[] = {
    "", "[]", "null", "\"loaded\"", "{\"state\":\"loaded\"", "{\"state\":\"loaded\"}}",
  };
  g_autoptr(BatchModelTable) table = batch_model_table_new ();

  g_assert_true (take (table, &plain, TRUE, "{\"models\":[{\"id\":\"a\"}]}"));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (take (table, &of_all, FALSE, refused[i]));
      assert_models (table, "a?");
    }
}

/* --- What is said of a model --- */

/* Returns: (transfer full): the one that is described by @members beside its name */
static BatchModel *
read_one (const BatchModelSource *source,
          const char             *members)
{
  g_autoptr(BatchModelTable) table = batch_model_table_new ();
  g_autofree char *body = g_strdup_printf ("{\"%s\":[{\"id\":\"a\"%s%s}]}", source->array,
                                           *members != '\0' ? "," : "", members);

  g_test_message ("%s", members);
  g_assert_true (take (table, source, TRUE, body));
  return get (table, 0);
}

static void
test_uses (void)
{
  static const struct
  {
    const char     *members;
    BatchModelUses  uses;
  } cases[] = {
    { "\"capabilities\":\"llm\"", BATCH_MODEL_USES_CHAT },
    { "\"capabilities\":\"vlm\"", BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_VISION },
    { "\"capabilities\":\"embeddi\\u006egs\"", BATCH_MODEL_USES_EMBEDDING },
    { "\"capabilities\":[\"completion\",\"audio\",\"insert\"]",
      BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_AUDIO },
    { "\"capabilities\":[\"tools\",\"thinking\"]",
      BATCH_MODEL_USES_TOOLS | BATCH_MODEL_USES_THINKING },
    { "\"capabilities\":[\"chat\",[\"vision\"],{\"vision\":true},1,null]", BATCH_MODEL_USES_CHAT },
    { "\"capabilities\":{\"vision\":true,\"chat\":false,\"embedding\":1,\"audio\":\"yes\"}",
      BATCH_MODEL_USES_VISION },
    { "\"architecture\":{\"input_modalities\":[\"text\",\"image\"]},\"capabilities\":\"chat\"",
      BATCH_MODEL_USES_CHAT | BATCH_MODEL_USES_VISION },
    { "\"architecture\":[\"image\"]", BATCH_MODEL_USES_NONE },
    { "\"capabilities\":[]", BATCH_MODEL_USES_NONE },
    { "\"capabilities\":\"Chat\"", BATCH_MODEL_USES_NONE },
    { "\"capabilities\":\"\"", BATCH_MODEL_USES_NONE },
    { "\"capabilities\":7", BATCH_MODEL_USES_NONE },
    { "", BATCH_MODEL_USES_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchModel) model = read_one (&listing, cases[i].members);

      g_assert_cmpuint (batch_model_get_uses (model), ==, cases[i].uses);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *members;
    gint64      context_length;
    gint64      created_at;
    gint64      size;
    guint       slots;
  } cases[] = {
    { "", 0, 0, 0, 0 },
    { "\"meta\":{\"n_ctx_train\":131072,\"size\":42}", 131072, 0, 42, 0 },
    { "\"meta\":{\"n_ctx_train\":131072,\"n_ctx\":4096}", 4096, 0, 0, 0 },
    { "\"meta\":{\"n_ctx\":0,\"n_ctx_train\":8}", 8, 0, 0, 0 },
    { "\"max_model_len\":32768,\"created\":1700000000", 32768, 1700000000, 0, 0 },
    { "\"context_length\":-1,\"meta\":{\"size\":-5}", 0, 0, 0, 0 },
    { "\"context_length\":9223372036854775807", G_MAXINT64, 0, 0, 0 },
    { "\"context_length\":9223372036854775808", 0, 0, 0, 0 },
    { "\"context_length\":4096.0", 0, 0, 0, 0 },
    { "\"context_length\":\"4096\"", 0, 0, 0, 0 },
    { "\"created_at\":\"2023-11-14T22:13:20Z\"", 0, 1700000000, 0, 0 },
    { "\"created_at\":\"2023-11-15T00:13:20.123456789+02:00\"", 0, 1700000000, 0, 0 },
    { "\"created_at\":\"yesterday\"", 0, 0, 0, 0 },
    { "\"created_at\":\"\"", 0, 0, 0, 0 },
    { "\"created_at\":\"1969-12-31T23:59:59Z\"", 0, 0, 0, 0 },
    { "\"created_at\":{}", 0, 0, 0, 0 },
    { "\"status\":{\"args\":[\"llama-server\",\"--parallel\",\"3\"]}", 0, 0, 0, 3 },
    { "\"status\":{\"args\":[\"--parallel\"]}", 0, 0, 0, 0 },
    { "\"status\":{\"args\":[1,\"-np\",null,\"5\"]}", 0, 0, 0, 5 },
    { "\"status\":{\"args\":\"-np 3\"}", 0, 0, 0, 0 },
    { "\"status\":[]", 0, 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchModel) model = read_one (&listing, cases[i].members);

      g_assert_cmpint (batch_model_get_context_length (model), ==, cases[i].context_length);
      g_assert_cmpint (model->created_at, ==, cases[i].created_at);
      g_assert_cmpint (batch_model_get_size (model), ==, cases[i].size);
      g_assert_cmpuint (batch_model_get_slots (model), ==, cases[i].slots);
    }
}

static void
test_command (void)
{
  static const struct
  {
    const char *members;
    gint64      context_length;
    guint       slots;
  } cases[] = {
    { "\"command\":\"llama-server -c 8192 -np 4\"", 2048, 4 },
    { "\"command\":\"llama-server --ctx-size '8192' -kvu --parallel=4\"", 8192, 4 },
    { "\"command\":\"llama-server \\\"-c\\\" 512 # -np 4\"", 512, 0 },
    /* No words of a shell. */
    { "\"command\":\"llama-server -c 8192 'x\"", 0, 0 },
    { "\"command\":\"\"", 0, 0 },
    { "\"command\":[\"-c\",\"8192\"]", 0, 0 },
    { "\"slots\":4294967295", 0, G_MAXUINT },
    { "\"slots\":4294967297", 0, 0 },
    { "\"slots\":-1", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BatchModel) model = read_one (&plain, cases[i].members);

      g_assert_cmpint (batch_model_get_context_length (model), ==, cases[i].context_length);
      g_assert_cmpuint (batch_model_get_slots (model), ==, cases[i].slots);
    }
}

/* How a load goes is told together with the state, and counts anew with it. */
static void
test_loads (void)
{
  static const struct
  {
    const char      *entry;
    BatchModelState  state;
    gboolean         failed;
    gint64           exit_code;
    double           progress;
  } steps[] = {
    { "\"status\":{\"value\":\"loading\",\"progress\":{\"value\":0.5}}",
      BATCH_MODEL_STATE_LOADING, FALSE, 0, 0.5 },
    { "\"status\":{\"progress\":{\"value\":0.75}}", BATCH_MODEL_STATE_LOADING, FALSE, 0, 0.5 },
    { "\"status\":{\"value\":\"loading\",\"progress\":{\"value\":\"0.9\"}}",
      BATCH_MODEL_STATE_LOADING, FALSE, 0, -1 },
    { "\"status\":{\"value\":\"unloaded\",\"failed\":true,\"exit_code\":-9}",
      BATCH_MODEL_STATE_UNLOADED, TRUE, -9, -1 },
    { "\"object\":\"model\"", BATCH_MODEL_STATE_UNLOADED, TRUE, -9, -1 },
    { "\"status\":{\"value\":\"loaded\",\"failed\":\"true\"}",
      BATCH_MODEL_STATE_LOADED, FALSE, 0, -1 },
    { "\"status\":{\"value\":\"in use\"}", BATCH_MODEL_STATE_UNKNOWN, FALSE, 0, -1 },
    /* In letters of any size, and as a word alone. */
    { "\"status\":{\"value\":\"Loading\"}", BATCH_MODEL_STATE_LOADING, FALSE, 0, -1 },
    { "\"status\":{\"value\":\"LOADED\"}", BATCH_MODEL_STATE_LOADED, FALSE, 0, -1 },
    { "\"status\":\"Unloaded\"", BATCH_MODEL_STATE_UNLOADED, FALSE, 0, -1 },
    { "\"status\":\"loaded\"", BATCH_MODEL_STATE_LOADED, FALSE, 0, -1 },
    /* That a server has it says nothing of its memory. */
    { "\"status\":\"active\"", BATCH_MODEL_STATE_LOADED, FALSE, 0, -1 },
  };
  g_autoptr(BatchModelTable) table = batch_model_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"data\":[{\"id\":\"a\",%s}]}", steps[i].entry);
      g_autoptr(BatchModel) model = NULL;

      g_test_message ("%s", steps[i].entry);
      g_assert_true (take (table, &listing, TRUE, body));
      model = get (table, 0);
      g_assert_cmpint (batch_model_get_state (model), ==, steps[i].state);
      g_assert_cmpint (model->failed, ==, steps[i].failed);
      g_assert_cmpint (model->exit_code, ==, steps[i].exit_code);
      g_assert_cmpfloat (model->progress, ==, steps[i].progress);
    }
}

/* Once somebody else answers for it, that stays known. */
static void
test_remote (void)
{
  g_autoptr(BatchModelTable) table = batch_model_table_new ();
  g_autoptr(BatchModel) model = NULL;

  g_assert_true (take (table, &plain, TRUE, "{\"models\":[{\"id\":\"a\",\"host\":\"\"}]}"));
  model = get (table, 0);
  g_assert_false (batch_model_get_remote (model));
  g_assert_true (take (table, &plain, FALSE, "{\"models\":[{\"id\":\"a\",\"host\":\"x\"}]}"));
  g_assert_true (batch_model_get_remote (model));
  g_assert_true (take (table, &plain, FALSE, "{\"models\":[{\"id\":\"a\"}]}"));
  g_assert_true (batch_model_get_remote (model));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/backend/model-table/sources", test_sources);
  g_test_add_func ("/batch/backend/model-table/instances", test_instances);
  g_test_add_func ("/batch/backend/model-table/list", test_list);
  g_test_add_func ("/batch/backend/model-table/shapes", test_shapes);
  g_test_add_func ("/batch/backend/model-table/shapes-of-all", test_shapes_of_all);
  g_test_add_func ("/batch/backend/model-table/uses", test_uses);
  g_test_add_func ("/batch/backend/model-table/numbers", test_numbers);
  g_test_add_func ("/batch/backend/model-table/command", test_command);
  g_test_add_func ("/batch/backend/model-table/loads", test_loads);
  g_test_add_func ("/batch/backend/model-table/remote", test_remote);

  return g_test_run ();
}
