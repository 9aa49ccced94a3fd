'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '../../server/format-bytes.ts';
import type { ValueInfo } from '../../server/invocations/schema.ts';
import type { Field } from '../../server/signatures/field.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { buttonClass } from '../_components/button-class.ts';
import { Segmented } from '../_components/segmented.tsx';
import { Skeleton } from '../_components/skeleton.tsx';
import { CodeBlock } from '../_components/code-block.tsx';
import { ResultView } from './result-view.tsx';
import { TensorView } from './tensor-view.tsx';
import { tensorUrl, useJsonValue, type Side, type RunOwner, type ShownRun } from './use-tensor-bytes.ts';
import { BeforeAndAfter } from './views/before-and-after.tsx';
import { Waveform } from './waveform.tsx';

interface ValueProps {
  owner: RunOwner;
  run: ShownRun;
  signature: Signature | null;
  side: Side;
  position: number;
  /** Whose value it is, where values of several runs are on a page. */
  of?: string;
}

/** One value of a run as its field is best seen; its JSON is always there. */
export function ValueView({ owner, run, signature, side, position, of }: ValueProps) {
  const value = run[side]?.[position];
  if (!value) return null;
  if ('datatype' in value) return <TensorView owner={owner} run={run} side={side} position={position} of={of} />;
  const field = signature?.[side].find(({ name }) => name === value.name);
  return <MediaValue owner={owner} run={run} field={field} side={side} value={value} label={labelOf(side, value.name, of)} />;
}

/** "Output scores", "Output scores of v2": landmarks of a page need names of their own. */
function labelOf(side: Side, name: string, of: string | undefined): string {
  return `${side === 'inputs' ? 'Input' : 'Output'} ${name}${of ? ` of ${of}` : ''}`;
}

type MediaInfo = Exclude<ValueInfo, { datatype: unknown }>;
type Look = 'view' | 'json';

interface MediaValueProps {
  owner: RunOwner;
  run: ShownRun;
  field: Field | undefined;
  side: Side;
  value: MediaInfo;
  label: string;
}

function MediaValue({ owner, run, field, side, value, label }: MediaValueProps) {
  const [look, setLook] = useState<Look>('view');
  const url = tensorUrl(owner, { id: run.id, side, position: value.position });
  const isJson = value.mediaType === 'application/json';
  const title = field?.title ?? value.name;
  return (
    <section className="border-b px-4 py-4 last:border-b-0" aria-label={label}>
      <header className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="font-semibold wrap-anywhere">{title}</h3>
        <span className="text-meta text-ink-3">{isJson ? '' : `${value.mediaType}, ${formatBytes(value.length)}`}</span>
        <span className="ml-auto flex items-center gap-2">
          {isJson ? (
            <Segmented<Look>
              size="sm"
              label={`Show ${title} as`}
              value={look}
              onValueChange={setLook}
              items={[
                { value: 'view', label: 'View' },
                { value: 'json', label: 'JSON' },
              ]}
            />
          ) : null}
          <a className={buttonClass({ size: 'sm', className: 'gap-1.5' })} href={url} download>
            <Download className="size-4" strokeWidth={1.75} /> Download
          </a>
        </span>
      </header>
      {isJson ? (
        <JsonValue owner={owner} run={run} field={field} side={side} value={value} look={look} />
      ) : (
        <Medium url={url} mediaType={value.mediaType} title={title} before={side === 'outputs' ? sentPicture(owner, run) : null} />
      )}
    </section>
  );
}

function JsonValue(props: { owner: RunOwner; run: ShownRun; field: Field | undefined; side: Side; value: MediaInfo; look: Look }) {
  const { owner, run, field, side, value, look } = props;
  const { data, error, isPending } = useJsonValue(owner, { run, side, position: value.position });
  if (error) return <p className="text-bad-text">{error.message}</p>;
  if (isPending) return <Skeleton className="h-24 w-full" />;
  if (look === 'json')
    return <CodeBlock code={JSON.stringify(data, shortenMasks, 2)} language="json" copy wrap label={`JSON of ${value.name}`} className="max-h-96" />;
  return <ResultView owner={owner} run={run} field={field} data={data} />;
}

// A mask is a picture in base64: nobody reads that.
function shortenMasks(key: string, value: unknown): unknown {
  return key === 'mask' && typeof value === 'string' ? `${value.slice(0, 24)}… (PNG, base64)` : value;
}

/** Where the picture that was sent lies, if one was. */
function sentPicture(owner: RunOwner, run: ShownRun): string | null {
  const sent = run.inputs.find((value) => 'mediaType' in value && value.mediaType.startsWith('image/'));
  return sent ? tensorUrl(owner, { id: run.id, side: 'inputs', position: sent.position }) : null;
}

function Medium({ url, mediaType, title, before }: { url: string; mediaType: string; title: string; before: string | null }) {
  if (mediaType.startsWith('image/')) {
    if (before) return <BeforeAndAfter before={before} after={url} title={title} />;
    // eslint-disable-next-line @next/next/no-img-element -- a picture of a run, behind a sign-in
    return <img src={url} alt={title} className="checkered max-h-120 max-w-full rounded-control border object-contain" />;
  }
  if (mediaType.startsWith('audio/')) return <Waveform url={url} label={title} />;
  return <p className="text-ink-2">A file of type {mediaType}: download it.</p>;
}
