import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

const FREE_FAILURES = { account: 5, address: 20 };
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const FORGET_MS = 60 * 60_000;

interface Subjects {
  email: string;
  address: string | null;
}

/** Refuses while an account or an address pauses after too many failures. @throws RATE_LIMITED with a Retry-After */
export async function assertMaySignIn(runtime: Runtime, subjects: Subjects): Promise<void> {
  const rows = await runtime.db.signInThrottle.findMany({ where: { subject: { in: subjectsOf(subjects).map(({ subject }) => subject) } } });
  const until = Math.max(0, ...rows.map((row) => row.blockedUntil?.getTime() ?? 0));
  const waitMs = until - Date.now();
  if (waitMs <= 0) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  throw new AppError('RATE_LIMITED', `Too many failed sign-ins. Try again in ${retryAfterSeconds} s.`, {
    suggestions: ['An owner of your team can make you a link to set a new password.'],
    retryAfterSeconds,
  });
}

/** Counts a failure: from the fifth for an account and the twentieth from an address, each doubles the pause. */
export async function noteFailure(runtime: Runtime, subjects: Subjects): Promise<void> {
  for (const { subject, free } of subjectsOf(subjects)) {
    await runtime.sql`
      insert into sign_in_throttle as t (subject, failures, first_failed_at) values (${subject}, 1, now())
      on conflict (subject) do update set
        failures = case when t.first_failed_at < now() - ${FORGET_MS} * interval '1 millisecond' then 1 else t.failures + 1 end,
        first_failed_at = case when t.first_failed_at < now() - ${FORGET_MS} * interval '1 millisecond' then now() else t.first_failed_at end,
        blocked_until = case when t.failures + 1 >= ${free}
          then now() + least(${LONGEST_PAUSE_MS}, ${FIRST_PAUSE_MS} * power(2, least(t.failures + 1 - ${free}, 20))) * interval '1 millisecond' else null end`;
  }
}

/** A right password forgives the account. */
export async function forgiveAccount(runtime: Runtime, email: string): Promise<void> {
  await runtime.db.signInThrottle.deleteMany({ where: { subject: `account:${email}` } });
}

function subjectsOf({ email, address }: Subjects): { subject: string; free: number }[] {
  const account = { subject: `account:${email}`, free: FREE_FAILURES.account };
  return address ? [account, { subject: `address:${address}`, free: FREE_FAILURES.address }] : [account];
}
