'use client';

import { useMemo } from 'react';
import type { Signature } from '../../server/signatures/schema.ts';
import type { VersionView } from '../../server/versions/schema.ts';
import { Card, CardBody, CardHeader } from '../_components/card.tsx';
import { SignatureTable } from '../_components/signature-table.tsx';
import { snippetInputs } from './snippet-inputs.ts';
import { SnippetPanel } from './snippet-panel.tsx';
import { freshDrafts } from './input-draft.ts';

/** How the model is called from code: its address, what it takes and gives, and calls that run as they are. */
export function ModelApi({ team, model, version, signature }: { team: string; model: string; version: VersionView; signature: Signature }) {
  const inputs = useMemo(() => snippetInputs(freshDrafts(signature)), [signature]);
  return (
    <div className="flex flex-col gap-4">
      <SnippetPanel team={team} model={model} task={signature.task} inputs={inputs} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <SignatureTable signature={signature} fact={`of v${version.number}`} />
        <Card>
          <CardHeader title="Ways to call it" />
          <CardBody>
            <dl className="flex flex-col gap-3">
              <Way name={`POST /api/v1/models/${model}/invocations`}>
                Runs the active version and waits up to 60 s for the answer. <code className="font-mono">Prefer: wait=5</code> waits less,{' '}
                <code className="font-mono">Prefer: respond-async</code> answers 202 at once.
              </Way>
              <Way name={`POST /api/v1/models/${model}@${version.number}/invocations`}>Runs this version, whichever is active.</Way>
              <Way name="GET /api/v1/invocations/{id}">The run, with its status, times and outputs; /events streams what happens to it.</Way>
              <Way name="Idempotency-Key: …">The same key with the same body answers with the same run for 24 hours.</Way>
            </dl>
          </CardBody>
        </Card>
      </div>
    </div>
  );
}

function Way({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="font-mono text-meta wrap-anywhere">{name}</dt>
      <dd className="mt-0.5 text-ink-2">{children}</dd>
    </div>
  );
}
