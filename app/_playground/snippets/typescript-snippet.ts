import type { SnippetCall } from './call.ts';

/** The call with fetch, as Node and browsers have it. */
export function typescriptSnippet({ origin, model, inputs }: SnippetCall): string {
  const items = inputs.map(
    ({ name, datatype, shape, data }) =>
      `      { name: ${JSON.stringify(name)}, datatype: '${datatype}', shape: ${JSON.stringify(shape)}, data: ${
        Array.isArray(data) ? JSON.stringify(data) : `new Array(${data.count}).fill(${JSON.stringify(data.repeat)})`
      } },`,
  );
  return `const response = await fetch(${JSON.stringify(`${origin}/api/v1/models/${model}/invocations`)}, {
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
for (const output of run.outputs) console.log(output.name, output.shape, output.data.slice(0, 10));
`;
}
