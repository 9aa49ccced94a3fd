'use client';

import { useState } from 'react';
import { formatBytes } from '../../../server/format-bytes.ts';
import type { Precision as PrecisionName } from '../../../server/signatures/bundle/precisions.ts';
import type { VersionView } from '../../../server/versions/schema.ts';
import { Badge } from '../../_components/badge.tsx';
import { Button } from '../../_components/button.tsx';
import { classNames } from '../../_components/class-names.ts';
import { useNextVersion } from './use-next-version.ts';

/** In which precision a bundle's graphs run, beside the others it holds and their sizes; another one makes the next version. */
export function Precision({ team, version }: { team: string; version: VersionView }) {
  const edit = useNextVersion(team);
  const bundle = version.signature?.bundle;
  const [chosen, setChosen] = useState<PrecisionName | undefined>(bundle?.precision);
  if (!version.signature || !bundle) return null;
  const { task } = version.signature;
  const other = chosen !== undefined && chosen !== bundle.precision ? chosen : null;
  return (
    <form
      className="mt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (other) edit.mutate({ team, model: version.model, version: version.number, choice: { task, precision: other } });
      }}
    >
      <fieldset>
        <legend className="text-meta text-ink-3">Precision</legend>
        <div className="mt-1 divide-y rounded-control border">
          {bundle.precisions.map(({ precision, sizeBytes }) => (
            <label
              key={precision}
              className={classNames('flex min-h-9 items-center gap-3 px-3 py-1.5 max-lg:min-h-11', bundle.precisions.length > 1 && 'hover:bg-hover')}
            >
              {bundle.precisions.length > 1 ? (
                <input type="radio" name="precision" className="accent-ink" checked={precision === chosen} onChange={() => setChosen(precision)} />
              ) : null}
              <span className="font-mono">{precision}</span>
              {precision === bundle.precision ? <Badge>runs in v{version.number}</Badge> : null}
              <span className="ml-auto tnum">{formatBytes(sizeBytes)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {bundle.precisions.length > 1 ? (
        <Button
          type="submit"
          size="sm"
          className="mt-2"
          disabled={!other}
          disabledReason={`v${version.number} runs in this one: choose another`}
          pending={edit.isPending}
          pendingLabel="Making a version"
        >
          {other ? `Run in ${other}` : 'Run in another'}
        </Button>
      ) : null}
    </form>
  );
}
