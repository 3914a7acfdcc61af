/* simulator/batch-simulator-fault.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BATCH_SIMULATOR_FAULT_NONE,
  BATCH_SIMULATOR_FAULT_STATUS,         /* an error status instead of an answer */
  BATCH_SIMULATOR_FAULT_SLOW,           /* the answer comes @ms later */
  BATCH_SIMULATOR_FAULT_STALL,          /* nothing comes, not even a head */
  BATCH_SIMULATOR_FAULT_STALL_BODY,     /* half the body comes */
  BATCH_SIMULATOR_FAULT_CUT,            /* half the body comes, then the end */
  BATCH_SIMULATOR_FAULT_GARBAGE,        /* a body that is not JSON */
  BATCH_SIMULATOR_FAULT_WRONG_LENGTH,   /* a Content-Length that the body does not reach */
  BATCH_SIMULATOR_FAULT_DISCONNECT,     /* an orderly end before the head */
  BATCH_SIMULATOR_FAULT_RESET,          /* a TCP reset before the head */
  BATCH_SIMULATOR_FAULT_ENDLESS,        /* a body without end */
  BATCH_SIMULATOR_FAULT_HUGE,           /* a right answer of @bytes */
  BATCH_SIMULATOR_FAULT_HTML,           /* a page of HTML, with @status */
  BATCH_SIMULATOR_FAULT_LENGTH,         /* half the text, finished by "length" */
  BATCH_SIMULATOR_FAULT_EMPTY,          /* no text */
  BATCH_SIMULATOR_FAULT_UNFINISHED,     /* it does not say that it has come to its end */
  BATCH_SIMULATOR_FAULT_STREAM_ERROR,   /* an error in the middle of a stream; whole, a status */
  BATCH_SIMULATOR_FAULT_BODY,           /* @body, with @status, @type and @headers */
  BATCH_SIMULATOR_FAULT_RAW,            /* @body with the head in it, then the end */
  BATCH_SIMULATOR_FAULT_DRIP,           /* a right answer, a byte at a time */
  BATCH_SIMULATOR_FAULT_PING,           /* a stream with nothing but comments, every @ms */
  BATCH_SIMULATOR_FAULT_PING_BODY,      /* half a stream, then the same */
  BATCH_SIMULATOR_FAULT_CLOSE,          /* a right answer, and an end that was not announced */
  BATCH_SIMULATOR_FAULT_RESET_HEAD,     /* a head, then a TCP reset */
  BATCH_SIMULATOR_FAULT_RESET_BODY,     /* half the body, then a TCP reset */
  BATCH_SIMULATOR_FAULT_LOADING_TEXT,   /* a stream that first says that the model is loaded */
  BATCH_SIMULATOR_FAULT_LOADING_CUT,    /* and ends when it is */
  BATCH_SIMULATOR_FAULT_SLOW_PATH,      /* what is no request of a model comes @ms later */
  BATCH_SIMULATOR_FAULT_PATH_STATUS,    /* or is refused with @status */
  BATCH_SIMULATOR_FAULT_LOAD_FAIL,      /* the model cannot be loaded */
  BATCH_SIMULATOR_FAULT_LOAD_HANG,      /* the load never ends */
  BATCH_SIMULATOR_N_FAULTS,
} BatchSimulatorFaultKind;

typedef struct
{
  BatchSimulatorFaultKind  kind;
  guint                    status;
  double                   rate;          /* of requests that match; 0 and 1: all of them */
  guint                    count;         /* how often; 0: always */
  guint                    above;         /* only while more requests than that are at the model */
  guint                    ms;
  guint64                  bytes;
  const char              *retry_after;   /* (nullable) the header; "@5": as a date, in 5 s */
  const char              *match;         /* (nullable) what prompt or path must contain */
  const char              *model;         /* (nullable) */
  const char              *body;          /* (nullable) */
  const char              *type;          /* (nullable) of the body; NULL: JSON */
  const char              *headers;       /* (nullable) more lines, with their ends */
} BatchSimulatorFault;

/* The faults to come, and which request gets one. May be changed from any thread. */
typedef struct _BatchSimulatorFaults BatchSimulatorFaults;

BatchSimulatorFaults      *batch_simulator_faults_new    (guint64                     seed);
void                       batch_simulator_faults_free   (BatchSimulatorFaults       *self);
void                       batch_simulator_faults_add    (BatchSimulatorFaults       *self,
                                                          const BatchSimulatorFault  *fault);
/* Drops all that were added since the last call of keep (). */
void                       batch_simulator_faults_reset  (BatchSimulatorFaults       *self);
void                       batch_simulator_faults_keep   (BatchSimulatorFaults       *self);

/* "KIND[:RATE[:ARGUMENT]]", several separated by commas. KIND is an error status or a word; the
 * argument is a Retry-After, milliseconds or bytes, whichever the kind takes. */
gboolean                   batch_simulator_faults_add_text (BatchSimulatorFaults     *self,
                                                          const char                 *text,
                                                          GError                    **error);
/* One as a JSON object with the members of #BatchSimulatorFault. */
gboolean                   batch_simulator_faults_add_json (BatchSimulatorFaults     *self,
                                                          const char                 *json,
                                                          gsize                       length,
                                                          GError                    **error);

/* Which fault, if any, this attempt is to meet. It depends on the seed, the prompt and the number
 * of the attempt only, not on what else happens; but for faults with a count, which go to the
 * first that match, and for those with @above, which go by @n: how many are at the model. A prompt
 * may also ask for one: "[[fail KIND[:TIMES[:ARGUMENT]]]]" fails its first attempts. The strings in
 * @fault are good as long as @self is. */
void                       batch_simulator_faults_choose (BatchSimulatorFaults       *self,
                                                          const char                 *model,
                                                          GString                    *prompt,
                                                          guint64                     hash,
                                                          guint                       attempt,
                                                          guint                       n,
                                                          BatchSimulatorFault        *fault);

/* The same for a request to anything but a model. */
void                       batch_simulator_faults_choose_path (BatchSimulatorFaults   *self,
                                                          const char                 *path,
                                                          BatchSimulatorFault        *fault);
/* The same for a load of @model. */
void                       batch_simulator_faults_choose_load (BatchSimulatorFaults   *self,
                                                          const char                 *model,
                                                          BatchSimulatorFault        *fault);

/* "" for none, "status" for all statuses. */
const char                *batch_simulator_fault_get_name (BatchSimulatorFaultKind    kind);

G_END_DECLS
