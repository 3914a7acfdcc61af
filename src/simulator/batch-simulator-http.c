/* simulator/batch-simulator-http.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-http.h"

#include <string.h>

#define MAX_CHUNK_OVERHEAD (16 * 1024)

enum
{
  CHUNK_SIZE,
  CHUNK_EXTENSION,
  CHUNK_SIZE_END,
  CHUNK_DATA,
  CHUNK_DATA_CR,
  CHUNK_DATA_LF,
  CHUNK_TRAILER_START,
  CHUNK_TRAILER,
  CHUNK_LAST_LF,
  CHUNK_ENDED,
};

typedef struct
{
  BatchSimulatorHead *head;
  const char         *data;
} Parser;

static gboolean
is_token (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) &&
        (text[i] == '\0' || strchr ("!#$%&'*+-.^_`|~", text[i]) == NULL))
      return FALSE;
  return length > 0;
}

static gboolean
equals (const char *text,
        gsize       length,
        const char *word)
{
  return length == strlen (word) && g_ascii_strncasecmp (text, word, length) == 0;
}

static BatchSimulatorMethod
method_from_text (const char *text,
                  gsize       length)
{
  if (length == 4 && memcmp (text, "POST", 4) == 0)
    return BATCH_SIMULATOR_METHOD_POST;
  if (length == 3 && memcmp (text, "GET", 3) == 0)
    return BATCH_SIMULATOR_METHOD_GET;
  if (length == 4 && memcmp (text, "HEAD", 4) == 0)
    return BATCH_SIMULATOR_METHOD_HEAD;
  return BATCH_SIMULATOR_METHOD_OTHER;
}

static gboolean
set_target (Parser     *parser,
            const char *target,
            gsize       length)
{
  const char *mark = memchr (target, '?', length);
  gsize path_length = mark != NULL ? (gsize) (mark - target) : length;

  if (length == 0 || (target[0] != '/' && !(length == 1 && target[0] == '*')))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((guchar) target[i] <= ' ' || target[i] == 0x7f)
      return FALSE;

  parser->head->path.start = target - parser->data;
  parser->head->path.length = path_length;
  if (mark != NULL)
    {
      parser->head->query.start = mark + 1 - parser->data;
      parser->head->query.length = length - path_length - 1;
    }
  return TRUE;
}

/* Returns 0, or minus a status. */
static int
parse_request_line (Parser     *parser,
                    const char *line,
                    gsize       length)
{
  const char *method_end = memchr (line, ' ', length);
  const char *target_end = memrchr (line, ' ', length);
  const char *version;

  if (method_end == NULL || target_end == method_end || !is_token (line, method_end - line))
    return -400;

  parser->head->method = method_from_text (line, method_end - line);
  if (!set_target (parser, method_end + 1, target_end - method_end - 1))
    return -400;

  version = target_end + 1;
  if (line + length - version != 8 || memcmp (version, "HTTP/", 5) != 0)
    return -400;
  if (version[5] != '1' || version[6] != '.')
    return -505;
  parser->head->keep_alive = version[7] != '0';
  return 0;
}

static gboolean
set_content_length (BatchSimulatorHead *head,
                    const char         *value,
                    gsize               length)
{
  guint64 number = 0;

  if (length == 0 || length > 18)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (value[i]))
        return FALSE;
      number = number * 10 + (value[i] - '0');
    }
  if (head->has_length && head->content_length != number)
    return FALSE;

  head->content_length = number;
  head->has_length = TRUE;
  return TRUE;
}

static void
set_token (Parser     *parser,
           const char *value,
           gsize       length)
{
  parser->head->token.start = value - parser->data;
  parser->head->token.length = length;
}

static int
apply_header (Parser     *parser,
              const char *name,
              gsize       name_length,
              const char *value,
              gsize       length)
{
  BatchSimulatorHead *head = parser->head;

  if (equals (name, name_length, "content-length"))
    return set_content_length (head, value, length) ? 0 : -400;

  if (equals (name, name_length, "transfer-encoding"))
    {
      if (!equals (value, length, "chunked"))
        return -501;
      head->chunked = TRUE;
    }
  else if (equals (name, name_length, "connection"))
    {
      if (equals (value, length, "close"))
        head->keep_alive = FALSE;
      else if (equals (value, length, "keep-alive"))
        head->keep_alive = TRUE;
    }
  else if (equals (name, name_length, "expect"))
    {
      if (!equals (value, length, "100-continue"))
        return -417;
      head->expects_continue = TRUE;
    }
  else if (equals (name, name_length, "authorization"))
    {
      if (length > 7 && g_ascii_strncasecmp (value, "bearer ", 7) == 0)
        set_token (parser, value + 7, length - 7);
    }
  else if (equals (name, name_length, "x-api-key") || equals (name, name_length, "api-key"))
    {
      set_token (parser, value, length);
    }
  return 0;
}

static int
parse_header_line (Parser     *parser,
                   const char *line,
                   gsize       length)
{
  const char *colon = memchr (line, ':', length);
  const char *value;
  const char *end = line + length;

  if (colon == NULL || !is_token (line, colon - line) || memchr (line, '\0', length) != NULL)
    return -400;

  for (value = colon + 1; value < end && (*value == ' ' || *value == '\t'); value++)
    ;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  return apply_header (parser, line, colon - line, value, end - value);
}

