/* model-servers.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "model-server.h"

#define CHAT "{\"id\":\"1\",\"object\":\"chat.completion\",\"model\":\"m\"," \
             "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"," \
             "\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"}}]}"
#define CHATS { "POST /v1/chat/completions", 200, CHAT }
#define ONE_MODEL "{\"object\":\"list\",\"data\":[{\"id\":\"plain\",\"object\":\"model\"}]}"

static const ModelRoute ollama[] = {
  { "GET /", 200, "Ollama is running" },
  { "GET /api/version", 200, "{\"version\":\"0.12.6\"}" },
  { "GET /api/tags", 200,
    "{\"models\":["
    "{\"name\":\"qwen3:8b\",\"model\":\"qwen3:8b\",\"remote_model\":\"\",\"remote_host\":\"\","
    "\"modified_at\":\"2026-01-01T00:00:00Z\",\"size\":5200000000,\"digest\":\"d1\","
    "\"details\":{\"format\":\"gguf\",\"family\":\"qwen3\",\"families\":[\"qwen3\"],"
    "\"parameter_size\":\"8.2B\",\"quantization_level\":\"Q4_K_M\",\"context_length\":40960},"
    "\"capabilities\":[\"completion\",\"tools\",\"thinking\"]},"
    "{\"name\":\"gemma3:4b\",\"model\":\"gemma3:4b\",\"size\":3300000000,\"digest\":\"d2\","
    "\"details\":{\"context_length\":131072},\"capabilities\":[\"completion\",\"vision\"]},"
    "{\"name\":\"nomic:latest\",\"model\":\"nomic:latest\",\"size\":270000000,\"digest\":\"d3\","
    "\"details\":{},\"capabilities\":[\"embedding\"]},"
    "{\"name\":\"big:cloud\",\"model\":\"big:cloud\",\"remote_model\":\"big\","
    "\"remote_host\":\"https://ollama.com:443\",\"size\":380,\"digest\":\"d4\"}]}" },
  { "GET /api/ps", 200,
    "{\"models\":[{\"name\":\"gemma3:4b\",\"model\":\"gemma3:4b\",\"size\":6000000000,"
    "\"digest\":\"d2\",\"details\":{},\"expires_at\":\"2318-03-07T08:41:12.123456789+02:00\","
    "\"size_vram\":6000000000,\"context_length\":8192}]}" },
  { "GET /v1/models", 200,
    "{\"object\":\"list\",\"data\":[{\"id\":\"qwen3:8b\",\"object\":\"model\","
    "\"owned_by\":\"library\"}]}" },
  { "POST /api/chat", 200,
    "{\"model\":\"qwen3:8b\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":"
    "{\"role\":\"assistant\",\"content\":\"Hello\"},\"done\":true,\"done_reason\":\"stop\"}" },
  { "POST /api/embed", 200, "{\"model\":\"nomic:latest\",\"embeddings\":[]}" },
  { "POST /api/generate", 200,
    "{\"model\":\"gemma3:4b\",\"created_at\":\"2026-01-01T00:00:00Z\",\"response\":\"\","
    "\"done\":true,\"done_reason\":\"unload\"}" },
  CHATS,
  { NULL }
};

/* While it frees memory it says nothing of what is in it. */
static const ModelRoute ollama_busy[] = {
  { "GET /", 200, "Ollama is running" },
  { "GET /api/version", 200, "{\"version\":\"0.12.6\"}" },
  { "GET /api/tags", 200, "{\"models\":[{\"name\":\"qwen3:8b\",\"size\":5200000000}]}" },
  { "GET /api/ps", 0, NULL },
  { "GET /v1/models", 200, "{\"object\":\"list\",\"data\":[{\"id\":\"qwen3:8b\"}]}" },
  { NULL }
};

/* It says nothing of that at any time, as behind a proxy that does not let it through. */
static const ModelRoute ollama_untold[] = {
  { "GET /", 200, "Ollama is running" },
  { "GET /api/version", 200, "{\"version\":\"0.12.6\"}" },
  { "GET /api/tags", 200, "{\"models\":[{\"name\":\"qwen3:8b\",\"size\":5200000000}]}" },
  { "GET /api/ps", 404, "{\"error\":\"not found\"}" },
  { "POST /api/generate", 200,
    "{\"model\":\"qwen3:8b\",\"response\":\"\",\"done\":true,\"done_reason\":\"unload\"}" },
  { "POST /api/embed", 200, "{\"model\":\"qwen3:8b\",\"embeddings\":[]}" },
  { "GET /v1/models", 200, "{\"object\":\"list\",\"data\":[{\"id\":\"qwen3:8b\"}]}" },
  { NULL }
};

