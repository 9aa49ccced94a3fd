import type { SnippetCall } from './call.ts';

/** The call with Python's standard library alone. */
export function pythonSnippet({ origin, model, inputs }: SnippetCall): string {
  const items = inputs.map(
    ({ name, datatype, shape, data }) =>
      `        {"name": ${pythonLiteral(name)}, "datatype": "${datatype}", "shape": ${JSON.stringify(shape)},\n         "data": ${
        Array.isArray(data) ? pythonLiteral(data) : `[${pythonLiteral(data.repeat)}] * ${data.count}`
      }},`,
  );
  return `import json, os, urllib.request

request = urllib.request.Request(
    ${pythonLiteral(`${origin}/api/v1/models/${model}/invocations`)},
    headers={"Authorization": "Bearer " + os.environ["MOORAGE_KEY"], "Content-Type": "application/json"},
    data=json.dumps({"inputs": [
${items.join('\n')}
    ]}).encode(),
)
run = json.load(urllib.request.urlopen(request))
for output in run["outputs"]:
    print(output["name"], output["shape"], output["data"][:10])
`;
}

/** A JSON value as Python writes it. */
export function pythonLiteral(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
