/* simulator/batch-simulator-reactor.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-reactor.h"

#include <sys/epoll.h>
#include <unistd.h>

#define MAX_EVENTS 64

struct _BatchSimulatorReactor
{
  GSource             source;               /* first, as it is one */
  const BatchSimulatorClock *clock;
  GPtrArray          *timers;               /* a heap, the next to fire first */
  struct epoll_event  events[MAX_EVENTS];   /* what is being handed out */
  int                 n_events;
  int                 epoll_fd;
  gpointer            epoll_tag;
  guint64             next_order;
};

static BatchSimulatorTimer *
timer_at (BatchSimulatorReactor *self,
          guint                  position)
{
  return g_ptr_array_index (self->timers, position - 1);
}

static void
place_timer (BatchSimulatorReactor *self,
             BatchSimulatorTimer   *timer,
             guint                  position)
{
  g_ptr_array_index (self->timers, position - 1) = timer;
  timer->position = position;
}

static gboolean
fires_before (BatchSimulatorTimer *a,
              BatchSimulatorTimer *b)
{
  return a->due < b->due || (a->due == b->due && a->order < b->order);
}

static void
sift_up (BatchSimulatorReactor *self,
         BatchSimulatorTimer   *timer,
         guint                  position)
{
  while (position > 1 && fires_before (timer, timer_at (self, position / 2)))
    {
      place_timer (self, timer_at (self, position / 2), position);
      position /= 2;
    }
  place_timer (self, timer, position);
}

static void
sift_down (BatchSimulatorReactor *self,
           BatchSimulatorTimer   *timer,
           guint                  position)
{
  while (position * 2 <= self->timers->len)
    {
      guint child = position * 2;

      if (child < self->timers->len &&
          fires_before (timer_at (self, child + 1), timer_at (self, child)))
        child++;
      if (!fires_before (timer_at (self, child), timer))
        break;
      place_timer (self, timer_at (self, child), position);
      position = child;
    }
  place_timer (self, timer, position);
}

void
batch_simulator_timer_set (BatchSimulatorTimer     *timer,
                           BatchSimulatorReactor   *reactor,
                           gint64                   due,
                           BatchSimulatorTimerFunc  func,
                           gpointer                 user_data)
{
  batch_simulator_timer_clear (timer);
  timer->reactor = reactor;
  timer->func = func;
  timer->user_data = user_data;
  timer->due = due;
  timer->order = reactor->next_order++;
  g_ptr_array_add (reactor->timers, timer);
  sift_up (reactor, timer, reactor->timers->len);
}

void
batch_simulator_timer_clear (BatchSimulatorTimer *timer)
{
  BatchSimulatorReactor *reactor = timer->reactor;
  BatchSimulatorTimer *last;
  guint position = timer->position;

  if (position == 0)
    return;

  timer->position = 0;
  last = g_ptr_array_steal_index (reactor->timers, reactor->timers->len - 1);
  if (last == timer)
    return;

  if (position > 1 && fires_before (last, timer_at (reactor, position / 2)))
    sift_up (reactor, last, position);
  else
    sift_down (reactor, last, position);
}

void
batch_simulator_watch_start (BatchSimulatorWatch     *watch,
                             BatchSimulatorReactor   *reactor,
                             int                      fd,
                             guint32                  events,
                             BatchSimulatorReadyFunc  func,
                             gpointer                 user_data)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  watch->reactor = reactor;
  watch->func = func;
  watch->user_data = user_data;
  watch->fd = fd;
  watch->events = events;
  if (epoll_ctl (reactor->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
    g_error ("Watching a socket: %s", g_strerror (errno));
}

void
batch_simulator_watch_change (BatchSimulatorWatch *watch,
                              guint32              events)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (watch->reactor == NULL || watch->events == events)
    return;

  watch->events = events;
  epoll_ctl (watch->reactor->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event);
}

