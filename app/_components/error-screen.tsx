'use client';

import { useState } from 'react';
import type { ReactNode } from 'react';
import { buttonClass } from './button-class.ts';
import { copyText } from './copy-text.ts';
import { errorDigest } from './error-digest.ts';
import { FreshLink } from './fresh-link.tsx';
import { PageProblem } from './page-problem.tsx';

type ErrorScreenProps = { title: string; error: unknown; retry: () => void; /** Where to go instead. */ home?: string; children: ReactNode };

/**
 * What stands where a page failed. It comes along with every page and may be all that still works: plain elements, no
 * router, no buttons of ours, no tooltips.
 */
export function ErrorScreen({ title, error, retry, home, children }: ErrorScreenProps) {
  const requestId = errorDigest(error);
  return (
    <PageProblem
      title={title}
      actions={
        <>
          <button type="button" onClick={retry} className={buttonClass({ variant: 'primary' })}>
            Try again
          </button>
          {home && <FreshLink href={home}>Go to your models</FreshLink>}
        </>
      }
      request={requestId && <RequestId value={requestId} />}
    >
      {children}
    </PageProblem>
  );
}

function RequestId({ value }: { value: string }) {
  const [said, setSaid] = useState('Copy');
  return (
    <div className="mt-6 flex items-center gap-1 text-meta text-ink-3">
      Request <span className="font-mono">{value}</span>
      <button
        type="button"
        onClick={() =>
          copyText(value).then(
            () => setSaid('Copied'),
            () => setSaid('Not copied'),
          )
        }
        className={buttonClass({ variant: 'ghost', size: 'sm' })}
      >
        <span aria-live="polite">{said}</span>
        <span className="sr-only"> request id</span>
      </button>
    </div>
  );
}
