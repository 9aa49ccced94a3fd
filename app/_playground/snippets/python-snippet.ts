import { isFile, isTensor, type SnippetCall, type SnippetInput } from './call.ts';

/** The call with Python's standard library alone. */
export function pythonSnippet({ origin, model, inputs }: SnippetCall): string {
  const items = inputs.map((input) => `        ${itemOf(input)},`);
  return `import ${inputs.some(isFile) ? 'base64, ' : ''}json, os, urllib.request

request = urllib.request.Request(
    ${pythonLiteral(`${origin}/api/v1/models/${model}/invocations`)},
    headers={"Authorization": "Bearer " + os.environ["MOORAGE_KEY"], "Content-Type": "application/json"},
    data=json.dumps({"inputs": [
${items.join('\n')}
    ]}).encode(),
)
run = json.load(urllib.request.urlopen(request))
for output in run["outputs"]:
    print(output["name"], json.dumps(output.get("data", output.get("url")))[:300])
`;
}

function itemOf(input: SnippetInput): string {
  const name = `{"name": ${pythonLiteral(input.name)}`;
  if (isFile(input)) return `${name}, "data": base64.b64encode(open(${pythonLiteral(input.fileName)}, "rb").read()).decode()}`;
  if (!isTensor(input)) return `${name}, "data": ${pythonLiteral(input.json)}}`;
  const { datatype, shape, data } = input;
  const values = Array.isArray(data) ? pythonLiteral(data) : `[${pythonLiteral(data.repeat)}] * ${data.count}`;
  return `${name}, "datatype": "${datatype}", "shape": ${JSON.stringify(shape)},\n         "data": ${values}}`;
}

/** A JSON value as Python writes it. */
export function pythonLiteral(value: unknown): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
