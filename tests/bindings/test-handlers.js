// SPDX-FileCopyrightText: 2026 The Batch Queue authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Handlers written in JavaScript, run by a queue in memory, with and without our override.

imports.gi.versions.Batch = '1';

const System = imports.system;
const {Batch, Gio, GLib, GObject} = imports.gi;

Gio._promisify(Batch.Queue.prototype, 'dry_run_async', 'dry_run_finish');
Gio._promisify(Batch.Queue.prototype, 'enqueue_async', 'enqueue_finish');
Gio._promisify(Batch.Item.prototype, 'load_result_async', 'load_result_finish');

const {SKIP, OVERWRITE} = Batch.OverwritePolicy;
const WAIT_SECONDS = 300;
const OVERRIDDEN = Batch.Queue.prototype[Symbol.iterator] !== undefined;

const Later = GObject.registerClass({GTypeName: 'TestLater'},
    class extends Batch.ItemHandler {
        vfunc_handle(attempt) {
            GLib.timeout_add(GLib.PRIORITY_DEFAULT, 1, () => {
                attempt.complete(attempt.get_payload().toUpperCase());
                return GLib.SOURCE_REMOVE;
            });
            return true;
        }

        vfunc_should_skip(attempt) {
            return attempt.payload === 'done already';
        }
    });

const Awaits = GObject.registerClass({GTypeName: 'TestAwaits'},
    class extends Batch.ItemHandler {
        async vfunc_handle(attempt) {
            await null;
            attempt.complete(attempt.get_custom_id());
        }
    });

const AwaitsAndThrows = GObject.registerClass({GTypeName: 'TestAwaitsAndThrows'},
    class extends Batch.ItemHandler {
        async vfunc_handle(attempt) {
            this.attempts = [...this.attempts ?? [], attempt];
            await null;
            throw new Error('no such picture');
        }
    });

const AwaitsAndThrowsAnything = GObject.registerClass({GTypeName: 'TestAwaitsAndThrowsAnything'},
    class extends Batch.ItemHandler {
        async vfunc_handle(attempt) {
            this.attempts = [...this.attempts ?? [], attempt];
            await null;
            throw {
                nothing: undefined,
                word: 'a word',
                number: 5,
                'odd error': {message: 6},
            }[attempt.get_payload()];
        }
    });

const SkipsLater = GObject.registerClass({GTypeName: 'TestSkipsLater'},
    class extends Later {
        async vfunc_should_skip() {
            await null;
            return false;
        }
    });

const Throws = GObject.registerClass({GTypeName: 'TestThrows'},
    class extends Batch.ItemHandler {
        vfunc_handle() {
            throw new Error('no such picture');
        }
    });

const CannotTell = GObject.registerClass({GTypeName: 'TestCannotTell'},
    class extends Later {
        vfunc_should_skip() {
            throw new TypeError('no index');
        }
    });

const Drops = GObject.registerClass({GTypeName: 'TestDrops'},
    class extends Batch.ItemHandler {
        vfunc_handle() {
            GLib.idle_add(GLib.PRIORITY_LOW, () => {
                System.gc();
                return GLib.SOURCE_REMOVE;
            });
            return true;
        }
    });

const Forgets = GObject.registerClass({GTypeName: 'TestForgets'},
    class extends Batch.ItemHandler {
        vfunc_handle(attempt) {
            this.kept = attempt;
        }
    });

const Twice = GObject.registerClass({GTypeName: 'TestTwice'},
    class extends Batch.ItemHandler {
        vfunc_handle(attempt) {
            this.answers = [attempt.complete('first'), attempt.fail_message('second')];
        }
    });

const Reason = GObject.registerClass({GTypeName: 'TestReason'},
    class extends Batch.ItemHandler {
        vfunc_handle(attempt) {
            attempt.skip('Nothing to see');
        }
    });

async function describe(item) {
    switch (item.status) {
    case Batch.ItemStatus.SUCCEEDED:
        return `succeeded ${await item.load_result_async(null)}`;
    case Batch.ItemStatus.SKIPPED:
        return `skipped ${item.last_error}`;
    default:
        return `failed ${item.last_error}`;
    }
}

// What would become of items: how many are worked on, are skipped, fail, and why.
async function foresee(handler, payloads) {
    const queue = Batch.Queue.new();
    const job = Batch.Job.new('model', 'tag', SKIP);

    queue.handler = handler;
    payloads.forEach(payload => job.add_item(null, payload, Batch.SizeBucket.SMALL));
    const dryRun = await queue.dry_run_async(job, null);

    return [dryRun.to_process, dryRun.skipped_ids, dryRun.to_fail, dryRun.failure];
}

// What became of each item.
async function run(handler, payloads, policy = SKIP) {
    const queue = Batch.Queue.new();
    const job = Batch.Job.new('model', 'tag', policy);
    const items = new Map();

    queue.handler = handler;
    job.max_attempts = 1;
    payloads.forEach(payload => job.add_item(null, payload, Batch.SizeBucket.SMALL));
    queue.connect('item-progress', (_queue, _job, item) => items.set(item.id, item));
    const completed = new Promise((resolve, reject) => {
        queue.connect('job-completed', resolve);
        GLib.timeout_add_seconds(GLib.PRIORITY_DEFAULT, WAIT_SECONDS, () => {
            reject(new Error(`the queue hangs; it has ended ${[...items.keys()]}`));
            return GLib.SOURCE_REMOVE;
        });
    });

    await queue.enqueue_async(job, null);
    await completed;
    return Promise.all(payloads.map((_payload, i) => describe(items.get(`item-${i}`))));
}

function assertEqual(actual, expected) {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];

    if (a !== b)
        throw new Error(`${a} is not ${b}`);
}

