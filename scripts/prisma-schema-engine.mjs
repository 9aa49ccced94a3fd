#!/usr/bin/env node
/**
 * Prisma's schema engine as its CLI expects it (JSON-RPC, one message a line, on stdin and stdout), carried out by
 * Prisma's own WebAssembly build of the engine over @prisma/adapter-pg. The CLI then needs no native binary, which it
 * would have to download. Look at it again with every upgrade of Prisma: the protocol is internal to it.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const INTERNAL_CHAR = 18;
const TEXT = 25;
const argv = process.argv.slice(2);
const optionsNamed = (name) => argv.flatMap((argument, index) => (argument === name ? [argv[index + 1]] : []));

if (argv.includes('--version')) {
  console.log('schema-engine-cli wasm');
  process.exit(0);
}

let panic = null;
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => (panic = message) };
process.on('uncaughtException', (error) => {
  log({ level: 'ERROR', target: 'schema_engine::logger', fields: { message: panic ?? String(error), is_panic: true, backtrace: error?.stack } });
  process.exit(101);
});

const wasm = createRequire(import.meta.url)
  .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  .replace(/\.js$/, '.wasm');
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { './schema_engine_bg.js': engineModule });
engineModule.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const databaseUrl = JSON.parse(optionsNamed('--datasource')[0] ?? '{}').url ?? process.env.DATABASE_URL;
const cli = argv.indexOf('cli');
if (cli >= 0) await runCliCommand(argv[cli + 1]);
else serve();

function log(entry) {
  process.stderr.write(`${JSON.stringify(entry)}\n`);
}

/** Connection settings one by one: given as a string, the adapter would ignore another database for its shadow. */
function settings(database) {
  const url = new URL(databaseUrl);
  return {
    host: decodeURIComponent(url.searchParams.get('host') ?? url.hostname),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: database ?? decodeURIComponent(url.pathname.slice(1)),
    ssl: ['require', 'verify-full', 'verify-ca'].includes(url.searchParams.get('sslmode') ?? '') || undefined,
  };
}

async function query(database, sql) {
  const client = new pg.Client(settings(database));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The sub-commands the CLI runs apart from the protocol. */
async function runCliCommand(command) {
  const name = pg.escapeIdentifier(settings().database);
  try {
    if (command === 'can-connect-to-database') await query(undefined, 'select 1');
    else if (command === 'create-database') await query('postgres', `create database ${name}`);
    else if (command === 'drop-database') await query('postgres', `drop database if exists ${name}`);
    else throw new Error(`unknown command ${command}`);
    process.exit(0);
  } catch (error) {
    // The CLI drops the first line of what a failed command says.
    process.stderr.write('schema-engine (wasm)\n');
    log({
      timestamp: new Date().toISOString(),
      level: 'ERROR',
      target: 'schema_engine::logger',
      fields: { message: error.message || String(error), error_code: codeOf(error), is_panic: false },
    });
    process.exit(1);
  }
}

function codeOf({ code }) {
  if (code === '3D000') return 'P1003';
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return 'P1001';
  return code?.startsWith('28') ? 'P1000' : 'P1012';
}

function serve() {
  let engine;
  let pending = Promise.resolve();
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  lines.on('line', (line) => {
    if (!line.trim()) return;
    const { id, method, params } = JSON.parse(line);
    // Without a method it is the CLI's answer to a print request of ours.
    if (method) pending = pending.then(async () => answer(await call((engine ??= createEngine()), { id, method, params })));
  });
  lines.on('close', () => pending.then(() => process.exit(0)));
}

function answer(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

async function call(engine, { id, method, params }) {
  try {
    if (method === 'createDatabase') return { id, result: {} };
    const result = (await (await engine)[method === 'getDatabaseVersion' ? 'version' : method](params)) ?? null;
    if (method === 'diff' && result?.stdout) answer({ id: `print-${id}`, method: 'print', params: { content: result.stdout } });
    return { id, result };
  } catch (error) {
    const data = {
      is_panic: panic !== null,
      message: panic ?? error?.message ?? String(error),
      meta: error?.meta ?? null,
      error_code: error?.code ?? error?.error_code ?? null,
    };
    return { id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } };
  }
}

async function createEngine() {
  const factory = new PrismaPg(settings(), { schema: new URL(databaseUrl).searchParams.get('schema') ?? undefined });
  factory.connectToShadowDb = connectToShadowDatabase;
  const adapter = Object.getPrototypeOf(await factory.connect());
  adapter.executeScript = executeWholeScript;
  readCharColumns(Object.getPrototypeOf(adapter));
  const datamodels = optionsNamed('--datamodels').map((file) => [file, readFileSync(file, 'utf8')]);
  // An empty list is not the same as none.
  return engineModule.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

/** The adapter would cut a script at every semicolon, also inside a function's body. Postgres takes it whole. */
async function executeWholeScript(script) {
  try {
    await this.client.query(script);
  } catch (error) {
    this.onError(error);
  }
}

/** The adapter would drop its shadow database while its own pool still holds it open. */
async function connectToShadowDatabase() {
  const database = `prisma_migrate_shadow_db_${randomUUID()}`;
  await query(undefined, `create database "${database}"`);
  const connection = await new PrismaPg(settings(database)).connect();
  const dispose = connection.dispose.bind(connection);
  connection.dispose = async () => {
    await dispose();
    await query(undefined, `drop database if exists "${database}" with (force)`);
  };
  return connection;
}

/** The adapter does not know Postgres' internal "char", which the engine's catalog queries return. */
function readCharColumns(prototype) {
  const { queryRaw } = prototype;
  prototype.queryRaw = async function (statement) {
    let charColumns = [];
    const performIO = this.performIO;
    const patched = Object.create(this, {
      performIO: {
        value: async (io) => {
          const result = await performIO.call(this, io);
          charColumns = result.fields.flatMap((field, index) => (field.dataTypeID === INTERNAL_CHAR ? [index] : []));
          const fields = result.fields.map((field) => (field.dataTypeID === INTERNAL_CHAR ? { ...field, name: field.name, dataTypeID: TEXT } : field));
          return charColumns.length > 0 ? { ...result, fields, rows: result.rows } : result;
        },
      },
    });
    const out = await queryRaw.call(patched, statement);
    for (const index of charColumns) out.columnTypes[index] = ColumnTypeEnum.Character;
    return out;
  };
}
