'use client';

import dynamic from 'next/dynamic';
import type { VersionView } from '../../../../../server/versions/schema.ts';
import { useModelCard } from '../../../../_client/use-model-card.ts';
import { Card, CardBody, CardHeader } from '../../../../_components/card.tsx';
import { Skeleton } from '../../../../_components/skeleton.tsx';

// Most models have no card: what reads Markdown and YAML waits for one.
const CardText = dynamic(async () => (await import('./card-text.tsx')).CardText, { loading: () => <Skeleton className="h-40 w-full" /> });

/** What a model's makers say of it. */
export function ModelCard(props: { team: string; model: string; version: VersionView }) {
  const { file, text, error } = useModelCard(props);
  if (!file) return null;
  return (
    <Card aria-label="Model card">
      <CardHeader title="Model card" fact={`${file.name} of v${props.version.number}`} />
      <CardBody>
        {error ? <p className="text-bad-text">{error.message}</p> : null}
        {text === undefined ? error ? null : <Skeleton className="h-40 w-full" /> : <CardText text={text} />}
      </CardBody>
    </Card>
  );
}
