import type { Datatype } from '../../../../server/signatures/datatype.ts';
import { sampleShape } from '../../../../server/signatures/sample-inputs.ts';
import type { Signature } from '../../../../server/signatures/schema.ts';
import type { VersionView } from '../../../../server/versions/schema.ts';

/** More elements than this are made by a line of Python instead of being written out. */
const WRITTEN_ELEMENTS = 64;

/** One run of this version as a shell command, with the names, datatypes and shapes of its inputs and made-up data. */
export function curlOf({
  origin,
  version,
  signature,
}: {
  origin: string;
  version: Pick<VersionView, 'model' | 'number' | 'active'>;
  signature: Signature;
}): string {
  const sizes = new Map<string, number>();
  const inputs = signature.inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape: sampleShape({ shape }, sizes) }));
  const model = version.active ? version.model : `${version.model}@${version.number}`;
  const call = [`curl ${origin}/api/v1/models/${model}/invocations`, '-H "Authorization: Bearer $MOORAGE_KEY"', "-H 'Content-Type: application/json'"];
  const count = (shape: number[]) => shape.reduce((product, size) => product * size, 1);
  if (inputs.every(({ shape }) => count(shape) <= WRITTEN_ELEMENTS)) {
    const body = { inputs: inputs.map((input) => ({ ...input, data: Array.from({ length: count(input.shape) }, () => madeUp(input.datatype)) })) };
    return [...call, `-d '${quote(JSON.stringify(body))}'`].join(' \\\n  ');
  }
  const items = inputs.map((input) => {
    const data = `[${python(madeUp(input.datatype))}] * ${count(input.shape)}`;
    return `{"name": ${python(input.name)}, "datatype": "${input.datatype}", "shape": ${JSON.stringify(input.shape)}, "data": ${data}}`;
  });
  const program = `import json\nprint(json.dumps({"inputs": [\n  ${items.join(',\n  ')},\n]}))`;
  return `python3 -c '${quote(program)}' |\n${[...call, '--data-binary @-'].join(' \\\n  ')}`;
}

function madeUp(datatype: Datatype): number | string | boolean {
  if (datatype === 'BYTES') return 'text';
  return datatype === 'BOOL' ? false : 0;
}

function python(value: number | string | boolean): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);
}

/** For inside single quotes in a shell. */
function quote(text: string): string {
  return text.replaceAll("'", String.raw`'\''`);
}
