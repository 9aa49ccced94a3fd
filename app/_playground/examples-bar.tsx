'use client';

import { useQuery } from '@tanstack/react-query';
import type { ExampleView } from '../../server/examples/schema.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { useTRPC } from '../_client/trpc.tsx';
import { Badge } from '../_components/badge.tsx';
import { Button } from '../_components/button.tsx';
import { showToast } from '../_components/show-toast.tsx';
import { draftsOfExample } from './example-drafts.ts';
import type { InputDraft } from './input-draft.ts';

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