/* It tells what it has, but not while it frees that. */
static const ModelRoute ollama_frees[] = {
  { "GET /", 200, "Ollama is running" },
  { "GET /api/version", 200, "{\"version\":\"0.12.6\"}" },
  { "GET /api/tags", 200, "{\"models\":[{\"name\":\"qwen3:8b\",\"size\":5200000000}]}" },
  { "GET /api/ps", 200, "{\"models\":[{\"name\":\"qwen3:8b\",\"size\":5200000000}]}" },
  { "GET /api/ps", 503, "{\"error\":\"busy\"}" },
  { "GET /api/ps", 503, "{\"error\":\"busy\"}" },
  { "GET /api/ps", 503, "{\"error\":\"busy\"}" },
  { "GET /api/ps", 503, "{\"error\":\"busy\"}" },
  { "GET /api/ps", 200, "{\"models\":[]}" },
  { "POST /api/generate", 200,
    "{\"model\":\"qwen3:8b\",\"response\":\"\",\"done\":true,\"done_reason\":\"unload\"}" },
  { "GET /v1/models", 200, "{\"object\":\"list\",\"data\":[{\"id\":\"qwen3:8b\"}]}" },
  { NULL }
};

static const ModelRoute ollama_empty[] = {
  { "GET /", 200, "Ollama is running" },
  { "GET /api/version", 200, "{\"version\":\"0.12.6\"}" },
  { "GET /api/tags", 200, "{\"models\":[]}" },
  { "GET /api/ps", 200, "{\"models\":[]}" },
  { "GET /v1/models", 200, "{\"object\":\"list\",\"data\":null}" },
  { NULL }
};

static const ModelRoute llama_server[] = {
  { "GET /v1/models", 200,
    "{\"models\":[{\"name\":\"alpha\",\"type\":\"model\",\"capabilities\":[\"completion\"]}],"
    "\"object\":\"list\",\"data\":[{\"id\":\"alpha\",\"aliases\":[\"alpha\"],\"object\":\"model\","
    "\"architecture\":{\"input_modalities\":[\"text\"],\"output_modalities\":[\"text\"]},"
    "\"created\":1795622541,\"owned_by\":\"llamacpp\",\"meta\":{\"vocab_type\":1,\"n_vocab\":381,"
    "\"n_ctx\":1024,\"n_ctx_train\":2048,\"n_params\":122816,\"size\":491264}}]}" },
  { "GET /props", 200,
    "{\"default_generation_settings\":{\"params\":{\"seed\":1},\"n_ctx\":1024},"
    "\"total_slots\":2,\"model_alias\":\"alpha\",\"model_path\":\"/srv/alpha.gguf\","
    "\"modalities\":{\"vision\":true,\"audio\":false},\"build_info\":\"b11669-Debian\"}" },
  CHATS,
  { NULL }
};

/* With a key, the list is for everybody, and the rest is not. */
static const ModelRoute llama_server_key[] = {
  { "GET /v1/models", 200,
    "{\"object\":\"list\",\"data\":[{\"id\":\"alpha\",\"owned_by\":\"llamacpp\"}]}" },
  { "*", 401,
    "{\"error\":{\"message\":\"Invalid API Key\",\"type\":\"authentication_error\","
    "\"code\":401}}" },
  { NULL }
};

static const ModelRoute llama_server_loading[] = {
  { "*", 503,
    "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\",\"code\":503}}" },
  { NULL }
};

#define ROUTER_MODELS \
  "{\"data\":[{\"id\":\"alpha\",\"aliases\":[],\"tags\":[],\"object\":\"model\"," \
  "\"owned_by\":\"llamacpp\",\"status\":{\"value\":\"loaded\",\"args\":[\"llama-server\"]}," \
  "\"architecture\":{\"input_modalities\":[\"text\",\"image\"]},\"context_length\":2048}," \
  "{\"id\":\"beta\",\"owned_by\":\"llamacpp\",\"status\":{\"value\":\"loading\"}," \
  "\"context_length\":2048}," \
  "{\"id\":\"gamma\",\"owned_by\":\"llamacpp\",\"status\":{\"value\":\"unloaded\"}," \
  "\"context_length\":2048}],\"object\":\"list\"}"

