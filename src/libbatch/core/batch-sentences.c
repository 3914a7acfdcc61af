/* core/batch-sentences.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "core/batch-sentences-private.h"

#include <glib/gi18n-lib.h>

/* What people see of the library, for those who translate it. The sentences are made elsewhere:
 * a test holds these against the sources, so that none is forgotten when it is worded anew.
 *
 * Some are parts of sentences, and begin with a small letter: those follow a colon, or what they
 * are said of. */

/* For xgettext: one, and several of them. */
#define NP_(one, many) one, many

const BatchSentence batch_sentences[] = {
  /* --- Why a model stands where it does in the plan --- */

  { N_ ("you moved it to the front") },
  { N_ ("you moved it here") },
  { N_ ("you left it before what you moved") },
  { N_ ("its deadline in %s would be missed by waiting") },
  { N_ ("its deadline in %s comes too soon for all of it") },
  { N_ ("has priority %d") },
  { N_ ("same model as now") },
  { N_ ("same model as now, its next item is due in %s: sooner than a load") },
  { N_ ("has let others go first for %s") },
  { N_ ("came first, and what is loaded takes longer than %s") },
  { N_ ("was submitted first") },
  { N_ ("has waited longest for its turn") },
  { N_ ("is next in the list") },
  { N_ ("is the only one left by then") },
  /* Translators: as in “was submitted first of what is left” */
  { N_ ("%s of what is left") },
  { N_ ("with what is urgent, any other takes one more load") },
  { N_ ("with what is urgent, any other takes longer") },
  { N_ ("after chats with %s, which go first; %s") },
  { N_ ("%s saves one load") },
  { N_ ("%s saves one load, about %s") },
  /* Translators: as in “already loaded: saves one load, about 14 s” */
  { N_ ("same model as now:") },
  { N_ ("already loaded:") },
  { N_ ("probably still loaded:") },
  { N_ ("%d s") },
  { N_ ("%d min") },
  { N_ ("%d h") },
  { N_ ("%d days") },
  { NP_ ("Moved up %d place, to the other jobs for “%s”",
         "Moved up %d places, to the other jobs for “%s”") },
  { NP_ ("Moved down %d place, behind jobs for models that came before “%s”",
         "Moved down %d places, behind jobs for models that came before “%s”") },
  { N_ ("You moved it") },

  /* --- What a batch is called that came in by the Batch API for messages --- */

  { NP_ ("Messages batch, %d request", "Messages batch, %d requests") },

  /* --- What a batch asks of models that they are known not to do --- */

  { NP_ ("%d request may need more than the %d tokens that “%s” takes at once, in line %d: %s",
         "%d requests may need more than the %d tokens that “%s” takes at once, the first in line "
         "%d: %s") },
  { NP_ ("%d request may need more than the tokens that it asks “%s” to take at once (%d to %d), "
         "in line %d: %s",
         "%d requests may need more than the tokens that they ask “%s” to take at once (%d to "
         "%d), the first in line %d: %s") },
  { NP_ ("%d request asks for “%s”, which is not on the list of its server, in line %d: choose a "
         "model that is, or get this one",
         "%d requests ask for “%s”, which is not on the list of their server, the first in line "
         "%d: choose a model that is, or get this one") },
  /* Translators: as in “1 request uses pictures, which “phi4” has refused before, …” */
  { NP_ ("%d request uses %s, which “%s” has refused before, in line %d: %s",
         "%d requests use %s, which “%s” has refused before, the first in line %d: %s") },
  { N_ ("chats") },
  { N_ ("embeddings") },
  { N_ ("pictures") },
  { N_ ("sound") },
  { N_ ("tools") },
  { N_ ("thinking") },
  { N_ ("choose a model that writes text") },
  { N_ ("choose a model for embeddings") },
  { N_ ("choose a model that sees pictures") },
  { N_ ("choose a model that hears") },
  { N_ ("choose a model that has tools, or leave them out") },
  { N_ ("choose a model that thinks, or do not ask for it") },
  { N_ ("shorten it, ask for a shorter answer, or give the model a larger context") },

  /* --- Why nobody begins with a job --- */

  { N_ ("There is no model server yet") },
  { N_ ("There are several model servers, and the job names none") },
  { N_ ("There is no model server of the name “%s”") },
  { N_ ("This program was not told to use %s") },
  { N_ ("No handler was named for “%s”, so that it waits to be driven by hand") },
  { N_ ("This program has no handler “%s”, which is to work on “%s”") },

  /* --- What a model server answered, by its status --- */

  { N_ ("The model server does not accept the key") },
  { N_ ("The model server does not allow this") },
  { N_ ("What is in front of the model server lets nobody through, and shows a page") },
  { N_ ("The proxy on the way to the model server wants a password") },
  { N_ ("The account at the model server has no credit left") },
  { N_ ("The model server waited too long for the request") },
  { N_ ("The model server is in the middle of something else") },
  { N_ ("The model server, or what is in front of it, broke the request off") },
  { N_ ("The gateway cannot reach the model server") },
  { N_ ("The model server is not available") },
  { N_ ("The gateway waited too long for the model server") },
  { N_ ("The model server failed") },
  { N_ ("The model server wants another protocol") },
  { N_ ("The model server gives no answer, and no other address either; it, or the proxy in front "
        "of it, is set up wrongly") },
  { N_ ("The model server points to another address, which is not followed, because the key "
        "would go there too; if it is the right one, give it in place of the old one") },
  { N_ ("The model server points back to the address that it has already, and answers nothing; "
        "it, or the proxy in front of it, is set up wrongly") },
  { N_ ("The model server does not know this endpoint") },
  { N_ ("The request is too large for the model server") },
  { N_ ("The address of the model server is too long for it") },
  { N_ ("The headers of the request are too large for the model server: is its key the right "
        "one?") },
  { N_ ("The model server cannot do this") },
  { N_ ("The model cannot do this") },
  { N_ ("The model server refuses the request") },
  { N_ ("The model server does not let this key use the model") },
  { N_ ("The model server does not have this model") },
  { N_ ("The model “%s” is not there any more: %s") },
  { N_ ("The model “%s” is on the list of its server, but is not there yet: %s") },
  { N_ ("The model is not in memory any more") },
  { N_ ("The model server has loaded no model yet") },
  { N_ ("The model server is still loading the model") },
  { N_ ("The model server could not load the model") },
  { N_ ("The model server is busy") },

  /* --- What is wrong with its answer --- */

  { N_ ("The answer of the model server is empty") },
  { N_ ("The answer of the model server is JSON, but not an object") },
  { N_ ("What the model server sends has no answer in it") },
  { N_ ("The model server answers with a web page") },
  { N_ ("The answer of the model server is not text") },
  { N_ ("The answer of the model server is packed by “%s”, which nobody has asked for: turn that "
        "off where it is done, in a proxy perhaps") },
  { N_ ("The answer of the model server is packed by “%s”, and damaged") },
  { N_ ("The answer of the model server is not JSON") },
  { N_ ("The answer of the model server has brackets nested more than %d deep, which is too deep "
        "to read") },
  { N_ ("The model server reports an error in place of an answer") },
  { N_ ("Another model has answered, “%s” in place of “%s”: load the one that is wanted, or ask "
        "for the other") },
  { N_ ("%s answers with its model “%s”, also when it is asked for “%s”") },
  { N_ ("The answer of %s is larger than the limit of %s") },
  { N_ ("What %s streams is not an answer") },
  { N_ ("The answer was cut off at the limit of tokens") },
  { N_ ("The answer does not say that it came to an end") },
  { N_ ("The answer is empty") },
  { N_ ("The model refused to answer") },
  { N_ ("The answer should be JSON, and is not: %s (byte %d)") },
  { N_ ("The answer does not keep to the schema: %s") },
  { N_ ("the whole is %s, not an object") },

  /* --- That it cannot be reached --- */

  { N_ ("No secure connection to %s: %s; its certificate has to be for this name, and one that "
        "this computer trusts; SSL_CERT_FILE names a file of others") },
  { N_ ("%s asks for a certificate of its clients, which are not supported: a proxy that has one "
        "can stand in between") },
  { N_ ("No secure connection to %s: %s; if it does not speak TLS, its address begins with "
        "http://") },
  { N_ ("Nothing answers at %s: is the model server running?") },
  { N_ ("The host of %s cannot be found: is its name right?") },
  { N_ ("Cannot connect to %s: %s") },
  { N_ ("The Content-Length of what %s answers is no number of bytes: look at what is in front of "
        "the model server, such as a proxy") },
  { N_ ("What %s answers is not HTTP: is it a model server?") },
  { N_ ("What %s answers begins with too many headers: look at what is in front of the model "
        "server, such as a proxy") },
  { N_ ("%s closed the connection without an answer") },
  { N_ ("%s closed the connection in the middle of its answer") },
  { N_ ("%s takes no connections any more, and has not answered") },
  { N_ ("%s did not accept a connection within %d s") },
  { N_ ("%s did not begin to answer within %d s") },
  { N_ ("%s stopped in the middle of its answer and sent nothing more within %d s") },
  { N_ ("%s did not finish its answer within %d s") },
  { N_ ("No answer") },
  { N_ ("The model server gave no answer") },

  /* --- What becomes of a model --- */

  { N_ ("%s does not have the model “%s”") },
  { N_ ("%s could not load “%s”: %s") },
  { N_ ("it was not in memory within %d s") },
  { N_ ("The server says that it is loading, and “%s” was not in memory within %d s") },
  { N_ ("its process ended with code %d") },
  { N_ ("it was given up; the log of the server says why") },
  { N_ ("%s cannot be told to unload a model, and keeps it until it ends or needs the room") },
  { N_ ("Requests are under way; models are unloaded when nothing runs") },
  { N_ ("The model server was at work on other models for too long") },

  /* --- How it is with a server --- */

  { NP_ ("%s has %d model, and “%s” has answered", "%s has %d models, and “%s” has answered") },
  { NP_ ("%s answers: %d model, %d of them in memory",
         "%s answers: %d models, %d of them in memory") },
  { NP_ ("%s answers: %d model", "%s answers: %d models") },
  { N_ ("%s answers, but has no model yet: %s") },
  { N_ ("%s does not accept the key: enter the one that it was started with") },
  { N_ ("%s wants a key: enter the one that it was started with") },
  { N_ ("%s is still loading its model: test again in a moment") },
  { N_ ("%s answers, but is not a model server: check the address and the port") },
  { N_ ("%s answers, but is not a model server, or has no list of its models: check the address "
        "and the port; without a list it can be used all the same") },
  { N_ ("%s has its endpoints without /v1: give %s as its address") },
  { N_ ("%s does not list its models: is it a model server?") },
  { N_ ("see which ones your account may use") },
  { N_ ("deploy one in its resource") },
  { N_ ("start it with -m MODEL.gguf") },
  { N_ ("put GGUF files into the folder of --models-dir") },
  { N_ ("name some in its configuration") },
  { N_ ("lms get MODEL gets one") },
  { N_ ("local-ai models install MODEL gets one") },
  { N_ ("ollama pull MODEL gets one") },
  { N_ ("give it one, as its manual says") },
  { N_ ("start it with vllm serve MODEL") },
  { N_ ("“%s” is not the address of a model server: %s") },
  { N_ ("it has to start with http:// or https://") },
  { N_ ("%s does not list its models: check the address and the key. %s") },
  { N_ ("it names no host") },
  { N_ ("port 0 cannot be connected to") },
  { N_ ("it must end before “?” and “#”") },
  { N_ ("The address of a model server must not contain a user or a password: give the key by "
        "name") },
  { N_ ("“%s” cannot be the name of a backend: it has up to %d characters without “/”") },
  { N_ ("There is no backend “%s”") },

  /* --- Keys --- */

  { N_ ("The key for the model server contains a space or a character that no key can have") },
  { N_ ("The API key “%s” of %s cannot be read: %s") },
  { N_ ("The API key for %s cannot be used: %s") },
  { N_ ("There is no key named “%s”, neither in the keyring nor as a file") },
  { N_ ("The environment variable %s, which holds the key, is not set") },
  { N_ ("The key file %s is not used: %s") },
  { N_ ("it is not a plain file") },
  { N_ ("it belongs to somebody else") },
  { N_ ("others may read it; “chmod 600” mends that") },
  { N_ ("it is too large for a key") },
  { N_ ("it is empty") },
  { N_ ("it is not text") },
  { N_ ("it is a symbolic link") },
  { N_ ("“%s” is a key from the environment: it is set there") },
  { N_ ("The key “%s” would be empty") },

  /* --- What cannot be asked of a server --- */

  { N_ ("The request is not a JSON object") },
  { N_ ("The request names no “model”, which is the deployment at Azure") },
  { N_ ("%s has to be told “%s”, which is missing: add it, or send the request to a server that "
        "has %s") },
  { N_ ("%s cannot be told “%s”: leave it out, or send the request to a server that has %s") },
  { N_ ("%s cannot be told “%s”, %s: leave it out, or send the request to a server that has %s") },
  { N_ ("%s; is the address right? Put for %s, it would fail, too: %s") },
  { N_ ("%s; it was given no key: does it want one?") },
  { N_ ("%s: %s; check the path of the address") },
  { N_ ("%s speaks TLS: its address begins with https://") },
  { N_ ("%s; if it speaks TLS, its address begins with https://") },
  { N_ ("%s has no %s: send the request to another server, or write it for %s") },
  { N_ ("Ollama cannot be told “%s” together with options of its own: leave one of them out") },
  { N_ ("%s cannot be told “n”, as it gives one answer: leave it out, or send the request to a "
        "server that gives more") },
  { N_ ("The payload of the item is not a JSON object") },

  /* --- Batches and items --- */

  { NP_ ("Paused after %d failure. It was: %s",
         "Paused after %d failures in a row. The last: %s") },
  { NP_ ("The server has failed for %d request: %s",
         "The server fails, whatever is asked: %d requests in a row. The last: %s") },
  { N_ ("no reason given") },
  { N_ ("The program that ran it has died") },
  { N_ ("The input of the job is gone") },
  { N_ ("The lease of the worker ran out") },
  { N_ ("The handler dropped the item without an answer") },
  { N_ ("The handler gave no output") },
  { N_ ("The batch was removed while it was being taken in; submit it again") },
  { N_ ("The batch was cancelled while it was being taken in") },
  { N_ ("The deadline of the batch passed before this request was finished") },
  { N_ ("This request was cancelled before it was finished") },
  { N_ ("It failed") },
  { N_ ("From %s to %s") },
  { N_ ("The queue is paused: nothing is sent to model servers until it goes on") },
  { N_ ("The queue stops: what is under way was broken off") },
  { N_ ("It was resumed before it had paused") },
  { N_ ("There is no job “%s”") },
  { N_ ("Batch %s was refused: %s") },
  { N_ ("Job %s was submitted already") },
  { NP_ ("Job %s has %d item that has not ended; end or cancel it first",
         "Job %s has %d items that have not ended; end or cancel them first") },
  { N_ ("Job %s is not sent to a model server that is known") },
  { N_ ("No unfinished job has this input") },
  { N_ ("A comparison is of all items; leave out the filter or the choice") },
  { N_ ("Nobody has said yet which of two answers is better: vote in Compare of the application "
        "first") },
  { N_ ("Item %d has no result yet") },
  { N_ ("The queue is not at work") },
  { N_ ("The engine is closed") },
  { N_ ("The item is gone") },
  { N_ ("Job %s has no %s item to retry") },
  { N_ ("Job %s has ended, so it cannot be moved") },
  { N_ ("Nothing waits for “%s” at %s") },
  { N_ ("In exact order the plan is that of the list: move the jobs there") },
  { N_ ("No more than %d requests can be tried; choose fewer rows") },
  { N_ ("Port %d of %s is taken by another program; end it, if it is one that serves the same "
        "already, or choose another port, such as 0 for any that is free") },
  { N_ ("Cannot listen on %s, port %d: %s") },
  { N_ ("A template needs a name of 1 to %d characters") },
  { N_ ("The name of a template is one line: leave out line breaks and other control "
        "characters") },
  { N_ ("Nothing of this job can be compared: no two models were asked the same") },
  { N_ ("The %s is %s and cannot become %s: %s") },
  { N_ ("there is nothing to do") },
  { N_ ("wait until its input is taken in, or cancel it") },
  { N_ ("start it first, or cancel it") },
  { N_ ("wait until it ends, or cancel it") },
  { N_ ("its items have ended, wait until its results are closed") },
  { N_ ("wait until it is cancelled") },
  { N_ ("submit it again to run it once more") },
  { N_ ("retry it first") },
  { N_ ("submit it again") },
  { N_ ("start it first") },
  { N_ ("wait until its attempt ends, or cancel it") },
  { N_ ("it has its result, which is kept") },
  { N_ ("retry its job first") },
  { N_ ("submit it in another job") },

  /* --- With a provider --- */

  { N_ ("The provider has refused the batch") },
  { N_ ("The batch was cancelled at the provider") },
  { N_ ("It was cancelled at the provider") },
  { N_ ("The provider has no line for it in what it gave back") },
  { N_ ("The provider has no answer for it") },
  { N_ ("The batch could not be handed to the provider") },
  { N_ ("What was to be handed to the provider was not: %s") },
  { N_ ("Nobody can tell whether the provider has begun") },
  { N_ ("%s at %s has no batch API of its own; submit the batch without native mode") },
  { N_ ("“%s” is of the kind %s, which has no batch API of its own; submit the batch without "
        "native mode") },
  { N_ ("the batch API of %s takes no requests to %s; submit the batch without native mode") },
  { NP_ ("The answer of the provider was lost, and nobody can tell whether it has begun with %d "
         "item",
         "The answer of the provider was lost, and nobody can tell whether it has begun with %d "
         "items") },
  { NP_ ("The answer of %s was lost, and nobody can tell whether it has begun with %d request of "
         "%s; batchq show %s says what to do",
         "The answer of %s was lost, and nobody can tell whether it has begun with %d requests of "
         "%s; batchq show %s says what to do") },
  { N_ ("The answer of %s was lost: whether it has begun with what it was given of %s is looked "
        "for in its list of batches, for %d minutes at most, and nothing is sent twice; batchq "
        "native list %s says how that stands") },
  { NP_ ("The provider was asked to begin with %d item, and whether it does is not known: %s",
         "The provider was asked to begin with %d items, and whether it does is not known: %s") },
  { N_ ("The batch is not in the list of the provider yet, and is looked for there for %d "
        "minutes") },
  /* Translators: of a batch that a provider was asked to begin */
  { N_ ("its answer was lost: its list of batches is looked through for %d minutes, and then it is "
        "left to you") },
  { NP_ ("Nobody wants it any more, but nobody can tell whether the provider has begun with %d "
         "item: if its list of batches has one with it, cancel that there",
         "Nobody wants it any more, but nobody can tell whether the provider has begun with %d "
         "items: if its list of batches has one of them, cancel it there") },
  { NP_ ("%d item is with the provider, as its batch %s",
         "%d items are with the provider, as its batch %s") },
  { N_ ("The batch %s has ended: items: %d, without a line of their own in what the provider gave: "
        "%d, lines of it that belong to none: %d") },
  { NP_ ("%d line of what the provider gave belongs to none of the items",
         "%d lines of what the provider gave belong to none of the items") },

  /* --- What is wrong with a file of requests --- */

  { N_ ("Line %d: %s") },
  { N_ ("%s (and %d more)") },
  { N_ ("%s cannot be used: %s") },
  { N_ ("“%s” is a folder; choose a batch file in it") },
  { N_ ("The file has no request in it") },
  { N_ ("The file is larger than %s; split it or raise the limit") },
  { N_ ("there are more than %d requests; split the file or raise the limit") },
  { N_ ("the line is longer than %s") },
  /* Translators: how large something may be, as in “the line is longer than 32 MiB” */
  { N_ ("%d bytes") },
  { N_ ("%d KiB") },
  { N_ ("%d MiB") },
  { N_ ("%d GiB") },
  { N_ ("the paragraph is longer than %s") },
  { N_ ("“custom_id” “%s” appears twice (first on line %d)") },
  { N_ ("brackets are nested more than %d deep (byte %d)") },
  { N_ ("this is not UTF-8 (byte %d); save the file as UTF-8") },
  { N_ ("this is not UTF-8; save the file as UTF-8") },
  { N_ ("there is a NUL byte, which no text has; remove it") },
  { N_ ("this is UTF-16 or binary; save the file as UTF-8") },
  { N_ ("this is not JSON: %s (byte %d)") },
  { N_ ("this is not JSON: %s (byte %d); a request takes one line") },
  { N_ ("this is not a line of JSON; put each request on a line of its own, with no brackets "
        "around them and no commas between them") },
  { N_ ("the file is packed by %s; unpack it first") },
  { N_ ("this is not a JSON object: %s") },
  { N_ ("this is %s; every line must be one JSON object") },
  { N_ ("“%s” is missing; every request needs one") },
  { N_ ("“%s” is %s; it must be a string") },
  { N_ ("“%s” is empty; every request needs one") },
  { N_ ("“%s” “%s” has %d characters; at most %d are allowed") },
  { N_ ("“method” is “%s”; it must be “POST”") },
  { N_ ("“url” “%s” is not supported; use one of %s") },
  { N_ ("“url” “%s” is not supported; write %s") },
  { N_ ("“body” is missing; it holds what is sent to the model") },
  { N_ ("“body” is %s; it must be an object") },
  { N_ ("“%s” is there more than once; keep one of them") },
  { N_ ("half a character is in one of its strings") },

  /* --- What is wrong with other sources --- */

  { N_ ("two columns are called “%s”; rename one of them") },
  { N_ ("the number of fields is %d, that of columns %d") },
  { N_ ("the number of fields is %d, that of columns %d; put a field that has a delimiter in it in "
        "double quotes") },
  { N_ ("there are more than %d fields") },
  { N_ ("text follows a closing quote; double the quotes inside a field") },
  { N_ ("the record is longer than %s; is a quote missing?") },
  { N_ ("the file is UTF-16; save it as UTF-8") },
  { N_ ("a quote is opened and never closed") },
  { N_ ("The table is empty") },
  { N_ ("There is no column “%s”, which the first table has") },
  { N_ ("“%s” is a picture, which %s does not take") },
  { N_ ("“%s” is neither a picture nor text; move it away, or exclude it") },
  { N_ ("“%s” is neither a picture nor text in %s; exclude it, or choose another encoding") },
  { N_ ("“%s” is a pipe or a device; leave it out") },
  { N_ ("“%s” cannot be read: %s") },
  { N_ ("“%s” is larger than %s") },
  { N_ ("This is not %s; choose another encoding, or save the file as UTF-8") },
  { N_ ("This is a batch file already; submit it as it is") },
  { N_ ("There is no file to read; add one") },
  { N_ ("This is not text; save a spreadsheet as CSV, and a document as plain text") },
  { N_ ("“%s” is text, but the prompt has no {{text}} to put it in; write that, or leave the file "
        "out") },
  { N_ ("The ids are to be those of “%s”, which is none of the columns: %s") },
  { N_ ("“%s” is one member too many to be kept: no more than %d names of members can be "
        "columns") },
  { N_ ("“%s” comes too late to be a column that is kept; have it in the first object, too, as "
        "null") },
  { N_ ("there is nothing in “%s”, from which the id of the request comes") },
  { N_ ("“%s” in “%s” is longer than %d characters, which an id may have") },
  { N_ ("the id “%s” is there already, on line %d") },
  { N_ ("the id “%s” is there already, in row %d") },
  { N_ ("this was changed while it was read") },
  { N_ ("“%s” is not an endpoint; the usual one is /v1/chat/completions") },
  { N_ ("The template is not a JSON object: %s") },
  { N_ ("There is nothing in it to make a request from") },
  { N_ ("No model is named; name at least one") },
  { N_ ("%s does not take “%s”; leave it out") },
  { N_ ("“%s” is said twice: by itself and among the members for the body") },
  { N_ ("“%s” is said twice among the members for the body") },
  { N_ ("The members for the body are not a JSON object: %s") },

  /* --- What is wrong with JSON --- */

  { N_ ("it ends in the middle") },
  { N_ ("there is a NUL byte") },
  { N_ ("there is a byte order mark") },
  { N_ ("there is a typographic quotation mark") },
  { N_ ("there is a no-break space") },
  { N_ ("there is a single quotation mark, where JSON has double ones") },
  { N_ ("there is NaN, which JSON does not have; write null") },
  { N_ ("there is Infinity, which JSON does not have; write null") },
  { N_ ("there is a byte that is not UTF-8") },
  { N_ ("a string has no end") },
  { N_ ("there is no such escape as this") },
  { N_ ("a control character stands in a string unescaped") },
  { N_ ("a number lacks a digit") },
  { N_ ("a number starts with 0") },
  { N_ ("there is a word that is not true, false or null") },
  { N_ ("brackets are nested too deep") },
  { N_ ("a value is missing") },
  { N_ ("the name of a member is missing") },
  { N_ ("a colon is missing") },
  { N_ ("a comma or “}” is missing") },
  { N_ ("a comma or “]” is missing") },
  { N_ ("an object is missing") },
  { N_ ("an array is missing") },
  { N_ ("there is something after the end") },
  { N_ ("an object") },
  { N_ ("an array") },
  { N_ ("a string") },
  { N_ ("a number") },
  { N_ ("true or false") },

  /* --- Files --- */

  { N_ ("Input file %s was changed or damaged after it came in; submit its batch again") },
  { N_ ("Input file %s was cut off at byte %d; submit its batch again") },
  { N_ ("Input file %s is missing; submit its batch again") },
  { N_ ("There is no input file %s; submit its batch again") },
  { N_ ("Output and errors cannot both go to %s; name two files") },
  { N_ ("%s is the input of this job, or a copy of it, and is not replaced; name another file") },
  { N_ ("Store “%s” was written by a newer version of this program (schema %d, this one knows up "
        "to %d); update the program, or choose another store") },
  { N_ ("Store “%s” was written by an older version of this program (schema %d, this one looks at "
        "%d); open it once for working with it, which brings it up to date") },
  { N_ ("Store “%s” is only looked at; open it for working with it to change it") },
  { N_ ("Store “%s” has a log that cannot be read where nothing can be written; copy its folder to "
        "where you may write, and look at the copy") },
  { N_ ("Store “%s” must be brought from schema %d to %d, but another program is using it; close "
        "that and try again") },
  { N_ ("“%s” is the database of another program; choose another place") },
  { N_ ("Cannot open “%s”: %s; check that you may read and write it") },
  { N_ ("Cannot open “%s”: %s; to look at it all the same, open a copy of its folder") },
  { N_ ("Store “%s” lies where files cannot be shared between programs; choose a folder on a "
        "local disk") },

  /* --- Other processes --- */

  { N_ ("The process %d has ended") },
  { N_ ("Cannot have the process %d go on: %s") },
  { N_ ("The process %d is of another user, who alone can have it go on") },
  { NULL },
};
