/* batch-translator-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* What a request says that another API cannot be told. */
typedef struct
{
  char       *path;             /* (owned) (nullable) “messages[2].content[0].type” */
  const char *reason;           /* (nullable) more about it: “which ends at 1 there” */
  guint       missing : 1;      /* the other API wants to be told, and the request does not say */
} BatchObstacle;

void  batch_obstacle_clear    (BatchObstacle       *self);
/* In a sentence, of something in an answer. (transfer full) */
char *batch_obstacle_describe (const BatchObstacle *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchObstacle, batch_obstacle_clear)

/* Walks through a request, and knows where it is. After the first refusal all is over. */
typedef struct
{
  GString       *path;
  BatchObstacle *obstacle;
} BatchTranslator;

/* The values that a member may have, as bits. */
#define BATCH_TAKES_OBJECT  (1u << BATCH_JSON_OBJECT)
#define BATCH_TAKES_ARRAY   (1u << BATCH_JSON_ARRAY)
#define BATCH_TAKES_STRING  (1u << BATCH_JSON_STRING)
#define BATCH_TAKES_NUMBER  (1u << BATCH_JSON_NUMBER)
#define BATCH_TAKES_BOOLEAN (1u << BATCH_JSON_TRUE | 1u << BATCH_JSON_FALSE)
#define BATCH_IS_HARMLESS   0u

/* A member of an object: a slice of it goes to @offset. One that is harmless may say anything, as
 * it changes no answer. */
typedef struct
{
  const char *name;
  guint       takes;
  gsize       offset;
} BatchTranslatorMember;

/* FALSE when @body is not a JSON object. */
gboolean batch_translator_begin    (GBytes                      *body,
                                    BatchJsonValue              *whole);

/* Reads @object, in which every member has to be one of @members; null is as good as not there. */
gboolean batch_translator_read     (BatchTranslator             *self,
                                    const BatchJsonValue        *object,
                                    const BatchTranslatorMember *members,
                                    guint                        n_members,
                                    gpointer                     into);
/* Reads the type of an object, whatever else is in it: NONE when it does not say. */
BatchJsonValue batch_translator_peek_type (const BatchJsonValue *object);

/* Whether it has a member that is not in @known, and says something. */
gboolean batch_translator_has_others (const BatchJsonValue *object,
                                      const char *const    *known);

/* Calls @func for each element of the @array that is the member @name of where we are. */
typedef gboolean (*BatchTranslatorFunc) (BatchTranslator      *self,
                                         const BatchJsonValue *element,
                                         guint                 index,
                                         gpointer              data);
gboolean batch_translator_each     (BatchTranslator      *self,
                                    const char           *name,
                                    const BatchJsonValue *array,
                                    BatchTranslatorFunc   func,
                                    gpointer              data);

/* Goes to a member; leaving it takes what entering gave. */
gsize    batch_translator_enter    (BatchTranslator      *self,
                                    const char           *name);
void     batch_translator_leave    (BatchTranslator      *self,
                                    gsize                 entered);

/* FALSE. @member: (nullable): of where we are, else it is the whole of it. */
gboolean batch_translator_refuse   (BatchTranslator      *self,
                                    const char           *member,
                                    const char           *reason);
gboolean batch_translator_miss     (BatchTranslator      *self,
                                    const char           *member);

/* --- Writing --- */

/* A comma where one has to be, and the name. */
void     batch_translator_put_name  (GString              *out,
                                     const char           *name);
void     batch_translator_put_comma (GString              *out);
/* Nothing is put for a value that is not there. */
void     batch_translator_put       (GString              *out,
                                     const char           *name,
                                     const BatchJsonValue *value);
void     batch_translator_put_text  (GString              *out,
                                     const char           *name,
                                     const char           *text);
void     batch_translator_put_raw   (GString              *out,
                                     const char           *name,
                                     const char           *json);
/* The array of what @func puts into @out, which is its data, for each element of @array. */
gboolean batch_translator_put_each  (BatchTranslator      *self,
                                     GString              *out,
                                     const char           *name,
                                     const BatchJsonValue *array,
                                     BatchTranslatorFunc   func);
/* The inside of a string. */
void     batch_translator_put_inside (GString              *out,
                                      const BatchJsonValue *string);
/* The object that a text is, or is meant to be when there is none. FALSE: it is none. */
gboolean batch_translator_put_object (GString              *out,
                                      const BatchJsonValue *text);
/* A list that is not empty. */
gboolean batch_translator_is_filled (const BatchJsonValue *value);
gboolean batch_translator_is_there  (const BatchJsonValue *value);

G_END_DECLS