const tests = {
    async later() {
        assertEqual(await run(new Later(), ['a', 'done already', 'c']),
            ['succeeded A', 'skipped Skipped: already has a result', 'succeeded C']);
    },

    async policy() {
        assertEqual(await run(new Later(), ['done already'], OVERWRITE),
            ['succeeded DONE ALREADY']);
    },

    async awaits() {
        assertEqual(await run(new Awaits(), ['a', 'b']), ['succeeded item-0', 'succeeded item-1']);
    },

    async many() {
        const payloads = Array(300).fill('a');

        assertEqual(await run(new Later(), payloads), payloads.map(() => 'succeeded A'));
    },

    async exception() {
        assertEqual(await run(new Throws(), ['a', 'b']),
            ['failed no such picture', 'failed no such picture']);
    },

    async exceptionInShouldSkip() {
        assertEqual(await run(new CannotTell(), ['a']), ['failed no index']);
    },

    async dropped() {
        const outcome = 'failed The handler dropped the item without an answer';

        assertEqual(await run(new Drops(), ['a', 'b']), [outcome, outcome]);
    },

    async forgotten() {
        assertEqual(await run(new Forgets({patience: 1}), ['a']),
            ['failed The handler gave no answer within 1 s; one that needs longer returns TRUE ' +
             'from “handle”']);
    },

    async atMostOnce() {
        const handler = new Twice();

        assertEqual(await run(handler, ['a']), ['succeeded first']);
        assertEqual(handler.answers, [true, false]);
    },

    async reason() {
        assertEqual(await run(new Reason(), ['a']), ['skipped Nothing to see']);
    },

    async dryRun() {
        assertEqual(await foresee(new Later(), ['a', 'done already']), [1, ['item-1'], 0, null]);
        assertEqual(await foresee(new CannotTell(), ['a']), [0, [], 1, 'no index']);
    },

    builder() {
        const job = Batch.Job.new('llava:13b', 'tag', SKIP);

        job.title = 'Holiday';
        job.set_metadata_value('who', 'Ada');
        job.add_item('cat.png', '{}', Batch.SizeBucket.from_dimensions(640, 480));
        job.add_item_with_model('dog.png', 'gemma', '{}', Batch.SizeBucket.UNKNOWN);
        assertEqual(job.resource_keys, ['llava:13b', 'gemma']);
        assertEqual(job.items.get_n_items(), 2);
        assertEqual(job.items.get_item(0).id, 'cat.png');
        assertEqual(job.items.get_item(0).size_bucket, Batch.SizeBucket.SMALL);
        assertEqual(job.metadata, '{"who":"Ada"}');
        assertEqual(job.query_items('no such word', null, null), null);
    },

    async itemsAfterSubmission() {
        const queue = Batch.Queue.new();
        const job = Batch.Job.new('model', 'tag', SKIP);

        job.add_item(null, 'a', Batch.SizeBucket.SMALL);
        await queue.enqueue_async(job, null);
        for (const add of [() => job.add_item(null, 'b', Batch.SizeBucket.SMALL),
            () => job.add_item_with_model(null, 'other', 'b', Batch.SizeBucket.SMALL)]) {
            let refused = false;

            try {
                add();
            } catch (error) {
                refused = error.matches(Batch.Error, Batch.Error.INVALID_STATE);
            }
            assertEqual(refused, true);
        }
        assertEqual(job.total, 1);
    },
};

// What only our override gives.
const sugar = {
    async awaitsAndThrows() {
        assertEqual(await run(new AwaitsAndThrows(), ['a', 'b']),
            ['failed no such picture', 'failed no such picture']);
    },

    async awaitsAndThrowsAnything() {
        const payloads = ['nothing', 'word', 'number', 'odd error'];

        assertEqual(await run(new AwaitsAndThrowsAnything(), payloads),
            ['failed undefined', 'failed a word', 'failed 5', 'failed 6']);
    },

    async skipsLater() {
        assertEqual(await run(new SkipsLater(), ['a']),
            ['failed “should_skip” cannot be async: call “attempt.skip ()” in “handle” instead']);
    },

    async promises() {
        const engine = await Batch.Engine.open_async('sqlite::memory:', null);
        const job = Batch.Job.new('model', 'tag', OVERWRITE);

        job.add_item(null, 'a', Batch.SizeBucket.SMALL);
        await engine.submit_async(job, null);
        assertEqual([...await engine.get_plan_async(null)].map(group => group.waiting), [1]);
        try {
            await Batch.validate_jsonl_async(Gio.File.new_for_path('/nowhere'), null);
            throw new Error('what is nowhere was read');
        } catch (error) {
            if (!error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND))
                throw error;
        }
        await engine.close_async(null);
    },

    async lists() {
        const queue = Batch.Queue.new();
        const job = Batch.Job.new('model', 'tag', OVERWRITE);

        job.add_item(null, 'a', Batch.SizeBucket.SMALL);
        await queue.enqueue_async(job, null);
        assertEqual([...queue].map(each => each.total), [1]);
    },

    threads() {
        let message = '';

        try {
            GObject.registerClass({GTypeName: 'TestThreads'}, class extends Batch.SyncHandler {});
        } catch (error) {
            message = error.message;
        }
        assertEqual(message,
            'Batch.SyncHandler is for languages with threads: derive from Batch.ItemHandler');
    },
};

if (OVERRIDDEN)
    Object.assign(tests, sugar);

async function main() {
    let number = 0;
    let failed = false;

    print(`1..${Object.keys(tests).length}`);
    for (const [name, test] of Object.entries(tests)) {
        number++;
        try {
            await test();
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
