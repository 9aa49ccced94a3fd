import { encodeTensorJson, type JsonElement } from '../../server/signatures/tensor-json.ts';
import { isMediaDraft, isTensorDraft, type InputDraft } from './input-draft.ts';
import { MOST_WRITTEN, type SnippetInput, type SnippetTensor } from './snippets/call.ts';
import type { TensorDraft } from './tensor-draft.ts';

const SAMPLE_FILES = {
  image: { fileName: 'picture.jpg', mediaType: 'image/jpeg' },
  audio: { fileName: 'recording.wav', mediaType: 'audio/wav' },
  file: { fileName: 'file.bin', mediaType: 'application/octet-stream' },
};

/** Drafts as a snippet writes them: files by name, short data as it stands, long data as its first value repeated; defaults are left out. */
export function snippetInputs(drafts: readonly InputDraft[]): SnippetInput[] {
  return drafts.flatMap((draft): SnippetInput[] => {
    const { name } = draft.field;
    if (isTensorDraft(draft)) return [tensorOf(draft)];
    if (!isMediaDraft(draft)) {
      if (draft.data === undefined && draft.field.encoding === 'text' && draft.field.list && draft.field.required) return [{ name, json: ['one', 'another'] }];
      if (draft.data === undefined || (draft.data === '' && !draft.field.required)) return [];
      return [{ name, json: draft.data === '' ? 'Some text.' : draft.data }];
    }
    if (draft.file) return [{ name, fileName: draft.file.name, mediaType: draft.file.mediaType }];
    return draft.field.required ? [{ name, ...SAMPLE_FILES[draft.field.encoding] }] : [];
  });
}

function tensorOf({ field, shape, bytes }: TensorDraft): SnippetTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const head = { name: field.name, datatype: field.datatype, shape };
  if (count <= MOST_WRITTEN) return { ...head, data: encodeTensorJson(field.datatype, bytes) };
  return { ...head, data: { repeat: typical(field.datatype), count } };
}

function typical(datatype: SnippetTensor['datatype']): JsonElement {
  if (datatype === 'BYTES') return 'text';
  if (datatype === 'BOOL') return true;
  return datatype.startsWith('FP') ? 0.5 : 1;
}
