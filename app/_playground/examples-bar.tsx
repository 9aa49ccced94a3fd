'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ExampleView } from '../../server/examples/schema.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import type { VersionView } from '../../server/versions/schema.ts';
import { useTRPC } from '../_client/trpc.tsx';
import { Badge } from '../_components/badge.tsx';
import { Button } from '../_components/button.tsx';
import { showToast } from '../_components/show-toast.tsx';
import { draftsOfExample } from './example-drafts.ts';
import type { InputDraft } from './input-draft.ts';
import { draftsOfCard, useCardExamples } from './use-card-examples.ts';

interface ExamplesBarProps {
  team: string;
  model: string;
  version: VersionView;
  signature: Signature;
  onChoose(drafts: InputDraft[]): void;
}

/** Inputs that were kept with the model, and those its model card suggests: one click fills them in. */
export function ExamplesBar({ team, model, version, signature, onChoose }: ExamplesBarProps) {
  const trpc = useTRPC();
  const examples = useQuery(trpc.examples.list.queryOptions({ team, model }));
  const suggested = useCardExamples({ team, model, version, signature });
  const choose = async (example: ExampleView) => {
    try {
      onChoose(await draftsOfExample(team, example, signature));
    } catch (error) {
      showToast({ title: error instanceof Error ? error.message : String(error), tone: 'bad' });
    }
  };
  return (
    <>
      {examples.data?.length ? (
        <Row title="Examples">
          {examples.data.map((example) => (
            <Button key={example.id} type="button" size="sm" onClick={() => void choose(example)}>
              {example.name} {example.golden ? <Badge>golden</Badge> : null}
            </Button>
          ))}
        </Row>
      ) : null}
      {suggested.length > 0 ? (
        <Row title="From the model card">
          {suggested.map((example, index) => (
            <Button key={index} type="button" size="sm" onClick={() => onChoose(draftsOfCard(example, signature))}>
              {example.title}
            </Button>
          ))}
        </Row>
      ) : null}
    </>
  );
}

function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mb-4 flex flex-wrap items-center gap-2">
      <h2 className="text-meta text-ink-3">{title}</h2>
      {children}
    </section>
  );
}
