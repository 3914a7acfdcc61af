/* simulator/batch-simulator-connection.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define READ_SIZE       (16 * 1024)
#define PIPELINE_LIMIT  (64 * 1024)
#define KEPT_BUFFER     (256 * 1024)
#define LAST_PART       (64 * 1024)
#define LINGER_US       (2 * G_USEC_PER_SEC)

/*
 * The life of a connection: it reads a request, hands it out, waits until the answer has been
 * given and sent, and reads the next one. What a pipelining client sends meanwhile is kept, up to
 * a limit. A connection that ends first stops sending and then reads on for a moment, because a
 * close with unread bytes would be a reset, and the client might lose the answer.
 */
typedef enum
{
  STATE_HEAD,
  STATE_BODY,
  STATE_ANSWERING,
  STATE_ENDING,       /* the whole answer is in the output */
  STATE_LINGERING,
  STATE_CLOSED,
} State;

struct _BatchSimulatorConnection
{
  GSocket                             *socket;
  const BatchSimulatorConnectionFuncs *funcs;
  gpointer                             user_data;
  gpointer                             tag;
  BatchSimulatorWatch                  watch;
  BatchSimulatorTimer                  linger;
  BatchSimulatorReactor               *reactor;
  GByteArray                          *input;
  gsize                                consumed;    /* of the input, by requests before */
  gsize                                scanned;
  BatchSimulatorHead                   head;
  gsize                                head_length;
  BatchSimulatorDechunker              dechunker;
  GByteArray                          *chunked_body;
  GString                             *output;
  gsize                                sent;
  BatchSimulatorProducer               producer;
  gpointer                             producer_data;
  GDestroyNotify                       producer_destroy;
  State                                state;
  guint                                keep : 1;
  guint                                told : 1;    /* that the answer is finished */
  guint                                advancing : 1;
};

static void
drop_producer (BatchSimulatorConnection *self)
{
  gpointer data = g_steal_pointer (&self->producer_data);

  self->producer = NULL;
  if (self->producer_destroy != NULL)
    self->producer_destroy (data);
  self->producer_destroy = NULL;
}

static gboolean
is_answering (BatchSimulatorConnection *self)
{
  return self->state == STATE_ANSWERING || self->state == STATE_ENDING;
}

static void
tell_finished (BatchSimulatorConnection *self,
               gboolean                  by_client)
{
  if (self->told)
    return;

  self->told = TRUE;
  self->funcs->finished (self, by_client, self->user_data);
}

/* The structure stays until the outermost call is done with it. */
static void
close_now (BatchSimulatorConnection *self,
           gboolean                  by_client)
{
  gboolean was_answering = is_answering (self);

  if (self->state == STATE_CLOSED)
    return;

  self->state = STATE_CLOSED;
  drop_producer (self);
  batch_simulator_watch_stop (&self->watch);
  batch_simulator_timer_clear (&self->linger);
  if (was_answering)
    tell_finished (self, by_client);
  g_socket_close (self->socket, NULL);
  self->funcs->closed (self, self->user_data);
}

static void
linger_over_cb (gpointer user_data)
{
  BatchSimulatorConnection *self = user_data;

  close_now (self, FALSE);
  batch_simulator_connection_free (self);
}

static void
start_lingering (BatchSimulatorConnection *self)
{
  self->state = STATE_LINGERING;
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  batch_simulator_timer_set (&self->linger, self->reactor,
                             batch_simulator_reactor_real_due (self->reactor, LINGER_US),
                             linger_over_cb, self);
}

static void
update_watch (BatchSimulatorConnection *self)
{
  guint32 events = EPOLLRDHUP;

  if (self->state == STATE_CLOSED)
    return;
  if (!is_answering (self) || self->input->len - self->consumed < PIPELINE_LIMIT)
    events |= EPOLLIN;
  if (self->sent < self->output->len || self->producer != NULL)
    events |= EPOLLOUT;
  batch_simulator_watch_change (&self->watch, events);
}

