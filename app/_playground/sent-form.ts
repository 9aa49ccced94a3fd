import { isMediaDraft, isTensorDraft, type InputDraft } from './input-draft.ts';

/** Drafts as the form a run is made by: what each input is, and the bytes of files and tensors one after another. */
export function sentForm(target: { team: string; model: string; version: number }, drafts: readonly InputDraft[]): FormData {
  const payload: Uint8Array[] = [];
  const inputs = drafts.flatMap((draft): object[] => {
    const { name } = draft.field;
    if (isTensorDraft(draft)) {
      payload.push(draft.bytes);
      return [{ name, datatype: draft.field.datatype, shape: draft.shape, length: draft.bytes.byteLength }];
    }
    if (!isMediaDraft(draft)) return draft.data === undefined ? [] : [{ name, data: draft.data }];
    if (!draft.file) return [];
    payload.push(draft.file.bytes);
    return [{ name, mediaType: draft.file.mediaType, length: draft.file.bytes.byteLength }];
  });
  const form = new FormData();
  form.set('request', JSON.stringify({ ...target, inputs }));
  form.set('payload', new Blob(payload as Uint8Array<ArrayBuffer>[]));
  return form;
}
