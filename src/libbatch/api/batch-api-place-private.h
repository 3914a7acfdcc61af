/* api/batch-api-place-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The rule of whose place another client gets when all are taken. Pure. */

/* What goes on at a connection. */
typedef enum
{
  BATCH_API_PHASE_IDLE,        /* it has said nothing that is not answered */
  BATCH_API_PHASE_ASKING,      /* the head of its request is there, and the rest is not */
  BATCH_API_PHASE_WAITING,     /* it has said all, or may not go on: we are the ones it waits for */
  BATCH_API_PHASE_ANSWERED,    /* there is something of the answer for it to take */
} BatchApiPhase;

/* Who has one, as far as that counts. Times are monotonic, in µs. */
typedef struct
{
  gint64         since;          /* it has come, or its last request that was let in was answered */
  gint64         pace_since;     /* it has not gone on, or too slowly */
  gint64         leaving_since;  /* somebody else is to get it; 0: nobody */
  BatchApiPhase  phase;
  gboolean       known;          /* a request was let in, be it long ago */
  gboolean       welcome;        /* that which is under way was */
} BatchApiPlace;

/* For so long one that was let in may be slow, if somebody wants its place. */
#define BATCH_API_PLACE_SLOW_US (2 * G_USEC_PER_SEC)

/* Who of the @n_places makes room for another one, which is the index; -1: nobody at @now. Then
 * @next is when to look again, unless one of them has gone on before. */
int batch_api_place_choose (const BatchApiPlace *places,
                            guint                n_places,
                            gint64               now,
                            gint64              *next);

G_END_DECLS
