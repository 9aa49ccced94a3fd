import { useQuery } from '@tanstack/react-query';
import type { CardExample } from '../../server/signatures/detect/card-examples.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import type { VersionView } from '../../server/versions/schema.ts';
import { useModelCard } from '../_client/use-model-card.ts';
import { freshDrafts, isMediaDraft, isTensorDraft, withData, type InputDraft } from './input-draft.ts';

/** The examples that the version's model card gives and its signature can take; a card that cannot be read has none. */
export function useCardExamples(of: { team: string; model: string; version: VersionView; signature: Signature }): readonly CardExample[] {
  const { text } = useModelCard(of);
  const examples = useQuery({
    queryKey: ['card-examples', of.version.id],
    enabled: text !== undefined,
    staleTime: Infinity,
    retry: false,
    queryFn: async () => {
      // Most models have no card: what reads YAML waits for one.
      const [{ readFrontMatter }, { examplesOfCard }] = await Promise.all([
        import('../../server/signatures/detect/read-yaml.ts'),
        import('../../server/signatures/detect/card-examples.ts'),
      ]);
      return examplesOfCard(readFrontMatter(text ?? ''), of.signature);
    },
  });
  return examples.data ?? [];
}

/** Fresh inputs with what the example says of them. */
export function draftsOfCard(example: CardExample, signature: Signature): InputDraft[] {
  return freshDrafts(signature).map((draft) => {
    const { name } = draft.field;
    if (isTensorDraft(draft) || isMediaDraft(draft) || !Object.hasOwn(example.inputs, name)) return draft;
    return withData(draft.field, example.inputs[name]);
  });
}
