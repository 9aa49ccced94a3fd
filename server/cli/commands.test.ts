import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContext } from '../access/create-context.ts';
import type { Ctx } from '../context.ts';
import type { Runtime } from '../runtime.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { newUuid } from '../ids.ts';
import { createKey, setUp } from './commands.ts';

let runtime: Runtime;
let stop: () => Promise<void>;
let ctx: Ctx;

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
  ctx = { runtime, actor: null, requestId: 'req', address: null, source: 'cli' };
});
afterAll(() => stop());

const lastLine = (text: string) => text.split('\n').at(-1) ?? '';
const actorOf = async (key: string) =>
  (await createContext(runtime, { authorization: `Bearer ${key}`, cookie: null, address: null, source: 'rest', allow: 'key' })).actor;

test('before anything is set up there is no team to make a key for', async () => {
  await expect(createKey(ctx, {})).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('setup') as string });
});

test('set-up prints a key that works, and works once', async () => {
  const values = { email: 'o@example.com', team: 'dock', password: 'a long password to use' };
  expect(await actorOf(lastLine(await setUp(ctx, values)))).toMatchObject({ kind: 'key', team: 'dock', role: 'developer' });
  await expect(setUp(ctx, values)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('a key needs no team where there is one, and is kept as made on the command line', async () => {
  expect(await actorOf(await createKey(ctx, {}))).toMatchObject({ team: 'dock', role: 'developer', name: 'command line' });
  expect(await actorOf(await createKey(ctx, { name: 'nightly', role: 'invoker' }))).toMatchObject({ role: 'invoker', name: 'nightly' });
  const entries = await runtime.db.auditEntry.findMany({ where: { verb: 'create-api-key' }, orderBy: { id: 'asc' } });
  expect(entries.slice(1).map((entry) => entry.actor)).toEqual(Array(2).fill({ kind: 'system', id: null, name: 'command line' }));
});

test('where there are several teams, which one must be said', async () => {
  await runtime.db.team.create({ data: { id: newUuid(), name: 'pier' } });
  await expect(createKey(ctx, {})).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('--team') as string });
  await expect(createKey(ctx, { team: 'quay' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await actorOf(await createKey(ctx, { team: 'pier' }))).toMatchObject({ team: 'pier' });
});
