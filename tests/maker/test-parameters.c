/* test-parameters.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "batch-types.h"
#include "maker/batch-parameters-private.h"

#define NEITHER { .temperature = -1, .top_p = -1, .seed = -1 }

/* “name=value name=value”, or NULL with an error. */
static char *
list (const BatchParameters  *parameters,
      BatchEndpoint           endpoint,
      GError                **error)
{
  g_autoptr(GPtrArray) strings = batch_parameters_to_list (parameters, endpoint, error);
  GString *text;

  if (strings == NULL)
    return NULL;

  g_assert_cmpuint (strings->len % 2, ==, 0);
  text = g_string_new (NULL);
  for (guint i = 0; i < strings->len; i += 2)
    g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", (char *) strings->pdata[i],
                            (char *) strings->pdata[i + 1]);
  return g_string_free (text, FALSE);
}

static void
assert_list (const BatchParameters *parameters,
             BatchEndpoint          endpoint,
             const char            *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = list (parameters, endpoint, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (const BatchParameters *parameters,
                BatchEndpoint          endpoint,
                const char            *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = list (parameters, endpoint, &error);

  g_assert_null (text);
  g_assert_error (error, BATCH_ERROR, BATCH_ERROR_INVALID_REQUEST);
  g_assert_true (g_str_has_prefix (error->message, message));
}

/* Who says nothing asks for nothing, wherever it goes. */
static void
test_nothing (void)
{
  BatchParameters parameters;

  batch_parameters_init (&parameters);
  for (int endpoint = 0; endpoint < (int) BATCH_N_ENDPOINTS; endpoint++)
    assert_list (&parameters, endpoint, "");
  batch_parameters_clear (&parameters);
  /* Once more is as good. */
  batch_parameters_clear (&parameters);
}

/* --- What each endpoint calls them --- */

typedef enum
{
  TEMPERATURE,
  TOP_P,
  MAX_TOKENS,
  SEED,
  SCHEMA,
  N_SETTINGS,
} Setting;

static void
set (BatchParameters *parameters,
     Setting          setting)
{
  parameters->temperature = setting == TEMPERATURE ? 0.5 : parameters->temperature;
  parameters->top_p = setting == TOP_P ? 0.25 : parameters->top_p;
  parameters->max_tokens = setting == MAX_TOKENS ? 9 : parameters->max_tokens;
  parameters->seed = setting == SEED ? 0 : parameters->seed;
  if (setting == SCHEMA)
    parameters->schema = (char *) "{\"a\":1}";
}

#define CHAT_FORMAT "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\"," \
                    "\"strict\":true,\"schema\":{\"a\":1}}}"
#define TEXT_FORMAT "{\"format\":{\"type\":\"json_schema\",\"name\":\"answer\"," \
                    "\"strict\":true,\"schema\":{\"a\":1}}}"

static const struct
{
  BatchEndpoint  endpoint;
  const char    *said[N_SETTINGS];         /* NULL: it does not take that */
} spellings[] = {
  { BATCH_ENDPOINT_CHAT_COMPLETIONS, { "temperature=0.5", "top_p=0.25", "max_tokens=9", "seed=0",
    "response_format=" CHAT_FORMAT } },
  { BATCH_ENDPOINT_COMPLETIONS, { "temperature=0.5", "top_p=0.25", "max_tokens=9", "seed=0",
    NULL } },
  { BATCH_ENDPOINT_RESPONSES, { "temperature=0.5", "top_p=0.25", "max_output_tokens=9", NULL,
    "text=" TEXT_FORMAT } },
  { BATCH_ENDPOINT_MESSAGES, { "temperature=0.5", "top_p=0.25", "max_tokens=9", NULL, NULL } },
  { BATCH_ENDPOINT_EMBEDDINGS, { NULL, NULL, NULL, NULL, NULL } },
  { BATCH_ENDPOINT_MODERATIONS, { NULL, NULL, NULL, NULL, NULL } },
};

/* Each subset of the settings says what its parts say, in their order, and is refused for the
 * first one of them that the endpoint does not take. */
static void
test_spellings (void)
{
  static const char *const names[] = { "temperature", "top_p", "max_tokens", "seed", "schema" };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    for (guint subset = 0; subset < 1u << N_SETTINGS; subset++)
      {
        BatchParameters parameters = NEITHER;
        g_autoptr(GString) expected = g_string_new (NULL);
        const char *refused = NULL;

        for (guint j = 0; j < N_SETTINGS; j++)
          if ((subset & 1u << j) != 0)
            {
              set (&parameters, j);
              if (spellings[i].said[j] == NULL)
                refused = refused != NULL ? refused : names[j];
              else
                g_string_append_printf (expected, "%s%s", expected->len > 0 ? " " : "",
                                        spellings[i].said[j]);
            }

        if (refused != NULL)
          {
            g_autofree char *message =
              g_strdup_printf ("%s does not take “%s”; leave it out",
                               batch_endpoint_get_path (spellings[i].endpoint), refused);

            assert_refused (&parameters, spellings[i].endpoint, message);
          }
        else
          assert_list (&parameters, spellings[i].endpoint, expected->str);
      }
}

/* --- Numbers --- */

static void
test_numbers (void)
{
  static const struct
  {
    double      temperature;
    gint64      max_tokens;
    gint64      seed;
    const char *expected;
  } cases[] = {
    { 0, 0, -1, "temperature=0" },
    { 1, 0, -1, "temperature=1" },
    { 0.1, 0, -1, "temperature=0.1" },
    { 0.1 + 0.2, 0, -1, "temperature=0.3" },
    { 1e-7, 0, -1, "temperature=1e-07" },
    { -0.5, 0, -1, "" },
    { -1, 1, 0, "max_tokens=1 seed=0" },
    { -1, G_MAXINT64, G_MAXINT64, "max_tokens=9223372036854775807 seed=9223372036854775807" },
    { -1, 0, G_MININT64, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchParameters parameters = NEITHER;

      parameters.temperature = cases[i].temperature;
      parameters.max_tokens = cases[i].max_tokens;
      parameters.seed = cases[i].seed;
      assert_list (&parameters, BATCH_ENDPOINT_CHAT_COMPLETIONS, cases[i].expected);
    }
}

/* --- What a person writes --- */

static void
test_members (void)
{
  static const struct
  {
    const char *members;
    const char *expected;
  } cases[] = {
    { "{}", "" },
    { " \n{ \"b\" : 1 , \"a\":[ 1,\r\n2 ] }\t", "b=1 a=[ 1,  2 ]" },
    { "{\"\":null}", "=null" },
    { "{\"\\u0061\":true}", "a=true" },
    { "{\"a\":\"x\\ny\"}", "a=\"x\\ny\"" },
    { "{\"n\":1.50e+00,\"big\":123456789012345678901234567890}",
      "n=1.50e+00 big=123456789012345678901234567890" },
    { "{\"ä\":\"ö\"}", "ä=\"ö\"" },
    /* In a member, a name may stand again. */
    { "{\"a\":{\"a\":1,\"b\":2},\"b\":3}", "a={\"a\":1,\"b\":2} b=3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchParameters parameters = NEITHER;

      parameters.members = (char *) cases[i].members;
      /* Those that are spelled out go everywhere. */
      assert_list (&parameters, BATCH_ENDPOINT_CHAT_COMPLETIONS, cases[i].expected);
      assert_list (&parameters, BATCH_ENDPOINT_EMBEDDINGS, cases[i].expected);
    }
}

static void
test_no_objects (void)
{
  static const char *const texts[] = {
    "", " ", "[]", "null", "7", "\"a\"", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
    "{} {}", "{\"a\":1} x", "{\"a\":01}", "{\"a\":\"\xff\"}", "{\"a\":NaN}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      BatchParameters members = NEITHER;
      BatchParameters schema = NEITHER;

      g_test_message ("case %u", i);
      members.members = (char *) texts[i];
      schema.schema = (char *) texts[i];
      assert_refused (&members, BATCH_ENDPOINT_CHAT_COMPLETIONS,
                      "The members for the body are not a JSON object: ");
      assert_refused (&schema, BATCH_ENDPOINT_CHAT_COMPLETIONS, "The schema is not a JSON object");
    }
}

static void
test_schema_on_one_line (void)
{
  BatchParameters parameters = NEITHER;

  parameters.schema = (char *) " {\n \"type\":\r\n\"object\" }\n";
  assert_list (&parameters, BATCH_ENDPOINT_CHAT_COMPLETIONS,
               "response_format={\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\","
               "\"strict\":true,\"schema\":{  \"type\":  \"object\" }}}");
}

/* By the name that the endpoint has for it, since that is what would be sent twice. */
static void
test_twice (void)
{
  static const struct
  {
    BatchEndpoint  endpoint;
    Setting        setting;
    const char    *members;
    const char    *name;           /* NULL: it is not the same */
  } cases[] = {
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, TEMPERATURE, "{\"temperature\":1}", "temperature" },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, TEMPERATURE, "{\"\\u0074emperature\":1}", "temperature" },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, TEMPERATURE, "{\"Temperature\":1}", NULL },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, MAX_TOKENS, "{\"max_output_tokens\":1}", NULL },
    { BATCH_ENDPOINT_RESPONSES, MAX_TOKENS, "{\"max_output_tokens\":1}", "max_output_tokens" },
    { BATCH_ENDPOINT_RESPONSES, MAX_TOKENS, "{\"max_tokens\":1}", NULL },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, SCHEMA, "{\"response_format\":{}}", "response_format" },
    { BATCH_ENDPOINT_RESPONSES, SCHEMA, "{\"text\":{}}", "text" },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, SEED, "{\"x\":1,\"seed\":1}", "seed" },
    { BATCH_ENDPOINT_CHAT_COMPLETIONS, SEED, "{\"x\":\"seed\"}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BatchParameters parameters = NEITHER;
      g_autofree char *message = g_strdup_printf ("“%s” is said twice: by itself and among the "
                                                  "members for the body", cases[i].name);

      set (&parameters, cases[i].setting);
      parameters.members = (char *) cases[i].members;
      if (cases[i].name != NULL)
        assert_refused (&parameters, cases[i].endpoint, message);
      else
        {
          g_autofree char *text = list (&parameters, cases[i].endpoint, NULL);

          g_assert_nonnull (text);
        }
    }
}

