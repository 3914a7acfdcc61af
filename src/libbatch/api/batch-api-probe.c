/* api/batch-api-probe.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-probe-private.h"

#include "api/batch-api-service-private.h"
#include "json/batch-json-writer-private.h"
#include "store/batch-store-private.h"

#define FRESH_US    (2 * G_USEC_PER_SEC)
#define PATIENCE_MS 2000
#define MIN_ROOM    (1024 * 1024)
/* What is written: how often this was does not matter. */
#define SPACE       "health"
#define NAME        "asked"

/* --- Answering --- */

static void
answer (BatchApiExchange *exchange,
        const char       *ailment)
{
  BatchJsonWriter json = BATCH_JSON_WRITER_INIT (g_string_new (NULL));

  batch_json_writer_open (&json, NULL, '{');
  batch_json_writer_string (&json, "status", ailment == NULL ? "ok" : "unavailable");
  if (ailment != NULL)
    batch_json_writer_string (&json, "reason", ailment);
  batch_json_writer_close (&json, '}');
  batch_api_exchange_answer (exchange, ailment == NULL ? SOUP_STATUS_OK
                                                       : SOUP_STATUS_SERVICE_UNAVAILABLE,
                             json.out);
}

static void
answer_all (BatchApiProbe *self)
{
  for (guint i = 0; i < self->asking->len; i++)
    answer (g_ptr_array_index (self->asking, i), self->ailment);
  g_ptr_array_set_size (self->asking, 0);
}

static void
end_patience (BatchApiProbe *self)
{
  if (self->patience != NULL)
    g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

/* --- Looking --- */

/* Whoever asks is a stranger: where the store is, only the log says. */
static const char *
find_ailment (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
         ? "The disk that holds the queue is full; make room"
         : "The queue cannot be written or read; the log of the server says why";
}

/* @error: (nullable) */
static void
end (BatchApiService *service,
     const GError    *error)
{
  BatchApiProbe *self = &service->probe;

  self->ailment = error != NULL ? find_ailment (error) : NULL;
  if (error != NULL && g_strcmp0 (self->logged, self->ailment) != 0)
    g_warning ("The queue is not in order: %s", error->message);
  self->logged = self->ailment;
  self->ended_at = batch_clock_monotonic (service->engine->clock);
  self->under_way = FALSE;
  end_patience (self);
  answer_all (self);
}

/* What is written may be so little that there is room for it where there is none for a batch. */
static void
disk_asked_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GFileInfo) info = g_file_query_filesystem_info_finish (G_FILE (source), result, NULL);
  g_autoptr(GError) error = NULL;

  if (info != NULL && g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE)
      && g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) < MIN_ROOM)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk that holds “%s” is full; make "
                 "room", g_file_peek_path (G_FILE (source)));
  end (user_data, error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) values = batch_store_list_values_finish (BATCH_STORE (source), result,
                                                                 &error);
  BatchApiService *service = user_data;
  g_autoptr(GFile) folder = g_file_new_for_path (service->scratch_dir);

  if (values != NULL)
    g_file_query_filesystem_info_async (folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE,
                                        G_PRIORITY_DEFAULT, NULL, disk_asked_cb, service);
  else
    end (service, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (batch_store_put_value_finish (BATCH_STORE (source), result, &error))
    batch_store_list_values_async (BATCH_STORE (source), SPACE, NULL, read_cb, user_data);
  else
    end (user_data, error);
}

static gboolean
patience_over_cb (gpointer user_data)
{
  BatchApiProbe *self = user_data;

  end_patience (self);
  self->ailment = "The queue does not answer: its disk is slow, or another program holds it";
  answer_all (self);
  return G_SOURCE_REMOVE;
}

static void
begin (BatchApiService *service)
{
  BatchApiProbe *self = &service->probe;
  BatchClock *clock = service->engine->clock;
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, batch_clock_now (clock));

  self->under_way = TRUE;
  self->patience = batch_clock_add_timer (clock, PATIENCE_MS, patience_over_cb, self);
  g_source_set_static_name (self->patience, "[batch] a store that does not answer");
  batch_store_put_value_async (batch_api_service_get_store (service), SPACE, NAME, now, NULL,
                               written_cb, service);
}

void
batch_api_health_get (BatchApiExchange *exchange)
{
  BatchApiService *service = exchange->service;
  BatchApiProbe *self = &service->probe;
  gint64 now = batch_clock_monotonic (service->engine->clock);

  if (!self->under_way && (self->ended_at == 0 || now - self->ended_at >= FRESH_US))
    begin (service);
  if (self->patience != NULL)
    g_ptr_array_add (self->asking, batch_api_exchange_ref (exchange));
  else
    answer (exchange, self->ailment);
}

/* --- With the service --- */

void
batch_api_probe_init (BatchApiProbe *self)
{
  self->asking = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_api_exchange_unref);
}

void
batch_api_probe_stop (BatchApiProbe *self)
{
  end_patience (self);
}

void
batch_api_probe_clear (BatchApiProbe *self)
{
  end_patience (self);
  g_ptr_array_unref (self->asking);
}
