import type { Metadata } from 'next';
import { pageCaller } from '../../_server/page-context.ts';
import { SharedRunPage } from './shared-run-page.tsx';

export const metadata: Metadata = { title: 'A run', robots: { index: false } };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const shared = await (await pageCaller()).invocations.shared({ token }).catch(() => null);
  if (!shared) {
    return (
      <main className="mx-auto max-w-160 px-6 py-24">
        <h1 className="text-title font-semibold">This link shows nothing any more</h1>
        <p className="mt-2 text-ink-2">It has expired, was taken back, or the run was removed. Ask whoever sent it for a new one.</p>
      </main>
    );
  }
  return <SharedRunPage token={token} shared={shared} />;
}
