import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '../context.ts';
import { isAppError, type ErrorCode } from '../errors.ts';
import { createHarbour, nowhere, type Harbour, type Ids } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { VERB_CALLS } from '../testing/verb-calls.ts';
import { LEAST_ROLE, mayUse, type TeamVerb } from './policy.ts';
import { ROLES } from './schema.ts';

let stop: () => Promise<void>;
let ours: Harbour;
let theirs: Harbour;

beforeAll(async () => {
  const testing = await createTestRuntime();
  stop = () => testing.stop();
  ours = await createHarbour(testing.runtime, 'ours');
  theirs = await createHarbour(testing.runtime, 'theirs');
});
afterAll(() => stop());

async function codeOf(verb: TeamVerb, ctx: Ctx, target: { team: string; ids: Ids }): Promise<ErrorCode | 'ok'> {
  try {
    await VERB_CALLS[verb].call(ctx, target.team, target.ids);
    return 'ok';
  } catch (error) {
    if (isAppError(error)) return error.code;
    // A refusal of the input itself comes from its schema; everything else is a bug.
    if (error instanceof Error && error.name === 'ZodError') return 'INVALID_INPUT';
    throw error;
  }
}

describe.each(Object.keys(LEAST_ROLE) as TeamVerb[])('%s', (verb) => {
  test('is refused without an actor', async () => {
    expect(await codeOf(verb, { ...ours.ctx('owner'), actor: null }, ours)).toBe('UNAUTHORIZED');
  });

  test('finds no team that the actor is not in', async () => {
    const before = await theirs.rows();
    expect(await codeOf(verb, ours.ctx('owner'), theirs)).toBe('NOT_FOUND');
    expect(await codeOf(verb, ours.keyCtx('developer'), theirs)).toBe('NOT_FOUND');
    expect(await theirs.rows()).toBe(before);
  });

  test('finds nothing of another team from its own', async () => {
    const before = await theirs.rows();
    const code = await codeOf(verb, ours.ctx('owner'), { team: ours.team, ids: theirs.ids });
    if (VERB_CALLS[verb].aimed) expect(code).toBe('NOT_FOUND');
    expect(await theirs.rows()).toBe(before);
  });

  test.each(ROLES)('asks for its role: %s', async (role) => {
    const code = await codeOf(verb, ours.ctx(role), { team: ours.team, ids: nowhere() });
    if (mayUse(role, verb)) expect(code).not.toBe('FORBIDDEN');
    else expect(code).toBe('FORBIDDEN');
  });
});
