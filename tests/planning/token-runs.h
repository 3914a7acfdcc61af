/* token-runs.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "eta-score.h"

G_BEGIN_DECLS

/* Made-up runs on a model that reads and writes tokens, in virtual time: what a request takes
 * depends on how large it is and on how much it may be answered with. */

#define TOKEN_N_MARKS 3          /* at the beginning, at 25 % and at 50 % */

typedef enum
{
  TOKEN_ANY_ORDER,
  TOKEN_SHORT_FIRST,
  TOKEN_LONG_FIRST,
} TokenOrder;

typedef enum
{
  TOKEN_TELLS_NOTHING,           /* but for its answers themselves */
  TOKEN_TELLS_USAGE,             /* how many tokens, */
  TOKEN_TELLS_TIMES,             /* and how long they took */
  TOKEN_N_TELLS,
} TokenTells;

typedef struct
{
  const char *name;
  TokenOrder  order;
  double      sigma;             /* of the log of the bytes of a request */
  guint       limits[2];         /* tokens of an answer, of every other request; 0: none */
  double      before;            /* an earlier job of the model had requests that much larger; */
                                 /* 0: there was none */
  guint       parallel;          /* slots; all of them are used */
} TokenKind;

extern const TokenKind token_kinds[];      /* until one without a name */

/* @sized: whether the estimator is told how large requests are */
void token_runs_play (const TokenKind *kind,
                      TokenTells       tells,
                      gboolean         sized,
                      guint            n_runs,
                      guint            seed,
                      EtaScore        *marks);

const char *token_tells_name (TokenTells tells);

G_END_DECLS