static const ModelRoute llama_router[] = {
  { "GET /v1/models", 200, ROUTER_MODELS },
  { "GET /models", 200, ROUTER_MODELS },
  { "GET /props", 200,
    "{\"role\":\"router\",\"max_instances\":1,\"models_autoload\":true,"
    "\"model_alias\":\"llama-server\",\"default_generation_settings\":{\"n_ctx\":0},"
    "\"build_info\":\"b11669-Debian\"}" },
  { "GET /props?autoload=false&model=alpha", 200,
    "{\"total_slots\":3,\"default_generation_settings\":{\"n_ctx\":768}}" },
  { "POST /models/unload", 400,
    "{\"error\":{\"code\":400,\"message\":\"model is not running\","
    "\"type\":\"invalid_request_error\"}}" },
  CHATS,
  { NULL }
};

#define ROUTER_MODEL(status) \
  { "GET /models", 200, \
    "{\"data\":[{\"id\":\"alpha\",\"aliases\":[\"a\"],\"owned_by\":\"llamacpp\"," \
    "\"status\":" status "}],\"object\":\"list\"}" }
#define ROUTER_LOAD { "POST /models/load", 200, "{\"success\":true}" }
#define ROUTER_ITSELF { "GET /v1/models", 200, ROUTER_MODELS }

/* It takes its time for a load, and for unloading. */
static const ModelRoute router_loads[] = {
  ROUTER_ITSELF,
  ROUTER_MODEL ("{\"value\":\"unloaded\",\"args\":[\"llama-server\",\"-c\",\"4096\","
                "\"--parallel\",\"3\"]}"),
  ROUTER_MODEL ("{\"value\":\"unloaded\"}"),
  ROUTER_MODEL ("{\"value\":\"loading\",\"progress\":{\"stages\":[\"text_model\"],"
                "\"current\":\"text_model\",\"value\":0.5}}"),
  ROUTER_MODEL ("{\"value\":\"loaded\"}"),
  ROUTER_LOAD,
  { "GET /slots?autoload=false&model=alpha", 200, "[{\"id\":0,\"is_processing\":false}]" },
  { "POST /models/unload", 200, "{\"success\":true}" },
  { NULL }
};

static const ModelRoute router_fails[] = {
  ROUTER_ITSELF,
  ROUTER_MODEL ("{\"value\":\"unloaded\"}"),
  ROUTER_MODEL ("{\"value\":\"loading\"}"),
  ROUTER_MODEL ("{\"value\":\"unloaded\",\"failed\":true,\"exit_code\":1}"),
  ROUTER_LOAD,
  { NULL }
};

/* The load never ends. */
static const ModelRoute router_hangs[] = {
  ROUTER_ITSELF,
  ROUTER_MODEL ("{\"value\":\"loading\"}"),
  ROUTER_LOAD,
  { NULL }
};

/* It takes the load, and never says in words that anybody knows how that goes. */
static const ModelRoute router_vague[] = {
  ROUTER_ITSELF,
  ROUTER_MODEL ("\"unloaded\""),
  ROUTER_MODEL ("\"in use\""),
  ROUTER_LOAD,
  { NULL }
};

/* It takes a name that its list leaves out. */
static const ModelRoute router_unlisted[] = {
  ROUTER_ITSELF,
  ROUTER_MODEL ("{\"value\":\"unloaded\"}"),
  ROUTER_LOAD,
  { NULL }
};

/* Somebody else is having it load. */
static const ModelRoute router_running[] = {
  ROUTER_ITSELF,
  ROUTER_MODEL ("{\"value\":\"loading\"}"),
  ROUTER_MODEL ("{\"value\":\"loading\"}"),
  ROUTER_MODEL ("{\"value\":\"loaded\"}"),
  { "POST /models/load", 400,
    "{\"error\":{\"code\":400,\"message\":\"model is already running\","
    "\"type\":\"invalid_request_error\"}}" },
  { NULL }
};

/* Somebody else is at work with the model. */
static const ModelRoute router_busy[] = {
  ROUTER_ITSELF,
  ROUTER_MODEL ("{\"value\":\"loaded\"}"),
  { "GET /slots?autoload=false&model=alpha", 200,
    "[{\"id\":0,\"is_processing\":false},{\"id\":1,\"is_processing\":true}]" },
  { NULL }
};

