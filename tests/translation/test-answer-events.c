/* test-answer-events.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "translation/batch-answer-events-private.h"

#include <string.h>

#define STREAM(event) "data: " event "\n\ndata: [DONE]\n\n"

static void
test_answers (void)
{
  static const struct
  {
    const char *answer;
    const char *events;         /* NULL: there are none */
  } cases[] = {
    { "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
      "{\"role\":\"assistant\",\"content\":\"a\\n{\"},\"finish_reason\":\"stop\"}],\"usage\":{}}",
      STREAM ("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
              "\"delta\":{\"role\":\"assistant\",\"content\":\"a\\n{\"},\"finish_reason\":"
              "\"stop\"}],\"usage\":{}}") },
    /* Laid out for people. */
    { "{ \"choices\" :\n [ { \"message\" : {\n\"content\" : \"a\" } } , { \"message\" : { } } ],"
      "\r\n"
      "\"usage\": {\r\n\"n\": 1\n}\n}\n",
      STREAM ("{\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{}}],"
              "\"usage\":{  \"n\": 1 }}") },
    { "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"x\",\"function\":{}},"
      "{\"index\":7,\"id\":\"y\"}]}}]}",
      STREAM ("{\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":[{\"index\":0,"
              "\"id\":\"x\",\"function\":{}},{\"index\":1,\"id\":\"y\"}]}}]}") },
    { "{\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\"}]}",
      STREAM ("{\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\"}]}") },
    { "{\"choices\":[]}", STREAM ("{\"choices\":[]}") },
    { "{\"choices\":null}", NULL },
    { "{\"content\":[]}", NULL },
    { "[]", NULL },
    { "{\"choices\":[", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* A block of its own, so that a read past the end is seen. */
      gsize length = strlen (cases[i].answer);
      g_autoptr(GBytes) answer = g_bytes_new (cases[i].answer, length);
      g_autoptr(GBytes) events = batch_answer_to_events (answer);

      g_test_message ("case %u", i);
      if (cases[i].events != NULL)
        g_assert_cmpmem (g_bytes_get_data (events, NULL), g_bytes_get_size (events),
                         cases[i].events, strlen (cases[i].events));
      else
        g_assert_null (events);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/batch/translation/answer-events/answers", test_answers);
  return g_test_run ();
}
