/* backend/batch-probes.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "backend/batch-probes-private.h"

#include <string.h>

#include "http/batch-url-private.h"

/* Any web server may answer any path with 200, and any program may claim to be another.
 * So the paths of one kind of server prove nothing unless it also has the API that
 * requests are sent to: a list of models, a refusal to show it in JSON or for want of a key,
 * or the word that the model is being loaded.
 */

#define UNAUTHORIZED 401
#define FORBIDDEN    403
#define UNAVAILABLE  503

/* A refusal in plain words has no more bytes. */
#define LONGEST_WORDS 400

struct _BatchProbes
{
  char       *url;
  GHashTable *answers;             /* path to Answer */
};

typedef struct
{
  GBytes *body;
  char   *server;                  /* (nullable) */
  int     status;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_bytes_unref (answer->body);
  g_free (answer->server);
  g_free (answer);
}

BatchProbes *
batch_probes_new (const char *url)
{
  BatchProbes *self = g_new (BatchProbes, 1);

  self->url = g_strdup (url);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  return self;
}

void
batch_probes_free (BatchProbes *self)
{
  g_hash_table_unref (self->answers);
  g_free (self->url);
  g_free (self);
}

void
batch_probes_add (BatchProbes *self,
                  const char  *path,
                  int          status,
                  const char  *server,
                  GBytes      *body)
{
  Answer *answer = g_new (Answer, 1);

  answer->status = status;
  answer->server = g_strdup (server);
  answer->body = g_bytes_ref (body);
  g_hash_table_replace (self->answers, g_strdup (path), answer);
}

const char *
batch_probes_get_url (const BatchProbes *self)
{
  return self->url;
}

int
batch_probes_get_status (const BatchProbes *self,
                         const char        *path)
{
  const Answer *answer = g_hash_table_lookup (self->answers, path);

  return answer != NULL ? answer->status : 0;
}

gboolean
batch_probes_mention (const BatchProbes *self,
                      const char        *path,
                      int                status,
                      const char        *text)
{
  const Answer *answer = g_hash_table_lookup (self->answers, path);
  gconstpointer data;
  gsize length;

  if (answer == NULL || answer->status != status)
    return FALSE;

  data = g_bytes_get_data (answer->body, &length);
  return length > 0 && memmem (data, length, text, strlen (text)) != NULL;
}