static int
parse_lines (Parser *parser,
             gsize   start,
             gsize   end)
{
  gboolean first = TRUE;
  gsize position = start;

  while (position < end)
    {
      const char *line = parser->data + position;
      const char *line_end = memmem (line, end - position, "\r\n", 2);
      gsize length;
      int status;

      if (line_end == NULL)
        return -400;
      length = line_end - line;
      status = first ? parse_request_line (parser, line, length)
                     : parse_header_line (parser, line, length);
      if (status != 0)
        return status;
      first = FALSE;
      position += length + 2;
    }

  return parser->head->chunked && parser->head->has_length ? -400 : 0;
}

/* A first line that is no request is refused at once: the empty line after it may never come. */
static int
check_unfinished (Parser *parser,
                  gsize   start,
                  gsize   length)
{
  const char *line_end = memchr (parser->data + start, '\n', length - start);

  if (line_end == NULL)
    return length - start >= BATCH_SIMULATOR_MAX_HEAD ? -414 : 0;
  if (line_end == parser->data + start || line_end[-1] != '\r')
    return -400;
  if (length - start >= BATCH_SIMULATOR_MAX_HEAD)
    return -431;
  return parse_request_line (parser, parser->data + start, line_end - 1 - parser->data - start);
}

int
batch_simulator_head_parse (BatchSimulatorHead *head,
                            const char         *data,
                            gsize               length,
                            gsize              *scanned)
{
  Parser parser = { head, data };
  gsize from = *scanned > 3 ? *scanned - 3 : 0;
  gsize start = 0;
  const char *end;
  int status;

  memset (head, 0, sizeof *head);
  /* Empty lines before a request are left over from careless clients. */
  while (start + 1 < length && data[start] == '\r' && data[start + 1] == '\n')
    start += 2;
  from = MAX (from, start);

  end = length > from ? memmem (data + from, length - from, "\r\n\r\n", 4) : NULL;
  if (end == NULL)
    {
      *scanned = length;
      return length > start ? check_unfinished (&parser, start, length) : 0;
    }
  if ((gsize) (end - data) - start >= BATCH_SIMULATOR_MAX_HEAD)
    return -431;

  status = parse_lines (&parser, start, end - data + 2);
  return status != 0 ? status : (int) (end - data + 4);
}

static gboolean
add_size_digit (BatchSimulatorDechunker *self,
                guint8                   byte)
{
  int digit = g_ascii_xdigit_value (byte);

  if (digit < 0 || self->left > BATCH_SIMULATOR_MAX_BODY)
    return FALSE;
  self->left = self->left * 16 + digit;
  return TRUE;
}

static gboolean
step (BatchSimulatorDechunker *self,
      guint8                   byte)
{
  switch (self->state)
    {
    case CHUNK_SIZE:
      self->n_overhead++;
      if (byte == '\r' && self->n_overhead > 1)
        self->state = CHUNK_SIZE_END;
      else if (byte == ';' && self->n_overhead > 1)
        self->state = CHUNK_EXTENSION;
      else
        return add_size_digit (self, byte);
      return TRUE;

    case CHUNK_EXTENSION:
      self->n_overhead++;
      if (byte == '\r')
        self->state = CHUNK_SIZE_END;
      return byte != '\n';

    case CHUNK_SIZE_END:
      self->state = self->left > 0 ? CHUNK_DATA : CHUNK_TRAILER_START;
      return byte == '\n';

    case CHUNK_DATA_CR:
      self->state = CHUNK_DATA_LF;
      return byte == '\r';

    case CHUNK_DATA_LF:
      self->state = CHUNK_SIZE;
      self->n_overhead = 0;
      return byte == '\n';

    case CHUNK_TRAILER_START:
      self->state = byte == '\r' ? CHUNK_LAST_LF : CHUNK_TRAILER;
      return byte != '\n';

    case CHUNK_TRAILER:
      self->n_overhead++;
      if (byte == '\n')
        self->state = CHUNK_TRAILER_START;
      return TRUE;

    case CHUNK_LAST_LF:
      self->state = CHUNK_ENDED;
      return byte == '\n';

    default:
      return FALSE;
    }
}

gssize
batch_simulator_dechunker_feed (BatchSimulatorDechunker *self,
                                const guint8            *data,
                                gsize                    length,
                                GByteArray              *body)
{
  gsize position = 0;

  while (position < length && self->state != CHUNK_ENDED)
    {
      if (self->state == CHUNK_DATA)
        {
          gsize taken = MIN (self->left, length - position);

          g_byte_array_append (body, data + position, taken);
          position += taken;
          self->left -= taken;
          if (self->left == 0)
            self->state = CHUNK_DATA_CR;
        }
      else if (!step (self, data[position++]) || self->n_overhead > MAX_CHUNK_OVERHEAD)
        {
          return -1;
        }
    }

  return position;
}

gboolean
batch_simulator_dechunker_ended (BatchSimulatorDechunker *self)
{
  return self->state == CHUNK_ENDED;
}

const char *
batch_simulator_status_phrase (guint status)
{
  switch (status)
    {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Simulated";
    }
}

/* g_date_time_format () would write the names of days and months in the user's language. */
char *
batch_simulator_http_date (GDateTime *time)
{
  static const char days[7][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d GMT",
                          days[g_date_time_get_day_of_week (time) - 1],
                          g_date_time_get_day_of_month (time),
                          months[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time),
                          g_date_time_get_second (time));
}
