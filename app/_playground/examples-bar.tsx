'use client';

import { useQuery } from '@tanstack/react-query';
import type { ExampleView } from '../../server/examples/schema.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { useTRPC } from '../_client/trpc.tsx';
import { Badge } from '../_components/badge.tsx';
import { Button } from '../_components/button.tsx';
import { showToast } from '../_components/show-toast.tsx';
import { freshDrafts, isMediaDraft, isTensorDraft, withData, withFile, type InputDraft } from './input-draft.ts';
import { ofBytes } from './tensor-draft.ts';

/** Inputs that were kept with the model: one click fills them in. */
export function ExamplesBar({ team, model, signature, onChoose }: { team: string; model: string; signature: Signature; onChoose(drafts: InputDraft[]): void }) {
  const trpc = useTRPC();
  const examples = useQuery(trpc.examples.list.queryOptions({ team, model }));
  if (!examples.data?.length) return null;
  const choose = async (example: ExampleView) => {
    try {
      onChoose(await draftsOfExample(team, example, signature));
    } catch (error) {
      showToast({ title: error instanceof Error ? error.message : String(error), tone: 'bad' });
    }
  };
  return (
    <section aria-label="Examples" className="mb-4 flex flex-wrap items-center gap-2">
      <h2 className="text-meta text-ink-3">Examples</h2>
      {examples.data.map((example) => (
        <Button key={example.id} type="button" size="sm" onClick={() => void choose(example)}>
          {example.name} {example.golden ? <Badge>golden</Badge> : null}
        </Button>
      ))}
    </section>
  );
}

async function draftsOfExample(team: string, example: ExampleView, signature: Signature): Promise<InputDraft[]> {
  return Promise.all(
    freshDrafts(signature).map(async (draft): Promise<InputDraft> => {
      const kept = example.inputs.find(({ name }) => name === draft.field.name);
      if (!kept) return draft;
      const response = await fetch(`/api/app/${team}/examples/${example.id}/inputs/${kept.position}`);
      if (!response.ok) throw new Error(`The example could not be read (${response.status}).`);
      if (isTensorDraft(draft)) {
        return 'datatype' in kept
          ? ofBytes(draft.field, { shape: kept.shape, bytes: new Uint8Array(await response.arrayBuffer()), source: example.name })
          : draft;
      }
      if (!('mediaType' in kept)) return draft;
      if (!isMediaDraft(draft)) return withData(draft.field, await response.json());
      return withFile(draft.field, { name: example.name, mediaType: kept.mediaType, bytes: new Uint8Array(await response.arrayBuffer()) });
    }),
  );
}
