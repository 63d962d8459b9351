// node-postgres, with pg-cursor for portions and pg-copy-streams for COPY.
'use strict';

const fs = require('fs');
const path = require('path');
const { Readable } = require('stream');
const { pipeline } = require('stream/promises');
const pg = require('pg');
const Cursor = require('pg-cursor');
const copy = require('pg-copy-streams');

const env = process.env;
const LONG = 'select count(*) from generate_series(1, 1000000000000)';
const checks = [];

const check = (name, run) => checks.push({ name, run });
const shown = (value) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}n` : v));
const show = (...words) =>
    console.log(words.map((w) => (typeof w === 'string' ? w.replace(/\n/g, '\\n') : shown(w))).join(' '));

function client(settings = {}) {
    return new pg.Client({
        host: env.HEARTH_HOST, port: Number(env.HEARTH_PORT), user: env.HEARTH_USER,
        password: env.HEARTH_PASSWORD, database: env.HEARTH_DATABASE, ...settings,
    });
}

// A check that gets a connection.
function over(name, run, settings) {
    check(name, async () => {
        const db = client(settings);
        await db.connect();
        try {
            await run(db);
        } finally {
            await db.end();
        }
    });
}

const ERROR_FIELDS = ['severity', 'code', 'message', 'detail', 'hint', 'position', 'where', 'schema', 'table',
    'column', 'dataType', 'constraint'];

function shownError(error) {
    return Object.fromEntries(ERROR_FIELDS.filter((name) => error[name] !== undefined)
        .map((name) => [name, String(error[name]).replace(/pg_temp_\d+/, 'pg_temp')]));
}

async function asked(db, text, values, options = {}) {
    try {
        const result = await db.query({ text, values, rowMode: 'array', ...options });
        for (const one of [].concat(result)) {
            show(text, '->', one.command, one.rowCount, one.fields.map((f) => [f.name, f.dataTypeID,
                f.dataTypeSize, f.dataTypeModifier, f.format]), one.rows);
        }
    } catch (error) {
        show(text, '->', shownError(error));
    }
}

function lines(name) {
    return fs.readFileSync(path.join(env.HEARTH_FILES, name), 'utf8').split('\n')
        .filter((line) => line.trim() && !line.startsWith('#'));
}

check('connect by tcp and socket', async () => {
    for (const place of [{}, { host: env.HEARTH_SOCKETS }]) {
        const db = client(place);
        await db.connect();
        await asked(db, 'select current_user, current_database()');
        await db.end();
    }
    for (const wrong of [{ password: 'wrong' }, { database: 'nowhere' }, { user: 'nobody_here' }]) {
        const db = client(wrong);
        try {
            await db.connect();
        } catch (error) {
            show(wrong, shownError(error));
        }
        await db.end().catch(() => {});
    }
});

over('settings', async (db) => {
    for (const name of ['application_name', 'statement_timeout', 'timezone', 'lock_timeout',
        'idle_in_transaction_session_timeout', 'datestyle']) {
        await asked(db, `show ${name}`);
    }
}, { application_name: "it's me", statement_timeout: 5000, lock_timeout: 3000,
    idle_in_transaction_session_timeout: 60000, options: '-c timezone=Asia/Tokyo --datestyle=sql,dmy' });

for (const binary of [false, true]) {
    over(`values in ${binary ? 'binary' : 'text'}`, async (db) => {
        for (const line of lines('values.txt')) {
            const [kind, literal] = line.split(/\|(.*)/s);
            const text = literal === '\\N' ? null : literal;
            await asked(db, `select $1::text::${kind} as v`, [text], { binary });
            await asked(db, `select $1::${kind}::text as back`, [text], { binary });
        }
        await asked(db, 'select $1::int, $2::float8, $3::text, $4::bool, $5::timestamptz, $6::bytea, $7::int[]',
            [1, 2.5, 'x', true, new Date(0), Buffer.from([0, 255]), [1, null]], { binary });
    });
}

over('prepared statements', async (db) => {
    await db.query('create temp table t (a int primary key, b text)');
    for (let n = 0; n < 200; n++) {
        await db.query({ name: 'insert', text: 'insert into t values ($1, $2)', values: [n, `row ${n}`] });
    }
    const rows = [];
    for (let n = 0; n < 200; n++) {
        rows.push((await db.query({ name: 'pick', text: 'select b from t where a = $1', values: [n] })).rows[0].b);
    }
    show(rows.length, rows[199]);
    await asked(db, 'select name, statement, from_sql from pg_prepared_statements order by name');
    await db.query('create table changing (v int)');
    await asked(db, 'select v from changing', [], { name: 'changing' });
    await db.query("drop table changing; create table changing (v date); insert into changing values ('2024-01-01')");
    await asked(db, 'select v from changing', [], { name: 'changing' });
    await db.query('drop table changing');
    await asked(db, 'select $1::int / $2::int', [1, 0], { name: 'divide' });
    await asked(db, 'select $1::int / $2::int', [6, 3], { name: 'divide' });
    await asked(db, 'select nothing from t', [], { name: 'bad' });
});

over('portions', async (db) => {
    const cursor = db.query(new Cursor('select n, n * 2 as m from generate_series(1, $1::int) n', [1000]));
    const first = await cursor.read(3);
    show(first, (await cursor.read(100)).length);
    let rest = 0;
    for (let part = await cursor.read(100); part.length; part = await cursor.read(100)) {
        rest += part.length;
    }
    show(rest);
    await cursor.close();
    const early = db.query(new Cursor('select n from generate_series(1, 100000) n'));
    show(await early.read(2));
    await early.close();
    const failing = db.query(new Cursor('select 10 / (5 - n) from generate_series(1, 10) n'));
    await failing.read(10).catch((error) => show(shownError(error)));
    await asked(db, 'select 1');
    await db.query('begin');
    const one = db.query(new Cursor('select n from generate_series(1, 5) n'));
    show(await one.read(5), await one.read(5));
    await one.close();
    await asked(db, 'commit');
    await asked(db, 'select n from generate_series(1, 50) n', undefined, { rows: 7, binary: false });
});

over('many at once', async (db) => {
    await db.query('create temp table t (a int primary key)');
    const sums = await Promise.all(Array.from({ length: 500 }, (_, n) => db.query('select $1::int as n', [n])));
    show(sums.reduce((total, result) => total + result.rows[0].n, 0));
    await asked(db, 'insert into t values (1), (2); select count(*) from t; insert into t values (1); select 5');
    await asked(db, 'select count(*) from t');
    await asked(db, 'select 1 as one; select 2 as two, 3 as three; create temp table u (a int)');
});

over('cancel', async (db) => {
    const pid = (await db.query('select pg_backend_pid() as pid')).rows[0].pid;
    show(pid === db.processID);
    const running = asked(db, LONG);
    await new Promise((resolve) => { setTimeout(resolve, 200); });
    const other = client();
    other.cancel(db, db.activeQuery);
    await running;
    await asked(db, 'select 1');
    await db.query('set statement_timeout to 100');
    await asked(db, LONG);
});

over('errors', async (db) => {
    await db.query('create table parent (id int primary key, n int check (n > 0), s varchar(3) not null unique)');
    await db.query("insert into parent values (1, 1, 'a')");
    for (const line of lines('errors.txt')) {
        await asked(db, line);
    }
    await asked(db, 'select $1::int', ['x']);
    await asked(db, 'select $1::int + $2', [1]);
    await asked(db, 'select 1', [1]);
    await asked(db, 'select $1 is null', ['x']);
    await asked(db, 'insert into parent values ($1, $2, $3)', [1, 2, 'b']);
    await db.query('drop table parent');
});

over('transactions', async (db) => {
    await db.query('create temp table t (a int)');
    for (const text of ['begin', 'insert into t values (1)', 'savepoint a', 'insert into t values (2)', 'nonsense',
        'select 1', 'rollback to a', 'insert into t values (3)', 'release a', 'commit', 'select a from t order by a',
        'begin isolation level serializable read only', 'insert into t values (9)', 'rollback', 'commit',
        'begin; insert into t values (4); rollback', 'select count(*) from t']) {
        await asked(db, text);
    }
});

over('notices', async (db) => {
    db.on('notice', (told) => show('notice', shownError(told)));
    for (const text of ['drop table if exists nowhere', 'commit', 'begin', 'begin', 'rollback']) {
        await asked(db, text);
    }
});

over('results', async (db) => {
    for (const text of ['select 1 as a, null as b', 'select', '', 'values (1, \'x\'), (2, null)',
        'create temp table t (a int, b varchar(5), c numeric(6, 2))', 'insert into t values (1, \'x\', 2) returning *',
        'update t set a = 2', 'select * from t', 'delete from t', 'show datestyle', 'select * from t']) {
        await asked(db, text);
        await asked(db, text, []);
    }
    const wide = await db.query({ rowMode: 'array', text: 'select ' + [...Array(1600).keys()].join(', ') });
    show(wide.rows[0].length, wide.rows[0][1599]);
    const big = 'x'.repeat(3000000);
    const back = await db.query('select $1::text || \'y\' as t, $2::bytea as b', [big, Buffer.from(big)]);
    show(back.rows[0].t.length, back.rows[0].b.length);
    const many = await db.query('select n, repeat(\'x\', n % 100) as t from generate_series(1, 50000) n');
    show(many.rowCount, many.rows.reduce((total, row) => total + row.t.length, 0));
});

over('copy both ways', async (db) => {
    await db.query('create temp table c (a int, b text)');
    await pipeline(Readable.from(['1\to', 'ne\n2\t\\', 'N\n']), db.query(copy.from('copy c from stdin')));
    await pipeline(Readable.from(['a,b\n3,"x ""y"""\n']), db.query(copy.from('copy c from stdin csv header')));
    for (const text of ['copy c to stdout', 'copy c to stdout csv header', 'copy c to stdout binary']) {
        const parts = [];
        for await (const part of db.query(copy.to(text))) {
            parts.push(part);
        }
        show(text, Buffer.concat(parts).toString('hex'));
    }
    for (const bad of ['x\ty\n', '1\n', '1\t2\t3\n']) {
        await pipeline(Readable.from([bad]), db.query(copy.from('copy c from stdin')))
            .catch((error) => show(shownError(error)));
    }
    await asked(db, 'select * from c order by a');
});

check('a pool', async () => {
    const pool = new pg.Pool({ host: env.HEARTH_HOST, port: Number(env.HEARTH_PORT), user: env.HEARTH_USER,
        password: env.HEARTH_PASSWORD, database: env.HEARTH_DATABASE, max: 4 });
    const results = await Promise.all(Array.from({ length: 40 }, (_, n) => pool.query('select $1::int as n', [n])));
    show(results.map((result) => result.rows[0].n).reduce((a, b) => a + b, 0));
    await pool.end();
});

async function main() {
    const only = process.argv.slice(2);
    for (const { name, run } of checks) {
        if (only.length && !only.includes(name)) {
            continue;
        }
        console.log(`## ${name}`);
        try {
            await run();
        } catch (error) {
            show('raised', String(error.message).split('\n')[0]);
        }
    }
}

main();