static gboolean
would_block (void)
{
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Returns whether everything is out. */
static gboolean
send_output (BatchSimulatorConnection *self)
{
  while (self->sent < self->output->len)
    {
      gssize n = send (self->watch.fd, self->output->str + self->sent,
                       self->output->len - self->sent, MSG_NOSIGNAL);

      if (n < 0)
        {
          if (!would_block ())
            close_now (self, TRUE);
          return FALSE;
        }
      self->sent += n;
    }

  self->sent = 0;
  g_string_truncate (self->output, 0);
  return TRUE;
}

static void
produce_some (BatchSimulatorConnection *self)
{
  if (self->producer != NULL && !self->producer (self->output, self->producer_data))
    {
      drop_producer (self);
      self->state = STATE_ENDING;
    }
}

static void
forget_request (BatchSimulatorConnection *self)
{
  if (self->consumed > KEPT_BUFFER && self->consumed >= self->input->len)
    {
      self->consumed = 0;
      g_byte_array_unref (self->input);
      self->input = g_byte_array_sized_new (READ_SIZE);
    }
  else if (self->consumed >= self->input->len)
    {
      self->consumed = 0;
      g_byte_array_set_size (self->input, 0);
    }
  else if (self->consumed > PIPELINE_LIMIT)
    {
      g_byte_array_remove_range (self->input, 0, self->consumed);
      self->consumed = 0;
    }
  self->scanned = 0;
  g_clear_pointer (&self->chunked_body, g_byte_array_unref);
  if (self->output->allocated_len > KEPT_BUFFER)
    {
      g_string_free (self->output, TRUE);
      self->output = g_string_new (NULL);
    }
}

static void
finish_answer (BatchSimulatorConnection *self)
{
  gboolean keep = self->keep;

  self->state = STATE_HEAD;
  forget_request (self);
  tell_finished (self, FALSE);
  if (!keep)
    start_lingering (self);
}

/* Returns whether there is more to do at once. */
static gboolean
push_answer (BatchSimulatorConnection *self)
{
  /* Told before the last part leaves, so that a client which has its answer finds it counted. */
  if (self->state == STATE_ENDING && self->output->len - self->sent <= LAST_PART)
    tell_finished (self, FALSE);
  if (!send_output (self))
    return FALSE;

  if (self->state == STATE_ENDING)
    {
      finish_answer (self);
      return self->state == STATE_HEAD;
    }
  /* The rest waits for its turn: a body without end must not keep the others from theirs. */
  produce_some (self);
  return self->state == STATE_ENDING;
}

static void
refuse (BatchSimulatorConnection *self,
        guint                     status)
{
  self->state = STATE_ANSWERING;
  self->told = FALSE;
  self->keep = FALSE;
  self->consumed = self->input->len;
  self->funcs->refused (self, status, self->user_data);
}

static const char *
slice_start (BatchSimulatorConnection  *self,
             const BatchSimulatorSlice *slice)
{
  return (const char *) self->input->data + self->consumed + slice->start;
}

static void
hand_out (BatchSimulatorConnection *self,
          const guint8             *body,
          gsize                     body_length,
          gsize                     total_length)
{
  const BatchSimulatorHead *head = &self->head;
  BatchSimulatorRequest request = {
    .method = head->method,
    .path = slice_start (self, &head->path),
    .path_length = head->path.length,
    .query = slice_start (self, &head->query),
    .query_length = head->query.length,
    .token = head->token.length > 0 ? slice_start (self, &head->token) : NULL,
    .token_length = head->token.length,
    .body = (const char *) body,
    .body_length = body_length,
  };

  self->state = STATE_ANSWERING;
  self->told = FALSE;
  self->keep = head->keep_alive;
  self->consumed += total_length;
  self->funcs->request (self, &request, self->user_data);
}

static void
start_body (BatchSimulatorConnection *self,
            gsize                     available)
{
  self->state = STATE_BODY;
  if (self->head.chunked)
    {
      memset (&self->dechunker, 0, sizeof self->dechunker);
      self->chunked_body = g_byte_array_new ();
      self->scanned = self->head_length;
    }
  if (self->head.expects_continue && available == self->head_length)
    g_string_append (self->output, "HTTP/1.1 100 Continue\r\n\r\n");
}

/* Returns whether there is more to do at once. */
static gboolean
read_head (BatchSimulatorConnection *self)
{
  gsize available = self->input->len - self->consumed;
  int length;

  if (available == 0)
    return FALSE;

  length = batch_simulator_head_parse (&self->head,
                                       (const char *) self->input->data + self->consumed,
                                       available, &self->scanned);
  if (length == 0)
    return FALSE;

  if (length < 0)
    {
      refuse (self, -length);
    }
  else if (self->head.content_length > BATCH_SIMULATOR_MAX_BODY)
    {
      refuse (self, 413);
    }
  else
    {
      self->head_length = length;
      start_body (self, available);
    }
  return TRUE;
}

static gboolean
read_chunked_body (BatchSimulatorConnection *self)
{
  gsize available = self->input->len - self->consumed;
  gssize taken;

  taken = batch_simulator_dechunker_feed (&self->dechunker,
                                          self->input->data + self->consumed + self->scanned,
                                          available - self->scanned, self->chunked_body);
  if (taken < 0 || self->chunked_body->len > BATCH_SIMULATOR_MAX_BODY)
    {
      refuse (self, taken < 0 ? 400 : 413);
      return TRUE;
    }

  self->scanned += taken;
  if (!batch_simulator_dechunker_ended (&self->dechunker))
    {
      /* What is decoded need not be kept twice. */
      g_byte_array_remove_range (self->input, self->consumed + self->head_length,
                                 self->scanned - self->head_length);
      self->scanned = self->head_length;
      return FALSE;
    }

  hand_out (self, self->chunked_body->data, self->chunked_body->len, self->scanned);
  return TRUE;
}

static gboolean
read_body (BatchSimulatorConnection *self)
{
  gsize available = self->input->len - self->consumed;
  gsize needed = self->head_length + self->head.content_length;

  if (self->head.chunked)
    return read_chunked_body (self);
  if (available < needed)
    return FALSE;

  hand_out (self, self->input->data + self->consumed + self->head_length,
            self->head.content_length, needed);
  return TRUE;
}

static gboolean
advance_once (BatchSimulatorConnection *self)
{
  switch (self->state)
    {
    case STATE_HEAD:
      return read_head (self);
    case STATE_BODY:
      return send_output (self) && read_body (self);
    case STATE_ANSWERING:
    case STATE_ENDING:
      return push_answer (self);
    case STATE_LINGERING:
    case STATE_CLOSED:
    default:
      return FALSE;
    }
}

/* Every way in ends here, so that a handler which answers at once does not nest. */
static void
advance (BatchSimulatorConnection *self)
{
  if (self->advancing)
    return;

  self->advancing = TRUE;
  while (advance_once (self))
    ;
  self->advancing = FALSE;

  if (self->state == STATE_CLOSED)
    batch_simulator_connection_free (self);
  else
    update_watch (self);
}

static void
receive (BatchSimulatorConnection *self)
{
  gsize before = self->input->len;
  gssize n;

  g_byte_array_set_size (self->input, before + READ_SIZE);
  n = recv (self->watch.fd, self->input->data + before, READ_SIZE, 0);
  g_byte_array_set_size (self->input, before + MAX (n, 0));

  if (n == 0 || (n < 0 && !would_block ()))
    close_now (self, TRUE);
  else if (self->state == STATE_LINGERING)
    g_byte_array_set_size (self->input, 0);
}

static void
ready_cb (guint32  events,
          gpointer user_data)
{
  BatchSimulatorConnection *self = user_data;

  /* An answer in the making is given up as soon as the client has closed its side. */
  if ((events & (EPOLLERR | EPOLLHUP)) != 0 ||
      ((events & EPOLLRDHUP) != 0 && is_answering (self)))
    close_now (self, TRUE);
  else if ((events & (EPOLLIN | EPOLLRDHUP)) != 0)
    receive (self);
  advance (self);
}

BatchSimulatorConnection *
batch_simulator_connection_new (GSocket                             *socket,
                                BatchSimulatorReactor               *reactor,
                                const BatchSimulatorConnectionFuncs *funcs,
                                gpointer                             user_data)
{
  BatchSimulatorConnection *self = g_new0 (BatchSimulatorConnection, 1);

  self->socket = g_object_ref (socket);
  self->reactor = reactor;
  self->funcs = funcs;
  self->user_data = user_data;
  self->input = g_byte_array_sized_new (READ_SIZE);
  self->output = g_string_new (NULL);
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  batch_simulator_watch_start (&self->watch, reactor, g_socket_get_fd (socket),
                               EPOLLIN | EPOLLRDHUP, ready_cb, self);
  return self;
}

void
batch_simulator_connection_free (BatchSimulatorConnection *self)
{
  close_now (self, FALSE);
  g_clear_pointer (&self->chunked_body, g_byte_array_unref);
  g_byte_array_unref (self->input);
  g_string_free (self->output, TRUE);
  g_object_unref (self->socket);
  g_free (self);
}

void
batch_simulator_connection_set_tag (BatchSimulatorConnection *self,
                                    gpointer                  tag)
{
  self->tag = tag;
}

gpointer
batch_simulator_connection_get_tag (BatchSimulatorConnection *self)
{
  return self->tag;
}

gboolean
batch_simulator_connection_is_head (BatchSimulatorConnection *self)
{
  return self->head.method == BATCH_SIMULATOR_METHOD_HEAD;
}

gboolean
batch_simulator_connection_keeps (BatchSimulatorConnection *self)
{
  return self->keep;
}

void
batch_simulator_connection_give_up (BatchSimulatorConnection *self)
{
  self->keep = FALSE;
}

GString *
batch_simulator_connection_output (BatchSimulatorConnection *self)
{
  return self->output;
}

void
batch_simulator_connection_flush (BatchSimulatorConnection *self)
{
  advance (self);
}

void
batch_simulator_connection_end (BatchSimulatorConnection *self)
{
  if (self->state == STATE_ANSWERING)
    self->state = STATE_ENDING;
  advance (self);
}

void
batch_simulator_connection_produce (BatchSimulatorConnection *self,
                                    BatchSimulatorProducer    producer,
                                    gpointer                  user_data,
                                    GDestroyNotify            destroy)
{
  self->producer = producer;
  self->producer_data = user_data;
  self->producer_destroy = destroy;
  advance (self);
}

void
batch_simulator_connection_abort (BatchSimulatorConnection *self,
                                  gboolean                  reset)
{
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  if (reset && self->state != STATE_CLOSED)
    setsockopt (self->watch.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close_now (self, FALSE);
  advance (self);
}
