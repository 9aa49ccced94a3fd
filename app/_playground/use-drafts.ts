import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Signature } from '../../server/signatures/schema.ts';
import { useTRPC } from '../_client/trpc.tsx';
import { draftsOfExample } from './example-drafts.ts';
import { freshDrafts, type InputDraft } from './input-draft.ts';
import { forgetDrafts, keepDrafts, openDrafts } from './kept-inputs.ts';

/**
 * The inputs of a model on the screen: those of the last visit of this tab, which other versions get too where they fit,
 * else its first example, else fresh ones. null until they are known.
 */
export function useDrafts({ team, model, signature }: { team: string; model: string; signature: Signature }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [drafts, setDrafts] = useState<InputDraft[] | null>(null);
  const key = `playground:${team}/${model}`;
  useEffect(() => {
    let gone = false;
    const open = async () => {
      const kept = openDrafts(key, signature);
      if (kept) return kept;
      // An example that cannot be read is no reason to show nothing: its button says why.
      const [example] = await client.fetchQuery(trpc.examples.list.queryOptions({ team, model })).catch(() => []);
      return example ? draftsOfExample(team, example, signature).catch(() => freshDrafts(signature)) : freshDrafts(signature);
    };
    void open().then((opened) => gone || setDrafts(opened));
    return () => {
      gone = true;
    };
  }, [client, trpc, team, model, key, signature]);
  return {
    drafts,
    change(next: InputDraft[]) {
      setDrafts(next);
      keepDrafts(key, next);
    },
    reset() {
      forgetDrafts(key);
      setDrafts(freshDrafts(signature));
    },
  };
}
