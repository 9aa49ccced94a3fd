'use client';

import type { SharedRun } from '../../../server/sharing/open-share-link.ts';
import { Card, CardHeader } from '../../_components/card.tsx';
import { Logo } from '../../_components/logo.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { ValueView } from '../../_playground/value-view.tsx';

/** One run as somebody with a link to it sees it: what went in and what came out. */
export function SharedRunPage({ token, shared }: { token: string; shared: SharedRun }) {
  const { run, signature, expiresAt } = shared;
  return (
    <main className="mx-auto flex max-w-240 flex-col gap-4 px-4 py-8">
      <header className="flex flex-wrap items-baseline gap-3">
        <Logo />
        <h1 className="text-title font-semibold">
          A run of {run.model} v{run.version}
        </h1>
        <span className="text-meta text-ink-3">
          made <RelativeTime at={run.createdAt} />, shown until {expiresAt.toLocaleDateString('en-GB')}
        </span>
      </header>
      {(['outputs', 'inputs'] as const).map((side) => (
        <Card key={side}>
          <CardHeader title={side === 'outputs' ? 'What came out' : 'What went in'} />
          {(run[side] ?? []).map(({ position }) => (
            <ValueView key={position} owner={{ token }} run={run} signature={signature} side={side} position={position} />
          ))}
        </Card>
      ))}
    </main>
  );
}
