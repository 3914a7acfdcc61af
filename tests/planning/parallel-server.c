/* parallel-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "parallel-server.h"

#include <math.h>

#include "planning/batch-parallelism-private.h"

/* The server works on the first of its requests, as many as it has slots, and each of them
 * goes on at the same speed. Who is turned away hears so at once, and comes back a second
 * later. */

#define RETRY_S 1.0
/* How long its speed stays the same, if it is unsteady. */
#define PACE_S  3.0

typedef struct
{
  BatchParallelismTicket ticket;
  double                 work;     /* seconds, alone */
  double                 left;
} Request;

typedef struct
{
  const ParallelServer *server;
  BatchParallelism      parallelism;
  guint                 fixed;
  GArray               *requests;  /* of Request, in the order in which they came */
  GArray               *returns;   /* of double: when those that were turned away come back */
  GRand                *random;
  double                now;
  double                pace;
  double                pace_until;
  guint                 n_items;
  guint                 n_sent;
  guint                 n_done;
  ParallelRun           run;
} Simulation;

static guint
slots_of (Simulation *self)
{
  gboolean late = self->server->later_slots > 0 && 2 * self->n_done > self->n_items;

  return late ? self->server->later_slots : self->server->slots;
}

static guint
level_of (Simulation *self)
{
  return self->fixed > 0 ? self->fixed : batch_parallelism_get (&self->parallelism);
}

static double
make_work (Simulation *self)
{
  double place = self->server->sorted ? (self->n_sent + 0.5) / self->n_items
                                      : g_rand_double (self->random);

  return 1 - self->server->spread - self->server->spread * log (1 - place);
}

static gint64
usec_of (Simulation *self)
{
  return 1 + (gint64) (self->now * G_USEC_PER_SEC);
}

static void
end_request (Simulation              *self,
             const Request           *request,
             BatchParallelismOutcome  outcome)
{
  if (self->fixed == 0)
    batch_parallelism_end (&self->parallelism, &request->ticket, outcome, usec_of (self),
                           self->server->tells_work ? request->work : 1);
}

static gboolean
has_item (Simulation *self)
{
  if (self->n_sent < self->n_items)
    return TRUE;
  return self->returns->len > 0 && g_array_index (self->returns, double, 0) <= self->now;
}

static void
take_item (Simulation *self)
{
  if (self->returns->len > 0 && g_array_index (self->returns, double, 0) <= self->now)
    g_array_remove_index (self->returns, 0);
  else
    self->n_sent++;
}

static void
send (Simulation *self)
{
  while (self->requests->len < level_of (self) && has_item (self))
    {
      Request request = { .work = make_work (self) };

      take_item (self);
      request.left = request.work;
      if (self->fixed == 0)
        request.ticket = batch_parallelism_begin (&self->parallelism, usec_of (self));

      if (self->server->room > 0 && self->requests->len >= self->server->room)
        {
          double at = self->now + RETRY_S;

          self->run.n_turned_away++;
          g_array_append_val (self->returns, at);
          end_request (self, &request, BATCH_PARALLELISM_OVERLOADED);
        }
      else
        g_array_append_val (self->requests, request);
    }

  self->run.highest = MAX (self->run.highest, self->requests->len);
}

static double
pace_of (Simulation *self)
{
  if (self->server->unsteady == 0)
    return 1;

  if (self->now >= self->pace_until)
    {
      self->pace = exp (self->server->unsteady * g_rand_double_range (self->random, -1, 1));
      self->pace_until = self->now + PACE_S * g_rand_double_range (self->random, 0.5, 1.5);
    }
  return self->pace;
}

static double
speed_of (Simulation *self,
          guint       n_at_work)
{
  return pace_of (self) / (1 + self->server->crowding * (n_at_work - 1));
}

/* Goes on until the next answer, or until one comes back. */
static void
pass_time (Simulation *self)
{
  guint n_at_work = MIN (slots_of (self), self->requests->len);
  double speed = n_at_work > 0 ? speed_of (self, n_at_work) : 1;
  double next = G_MAXDOUBLE;

  if (self->returns->len > 0 && self->requests->len < level_of (self))
    next = g_array_index (self->returns, double, 0) - self->now;

  for (guint i = 0; i < n_at_work; i++)
    next = MIN (next, g_array_index (self->requests, Request, i).left / speed);

  if (self->server->unsteady > 0)
    next = MIN (next, self->pace_until - self->now);
  next = MAX (next, 0);
  self->now += next;
  for (guint i = 0; i < n_at_work; i++)
    g_array_index (self->requests, Request, i).left -= next * speed;

  for (guint i = n_at_work; i > 0; i--)
    {
      Request request = g_array_index (self->requests, Request, i - 1);

      if (request.left > 1e-9)
        continue;

      g_array_remove_index (self->requests, i - 1);
      self->n_done++;
      end_request (self, &request, BATCH_PARALLELISM_ANSWERED);
    }
}

ParallelRun
parallel_server_run (const ParallelServer *server,
                     guint                 n_items,
                     guint32               seed,
                     guint                 level,
                     guint                 start,
                     guint                 limit)
{
  g_autoptr(GArray) requests = g_array_new (FALSE, FALSE, sizeof (Request));
  g_autoptr(GArray) returns = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  Simulation self = {
    .server = server, .fixed = level, .requests = requests, .returns = returns,
    .random = random, .n_items = n_items,
  };

  batch_parallelism_init (&self.parallelism, start, limit);
  while (self.n_done < n_items)
    {
      send (&self);
      pass_time (&self);
    }

  self.run.seconds = self.now;
  self.run.level = level > 0 ? level : self.parallelism.settled;
  return self.run;
}

double
parallel_server_best (const ParallelServer *server,
                      guint                 n_items,
                      guint32               seed)
{
  double best = G_MAXDOUBLE;
  guint bound = server->room > 0 ? server->room : BATCH_PARALLELISM_MAX;

  for (guint level = 1; level <= bound; level = MAX (level + 1, level * 9 / 8))
    best = MIN (best, parallel_server_run (server, n_items, seed, level, 1, 0).seconds);
  if (server->slots <= bound)
    best = MIN (best, parallel_server_run (server, n_items, seed, server->slots, 1, 0).seconds);
  return best;
}
