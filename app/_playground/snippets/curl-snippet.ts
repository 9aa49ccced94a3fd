import { pythonLiteral } from './python-snippet.ts';
import type { SnippetCall } from './call.ts';

/** The call as a shell command. Long data is made by a line of Python, which every machine with a shell here has. */
export function curlSnippet({ origin, model, inputs }: SnippetCall): string {
  const head = [`curl ${origin}/api/v1/models/${model}/invocations`, '-H "Authorization: Bearer $MOORAGE_KEY"', "-H 'Content-Type: application/json'"];
  if (inputs.every((input) => Array.isArray(input.data))) return [...head, `-d '${quoted(JSON.stringify({ inputs }))}'`].join(' \\\n  ');
  const items = inputs.map(
    ({ name, datatype, shape, data }) =>
      `{"name": ${pythonLiteral(name)}, "datatype": "${datatype}", "shape": ${JSON.stringify(shape)}, "data": ${
        Array.isArray(data) ? pythonLiteral(data) : `[${pythonLiteral(data.repeat)}] * ${data.count}`
      }}`,
  );
  const program = `import json; print(json.dumps({"inputs": [\n  ${items.join(',\n  ')},\n]}))`;
  return `python3 -c '${quoted(program)}' |\n${[...head, '--data-binary @-'].join(' \\\n  ')}`;
}

/** For inside single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", String.raw`'\''`);
}
