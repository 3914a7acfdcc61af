/* api/batch-api-tokens.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "api/batch-api-betas-private.h"
#include "api/batch-api-chat-private.h"
#include "api/batch-api-directory-private.h"
#include "backend/batch-backend-kind-private.h"
#include "backend/batch-backend-private.h"
#include "backend/batch-outcome-private.h"
#include "json/batch-json-members-private.h"

/* /v1/messages/count_tokens: only the server of a model knows its tokens. One is asked that need
 * not load the model for that, beside the lanes, as it takes no slot. */

#define PATH        "/v1/messages/count_tokens"
#define PATIENCE_MS 60000

typedef struct
{
  BatchApiExchange *exchange;
  BatchApiAsked     asked;
  GBytes           *body;
  GStrv             servers;       /* (nullable) that have the model, or may have it */
  guint             at;            /* the one that is asked */
  BatchBackend     *backend;       /* (nullable) of that one; so is the next */
  char             *api_key;       /* (nullable) */
} Count;

static void
leave_server (Count *self)
{
  g_clear_object (&self->backend);
  g_clear_pointer (&self->api_key, batch_backend_free_key);
}

static void
count_free (Count *self)
{
  leave_server (self);
  batch_api_asked_clear (&self->asked);
  g_bytes_unref (self->body);
  g_strfreev (self->servers);
  batch_api_exchange_unref (self->exchange);
  g_free (self);
}

/* @fault: (transfer full) */
static void
refuse (Count         *self,
        BatchApiFault *fault)
{
  batch_api_exchange_refuse (self->exchange, fault);
  count_free (self);
}

static void ask_server (Count *self);

static void
ask_next (Count *self)
{
  leave_server (self);
  self->at++;
  ask_server (self);
}

/* --- The answer --- */

static gboolean
is_count (GBytes *body)
{
  static const BatchJsonMember members[] = { { "input_tokens", batch_json_read_int, 0 } };
  BatchJsonScanner scanner;
  gint64 n_tokens = -1;
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  batch_json_scanner_init (&scanner, data, length, BATCH_JSON_DEPTH);
  if (batch_json_scanner_peek (&scanner) != BATCH_JSON_OBJECT)
    return FALSE;

  batch_json_read_members (&scanner, members, G_N_ELEMENTS (members), &n_tokens);
  return batch_json_scanner_finish (&scanner) && n_tokens >= 0;
}

/* What is wrong with the key of the server is no business of its client. */
static guint
choose_status (const BatchResponse *response)
{
  gboolean ours = response->status == SOUP_STATUS_UNAUTHORIZED
                  || response->status == SOUP_STATUS_FORBIDDEN;

  return response->status >= 400 && response->status < 500 && !ours
         ? (guint) response->status : SOUP_STATUS_BAD_GATEWAY;
}

static BatchApiFault *
make_fault (Count               *self,
            const BatchResponse *response)
{
  g_auto(BatchOutcome) outcome = { 0 };

  batch_outcome_from_response (&outcome, response, BATCH_ENDPOINT_NONE, NULL,
                               batch_engine_now (self->exchange->service->engine));
  return batch_api_fault_new (choose_status (response), NULL, NULL,
                              "The model server '%s' did not count the tokens: %s.",
                              self->servers[self->at],
                              outcome.message != NULL ? outcome.message : "it says something else");
}

static void
take_answer (Count               *self,
             const BatchResponse *response)
{
  if (response->status != SOUP_STATUS_OK || !is_count (response->body))
    {
      refuse (self, make_fault (self, response));
      return;
    }

  batch_api_exchange_answer_bytes (self->exchange, SOUP_STATUS_OK, response->body);
  count_free (self);
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Count *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BatchResponse) response = batch_client_send_finish (BATCH_CLIENT (source), result,
                                                                &error);

  if (response == NULL)
    refuse (self, batch_api_fault_new (502, NULL, NULL, "The model server '%s' does not answer: "
                                       "%s.", self->servers[self->at], error->message));
  else if (response->status == SOUP_STATUS_NOT_FOUND
           || response->status == SOUP_STATUS_METHOD_NOT_ALLOWED
           || response->status == SOUP_STATUS_NOT_IMPLEMENTED)
    ask_next (self);
  else
    take_answer (self, response);
}

/* --- The question --- */

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Count *self = user_data;
  const BatchBackendKind *kind = batch_backend_identify_finish (BATCH_BACKEND (source), result);
  BatchClientSettings settings = BATCH_CLIENT_SETTINGS_INIT;
  g_autoptr(BatchClient) client = NULL;
  const BatchWire wire = {
    .path = (char *) PATH, .body = self->body, .betas = batch_api_betas_get (self->exchange),
  };

  settings.total_ms = PATIENCE_MS;
  batch_backend_kind_fill_settings (kind, &settings);
  if (kind->counts_tokens)
    client = batch_client_new (batch_backend_get_url (self->backend), self->api_key, &settings,
                               NULL);
  if (client != NULL)
    batch_client_send_wire_async (client, &wire, NULL, self->exchange->service->stopping,
                                  counted_cb, self);
  else
    ask_next (self);
}

static void
server_opened (BatchBackend *backend,
               char         *api_key,
               gpointer      user_data)
{
  Count *self = user_data;

  self->api_key = api_key;
  if (!g_set_object (&self->backend, backend))
    {
      ask_next (self);
      return;
    }

  batch_backend_identify_async (backend, api_key, self->exchange->service->stopping, identified_cb,
                                self);
}

static void
ask_server (Count *self)
{
  if (self->servers[self->at] != NULL)
    batch_api_directory_open (self->exchange->service->directory, self->servers[self->at],
                              server_opened, self);
  else
    refuse (self, batch_api_fault_new (404, "not_found", NULL,
                                       "No model server that has '%s' counts tokens without "
                                       "loading it: llama-server, vLLM and Anthropic do, in their "
                                       "later versions. The answer to a message tells in 'usage' "
                                       "how many there were.", self->asked.model));
}

static void
servers_found_cb (BatchApiDirectory *directory,
                  gpointer           user_data)
{
  Count *self = user_data;
  const char *models[] = { self->asked.model, NULL };

  self->servers = batch_api_listings_find (batch_api_directory_get_listings (directory), models);
  if (self->servers[0] != NULL)
    ask_server (self);
  else
    refuse (self, batch_api_directory_miss (directory, self->asked.model));
}

void
batch_api_tokens_count (BatchApiExchange *exchange)
{
  g_autoptr(GBytes) body = batch_api_exchange_dup_body (exchange);
  BatchApiFault *fault = batch_api_betas_check (exchange);
  BatchApiAsked asked = { 0 };
  Count *self;

  if (fault != NULL || !batch_api_asked_read (body, &asked, &fault))
    {
      batch_api_exchange_refuse (exchange, fault);
      return;
    }

  self = g_new0 (Count, 1);
  self->exchange = batch_api_exchange_ref (exchange);
  self->asked = asked;
  self->body = g_steal_pointer (&body);
  batch_api_directory_find (exchange->service->directory, asked.model, servers_found_cb, self);
}
