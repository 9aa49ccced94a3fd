import type { ExampleView } from '../../server/examples/schema.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { freshDrafts, isMediaDraft, isTensorDraft, withData, withFile, type InputDraft } from './input-draft.ts';
import { ofBytes } from './tensor-draft.ts';

/** The inputs of an example, as far as the signature still has them. @throws Error when its bytes cannot be read */
export async function draftsOfExample(team: string, example: ExampleView, signature: Signature): Promise<InputDraft[]> {
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
