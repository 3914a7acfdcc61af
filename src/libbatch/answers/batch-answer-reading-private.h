/* batch-answer-reading-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "answers/batch-answer-private.h"
#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* Of the message of an error. */
#define BATCH_ANSWER_MAX_MESSAGE 300   /* characters */

/* As Ollama names them. */
enum
{
  BATCH_NS_TOTAL,
  BATCH_NS_LOAD,
  BATCH_NS_PROMPT,
  BATCH_NS_OUTPUT,
  BATCH_NS_N
};

/* An answer while its body is read. */
typedef struct
{
  BatchAnswer  answer;
  char        *status;          /* of a response */
  char        *incomplete;      /* why a response is */
  char        *message;         /* an error's, when it stands at the top */
  char        *code;
  char        *type;
  char        *detail;
  gint64       ns[BATCH_NS_N];  /* nanoseconds, as Ollama tells them; 0: it does not */
  gint64       input_tokens;    /* -1: it does not say; a message leaves out the next two */
  gint64       cache_read;
  gint64       cache_written;
  gboolean     error_is_text;
} BatchReading;

/* Functions for tables of members. The field is a reading, where nothing else is said. */

/* batch-answer-durations.c */
void batch_answer_read_timings     (BatchJsonScanner *scanner,
                                    gpointer          field);
void batch_answer_read_stats       (BatchJsonScanner *scanner,
                                    gpointer          field);
void batch_answer_settle_durations (BatchReading     *reading);

/* batch-answer-errors.c */
/* A code may be a word or a number. */
void batch_answer_read_code        (BatchJsonScanner *scanner,
                                    gpointer          field);  /* char * */
/* Into the message of an error, from a text, an object that has one, or a list of such. */
void batch_answer_read_message     (BatchJsonScanner *scanner,
                                    gpointer          field);  /* char * */
void batch_answer_read_error       (BatchJsonScanner *scanner,
                                    gpointer          field);
/* An error may have its members at the top, where an answer has others of the same names: they
 * count when nothing else says what went wrong. */
void batch_answer_settle_error     (BatchReading     *reading);

G_END_DECLS
