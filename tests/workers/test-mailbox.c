/* test-mailbox.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "workers/batch-mailbox-private.h"

#define N_THREADS 4
#define N_EACH    2000
/* More than anybody reads in a turn. */
#define N_ENDLESS 1000000
/* A turn is over after one message that takes so long. */
#define SLOW_US   3000

typedef struct
{
  GMainContext *context;
  BatchMailbox *box;
  GString      *opened;            /* what the messages said, in order */
  GString      *destroyed;
  GThread      *owner;
  guint         n_posted;          /* by messages that post themselves */
} Fixture;

/* What a message says, and who is told that it is gone. */
typedef struct
{
  GString *destroyed;
  char     word;
} Message;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->context = g_main_context_new ();
  fixture->box = batch_mailbox_new (fixture->context, fixture);
  fixture->opened = g_string_new (NULL);
  fixture->destroyed = g_string_new (NULL);
  fixture->owner = g_thread_self ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->box, batch_mailbox_unref);
  g_main_context_unref (fixture->context);
  g_string_free (fixture->opened, TRUE);
  g_string_free (fixture->destroyed, TRUE);
}

static void
iterate (Fixture *fixture)
{
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
}

static void
message_free (gpointer data)
{
  Message *message = data;

  g_string_append_c (message->destroyed, message->word);
  g_free (message);
}

static void
read_message (gpointer receiver,
              gpointer data)
{
  Fixture *fixture = receiver;
  const Message *message = data;

  g_assert_true (g_thread_self () == fixture->owner);
  g_string_append_c (fixture->opened, message->word);
}

static Message *
message_new (Fixture *fixture,
             char     word)
{
  Message *message = g_new (Message, 1);

  *message = (Message) { fixture->destroyed, word };
  return message;
}

static void
post_with (Fixture          *fixture,
           BatchMailboxFunc  func,
           char              word)
{
  batch_mailbox_post (fixture->box, func, message_new (fixture, word), message_free);
}

static void
post_and_yield (Fixture *fixture,
                char     word)
{
  batch_mailbox_post_and_yield (fixture->box, read_message, message_new (fixture, word),
                                message_free);
}

static void
post (Fixture    *fixture,
      const char *words)
{
  for (const char *word = words; *word != '\0'; word++)
    post_with (fixture, read_message, *word);
}

static void
assert_told (Fixture    *fixture,
             const char *opened,
             const char *destroyed)
{
  g_assert_cmpstr (fixture->opened->str, ==, opened);
  g_assert_cmpstr (fixture->destroyed->str, ==, destroyed);
}

/* --- In one thread --- */

/* Nothing is opened from within the call, and each is destroyed once, after it was read. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  g_assert_false (g_main_context_pending (fixture->context));
  post (fixture, "abc");
  assert_told (fixture, "", "");
  g_assert_true (g_main_context_pending (fixture->context));
  iterate (fixture);
  assert_told (fixture, "abc", "abc");

  g_assert_false (g_main_context_pending (fixture->context));
  post (fixture, "d");
  iterate (fixture);
  assert_told (fixture, "abcd", "abcd");
}

/* Many messages are one wake-up of the context. */
static void
test_one_wake (Fixture       *fixture,
               gconstpointer  data)
{
  GSource *source;

  post (fixture, "abcdef");
  source = g_main_context_find_source_by_user_data (fixture->context, fixture->box);
  g_assert_nonnull (source);
  g_source_ref (source);
  g_source_destroy (source);
  g_source_unref (source);
  g_assert_null (g_main_context_find_source_by_user_data (fixture->context, fixture->box));
}

static void
count (gpointer receiver,
       gpointer data)
{
  guint *n = data;

  g_assert_nonnull (receiver);
  (*n)++;
}

static void
test_no_destroy (Fixture       *fixture,
                 gconstpointer  data)
{
  guint n = 0;

  batch_mailbox_post (fixture->box, count, &n, NULL);
  batch_mailbox_post (fixture->box, count, &n, NULL);
  iterate (fixture);
  g_assert_cmpuint (n, ==, 2);

  batch_mailbox_shut (fixture->box);
  batch_mailbox_post (fixture->box, count, &n, NULL);
  iterate (fixture);
  g_assert_cmpuint (n, ==, 2);
}

static void
read_and_post (gpointer receiver,
               gpointer data)
{
  Fixture *fixture = receiver;

  read_message (receiver, data);
  if (fixture->n_posted++ < 3)
    post_with (fixture, read_and_post, (char) ('0' + fixture->n_posted));
}

/* A message that is written while another is read comes behind those that are there. */
static void
test_post_while_reading (Fixture       *fixture,
                         gconstpointer  data)
{
  post_with (fixture, read_and_post, 'a');
  post (fixture, "bc");
  iterate (fixture);
  assert_told (fixture, "abc123", "abc123");
}

