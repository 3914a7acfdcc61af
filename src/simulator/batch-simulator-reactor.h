/* simulator/batch-simulator-reactor.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "simulator/batch-simulator-clock.h"

G_BEGIN_DECLS

/* Readiness of many sockets and many timers behind one GSource. A source for each connection and
 * each delay would make every turn of the main loop walk all of them; with a thousand requests
 * waiting, that walk costs more than the requests. */
typedef struct _BatchSimulatorReactor BatchSimulatorReactor;

/* @events are those of epoll. */
typedef void (*BatchSimulatorReadyFunc) (guint32  events,
                                         gpointer user_data);
typedef void (*BatchSimulatorTimerFunc) (gpointer user_data);

/* Both live in the structure of their user, and must be cleared before it goes. */
typedef struct
{
  BatchSimulatorReactor   *reactor;
  BatchSimulatorReadyFunc  func;
  gpointer                 user_data;
  int                      fd;
  guint32                  events;
} BatchSimulatorWatch;

typedef struct
{
  BatchSimulatorReactor   *reactor;
  BatchSimulatorTimerFunc  func;
  gpointer                 user_data;
  gint64                   due;         /* by the clock of the reactor */
  guint64                  order;       /* keeps equal times first in, first out */
  guint                    position;    /* in the heap plus one; 0 when it is not set */
} BatchSimulatorTimer;

/* Timers go by @clock, which may be changed by those that are called from here. */
BatchSimulatorReactor *batch_simulator_reactor_new  (GMainContext            *context,
                                                     const BatchSimulatorClock *clock);
void                   batch_simulator_reactor_free (BatchSimulatorReactor   *self);

gint64                 batch_simulator_reactor_now  (BatchSimulatorReactor   *self);
/* When this turn of the loop began, which costs nothing to know. */
gint64                 batch_simulator_reactor_turn (BatchSimulatorReactor   *self);
/* When @us will have passed for the rest of the world. */
gint64                 batch_simulator_reactor_real_due (BatchSimulatorReactor *self,
                                                     gint64                   us);

void                   batch_simulator_watch_start  (BatchSimulatorWatch     *watch,
                                                     BatchSimulatorReactor   *reactor,
                                                     int                      fd,
                                                     guint32                  events,
                                                     BatchSimulatorReadyFunc  func,
                                                     gpointer                 user_data);
void                   batch_simulator_watch_change (BatchSimulatorWatch     *watch,
                                                     guint32                  events);
void                   batch_simulator_watch_stop   (BatchSimulatorWatch     *watch);

void                   batch_simulator_timer_set    (BatchSimulatorTimer     *timer,
                                                     BatchSimulatorReactor   *reactor,
                                                     gint64                   due,
                                                     BatchSimulatorTimerFunc  func,
                                                     gpointer                 user_data);
void                   batch_simulator_timer_clear  (BatchSimulatorTimer     *timer);

G_END_DECLS