/* It does not say in known words whether it has the model, and that it has not only when asked to
 * unload it. */
static const ModelRoute router_untold[] = {
  ROUTER_ITSELF,
  ROUTER_MODEL ("{\"value\":\"resting\"}"),
  { "POST /models/unload", 400, "{\"error\":{\"code\":400,\"message\":\"model is not running\"}}" },
  { NULL }
};

static const ModelRoute llama_swap[] = {
  { "GET /running", 200,
    "{\"running\":[{\"model\":\"org/small\",\"state\":\"ready\",\"cmd\":\"llama-server -np 2\","
    "\"proxy\":\"http://localhost:5800\",\"ttl\":0},"
    "{\"model\":\"large\",\"state\":\"starting\",\"cmd\":\"\"}]}" },
  { "GET /api/version", 200,
    "{\"version\":\"v172\",\"commit\":\"abc\",\"build_date\":\"2026-10-01\"}" },
  { "GET /v1/models", 200,
    "{\"object\":\"list\",\"data\":["
    "{\"id\":\"org/small\",\"object\":\"model\",\"owned_by\":\"llama-swap\","
    "\"context_length\":4096,\"status\":{\"value\":\"loaded\"}},"
    "{\"id\":\"large\",\"owned_by\":\"llama-swap\",\"status\":{\"value\":\"loaded\"}},"
    "{\"id\":\"other\",\"owned_by\":\"llama-swap\",\"status\":{\"value\":\"unloaded\"}}]}" },
  { "GET /props", 200, "{\"default_generation_settings\":{},\"build_info\":\"b1\"}" },
  { "POST /api/models/unload/org/small", 200, "OK" },
  { "GET /upstream/org/small/props", 200,
    "{\"total_slots\":2,\"default_generation_settings\":{\"n_ctx\":2048}}" },
  { "GET /upstream/other/health", 200, "OK" },
  { "GET /upstream/large/health", 500, "unspecific error: process exited" },
  { "GET /upstream/hidden/health", 404, "{\"detail\":\"Not Found\"}" },
  { "GET /upstream/unknown/health", 404,
    "{\"src\":\"llama-swap\",\"error\":{\"message\":\"no router for requested model\"}}" },
  CHATS,
  { NULL }
};

/* It answers whatever it does not know with status 200. */
#define LM_STUDIO_UNKNOWN { "*", 200, "{\"error\":\"Unexpected endpoint or method. (GET /x)\"}" }

static const ModelRoute lm_studio[] = {
  { "GET /v1/models", 200, "{\"object\":\"list\",\"data\":[{\"id\":\"google/gemma\"}]}" },
  { "GET /api/v1/models", 200,
    "{\"models\":[{\"type\":\"llm\",\"publisher\":\"google\",\"key\":\"google/gemma\","
    "\"display_name\":\"Gemma\",\"architecture\":\"gemma3\",\"size_bytes\":3300000000,"
    "\"loaded_instances\":[{\"id\":\"google/gemma\",\"config\":{\"context_length\":8192,"
    "\"parallel\":4}},{\"id\":\"google/gemma:2\",\"config\":{\"context_length\":4096,"
    "\"parallel\":2}}],\"max_context_length\":131072,\"format\":\"gguf\","
    "\"capabilities\":{\"vision\":true,\"trained_for_tool_use\":false}},"
    "{\"type\":\"embedding\",\"key\":\"nomic\",\"size_bytes\":84000000,"
    "\"loaded_instances\":[],\"max_context_length\":2048}]}" },
  { "POST /api/v1/models/unload", 200, "{\"instance_id\":\"google/gemma\"}" },
  { "POST /api/v1/models/load", 200,
    "{\"type\":\"embedding\",\"instance_id\":\"nomic\",\"load_time_seconds\":9.125,"
    "\"status\":\"loaded\"}" },
  CHATS,
  LM_STUDIO_UNKNOWN,
  { NULL }
};

/* A time that is none. */
static const ModelRoute lm_studio_odd[] = {
  { "GET /v1/models", 200, "{\"object\":\"list\",\"data\":[{\"id\":\"nomic\"}]}" },
  { "GET /api/v1/models", 200,
    "{\"models\":[{\"type\":\"embedding\",\"key\":\"nomic\",\"loaded_instances\":[]}]}" },
  { "POST /api/v1/models/load", 200,
    "{\"instance_id\":\"nomic\",\"load_time_seconds\":-1e300}" },
  CHATS,
  LM_STUDIO_UNKNOWN,
  { NULL }
};

