/* backend/batch-model-table-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "backend/batch-model.h"
#include "json/batch-json-members-private.h"

G_BEGIN_DECLS

/* What a server says of one model in one place. What it does not say there is NULL or 0. */
typedef struct
{
  char      *id;
  char      *state;                /* in the server's word */
  char      *remote_host;          /* who answers in its place */
  GPtrArray *instances;            /* of char *: those in memory */
  GPtrArray *aliases;              /* of char * */
  gint64     size;
  gint64     context_length;
  gint64     trained_length;       /* of the context, when nothing nearer is told */
  gint64     slots;
  gint64     created_at;           /* s */
  gint64     expires_at;           /* s, when it goes from memory */
  gint64     exit_code;            /* of the process of a load that failed */
  double     progress;             /* of the load under way; 0 also when not told */
  guint      uses;                 /* BatchModelUses */
  gboolean   failed;               /* the last load did */
} BatchModelEntry;

/* A place where a server speaks of its models: the answer to a GET that loads none of them. */
typedef struct
{
  const char            *path;
  const char            *array;    /* the member that has them; NULL: it is about all models */
  const BatchJsonMember *members;  /* of a model, into a BatchModelEntry */
  guint                  n_members;
  guint                  all_loaded : 1;   /* all that are there are in memory */
  guint                  names_loaded : 1; /* those that it leaves out are not */
  guint                  may_be_bare : 1;  /* the array alone, without an object around it */
} BatchModelSource;

/* The models of a server, in its order. */
typedef struct _BatchModelTable BatchModelTable;

BatchModelTable *batch_model_table_new        (void);
void             batch_model_table_free       (BatchModelTable        *self);
/* Takes in what a source has answered; all of it or, when it has another shape, nothing.
 * Models that are not known yet are added by a @listing only. */
gboolean         batch_model_table_read       (BatchModelTable        *self,
                                               const BatchModelSource *source,
                                               gboolean                listing,
                                               GBytes                 *body);
GListModel      *batch_model_table_to_list    (BatchModelTable        *self);

/* What `/v1/models` says, by OpenAI and by those who add to it. */
#define BATCH_MODEL_N_MEMBERS 10

extern const BatchJsonMember batch_model_members[BATCH_MODEL_N_MEMBERS];

/* For tables of members. Words of one or many, or an object whose true members count. */
void batch_model_read_uses (BatchJsonScanner *scanner,
                            gpointer          uses);
/* A time as a text or as a number, into seconds. */
void batch_model_read_time (BatchJsonScanner *scanner,
                            gpointer          seconds);
/* The command line of a llama-server, into a BatchModelEntry. */
void batch_model_read_command (BatchJsonScanner *scanner,
                               gpointer          entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchModelTable, batch_model_table_free)

G_END_DECLS
