#!/usr/bin/env -S gjs
// SPDX-FileCopyrightText: 2026 The Batch Queue authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Sends requests to a model server and writes its answers: send-http.js URL OUTPUT

imports.gi.versions.Batch = '1';

const System = imports.system;
const {Batch, Gio, GLib} = imports.gi;

Gio._promisify(Batch.Engine, 'open_async', 'open_finish');
Gio._promisify(Batch.Engine.prototype, 'write_results_async', 'write_results_finish');
Gio._promisify(Batch.Engine.prototype, 'close_async', 'close_finish');
Gio._promisify(Batch.Queue.prototype, 'enqueue_async', 'enqueue_finish');

const MODELS = ['llava:13b', 'gemma:7b'];

function request(number) {
    return JSON.stringify({
        custom_id: `request-${number}`,
        method: 'POST',
        url: '/v1/chat/completions',
        body: {
            model: MODELS[number % MODELS.length],
            messages: [{role: 'user', content: `Hello ${number}`}],
        },
    });
}

function createJob(backend) {
    const lines = Array.from({length: 10}, (_, number) => request(number)).join('\n');
    const bytes = new GLib.Bytes(new TextEncoder().encode(lines));
    const stream = Gio.MemoryInputStream.new_from_bytes(bytes);
    const job = Batch.Job.new_for_stream(stream, 'greetings');

    job.backend = backend;
    return job;
}

async function send(engine, url, output) {
    const backend = engine.use_url(url, null);

    if (backend === null)
        throw new Error(`“${url}” is not the URL of a model server`);

    const queue = Batch.Queue.new_for_engine(engine);
    const completed = new Promise(resolve => {
        queue.connect('job-completed', (_queue, _job, summary) => resolve(summary));
    });

    queue.connect('load-started', (_queue, model) => print(`Loading ${model}`));
    const job = await queue.enqueue_async(createJob(backend), null);

    engine.set_active(true);
    const summary = await completed;

    print(`${summary.succeeded} succeeded, ${summary.failed} failed`);
    await engine.write_results_async(job.id, output, `${output}.errors`, true, null);
    print('The answers are written');
}

async function main([url, output]) {
    if (!output)
        throw new Error('Usage: send-http.js URL OUTPUT');

    const engine = await Batch.Engine.open_async('sqlite::memory:', null);

    await send(engine, url, output);
    await engine.close_async(null);
}

const loop = new GLib.MainLoop(null, false);
let status = 1;

main(ARGV).then(() => (status = 0)).catch(error => printerr(error.message)).finally(
    () => loop.quit());
loop.run();
System.exit(status);