void
batch_simulator_watch_stop (BatchSimulatorWatch *watch)
{
  BatchSimulatorReactor *reactor = watch->reactor;

  if (reactor == NULL)
    return;

  epoll_ctl (reactor->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
  /* An event of it may wait behind the one that is being handled. */
  for (int i = 0; i < reactor->n_events; i++)
    if (reactor->events[i].data.ptr == watch)
      reactor->events[i].data.ptr = NULL;
  watch->reactor = NULL;
}

static gint64
source_time (BatchSimulatorReactor *self)
{
  return batch_simulator_clock_at (self->clock, g_source_get_time (&self->source));
}

static gboolean
batch_simulator_reactor_prepare (GSource *source,
                                 int     *timeout)
{
  BatchSimulatorReactor *self = (BatchSimulatorReactor *) source;
  gint64 wait;

  *timeout = -1;
  if (self->timers->len == 0)
    return FALSE;

  wait = timer_at (self, 1)->due - source_time (self);
  wait = wait > 0 ? batch_simulator_clock_real (self->clock, wait) : 0;
  *timeout = wait == 0 ? 0 : (int) MIN ((wait + 999) / 1000, G_MAXINT);
  return wait == 0;
}

static gboolean
batch_simulator_reactor_check (GSource *source)
{
  BatchSimulatorReactor *self = (BatchSimulatorReactor *) source;

  return g_source_query_unix_fd (source, self->epoll_tag) != 0 ||
         (self->timers->len > 0 && timer_at (self, 1)->due <= source_time (self));
}

static void
fire_timers (BatchSimulatorReactor *self)
{
  gint64 now = source_time (self);
  guint64 last_order = self->next_order;

  /* Those that are set meanwhile wait for the next turn, so that sockets get theirs. */
  while (self->timers->len > 0)
    {
      BatchSimulatorTimer *timer = timer_at (self, 1);

      if (timer->due > now || timer->order >= last_order)
        return;
      batch_simulator_timer_clear (timer);
      timer->func (timer->user_data);
    }
}

static gboolean
batch_simulator_reactor_dispatch (GSource     *source,
                                  GSourceFunc  callback,
                                  gpointer     user_data)
{
  BatchSimulatorReactor *self = (BatchSimulatorReactor *) source;

  fire_timers (self);
  self->n_events = epoll_wait (self->epoll_fd, self->events, MAX_EVENTS, 0);
  for (int i = 0; i < self->n_events; i++)
    {
      BatchSimulatorWatch *watch = self->events[i].data.ptr;

      if (watch != NULL)
        watch->func (self->events[i].events, watch->user_data);
    }
  self->n_events = 0;
  return G_SOURCE_CONTINUE;
}

static void
batch_simulator_reactor_finalize (GSource *source)
{
  BatchSimulatorReactor *self = (BatchSimulatorReactor *) source;

  g_ptr_array_unref (self->timers);
  close (self->epoll_fd);
}

static GSourceFuncs reactor_funcs = {
  .prepare = batch_simulator_reactor_prepare,
  .check = batch_simulator_reactor_check,
  .dispatch = batch_simulator_reactor_dispatch,
  .finalize = batch_simulator_reactor_finalize,
};

BatchSimulatorReactor *
batch_simulator_reactor_new (GMainContext              *context,
                             const BatchSimulatorClock *clock)
{
  GSource *source = g_source_new (&reactor_funcs, sizeof (BatchSimulatorReactor));
  BatchSimulatorReactor *self = (BatchSimulatorReactor *) source;

  self->clock = clock;
  self->timers = g_ptr_array_new ();
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0)
    g_error ("Making an epoll descriptor: %s", g_strerror (errno));
  self->epoll_tag = g_source_add_unix_fd (source, self->epoll_fd, G_IO_IN);
  g_source_set_static_name (source, "simulator");
  g_source_attach (source, context);
  return self;
}

void
batch_simulator_reactor_free (BatchSimulatorReactor *self)
{
  g_source_destroy (&self->source);
  g_source_unref (&self->source);
}

gint64
batch_simulator_reactor_now (BatchSimulatorReactor *self)
{
  return batch_simulator_clock_now (self->clock);
}

gint64
batch_simulator_reactor_real_due (BatchSimulatorReactor *self,
                                  gint64                 us)
{
  return batch_simulator_clock_at (self->clock, g_get_monotonic_time () + us);
}

gint64
batch_simulator_reactor_turn (BatchSimulatorReactor *self)
{
  return source_time (self);
}
