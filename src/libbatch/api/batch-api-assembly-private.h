/* api/batch-api-assembly-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-fault-private.h"
#include "api/batch-api-scratch-private.h"
#include "core/batch-record.h"
#include "json/batch-json-writer-private.h"

G_BEGIN_DECLS

/* A file that is put together of parts, each of which comes by a request of its own: an upload, as
 * OpenAI calls it. Its parts stand one behind the other in a scratch file, as they came; in which
 * order they belong is said in the end. It takes an hour at most, and goes with the process. */

typedef enum
{
  BATCH_API_ASSEMBLY_PENDING,
  BATCH_API_ASSEMBLY_COMPLETING,   /* the file is being made */
  BATCH_API_ASSEMBLY_COMPLETED,
  BATCH_API_ASSEMBLY_CANCELLED,
} BatchApiAssemblyState;

typedef struct
{
  char                  *id;
  char                  *key_id;         /* (nullable) whose it is */
  char                  *name;           /* of the file */
  gint64                 size;           /* bytes that the file will have */
  gint64                 created_at;
  gint64                 expires_at;     /* then it takes no more parts */
  gint64                 keep_s;         /* how long the file is to stay; 0: until it is removed */
  GHashTable            *parts;          /* id to Part */
  GStrv                  order;          /* (nullable) of the parts, once it is said */
  BatchApiScratch       *scratch;        /* (nullable) until the first part, and after the end */
  gint64                 taken;          /* bytes of it that parts have, or may get */
  BatchFileRecord       *file;           /* (nullable) what has come of it */
  BatchApiAssemblyState  state;
  gboolean               sealed;         /* the scratch file may have become the file */
} BatchApiAssembly;

/* Where a part stands in the scratch file. */
typedef struct
{
  gint64 at;
  gint64 length;
} BatchApiAssemblyPiece;

/* Reads the body of a request. NULL: @fault says what is wrong with it.
 * @key_id: (nullable) */
BatchApiAssembly *batch_api_assembly_parse    (const guint8            *data,
                                               gsize                    length,
                                               const char              *key_id,
                                               gint64                   now,
                                               BatchApiFault          **fault);
BatchApiAssembly *batch_api_assembly_ref      (BatchApiAssembly        *self);
void              batch_api_assembly_unref    (BatchApiAssembly        *self);

/* Its time is over before it has come to an end. */
gboolean          batch_api_assembly_is_late  (const BatchApiAssembly  *self,
                                               gint64                   now);
/* NULL: it can go on, be cancelled, or completed. */
BatchApiFault    *batch_api_assembly_check    (const BatchApiAssembly  *self,
                                               gint64                   now);
/* Where a part of @length bytes goes. It is one of its parts when it is there: see add. */
gboolean          batch_api_assembly_reserve  (BatchApiAssembly        *self,
                                               gint64                   length,
                                               gint64                   now,
                                               BatchApiAssemblyPiece   *piece,
                                               BatchApiFault          **fault);
/* Returns: (transfer none): the id of the part */
const char       *batch_api_assembly_add      (BatchApiAssembly        *self,
                                               BatchApiAssemblyPiece    piece);
/* The pieces that make the file, in this order of parts. NULL: they do not.
 * Returns: (transfer full): of BatchApiAssemblyPiece */
GArray           *batch_api_assembly_arrange  (const BatchApiAssembly  *self,
                                               const char *const       *order,
                                               BatchApiFault          **fault);
/* Whether @pieces are all that is in the scratch file, as it stands there. */
gboolean          batch_api_assembly_is_whole (const BatchApiAssembly  *self,
                                               const GArray            *pieces);
/* Nothing that has come is needed any more. */
void              batch_api_assembly_drop     (BatchApiAssembly        *self);
/* It has come to an end, and takes no more. */
void              batch_api_assembly_end      (BatchApiAssembly        *self,
                                               BatchApiAssemblyState    state);
/* @now: for what has become of it */
const char       *batch_api_assembly_get_status (const BatchApiAssembly *self,
                                               gint64                   now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchApiAssembly, batch_api_assembly_unref)

/* What a client says when all parts are there. */
typedef struct
{
  GStrv  order;
  char  *md5;                      /* (nullable) in hex, that the file has to have */
} BatchApiCompletion;

BatchApiCompletion *batch_api_completion_parse (const guint8    *data,
                                                gsize            length,
                                                BatchApiFault  **fault);
void                batch_api_completion_free  (BatchApiCompletion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchApiCompletion, batch_api_completion_free)

G_END_DECLS
