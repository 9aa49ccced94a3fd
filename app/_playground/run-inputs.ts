import type { InvocationView } from '../../server/invocations/schema.ts';
import { tensorUrl } from './use-tensor-bytes.ts';

/** Where the first input of that kind of media can be read, for views that show it again. */
export function inputUrl(team: string, run: InvocationView, kind: 'image/' | 'audio/'): string | null {
  const input = run.inputs.find((value) => 'mediaType' in value && value.mediaType.startsWith(kind));
  return input ? tensorUrl(team, { id: run.id, side: 'inputs', position: input.position }) : null;
}

/** The JSON input of that name, or the first. */
export function inputData(run: InvocationView, name: string | null) {
  return run.inputs.find((value) => 'mediaType' in value && value.mediaType === 'application/json' && (name === null || value.name === name));
}
