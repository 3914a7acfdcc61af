/* batch-json-fold-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* A JSON value that comes in parts, as the answers of model servers do:
 *
 *   an object grows by members, and each of its members grows
 *   a list grows at its end; the calls of tools have an "index" that says which one grows
 *   a string grows at its end, unless it is a name of something
 *   null says nothing; anything else takes the place of what was there
 *
 * Strings and numbers stay as they were spelled. */
typedef struct _BatchJsonFold BatchJsonFold;

/* Nothing has more than this many members, or elements that grow: they are looked for
 * one by one. */
#define BATCH_JSON_FOLD_MAX 1024

BatchJsonFold *batch_json_fold_new        (void);
void           batch_json_fold_free       (BatchJsonFold        *self);

/* Reads the value that comes next. @name: (nullable): that of the member that it is.
 * @size: grows by what is needed to keep it. FALSE when it has too many members; a
 * problem of the scanner is to be asked for. */
gboolean       batch_json_fold_add        (BatchJsonFold        *self,
                                           const BatchJsonValue *name,
                                           BatchJsonScanner     *scanner,
                                           gsize                *size);
/* The value as it stands, in place of what was there; null says nothing. */
void           batch_json_fold_set        (BatchJsonFold        *self,
                                           const BatchJsonValue *value,
                                           gsize                *size);
/* A string in place of what was there, which goes on to grow. @inside: as it is spelled */
void           batch_json_fold_set_string (BatchJsonFold        *self,
                                           const char           *inside,
                                           gsize                 length,
                                           gsize                *size);
/* As JSON. Members that nothing was said of are left out. */
void           batch_json_fold_append     (const BatchJsonFold  *self,
                                           GString              *out);

/* Looks for a member of an object; NULL when there is none. */
BatchJsonFold *batch_json_fold_get        (const BatchJsonFold  *self,
                                           const char           *name);
/* The same, made if it is not there. NULL when there are too many. */
BatchJsonFold *batch_json_fold_ensure     (BatchJsonFold        *self,
                                           const BatchJsonValue *name,
                                           gsize                *size);
/* One of the calls of tools that it is; NULL when there are not so many. */
BatchJsonFold *batch_json_fold_get_call   (const BatchJsonFold  *self,
                                           guint                 index);

/* The inside of a string as it is spelled; NULL when it is none. */
const GString *batch_json_fold_get_string (const BatchJsonFold  *self);
/* Whether members were added to it. */
gboolean       batch_json_fold_is_object  (const BatchJsonFold  *self);
/* Whether anything was said, be it null. */
gboolean       batch_json_fold_says       (const BatchJsonFold  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchJsonFold, batch_json_fold_free)

G_END_DECLS