static void
test_twice_among_members (void)
{
  static const char *const texts[] = {
    "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":1,\"\\u0061\":2}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      BatchParameters parameters = NEITHER;

      parameters.members = (char *) texts[i];
      assert_refused (&parameters, BATCH_ENDPOINT_CHAT_COMPLETIONS,
                      "“a” is said twice among the members for the body");
    }
}

/* A copy has its own texts. */
static void
test_copy (void)
{
  BatchParameters parameters;
  BatchParameters copy;

  batch_parameters_init (&parameters);
  batch_parameters_copy (&parameters, &copy);
  g_assert_null (copy.schema);
  g_assert_null (copy.members);
  assert_list (&copy, BATCH_ENDPOINT_NONE, "");
  batch_parameters_clear (&copy);

  parameters.top_p = 0.5;
  parameters.schema = g_strdup ("{\"a\":1}");
  parameters.members = g_strdup ("{\"b\":2}");
  batch_parameters_copy (&parameters, &copy);
  memset (parameters.schema, 'x', strlen (parameters.schema));
  batch_parameters_clear (&parameters);
  assert_list (&copy, BATCH_ENDPOINT_CHAT_COMPLETIONS,
               "b=2 top_p=0.5 response_format=" CHAT_FORMAT);
  batch_parameters_clear (&copy);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/batch/maker/parameters/nothing", test_nothing);
  g_test_add_func ("/batch/maker/parameters/spellings", test_spellings);
  g_test_add_func ("/batch/maker/parameters/numbers", test_numbers);
  g_test_add_func ("/batch/maker/parameters/members", test_members);
  g_test_add_func ("/batch/maker/parameters/no-objects", test_no_objects);
  g_test_add_func ("/batch/maker/parameters/schema-on-one-line", test_schema_on_one_line);
  g_test_add_func ("/batch/maker/parameters/twice", test_twice);
  g_test_add_func ("/batch/maker/parameters/twice-among-members", test_twice_among_members);
  g_test_add_func ("/batch/maker/parameters/copy", test_copy);

  return g_test_run ();
}