static void
write_on (gpointer receiver,
          gpointer data)
{
  Fixture *fixture = receiver;

  if (++fixture->n_posted < N_ENDLESS)
    post_with (fixture, write_on, 'x');
}

static gboolean
note_turn (gpointer data)
{
  gboolean *had_turn = data;

  *had_turn = TRUE;
  return G_SOURCE_REMOVE;
}

/* Those who never stop writing do not keep others from their turn. */
static void
test_others_have_turns (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GSource) other = g_idle_source_new ();
  gboolean had_turn = FALSE;

  post_with (fixture, write_on, 'x');
  g_source_set_priority (other, G_PRIORITY_DEFAULT);
  g_source_set_callback (other, note_turn, &had_turn, NULL);
  g_source_attach (other, fixture->context);
  while (!had_turn)
    g_main_context_iteration (fixture->context, FALSE);

  g_assert_cmpuint (fixture->n_posted, >, 0);
  g_assert_cmpuint (fixture->n_posted, <, N_ENDLESS);
  g_assert_true (g_main_context_pending (fixture->context));
  batch_mailbox_shut (fixture->box);
  g_assert_cmpuint (fixture->destroyed->len, ==, fixture->n_posted + 1);
}

static void
read_slowly (gpointer receiver,
             gpointer data)
{
  gint64 end = g_get_monotonic_time () + SLOW_US;

  read_message (receiver, data);
  while (g_get_monotonic_time () < end)
    ;
}

/* What is left when others have their turn is read afterwards, although nobody writes any more. */
static void
test_goes_on (Fixture       *fixture,
              gconstpointer  data)
{
  for (char word = 'a'; word <= 'd'; word++)
    post_with (fixture, read_slowly, word);

  for (guint n = 1; n <= 4; n++)
    {
      g_assert_true (g_main_context_iteration (fixture->context, FALSE));
      g_assert_cmpuint (fixture->opened->len, ==, n);
    }
  assert_told (fixture, "abcd", "abcd");
  g_assert_false (g_main_context_pending (fixture->context));
}

/* What somebody may wait for in a loop of his own is the last that he is told in it. */
static void
test_yield (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const told[] = { "ab", "abc", "abcde" };

  for (const char *word = "abcde"; *word != '\0'; word++)
    if (*word == 'b' || *word == 'c')
      post_and_yield (fixture, *word);
    else
      post_with (fixture, read_message, *word);

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_assert_true (g_main_context_iteration (fixture->context, FALSE));
      assert_told (fixture, told[i], told[i]);
    }
  g_assert_false (g_main_context_pending (fixture->context));

  post_and_yield (fixture, 'f');
  iterate (fixture);
  assert_told (fixture, "abcdef", "abcdef");
  g_assert_false (g_main_context_pending (fixture->context));
}

/* --- Ends --- */

static void
test_close (Fixture       *fixture,
            gconstpointer  data)
{
  post (fixture, "ab");
  batch_mailbox_close (fixture->box);
  post (fixture, "c");
  assert_told (fixture, "", "");
  iterate (fixture);
  assert_told (fixture, "", "abc");
  batch_mailbox_close (fixture->box);
}

static void
read_and_close (gpointer receiver,
                gpointer data)
{
  Fixture *fixture = receiver;

  read_message (receiver, data);
  batch_mailbox_close (fixture->box);
}

/* Who closes it while a message is read gets no other one, although it was there. */
static void
test_close_while_reading (Fixture       *fixture,
                          gconstpointer  data)
{
  post (fixture, "a");
  post_with (fixture, read_and_close, 'b');
  post (fixture, "cd");
  iterate (fixture);
  assert_told (fixture, "ab", "abcd");
}

static void
test_shut (Fixture       *fixture,
           gconstpointer  data)
{
  post (fixture, "ab");
  batch_mailbox_shut (fixture->box);
  assert_told (fixture, "", "ab");
  g_assert_false (g_main_context_pending (fixture->context));

  post (fixture, "c");
  assert_told (fixture, "", "abc");
  g_assert_false (g_main_context_pending (fixture->context));
  batch_mailbox_shut (fixture->box);
  post (fixture, "d");
  assert_told (fixture, "", "abcd");
}

static void
read_and_shut (gpointer receiver,
               gpointer data)
{
  Fixture *fixture = receiver;

  read_message (receiver, data);
  batch_mailbox_shut (fixture->box);
  g_assert_cmpstr (fixture->destroyed->str, ==, "bc");
  post (fixture, "d");
}

static void
test_shut_while_reading (Fixture       *fixture,
                         gconstpointer  data)
{
  post_with (fixture, read_and_shut, 'a');
  post (fixture, "bc");
  iterate (fixture);
  assert_told (fixture, "a", "bcda");
}

