import { redirect } from 'next/navigation';
import { findAccount } from './_server/page-context.ts';

/** Nothing lives here: signed in, it is the first team's models; otherwise the way in. */
export default async function Home() {
  const account = await findAccount();
  const [team] = account?.teams ?? [];
  redirect(team ? `/${team.name}/models` : account ? '/account' : '/login');
}
