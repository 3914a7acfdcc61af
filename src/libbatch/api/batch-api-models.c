/* api/batch-api-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-directory-private.h"
#include "api/batch-api-page-private.h"
#include "json/batch-json-writer-private.h"

/* /v1/models: what all model servers that are known have, in the words of the API whose client
 * asks. One that does not answer soon is left out. */

#define DEFAULT_PAGE 20
#define MAX_PAGE     1000

typedef struct
{
  const char *name;
  const char *owner;               /* the server */
  const char *implied_tag;         /* (nullable) that the name may leave out */
  gint64      created_at;          /* s; 0: nobody says when it was made */
} Model;

/* (element-type Model): each name once, of the first server that has it */
static GArray *
list_models (BatchApiDirectory *directory)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *listings = batch_api_directory_get_listings (directory);
  GArray *models = g_array_new (FALSE, FALSE, sizeof (Model));

  for (guint i = 0; i < listings->len; i++)
    {
      const BatchApiListing *listing = g_ptr_array_index (listings, i);

      for (guint j = 0; listing->models != NULL && listing->models[j] != NULL; j++)
        {
          Model model = {
            listing->models[j], listing->server, listing->implied_tag,
            g_array_index (listing->created_at, gint64, j),
          };

          if (g_hash_table_add (seen, (gpointer) model.name))
            g_array_append_val (models, model);
        }
    }

  return models;
}

static void
write_model (BatchJsonWriter *json,
             BatchApi         api,
             const Model     *model)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (model->created_at);
  g_autofree char *created_at = time != NULL ? g_date_time_format (time, "%FT%TZ") : NULL;

  batch_json_writer_open (json, NULL, '{');
  if (api == BATCH_API_ANTHROPIC)
    {
      batch_json_writer_string (json, "type", "model");
      batch_json_writer_string (json, "id", model->name);
      batch_json_writer_string (json, "display_name", model->name);
      batch_json_writer_string (json, "created_at", created_at);
      batch_json_writer_string (json, "lifecycle", "active");
    }
  else
    {
      batch_json_writer_string (json, "id", model->name);
      batch_json_writer_string (json, "object", "model");
      batch_json_writer_int (json, "created", model->created_at);
      batch_json_writer_string (json, "owned_by", model->owner);
    }
  batch_json_writer_close (json, '}');
}

/* --- Pages, which only Anthropic's clients ask for --- */

typedef struct
{
  guint begin;
  guint end;
  gboolean has_more;
} Page;

/* -1: there is none of that name. */
static gint64
find_model (GArray     *models,
            const char *name)
{
  for (guint i = 0; i < models->len; i++)
    if (g_str_equal (g_array_index (models, Model, i).name, name))
      return i;

  return -1;
}

static gboolean
take_page (BatchApiExchange  *exchange,
           GArray            *models,
           Page              *page,
           BatchApiFault    **fault)
{
  const char *before = batch_api_exchange_get (exchange, "before_id");
  const char *after = batch_api_exchange_get (exchange, "after_id");
  const char *cursor = before != NULL ? before : after;
  gint64 at = cursor != NULL ? find_model (models, cursor) : -1;
  guint limit = batch_api_page_parse_limit (exchange, DEFAULT_PAGE, MAX_PAGE, fault);

  if (limit == 0)
    return FALSE;
  if (before != NULL && after != NULL)
    *fault = batch_api_fault_new (400, NULL, NULL, "Only one of before_id and after_id can be "
                                  "given.");
  else if (cursor != NULL && at < 0)
    *fault = batch_api_fault_new (404, NULL, NULL, "There is no model '%s'.", cursor);
  if (*fault != NULL)
    return FALSE;

  page->begin = before != NULL ? (guint) MAX (at - (gint64) limit, 0) : (guint) (at + 1);
  page->end = before != NULL ? (guint) at : MIN (page->begin + limit, models->len);
  page->has_more = before != NULL ? page->begin > 0 : page->end < models->len;
  return TRUE;
}

static void
write_page_end (BatchJsonWriter *json,
                GArray          *models,
                const Page      *page)
{
  gboolean any = page->end > page->begin;

  batch_json_writer_string (json, "first_id",
                            any ? g_array_index (models, Model, page->begin).name : NULL);
  batch_json_writer_string (json, "last_id",
                            any ? g_array_index (models, Model, page->end - 1).name : NULL);
  batch_json_writer_boolean (json, "has_more", page->has_more);
}

/* --- Answers --- */

static void
list_known_cb (BatchApiDirectory *directory,
               gpointer           user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  g_autoptr(GArray) models = list_models (directory);
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (NULL);
  BatchApiFault *fault = NULL;
  Page page = { 0, models->len, FALSE };

  if (exchange->api == BATCH_API_ANTHROPIC && !take_page (exchange, models, &page, &fault))
    {
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  json.out = g_string_new (NULL);
  batch_json_writer_open (&json, NULL, '{');
  if (exchange->api == BATCH_API_OPENAI)
    batch_json_writer_string (&json, "object", "list");
  batch_json_writer_open (&json, "data", '[');
  for (guint i = page.begin; i < page.end; i++)
    write_model (&json, exchange->api, &g_array_index (models, Model, i));
  batch_json_writer_close (&json, ']');
  if (exchange->api == BATCH_API_ANTHROPIC)
    write_page_end (&json, models, &page);
  batch_json_writer_close (&json, '}');
  batch_api_exchange_answer (exchange, SOUP_STATUS_OK, json.out);
}

void
batch_api_models_list (BatchApiExchange *exchange)
{
  batch_api_directory_ask (exchange->service->directory, NULL, list_known_cb,
                           batch_api_exchange_ref (exchange));
}

static void
one_known_cb (BatchApiDirectory *directory,
              gpointer           user_data)
{
  g_autoptr(BatchApiExchange) exchange = user_data;
  g_autoptr(GArray) models = list_models (directory);
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (NULL);

  for (guint i = 0; i < models->len; i++)
    {
      const Model *model = &g_array_index (models, Model, i);

      if (!batch_api_is_model (model->name, exchange->id, model->implied_tag))
        continue;

      json.out = g_string_new (NULL);
      write_model (&json, exchange->api, model);
      batch_api_exchange_answer (exchange, SOUP_STATUS_OK, json.out);
      return;
    }

  batch_api_exchange_refuse (exchange,
    batch_api_fault_new (404, "model_not_found", "model", "The model '%s' does not exist.",
                         exchange->id));
}

void
batch_api_models_get (BatchApiExchange *exchange)
{
  batch_api_directory_find (exchange->service->directory, exchange->id, one_known_cb,
                            batch_api_exchange_ref (exchange));
}