static const ModelRoute lm_studio_old[] = {
  { "GET /v1/models", 200, "{\"object\":\"list\",\"data\":[{\"id\":\"gemma\"}]}" },
  { "GET /api/v0/models", 200,
    "{\"object\":\"list\",\"data\":[{\"id\":\"gemma\",\"object\":\"model\",\"type\":\"vlm\","
    "\"publisher\":\"google\",\"state\":\"loaded\",\"max_context_length\":8192},"
    "{\"id\":\"nomic\",\"type\":\"embeddings\",\"state\":\"not-loaded\","
    "\"max_context_length\":2048}]}" },
  LM_STUDIO_UNKNOWN,
  { NULL }
};

static const ModelRoute vllm[] = {
  { "GET /version", 200, "{\"version\":\"0.11.0\"}" },
  { "GET /v1/models", 200,
    "{\"object\":\"list\",\"data\":[{\"id\":\"Qwen/Qwen3-8B\",\"object\":\"model\",\"created\":1,"
    "\"owned_by\":\"vllm\",\"root\":\"Qwen/Qwen3-8B\",\"parent\":null,"
    "\"max_model_len\":32768}]}" },
  CHATS,
  { NULL }
};

/* It passes for Ollama as well. */
static const ModelRoute localai[] = {
  { "GET /.well-known/localai.json", 200, "{\"version\":\"v3.7.0\",\"endpoints\":{}}" },
  { "GET /", 200, "Ollama is running" },
  { "GET /api/version", 200, "{\"version\":\"0.9.0\"}" },
  { "GET /version", 200, "{\"version\":\"v3.7.0\"}" },
  { "GET /v1/models", 200,
    "{\"object\":\"list\",\"data\":[{\"id\":\"phi\",\"object\":\"model\"},{\"id\":\"bert\"}]}" },
  { "GET /system", 200, "{\"backends\":[\"llama-cpp\"],\"loaded_models\":[{\"id\":\"bert\"}]}" },
  { "POST /backend/shutdown", 200, "" },
  { "POST /backend/load", 200, "" },
  CHATS,
  { NULL }
};

static const ModelRoute generic[] = {
  { "GET /v1/models", 200, ONE_MODEL },
  CHATS,
  { NULL }
};

/* It finds its models under any prefix, but has none of LM Studio's states. */
static const ModelRoute any_prefix[] = {
  { "GET /v1/models", 200, ONE_MODEL },
  { "GET /api/v1/models", 200, ONE_MODEL },
  { "GET /api/v0/models", 200, ONE_MODEL },
  CHATS,
  { NULL }
};

/* --- What is no model server, or claims to be another --- */

static const ModelRoute web[] = {
  { "*", 200, "<!DOCTYPE html><html><title>It works</title></html>" },
  { NULL }
};

/* As Together has it. */
static const ModelRoute bare_list[] = {
  { "GET /v1/models", 200,
    "[{\"id\":\"plain\",\"object\":\"model\",\"type\":\"chat\"},{\"id\":\"other\"}]" },
  CHATS,
  { NULL }
};

static const ModelRoute web_list[] = {
  { "*", 200, "[{\"id\":\"plain\",\"title\":\"A page\"}]" },
  { NULL }
};

static const ModelRoute web_json[] = {
  { "*", 200, "{}" },
  { NULL }
};

/* It has chats, and nothing that is asked for here. */
static const ModelRoute no_list[] = {
  { "*", 404, "{\"detail\":\"Not Found\"}" },
  { NULL }
};

static const ModelRoute no_version[] = {
  { "GET /models", 200, ONE_MODEL },
  { "POST /chat/completions", 200, CHAT },
  { "*", 404, "{\"detail\":\"Not Found\"}" },
  { NULL }
};

static const ModelRoute chats_only[] = {
  CHATS,
  { "*", 404, "{\"detail\":\"Not Found\"}" },
  { NULL }
};

/* Without its key it says nothing else, in plain words. */
static const ModelRoute jan[] = {
  { "*", 401, "Invalid or missing authorization token" },
  { NULL }
};

