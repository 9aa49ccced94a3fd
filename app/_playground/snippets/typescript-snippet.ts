import { isFile, isTensor, type SnippetCall, type SnippetInput } from './call.ts';

/** The call with fetch, as Node and browsers have it. */
export function typescriptSnippet({ origin, model, inputs }: SnippetCall): string {
  const items = inputs.map((input) => `      ${itemOf(input)},`);
  return `${inputs.some(isFile) ? "import { readFile } from 'node:fs/promises';\n\n" : ''}const response = await fetch(${JSON.stringify(`${origin}/api/v1/models/${model}/invocations`)}, {
  method: 'POST',
  headers: { Authorization: \`Bearer \${process.env.MOORAGE_KEY}\`, 'Content-Type': 'application/json' },
  body: JSON.stringify({
    inputs: [
${items.join('\n')}
    ],
  }),
});
const run = await response.json();
if (!response.ok) throw new Error(run.error.message);
for (const output of run.outputs) console.log(output.name, JSON.stringify(output.data ?? output.url).slice(0, 300));
`;
}

function itemOf(input: SnippetInput): string {
  const name = `{ name: ${JSON.stringify(input.name)}`;
  if (isFile(input)) return `${name}, data: await readFile(${JSON.stringify(input.fileName)}, 'base64') }`;
  if (!isTensor(input)) return `${name}, data: ${JSON.stringify(input.json)} }`;
  const { datatype, shape, data } = input;
  const values = Array.isArray(data) ? JSON.stringify(data) : `new Array(${data.count}).fill(${JSON.stringify(data.repeat)})`;
  return `${name}, datatype: '${datatype}', shape: ${JSON.stringify(shape)}, data: ${values} }`;
}
