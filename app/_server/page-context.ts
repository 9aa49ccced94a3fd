import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { getAccount, type AccountView } from '../../server/accounts/get-account.ts';
import { createCaller } from '../../server/api/init.ts';
import { appRouter } from '../../server/api/root.ts';
import { isAppError } from '../../server/errors.ts';
import { requestContext } from './request-context.ts';

const makeCaller = createCaller(appRouter);

/** The caller of this request's page, once per request. */
export const pageContext = cache(async () => requestContext(await headers()));

/** Every procedure as a function, for server components. */
export async function pageCaller() {
  return makeCaller(await pageContext());
}

/** The person signed in, or null. */
export const findAccount = cache(async (): Promise<AccountView | null> => {
  const ctx = await pageContext();
  return ctx.actor ? getAccount(ctx) : null;
});

/** The person signed in and their role in the team; otherwise goes to the sign-in page or says there is no such team. */
export async function requirePage(team: string): Promise<{ account: AccountView; team: string; role: AccountView['teams'][number]['role'] }> {
  const account = await findAccount();
  if (!account) redirect(`/login?callbackUrl=${encodeURIComponent(await currentPath())}`);
  const membership = account.teams.find((item) => item.name === team);
  if (!membership) notFound();
  return { account, team: membership.name, role: membership.role };
}

/** A NOT_FOUND of a verb becomes the page that says so. */
export async function orNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if ((isAppError(error) && error.code === 'NOT_FOUND') || (isAppError(cause) && cause.code === 'NOT_FOUND')) notFound();
    throw error;
  }
}

async function currentPath(): Promise<string> {
  return (await headers()).get('x-moorage-path') ?? '/';
}