/* Before it described itself, and could be told to load a model. */
static const ModelRoute localai_old[] = {
  { "GET /v1/models", 200,
    "{\"object\":\"list\",\"data\":[{\"id\":\"phi\",\"object\":\"model\"}]}" },
  { "GET /system", 200, "{\"backends\":[\"llama-cpp\"],\"loaded_models\":[]}" },
  { "GET /", 200, "Ollama is running" },
  { "GET /api/version", 200, "{\"version\":\"0.9.0\"}" },
  { "POST /backend/load", 404,
    "{\"error\":{\"code\":404,\"message\":\"Resource not found\",\"type\":\"\"}}" },
  CHATS,
  { NULL }
};

static const ModelRoute web_login[] = {
  { "*", 401, "<html>Who are you?</html>" },
  { NULL }
};

static const ModelRoute web_redirect[] = {
  { "*", 302, "" },
  { NULL }
};

/* A gateway that falls over when it is given no key. */
static const ModelRoute broken[] = {
  { "GET /v1/models", 500, "Internal Server Error" },
  { NULL }
};

/* It has Ollama's first page and llama-swap's list, but nothing that answers requests. */
static const ModelRoute impostor[] = {
  { "GET /", 200, "Ollama is running" },
  { "GET /api/version", 200, "{\"version\":\"9.9\"}" },
  { "GET /running", 200, "{\"running\":[]}" },
  { "GET /props", 200, "{\"build_info\":\"b1\"}" },
  { NULL }
};

/* It says what Ollama says, without its version. */
static const ModelRoute half_ollama[] = {
  { "GET /", 200, "Ollama is running" },
  { "GET /v1/models", 200, ONE_MODEL },
  { NULL }
};

static const ModelRoute mute[] = {
  { "*", 0, NULL },
  { NULL }
};

const ModelPersonality model_personalities[] = {
  { "ollama", "ollama", NULL, ollama },
  { "ollama-busy", "ollama", NULL, ollama_busy },
  { "ollama-untold", "ollama", NULL, ollama_untold },
  { "ollama-frees", "ollama", NULL, ollama_frees },
  { "ollama-empty", "ollama", NULL, ollama_empty },
  { "llama-server", "llama-server", NULL, llama_server },
  { "llama-server-key", "llama-server", NULL, llama_server_key },
  { "llama-server-loading", "llama-server", NULL, llama_server_loading },
  { "llama-router", "llama-router", NULL, llama_router },
  { "router-loads", "llama-router", NULL, router_loads },
  { "router-fails", "llama-router", NULL, router_fails },
  { "router-hangs", "llama-router", NULL, router_hangs },
  { "router-vague", "llama-router", NULL, router_vague },
  { "router-unlisted", "llama-router", NULL, router_unlisted },
  { "router-running", "llama-router", NULL, router_running },
  { "router-busy", "llama-router", NULL, router_busy },
  { "router-untold", "llama-router", NULL, router_untold },
  { "llama-swap", "llama-swap", NULL, llama_swap },
  { "lm-studio", "lm-studio", NULL, lm_studio },
  { "lm-studio-odd", "lm-studio", NULL, lm_studio_odd },
  { "lm-studio-old", "lm-studio", NULL, lm_studio_old },
  { "vllm", "vllm", NULL, vllm },
  { "localai", "localai", NULL, localai },
  { "localai-old", "localai", NULL, localai_old },
  { "jan", "openai-compatible", NULL, jan },
  { "generic", "openai-compatible", NULL, generic },
  { "generic-key", "openai-compatible", "sk-test-1", generic },
  { "any-prefix", "openai-compatible", NULL, any_prefix },
  { "bare-list", "openai-compatible", NULL, bare_list },
  { "half-ollama", "openai-compatible", NULL, half_ollama },
  { "web", NULL, NULL, web },
  { "web-json", NULL, NULL, web_json },
  { "web-list", NULL, NULL, web_list },
  { "no-list", NULL, NULL, no_list },
  { "no-version", NULL, NULL, no_version },
  { "chats-only", NULL, NULL, chats_only },
  { "web-login", NULL, NULL, web_login },
  { "web-redirect", NULL, NULL, web_redirect },
  { "broken", NULL, NULL, broken },
  { "impostor", NULL, NULL, impostor },
  { "mute", NULL, NULL, mute },
};

const guint n_model_personalities = G_N_ELEMENTS (model_personalities);
