// SPDX-FileCopyrightText: 2026 The Batch Queue authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// An engine as JavaScript sees it: its files, what it intends, and workers outside.

imports.gi.versions.Batch = '1';

const System = imports.system;
const {Batch, Gio, GLib} = imports.gi;

for (const name of ['add_file', 'claim', 'close', 'complete', 'fail', 'get_file', 'get_job',
    'get_plan', 'list_files', 'read_file', 'remove_file', 'renew', 'submit'])
    Gio._promisify(Batch.Engine.prototype, `${name}_async`, `${name}_finish`);
Gio._promisify(Batch.Engine, 'open_async', 'open_finish');

function assertEqual(actual, expected) {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];

    if (a !== b)
        throw new Error(`${a} is not ${b}`);
}

function submit(engine, key, count, handler = 'nobody') {
    const job = Batch.Job.new(key, 'chat', Batch.OverwritePolicy.OVERWRITE);

    job.handler = handler;
    for (let i = 0; i < count; i++)
        job.add_item(null, `prompt ${i}`, Batch.SizeBucket.SMALL);
    return engine.submit_async(job, null);
}

const tests = {
    async plan(engine) {
        for (const [key, count] of [['alpha', 2], ['beta', 1], ['alpha', 3]])
            await submit(engine, key, count);

        const plan = await engine.get_plan_async(null);
        const groups = [...Array(plan.get_n_items()).keys()].map(i => plan.get_item(i));

        assertEqual(groups.map(group => [group.resource_key, group.waiting]),
            [['alpha', 5], ['beta', 1]]);
        assertEqual(groups[0].job_ids.length, 2);
        assertEqual(groups[0].reason, 'was submitted first');
        assertEqual([plan.loads, plan.arrival_loads, plan.least_loads], [2, 3, 2]);
        assertEqual(plan.eta.expected, -1);
    },

    async files(engine) {
        const stream = Gio.MemoryInputStream.new_from_bytes(new GLib.Bytes('some lines'));
        const added = await engine.add_file_async(stream, 'in.jsonl', null, null);
        const found = await engine.get_file_async(added.id, null);
        const listed = await engine.list_files_async(null, null, 0, null);
        const content = await engine.read_file_async(added.id, null);

        assertEqual([found.id, found.name, found.size], [added.id, 'in.jsonl', 10]);
        assertEqual([listed.get_n_items(), listed.get_item(0).id], [1, added.id]);
        assertEqual(content.read_bytes(100, null).get_size(), 10);
        assertEqual(await engine.remove_file_async(added.id, null), true);
        assertEqual((await engine.list_files_async(null, null, 0, null)).get_n_items(), 0);
    },

    async workers(engine) {
        const submitted = await submit(engine, 'alpha', 2, Batch.WORKERS);
        const claims = await engine.claim_async(['beta', 'alpha'], 2, 60000, null);
        const [first, second] = [claims.get_item(0), claims.get_item(1)];

        assertEqual([first.resource_key, first.payload], ['alpha', 'prompt 0']);
        assertEqual(await engine.renew_async(first.id, 60000, null), true);
        assertEqual(await engine.complete_async(first.id, 'yes', null), true);
        assertEqual(await engine.fail_async(second.id, 'no', -1, null), true);
        try {
            await engine.complete_async(first.id, 'again', null);
            throw new Error('it was kept twice');
        } catch (error) {
            if (!error.matches(Batch.Error, Batch.Error.NOT_FOUND))
                throw error;
        }
        assertEqual((await engine.claim_async(null, 1, 60000, null)).get_n_items(), 0);

        const job = await engine.get_job_async(submitted.id, null);

        assertEqual([job.succeeded, job.failed], [1, 1]);
    },
};

async function main() {
    let number = 0;
    let failed = false;

    print(`1..${Object.keys(tests).length}`);
    for (const [name, test] of Object.entries(tests)) {
        number++;
        try {
            const engine = await Batch.Engine.open_async('sqlite::memory:', null);

            await test(engine);
            await engine.close_async(null);
            print(`ok ${number} ${name}`);
        } catch (error) {
            print(`not ok ${number} ${name} # ${error.message}`);
            failed = true;
        }
    }
    return failed ? 1 : 0;
}

const loop = new GLib.MainLoop(null, false);
let status = 1;

main().then(result => (status = result)).catch(logError).finally(() => loop.quit());
loop.run();
System.exit(status);