gboolean
batch_probes_call_themselves (const BatchProbes *self,
                              const char        *server)
{
  GHashTableIter iter;
  gpointer answer;

  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, NULL, &answer))
    if (g_strcmp0 (((Answer *) answer)->server, server) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
read_object (const Answer          *answer,
             const BatchJsonMember *members,
             guint                  n_members,
             gpointer               into)
{
  BatchJsonScanner scanner;
  gsize length;
  const guint8 *data = g_bytes_get_data (answer->body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_OBJECT)
    return FALSE;

  batch_json_read_members (&scanner, members, n_members, into);
  return batch_json_scanner_finish (&scanner);
}

gboolean
batch_probes_read (const BatchProbes     *self,
                   const char            *path,
                   const BatchJsonMember *members,
                   guint                  n_members,
                   gpointer               into)
{
  const Answer *answer = g_hash_table_lookup (self->answers, path);

  return answer != NULL && answer->status == 200 && read_object (answer, members, n_members, into);
}

char *
batch_probes_dup_string (const BatchProbes *self,
                         const char        *path,
                         const char        *member)
{
  const BatchJsonMember members[] = { { member, batch_json_read_string, 0 } };
  g_autofree char *text = NULL;

  return batch_probes_read (self, path, members, 1, &text) ? g_steal_pointer (&text) : NULL;
}

static void
note_array (BatchJsonScanner *scanner,
            gpointer          field)
{
  *(gboolean *) field = batch_json_scanner_peek (scanner) == BATCH_JSON_ARRAY;
  batch_json_scanner_read_value (scanner, NULL);
}

gboolean
batch_probes_have_array (const BatchProbes *self,
                         const char        *path,
                         const char        *member)
{
  const BatchJsonMember members[] = { { member, note_array, 0 } };
  gboolean found = FALSE;

  return batch_probes_read (self, path, members, 1, &found) && found;
}

/* --- The first model --- */

typedef struct
{
  char *owner;
  char *status;
} FirstModel;

static void
read_status (BatchJsonScanner *scanner,
             gpointer          field)
{
  static const BatchJsonMember members[] = { { "value", batch_json_read_string, 0 } };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_model (BatchJsonScanner *scanner,
            gpointer          field)
{
  static const BatchJsonMember members[] = {
    { "owned_by", batch_json_read_string, G_STRUCT_OFFSET (FirstModel, owner) },
    { "status", read_status, G_STRUCT_OFFSET (FirstModel, status) },
  };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

static void
read_data (BatchJsonScanner *scanner,
           gpointer          field)
{
  batch_json_read_first (scanner, read_model, field);
}

static FirstModel
read_first_model (const BatchProbes *self)
{
  static const BatchJsonMember members[] = { { "data", read_data, 0 } };
  FirstModel model = { NULL, NULL };

  /* What was read of one that is cut off, or is no JSON, does not count. */
  if (!batch_probes_read (self, BATCH_MODELS_PATH, members, G_N_ELEMENTS (members), &model))
    {
      g_clear_pointer (&model.owner, g_free);
      g_clear_pointer (&model.status, g_free);
    }
  return model;
}

char *
batch_probes_dup_owner (const BatchProbes *self)
{
  FirstModel model = read_first_model (self);

  g_free (model.status);
  return model.owner;
}

char *
batch_probes_dup_status (const BatchProbes *self)
{
  FirstModel model = read_first_model (self);

  g_free (model.owner);
  return model.status;
}

/* --- All of them --- */

static gboolean
is_refused (const Answer *answer)
{
  return answer->status == UNAUTHORIZED || answer->status == FORBIDDEN;
}

/* Jan says in plain words what it misses; a page for people is one in HTML. */
static gboolean
asks_for_key_in_words (const Answer *answer)
{
  static const char *const words[] = { "token", "api key", "api-key", "bearer" };
  gsize length;
  const char *data = g_bytes_get_data (answer->body, &length);
  g_autofree char *text = g_ascii_strdown (data != NULL ? data : "", (gssize) length);

  g_strstrip (text);
  if (answer->status != UNAUTHORIZED || length > LONGEST_WORDS || *text == '<')
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

char *
batch_probes_advise (const BatchProbes *self)
{
  g_autofree char *address = batch_url_without_version (self->url);

  if (batch_probes_speak (self) || !batch_probes_have_array (self, BATCH_BARE_MODELS_PATH, "data"))
    return NULL;

  return g_strdup_printf ("%s has its endpoints without /v1: give %s as its address", self->url,
                          address);
}

gboolean
batch_probes_tell_loading (const BatchProbes *self)
{
  return batch_probes_mention (self, BATCH_MODELS_PATH, UNAVAILABLE, "Loading model");
}

static void
read_object_word (BatchJsonScanner *scanner,
                  gpointer          field)
{
  static const BatchJsonMember members[] = { { "object", batch_json_read_string, 0 } };

  batch_json_read_members (scanner, members, G_N_ELEMENTS (members), field);
}

/* Whether it is an array of models, without an object around it. */
static gboolean
is_bare_list (const Answer *answer)
{
  BatchJsonScanner scanner;
  g_autofree char *word = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (answer->body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  batch_json_read_first (&scanner, read_object_word, &word);
  return answer->status == 200 && batch_json_scanner_finish (&scanner)
         && g_strcmp0 (word, "model") == 0;
}

gboolean
batch_probes_speak (const BatchProbes *self)
{
  const Answer *answer = g_hash_table_lookup (self->answers, BATCH_MODELS_PATH);
  g_autofree char *object = batch_probes_dup_string (self, BATCH_MODELS_PATH, "object");

  if (answer == NULL)
    return FALSE;

  /* Without models, Ollama has a null in place of the array. */
  return g_strcmp0 (object, "list") == 0
         || batch_probes_have_array (self, BATCH_MODELS_PATH, "data")
         || is_bare_list (answer)
         || batch_probes_tell_loading (self)
         || (is_refused (answer) && read_object (answer, NULL, 0, NULL))
         || asks_for_key_in_words (answer);
}

gboolean
batch_probes_ask_key (const BatchProbes *self)
{
  GHashTableIter iter;
  gpointer answer;

  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, NULL, &answer))
    if (((Answer *) answer)->status == UNAUTHORIZED)
      return TRUE;

  return FALSE;
}
