import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensurePostgres } from './postgres.mjs';
import { isAlive } from './processes.mjs';

let folder;
let postgres;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'moorage-postgres-'));
  postgres = await ensurePostgres(folder);
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const postmaster = () => Number(readFileSync(path.join(folder, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);

async function query(sql) {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

test('its password is random, its files are for this user alone', async () => {
  expect(statSync(path.join(folder, 'connection.json')).mode & 0o777).toBe(0o600);
  const wrong = new URL(postgres.url);
  wrong.password = 'postgres';
  await expect(new pg.Client({ connectionString: wrong.href }).connect()).rejects.toThrow(/password/);
});

test('another launcher adopts the one that runs, several at once start one', async () => {
  const before = postmaster();
  const [first, second] = await Promise.all([ensurePostgres(folder), ensurePostgres(folder)]);
  expect([first.url, second.url]).toEqual([postgres.url, postgres.url]);
  expect(postmaster()).toBe(before);
});

test('killed, it is soon back with everything that was committed', async () => {
  await query('create table kept (n int); insert into kept values (42)');
  const former = postmaster();
  process.kill(former, 'SIGKILL');
  await expect.poll(() => isAlive(former)).toBe(false);
  const at = Date.now();
  await postgres.restart();
  expect(await query('select n from kept')).toEqual([{ n: 42 }]);
  expect(Date.now() - at).toBeLessThan(10_000);
  expect(postmaster()).not.toBe(former);
});

test('starts although another program took its port and its old number', async () => {
  await postgres.stop();
  const { port } = new URL(postgres.url);
  const squatter = createServer().listen(Number(port), '127.0.0.1');
  writeFileSync(path.join(folder, 'cluster/postmaster.pid'), `${process.pid}\n${folder}/cluster\n1\n${port}\n\n127.0.0.1\n\nready\n`);
  postgres = await ensurePostgres(folder);
  squatter.close();
  expect(new URL(postgres.url).port).not.toBe(port);
  expect(await query('select n from kept')).toEqual([{ n: 42 }]);
});
