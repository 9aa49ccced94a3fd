'use client';

import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatBytes } from '../../server/format-bytes.ts';
import type { ValueInfo } from '../../server/invocations/schema.ts';
import { formatTensorType } from '../../server/signatures/format-tensor.ts';
import { encodeTensorJson } from '../../server/signatures/tensor-json.ts';
import { buttonClass } from '../_components/button-class.ts';
import { CodeBlock } from '../_components/code-block.tsx';
import { Segmented } from '../_components/segmented.tsx';
import { Skeleton } from '../_components/skeleton.tsx';
import { numbersOf } from './tensor-numbers.ts';
import { TensorPicture } from './tensor-picture.tsx';
import { MOST_SHOWN_BYTES, tensorUrl, useTensorBytes, type Side, type RunOwner, type ShownRun } from './use-tensor-bytes.ts';

const JSON_ELEMENTS = 4_096;
type Look = 'picture' | 'json';

/** One tensor of a run: what it is, figures and pictures of its values, JSON, downloads. */
export function TensorView({ owner, run, side, position, of }: { owner: RunOwner; run: ShownRun; side: Side; position: number; of?: string }) {
  const value = run[side]?.[position];
  const tensor = value && 'datatype' in value ? value : null;
  const { data: bytes, error, isPending } = useTensorBytes(owner, { run, side, position });
  const [look, setLook] = useState<Look>('picture');
  const numbers = useMemo(() => (tensor && bytes ? numbersOf(tensor.datatype, bytes) : null), [tensor, bytes]);
  if (!tensor) return null;
  const url = tensorUrl(owner, { id: run.id, side, position });
  return (
    <section className="border-b px-4 py-4 last:border-b-0" aria-label={`${side === 'inputs' ? 'Input' : 'Output'} ${tensor.name}${of ? ` of ${of}` : ''}`}>
      <header className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="font-semibold wrap-anywhere">{tensor.name}</h3>
        <span className="font-mono text-meta text-ink-2">{formatTensorType(tensor)}</span>
        <span className="text-meta text-ink-3">{formatBytes(tensor.length)}</span>
        <span className="ml-auto flex items-center gap-2">
          <Segmented<Look>
            size="sm"
            label={`Show ${tensor.name} as`}
            value={look}
            onValueChange={setLook}
            items={[
              { value: 'picture', label: 'Values' },
              { value: 'json', label: 'JSON' },
            ]}
          />
          {tensor.datatype === 'BYTES' ? null : (
            <a className={buttonClass({ size: 'sm', className: 'gap-1.5' })} href={`${url}?format=npy`} download>
              <Download className="size-4" strokeWidth={1.75} /> .npy
            </a>
          )}
          <a className={buttonClass({ size: 'sm' })} href={url} download>
            Raw
          </a>
        </span>
      </header>
      {tensor.length > MOST_SHOWN_BYTES ? <p className="text-ink-3">Too large to show here: download it.</p> : null}
      {error ? <p className="text-bad-text">{error.message}</p> : null}
      {isPending && tensor.length <= MOST_SHOWN_BYTES ? <Skeleton className="h-24 w-full" /> : null}
      {bytes && look === 'picture' ? (
        <TensorPicture name={tensor.name} datatype={tensor.datatype} shape={tensor.shape} bytes={bytes} numbers={numbers} />
      ) : null}
      {bytes && look === 'json' ? <TensorJson tensor={tensor} bytes={bytes} /> : null}
    </section>
  );
}

function TensorJson({ tensor, bytes }: { tensor: Extract<ValueInfo, { datatype: unknown }>; bytes: Uint8Array }) {
  const text = useMemo(() => {
    const data = encodeTensorJson(tensor.datatype, bytes);
    const { name, datatype, shape } = tensor;
    const shown = data.length > JSON_ELEMENTS ? data.slice(0, JSON_ELEMENTS) : data;
    return { json: JSON.stringify({ name, datatype, shape, data: shown }), cut: data.length - shown.length };
  }, [tensor, bytes]);
  return (
    <>
      <CodeBlock code={text.json} language="json" copy wrap label={`JSON of ${tensor.name}`} className="max-h-80" />
      {text.cut > 0 ? <p className="mt-1 text-meta text-ink-3">The first {JSON_ELEMENTS} elements; the download has all of them.</p> : null}
    </>
  );
}
