import { isFile, isTensor, type SnippetCall, type SnippetData, type SnippetFile, type SnippetTensor } from './call.ts';
import { pythonLiteral } from './python-snippet.ts';

/**
 * The call as a shell command: a form with a part per input where files are sent, else JSON. Long data is made by a line of
 * Python, which every machine with a shell here has.
 */
export function curlSnippet({ origin, model, inputs }: SnippetCall): string {
  const head = [`curl ${origin}/api/v1/models/${model}/invocations`, '-H "Authorization: Bearer $MOORAGE_KEY"'];
  if (inputs.some(isFile)) return [...head, ...inputs.map((input) => `-F '${quoted(partOf(input as SnippetFile | SnippetData))}'`)].join(' \\\n  ');
  const json = [...head, "-H 'Content-Type: application/json'"];
  const written = inputs.map((input) => (isTensor(input) || isFile(input) ? input : { name: input.name, data: input.json }));
  if (inputs.every((input) => !isTensor(input) || Array.isArray(input.data)))
    return [...json, `-d '${quoted(JSON.stringify({ inputs: written }))}'`].join(' \\\n  ');
  const items = inputs.map((input) => (isTensor(input) ? longTensor(input) : pythonLiteral({ name: input.name, data: (input as SnippetData).json })));
  const program = `import json; print(json.dumps({"inputs": [\n  ${items.join(',\n  ')},\n]}))`;
  return `python3 -c '${quoted(program)}' |\n${[...json, '--data-binary @-'].join(' \\\n  ')}`;
}

function partOf(input: SnippetFile | SnippetData): string {
  if (isFile(input)) return `${input.name}=@${input.fileName};type=${input.mediaType}`;
  return `${input.name}=${typeof input.json === 'string' ? input.json : JSON.stringify(input.json)}`;
}

function longTensor({ name, datatype, shape, data }: SnippetTensor): string {
  const values = Array.isArray(data) ? pythonLiteral(data) : `[${pythonLiteral(data.repeat)}] * ${data.count}`;
  return `{"name": ${pythonLiteral(name)}, "datatype": "${datatype}", "shape": ${JSON.stringify(shape)}, "data": ${values}}`;
}

/** For inside single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", String.raw`'\''`);
}
