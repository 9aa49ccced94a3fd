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
      return withFile(draft.field, {
        name: fileNameOf(example.name, kept.mediaType),
        mediaType: kept.mediaType,
        bytes: new Uint8Array(await response.arrayBuffer()),
      });
    }),
  );
}

/** A name as a file of that kind has it, so that calls which name the file can be run beside it: "One face.jpg". */
function fileNameOf(name: string, mediaType: string): string {
  if (/\.\w{2,5}$/.test(name)) return name;
  const [, kind = ''] = /^\w+\/(?:x-|vnd\.)?(\w+)/.exec(mediaType) ?? [];
  return `${name}.${{ jpeg: 'jpg', mpeg: 'mp3' }[kind] ?? kind}`;
}
