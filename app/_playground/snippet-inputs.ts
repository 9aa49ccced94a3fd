import { encodeTensorJson, type JsonElement } from '../../server/signatures/tensor-json.ts';
import { MOST_WRITTEN, type SnippetInput } from './snippets/call.ts';
import type { TensorDraft } from './tensor-draft.ts';

/** Drafts as a snippet writes them: short data as it stands, long data as its first value repeated. */
export function snippetInputs(drafts: TensorDraft[]): SnippetInput[] {
  return drafts.map(({ field, shape, bytes }) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const head = { name: field.name, datatype: field.datatype, shape };
    if (count <= MOST_WRITTEN) return { ...head, data: encodeTensorJson(field.datatype, bytes) };
    return { ...head, data: { repeat: typical(field.datatype), count } };
  });
}

function typical(datatype: SnippetInput['datatype']): JsonElement {
  if (datatype === 'BYTES') return 'text';
  if (datatype === 'BOOL') return true;
  return datatype.startsWith('FP') ? 0.5 : 1;
}