/* Messages under way hold the box, and no one else does. */
static void
test_unref_under_way (Fixture       *fixture,
                      gconstpointer  data)
{
  post (fixture, "ab");
  g_assert_true (batch_mailbox_ref (fixture->box) == fixture->box);
  batch_mailbox_unref (fixture->box);
  g_clear_pointer (&fixture->box, batch_mailbox_unref);
  assert_told (fixture, "", "");
  iterate (fixture);
  assert_told (fixture, "ab", "ab");
}

/* A context that goes, with a message in it that nobody will read. */
static void
test_context_goes (void)
{
  Fixture fixture = { 0 };
  GMainContext *context;

  set_up (&fixture, NULL);
  context = fixture.context;
  post (&fixture, "ab");
  batch_mailbox_shut (fixture.box);
  g_main_context_ref (context);
  tear_down (&fixture, NULL);
  g_assert_false (g_main_context_pending (context));
  g_main_context_unref (context);
}

/* --- From many threads --- */

typedef struct
{
  BatchMailbox *box;
  guint         number;
  int          *n_destroyed;       /* atomic */
} Writer;

/* Whose message it is, and the how manieth. */
typedef struct
{
  guint  writer;
  guint  number;
  int   *n_destroyed;
} Numbered;

typedef struct
{
  GThread *thread;
  guint    next[N_THREADS];
  guint    n;
} Reader;

static void
numbered_free (gpointer data)
{
  Numbered *message = data;

  g_atomic_int_inc (message->n_destroyed);
  g_free (message);
}

static void
read_numbered (gpointer receiver,
               gpointer data)
{
  Reader *reader = receiver;
  const Numbered *message = data;

  g_assert_true (g_thread_self () == reader->thread);
  g_assert_cmpuint (message->number, ==, reader->next[message->writer]);
  reader->next[message->writer]++;
  reader->n++;
}

static gpointer
write_thread (gpointer data)
{
  Writer *writer = data;

  for (guint i = 0; i < N_EACH; i++)
    {
      Numbered *message = g_new (Numbered, 1);

      *message = (Numbered) { writer->number, i, writer->n_destroyed };
      batch_mailbox_post (writer->box, read_numbered, message, numbered_free);
    }
  batch_mailbox_unref (writer->box);
  return NULL;
}

static void
start (GThread      *threads[N_THREADS],
       Writer        writers[N_THREADS],
       BatchMailbox *box,
       int          *n_destroyed)
{
  for (guint i = 0; i < N_THREADS; i++)
    {
      writers[i] = (Writer) { batch_mailbox_ref (box), i, n_destroyed };
      threads[i] = g_thread_new ("writer", write_thread, &writers[i]);
    }
}

/* No message is lost or comes twice, and those of each writer come in order. */
static void
test_threads (void)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  Reader reader = { g_thread_self () };
  g_autoptr(BatchMailbox) box = batch_mailbox_new (context, &reader);
  GThread *threads[N_THREADS];
  Writer writers[N_THREADS];
  int n_destroyed = 0;

  start (threads, writers, box, &n_destroyed);
  while (reader.n < N_THREADS * N_EACH)
    g_main_context_iteration (context, TRUE);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (reader.n, ==, N_THREADS * N_EACH);
  g_assert_cmpint (n_destroyed, ==, N_THREADS * N_EACH);
}

/* Shut while they write: what was not read is destroyed all the same, once each. */
static void
test_threads_shut (void)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr(GMainContext) context = g_main_context_new ();
      Reader reader = { g_thread_self () };
      g_autoptr(BatchMailbox) box = batch_mailbox_new (context, &reader);
      GThread *threads[N_THREADS];
      Writer writers[N_THREADS];
      int n_destroyed = 0;
      guint n;

      start (threads, writers, box, &n_destroyed);
      while (reader.n < round * 20)
        g_main_context_iteration (context, TRUE);
      batch_mailbox_shut (box);
      n = reader.n;
      for (guint i = 0; i < N_THREADS; i++)
        g_thread_join (threads[i]);

      g_assert_false (g_main_context_pending (context));
      g_assert_cmpuint (reader.n, ==, n);
      g_assert_cmpint (n_destroyed, ==, N_THREADS * N_EACH);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } cases[] = {
    { "order", test_order },
    { "one-wake", test_one_wake },
    { "no-destroy", test_no_destroy },
    { "post-while-reading", test_post_while_reading },
    { "others-have-turns", test_others_have_turns },
    { "goes-on", test_goes_on },
    { "yield", test_yield },
    { "close", test_close },
    { "close-while-reading", test_close_while_reading },
    { "shut", test_shut },
    { "shut-while-reading", test_shut_while_reading },
    { "unref-under-way", test_unref_under_way },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/batch/workers/mailbox/", cases[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, cases[i].test, tear_down);
    }
  g_test_add_func ("/batch/workers/mailbox/context-goes", test_context_goes);
  g_test_add_func ("/batch/workers/mailbox/threads", test_threads);
  g_test_add_func ("/batch/workers/mailbox/threads-shut", test_threads_shut);
  return g_test_run ();
}
