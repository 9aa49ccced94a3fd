'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import type { VersionView } from '../../../../../server/versions/schema.ts';
import { Card, CardBody, CardHeader } from '../../../../_components/card.tsx';
import { Skeleton } from '../../../../_components/skeleton.tsx';

// Most models have no card: what reads Markdown and YAML waits for one.
const CardText = dynamic(async () => (await import('./card-text.tsx')).CardText, { loading: () => <Skeleton className="h-40 w-full" /> });

const MOST_BYTES = 1_000_000;

/** What a model's makers say of it: README.md of the version, as Hugging Face calls it a model card. */
export function ModelCard({ team, model, version }: { team: string; model: string; version: VersionView }) {
  const file = version.files.find(({ name }) => /(^|\/)readme\.md$/i.test(name));
  const card = useQuery({
    queryKey: ['card', version.id],
    enabled: file !== undefined && file.sizeBytes <= MOST_BYTES,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const path = (file?.name ?? '').split('/').map(encodeURIComponent).join('/');
      const response = await fetch(`/api/app/${team}/models/${model}/versions/${version.number}/files/${path}`, { signal });
      if (!response.ok) throw new Error(`The model card could not be read (${response.status}).`);
      return response.text();
    },
  });
  if (!file || file.sizeBytes > MOST_BYTES) return null;
  return (
    <Card aria-label="Model card">
      <CardHeader title="Model card" fact={`${file.name} of v${version.number}`} />
      <CardBody>
        {card.error ? <p className="text-bad-text">{card.error.message}</p> : null}
        {card.data === undefined ? card.error ? null : <Skeleton className="h-40 w-full" /> : <CardText text={card.data} />}
      </CardBody>
    </Card>
  );
}
