import { useQuery } from '@tanstack/react-query';
import type { VersionView } from '../../server/versions/schema.ts';

const MOST_BYTES = 1_000_000;

/** The text of a version's model card, README.md as Hugging Face calls it; `file` is null for a version without one. */
export function useModelCard({ team, model, version }: { team: string; model: string; version: VersionView }) {
  const file = version.files.find(({ name, sizeBytes }) => /(^|\/)readme\.md$/i.test(name) && sizeBytes <= MOST_BYTES) ?? null;
  const card = useQuery({
    queryKey: ['card', version.id],
    enabled: file !== null,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const path = (file?.name ?? '').split('/').map(encodeURIComponent).join('/');
      const response = await fetch(`/api/app/${team}/models/${model}/versions/${version.number}/files/${path}`, { signal });
      if (!response.ok) throw new Error(`The model card could not be read (${response.status}).`);
      return response.text();
    },
  });
  return { file, text: card.data, error: card.error };
}
