'use client';

import { useState } from 'react';
import type { Precision as PrecisionName } from '../../../server/signatures/bundle/precisions.ts';
import type { VersionView } from '../../../server/versions/schema.ts';
import { Button } from '../../_components/button.tsx';
import { formatBytes } from '../../_components/format/format-bytes.ts';
import { Select } from '../../_components/select.tsx';
import { useNextVersion } from './use-next-version.ts';

/** In which precision a bundle's graphs run; another of those it holds makes the next version. */
export function Precision({ team, version }: { team: string; version: VersionView }) {
  const edit = useNextVersion(team);
  const bundle = version.signature?.bundle;
  const others = bundle?.precisions.filter(({ precision }) => precision !== bundle.precision) ?? [];
  const [chosen, setChosen] = useState<PrecisionName | undefined>(others[0]?.precision);
  if (!version.signature || !bundle) return null;
  const { task } = version.signature;
  const size = bundle.precisions.find(({ precision }) => precision === bundle.precision)?.sizeBytes ?? 0;
  return (
    <div className="mt-3">
      <h3 className="text-meta text-ink-3">Precision</h3>
      <p className="mt-1">
        <span className="font-mono">{bundle.precision}</span>, {formatBytes(size)}
      </p>
      {others.length > 0 ? (
        <form
          className="mt-2 flex flex-wrap items-center gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen) edit.mutate({ team, model: version.model, version: version.number, choice: { task, precision: chosen } });
          }}
        >
          <Select
            label="Another precision"
            size="sm"
            value={chosen}
            onValueChange={setChosen}
            options={others.map(({ precision, sizeBytes }) => ({ value: precision, label: precision, hint: formatBytes(sizeBytes) }))}
            className="w-64"
          />
          <Button type="submit" size="sm" disabled={!chosen} pending={edit.isPending} pendingLabel="Making a version">
            Run in this
          </Button>
        </form>
      ) : null}
    </div>
  );
}
