'use client';

import type { Field } from '../../server/signatures/field.ts';
import { CodeBlock } from '../_components/code-block.tsx';
import { AnswersView, type Answer } from './views/answers-view.tsx';
import { BoxesView, type FoundBox } from './views/boxes-view.tsx';
import { EmbeddingView } from './views/embedding-view.tsx';
import { FillsView, type Fill } from './views/fills-view.tsx';
import { GenerationView, type Generated } from './views/generation-view.tsx';
import { LabelsView, type Scored } from './views/labels-view.tsx';
import { LinesView, type ReadText } from './views/lines-view.tsx';
import { MasksView, type Mask } from './views/masks-view.tsx';
import { RowsView } from './views/rows-view.tsx';
import { SegmentsView, type Speech } from './views/segments-view.tsx';
import { SimilarityView } from './views/similarity-view.tsx';
import { SpansView, type Entity } from './views/spans-view.tsx';
import { TranscriptView, type Transcript } from './views/transcript-view.tsx';
import { inputData, inputUrl } from './run-inputs.ts';
import { useJsonValue, type RunOwner, type ShownRun } from './use-tensor-bytes.ts';

/** The canonical JSON of a task as a person reads it. */
export function ResultView({ owner, run, field, data }: { owner: RunOwner; run: ShownRun; field: Field | undefined; data: unknown }) {
  const view = field?.encoding === 'json' ? field.view : undefined;
  const picture = inputUrl(owner, run, 'image/');
  switch (view) {
    case 'labels':
      return <LabelsView labels={data as Scored[]} />;
    case 'boxes':
      return <BoxesView boxes={data as FoundBox[]} picture={picture} />;
    case 'masks':
      return <MasksView masks={data as Mask[]} picture={picture} />;
    case 'lines':
      return <LinesView text={data as ReadText} picture={picture} />;
    case 'segments':
      return <SegmentsView speech={data as Speech} recording={inputUrl(owner, run, 'audio/')} />;
    case 'rows':
      return <RowsView rows={data as unknown[]} />;
    case 'embedding':
      return <OfTexts owner={owner} run={run} name="text" render={(texts) => <EmbeddingView vectors={data as number[] | number[][]} texts={texts} />} />;
    case 'similarity':
      return <OfTexts owner={owner} run={run} name="sentences" render={(texts) => <SimilarityView scores={data as number[]} texts={texts} />} />;
    case 'spans':
      return <OfTexts owner={owner} run={run} name={null} render={([text = '']) => <SpansView entities={data as Entity[]} text={text} />} />;
    case 'answers':
      return <OfTexts owner={owner} run={run} name="context" render={([text = '']) => <AnswersView answers={data as Answer[]} text={text} />} />;
    case 'fills':
      return <FillsView fills={data as Fill[] | Fill[][]} />;
    case 'generation':
      return <GenerationView generated={data as Generated} />;
    case 'transcript':
      return <TranscriptView transcript={data as Transcript} recording={inputUrl(owner, run, 'audio/')} />;
    default:
      return <Plain data={data} />;
  }
}

function Plain({ data }: { data: unknown }) {
  if (typeof data === 'string') return <p className="whitespace-pre-wrap">{data}</p>;
  if (typeof data === 'number' || typeof data === 'boolean') return <p className="text-display tnum">{String(data)}</p>;
  return <CodeBlock code={JSON.stringify(data, null, 2)} language="json" wrap label="JSON" className="max-h-96" />;
}

/** What was sent as text, for views that show it again; nothing where it was a picture. */
function OfTexts(props: { owner: RunOwner; run: ShownRun; name: string | null; render(texts: string[]): React.ReactNode }) {
  const { owner, run, name, render } = props;
  const input = inputData(run, name);
  const { data } = useJsonValue(owner, { run, side: 'inputs', position: input?.position ?? 0 });
  if (!input) return render([]);
  if (data === undefined) return null;
  return render(Array.isArray(data) ? data.map(String) : [String(data)]);
}
