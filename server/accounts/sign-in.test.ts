import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSession } from '../access/read-session.ts';
import type { Ctx } from '../context.ts';
import type { ErrorCode } from '../errors.ts';
import { toId } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { updateMember } from '../teams/update-member.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { changePassword } from './change-password.ts';
import { createPasswordReset } from './create-password-reset.ts';
import { ensureSetUpToken, setUpInstallation } from './set-up-installation.ts';
import { resetPassword } from './reset-password.ts';
import { signIn, type NewSession } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { signUp } from './sign-up.ts';
import { updateInstallation } from './update-installation.ts';

const EMAIL = 'owner@example.com';
const FIRST = 'the first password of all';
let runtime: Runtime;
let stop: () => Promise<void>;
let base: Ctx;

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
  base = { runtime, actor: null, requestId: 'req', address: '192.0.2.1', source: 'app' };
});
afterAll(() => stop());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok' as const,
    (error: { code: ErrorCode }) => error.code,
  );

async function cookieOf(session: NewSession): Promise<string> {
  const token = await encode({
    token: { sub: session.userId, sessionVersion: session.sessionVersion, sessionId: session.sessionId },
    secret: runtime.env.secret,
  });
  return `next-auth.session-token=${token}`;
}

async function enter(password: string): Promise<{ ctx: Ctx; cookie: string }> {
  const session = await signIn(base, { email: EMAIL, password });
  if (!session) throw new Error('the password was refused');
  const cookie = await cookieOf(session);
  return { cookie, ctx: { ...base, actor: await readSession(runtime, cookie) } };
}

test('the first account needs the one-time token and is made once, however many try at once', async () => {
  const input = { email: EMAIL, password: FIRST, team: 'harbour' };
  expect(await codeOf(setUpInstallation(base, { ...input, token: 'guessed' }))).toBe('FORBIDDEN');
  const token = ensureSetUpToken(runtime.env);
  const codes = await Promise.all(
    Array.from({ length: 4 }, (_, i) => codeOf(setUpInstallation(base, { ...input, email: `${i}${EMAIL}`, team: `harbour${i}`, token }))),
  );
  expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
  expect(await runtime.db.user.count()).toBe(1);
  await runtime.db.user.updateMany({ data: { email: EMAIL } });
});

test('an unknown account and a wrong password get the same answer', async () => {
  expect(await signIn(base, { email: EMAIL, password: 'not the password' })).toBeNull();
  expect(await signIn(base, { email: 'nobody@example.com', password: 'not the password' })).toBeNull();
});

test('signing out ends the session for every copy of its cookie, and everywhere ends them all', async () => {
  const [one, two] = [await enter(FIRST), await enter(FIRST)];
  await signOut(one.ctx, { everywhere: false });
  expect(await readSession(runtime, one.cookie)).toBeNull();
  expect(await readSession(runtime, two.cookie)).not.toBeNull();
  await signOut(two.ctx, { everywhere: true });
  expect(await readSession(runtime, two.cookie)).toBeNull();
  expect(await readSession(runtime, `${two.cookie}x`)).toBeNull();
});

test('a changed password ends every session and needs the current one', async () => {
  const { ctx, cookie } = await enter(FIRST);
  expect(await codeOf(changePassword(ctx, { current: 'wrong one', next: 'the second password of all' }))).toBe('FORBIDDEN');
  await changePassword(ctx, { current: FIRST, next: 'the second password of all' });
  expect(await readSession(runtime, cookie)).toBeNull();
  expect(await signIn(base, { email: EMAIL, password: FIRST })).toBeNull();
  await enter('the second password of all');
});

test('a reset link sets a password once', async () => {
  const { ctx } = await enter('the second password of all');
  const user = await runtime.db.user.findFirstOrThrow();
  const team = (await runtime.db.team.findFirstOrThrow()).name;
  const { url } = await createPasswordReset(ctx, { team, member: toId('usr', user.id) });
  const token = url.split('/').at(-1) ?? '';
  expect(await codeOf(resetPassword(base, { token: 'guessed', password: 'the third password of all' }))).toBe('NOT_FOUND');
  expect((await resetPassword(base, { token, password: 'the third password of all' })).email).toBe(EMAIL);
  expect(await codeOf(resetPassword(base, { token, password: 'the fourth password of all' }))).toBe('NOT_FOUND');
  await enter('the third password of all');
});

test('sign-up is closed until the owner opens it', async () => {
  const person = { email: 'second@example.com', password: 'a password long enough', team: 'second' };
  expect(await codeOf(signUp(base, person))).toBe('FORBIDDEN');
  const { ctx } = await enter('the third password of all');
  await updateInstallation(ctx, { openSignUp: true });
  expect((await signUp(base, person)).team).toBe('second');
  expect(await codeOf(signUp(base, { ...person, team: 'third' }))).toBe('CONFLICT');
});

test('a team keeps an owner, however many step down at once', async () => {
  const { ctx } = await enter('the third password of all');
  const team = await runtime.db.team.findFirstOrThrow({ orderBy: { createdAt: 'asc' } });
  const second = await runtime.db.user.findUniqueOrThrow({ where: { email: 'second@example.com' } });
  await runtime.db.membership.create({ data: { teamId: team.id, userId: second.id, role: 'owner' } });
  const members = await runtime.db.membership.findMany({ where: { teamId: team.id } });
  await Promise.all(
    members.flatMap((member) => [1, 2, 3].map(() => codeOf(updateMember(ctx, { team: team.name, member: toId('usr', member.userId), role: 'viewer' })))),
  );
  expect(await runtime.db.membership.count({ where: { teamId: team.id, role: 'owner' } })).toBe(1);
});

test('after five failures an account pauses, also for the right password', async () => {
  const person = { email: 'second@example.com', password: 'wrong each time' };
  for (let i = 0; i < 5; i++) expect(await signIn({ ...base, address: null }, person)).toBeNull();
  const refused = signIn({ ...base, address: null }, { ...person, password: 'a password long enough' });
  await expect(refused).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) as unknown });
});
