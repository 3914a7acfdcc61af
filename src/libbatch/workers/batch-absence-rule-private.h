/* batch-absence-rule-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What came of asking for the list of models. */
typedef struct
{
  guint unreachable : 1; /* nobody takes a connection, or whoever does drops it */
  guint by_gateway : 1;  /* something in front of the server says that it is away */
  guint foreign : 1;     /* what answers may be no model server */
  guint lists : 1;       /* the server is known to have such a list */
  guint served : 1;      /* it has answered requests */
  guint own_fault : 1;   /* what fails may be the list, by the server's own fault: 500 */
} BatchLookFacts;

typedef enum
{
  BATCH_LOOK_THERE,
  BATCH_LOOK_AWAY,
  BATCH_LOOK_BLIND,      /* as far as such a list can tell, which may fail by itself */
  BATCH_LOOK_WRONG,      /* there is no model server at this address */
  BATCH_LOOK_ANSWERS,    /* it is there: a request that asks for nothing was answered */
} BatchLook;

BatchLook batch_look_judge (const BatchLookFacts *facts);

/* What came of a request that asks for nothing, where the list tells nothing. */
typedef struct
{
  guint answered : 1;    /* by whomever */
  guint by_gateway : 1;  /* as above */
  guint foreign : 1;
  guint in_words : 1;    /* a good answer, or an error as model servers have them */
} BatchNothingFacts;

BatchLook batch_look_judge_again (const BatchNothingFacts *facts,
                                  BatchLook                look);

/* A request that has waited for the look. */
typedef struct
{
  guint sent : 1;        /* and has come to something that is in doubt */
  guint foreign : 1;     /* as what has answered it may be no model server */
  guint was_there : 1;   /* the server, when it was sent */
  guint is_trial : 1;    /* it was sent to see whether the server is there */
  guint vouched : 1;     /* by earlier answers of its job: it is one of the last */
  guint n_faults;        /* of it alone, each of which others were answered before; 0: others have
                          * failed since */
  guint n_foreign;       /* likewise answers, to whatever request, as long as none was good */
} BatchDoubtFacts;

typedef enum
{
  BATCH_DOUBT_SENDS,     /* it is sent */
  BATCH_DOUBT_TRIES,     /* … if it is the only one for now */
  BATCH_DOUBT_STANDS,    /* what it has come to is meant for it */
  BATCH_DOUBT_WAITS,     /* at no cost, for a server that is away */
  BATCH_DOUBT_WRONG,     /* likewise, for a person who looks at the address */
  BATCH_DOUBT_OPEN,      /* likewise, until another one was sent */
} BatchDoubt;

BatchDoubt batch_doubt_judge (const BatchDoubtFacts *facts,
                              BatchLook              look);

G_END_DECLS
