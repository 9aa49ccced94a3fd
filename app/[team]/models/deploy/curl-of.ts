import { curlSnippet } from '../../../_playground/snippets/curl-snippet.ts';
import { snippetInputs } from '../../../_playground/snippet-inputs.ts';
import { freshDrafts } from '../../../_playground/input-draft.ts';
import type { Signature } from '../../../../server/signatures/schema.ts';
import type { VersionView } from '../../../../server/versions/schema.ts';

/** One run of this version as a shell command, with the names, datatypes and shapes of its inputs and made-up data. */
export function curlOf(call: { origin: string; version: Pick<VersionView, 'model' | 'number' | 'active'>; signature: Signature }): string {
  const { origin, version, signature } = call;
  const inputs = snippetInputs(freshDrafts(signature));
  return curlSnippet({ origin, model: version.active ? version.model : `${version.model}@${version.number}`, inputs });
}
