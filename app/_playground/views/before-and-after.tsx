'use client';

import { useState } from 'react';
import { Segmented } from '../../_components/segmented.tsx';

type Look = 'after' | 'both';

/** A picture that came out: by itself, or over the one that was sent. */
export function BeforeAndAfter({ before, after, title }: { before: string; after: string; title: string }) {
  const [look, setLook] = useState<Look>('after');
  return (
    <div>
      <Segmented<Look>
        size="sm"
        label={`${title}: show`}
        value={look}
        onValueChange={setLook}
        items={[
          { value: 'after', label: 'Result' },
          { value: 'both', label: 'Before and after' },
        ]}
      />
      <div className="mt-3">
        {look === 'both' ? (
          <Wipe before={before} after={after} title={title} />
        ) : (
          // eslint-disable-next-line @next/next/no-img-element -- a picture of a run, behind a sign-in
          <img src={after} alt={title} className="checkered max-h-120 max-w-full rounded-control border object-contain" />
        )}
      </div>
    </div>
  );
}

/** What was sent under what came out, with an edge between them that pointer and arrow keys move. */
function Wipe({ before, after, title }: { before: string; after: string; title: string }) {
  const [share, setShare] = useState(50);
  return (
    <figure className="max-w-160">
      <div className="checkered relative overflow-hidden rounded-control border">
        {/* eslint-disable @next/next/no-img-element -- pictures of a run, behind a sign-in */}
        <img src={after} alt={`${title}, what came out`} className="block w-full" />
        <img src={before} alt="What was sent" className="absolute inset-0 size-full object-fill" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }} />
        {/* eslint-enable @next/next/no-img-element */}
        <span aria-hidden="true" className="absolute inset-y-0 w-0.5 bg-accent" style={{ left: `calc(${share}% - 1px)` }} />
      </div>
      <label className="mt-2 flex items-center gap-3 text-meta text-ink-3">
        Before
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label="How much of what was sent is shown"
          aria-valuetext={`${share} %`}
          className="grow accent-accent"
          onChange={(event) => setShare(event.target.valueAsNumber)}
        />
        After
      </label>
    </figure>
  );
}
