import { tensorUrl, type RunOwner, type ShownRun } from './use-tensor-bytes.ts';

/** Where the first input of that kind of media can be read, for views that show it again. */
export function inputUrl(owner: RunOwner, run: ShownRun, kind: 'image/' | 'audio/'): string | null {
  const input = run.inputs.find((value) => 'mediaType' in value && value.mediaType.startsWith(kind));
  return input ? tensorUrl(owner, { id: run.id, side: 'inputs', position: input.position }) : null;
}

/** The JSON input of that name, or the first. */
export function inputData(run: ShownRun, name: string | null) {
  return run.inputs.find((value) => 'mediaType' in value && value.mediaType === 'application/json' && (name === null || value.name === name));
}
