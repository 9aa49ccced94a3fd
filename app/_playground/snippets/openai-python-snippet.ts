import type { OpenAiCall } from './openai-call.ts';
import { pythonLiteral } from './python-snippet.ts';

/** The call by OpenAI's own client for Python. */
export function openAiPythonSnippet({ baseUrl, kind, parameters, extra, file }: OpenAiCall): string {
  const head = `import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url=${pythonLiteral(baseUrl)}, api_key=os.environ["MOORAGE_KEY"])\n`;
  const named = Object.entries(parameters).map(([name, value]) => `    ${name}=${pythonLiteral(value)},\n`);
  // Its methods take by name only what OpenAI has.
  const other = Object.keys(extra).length > 0 ? [`    extra_body=${pythonLiteral(extra)},\n`] : [];
  const request = [...named, ...other].join('');
  switch (kind) {
    case 'chat':
      return `${head}
stream = client.chat.completions.create(
${request})
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
`;
    case 'completion':
      return `${head}
stream = client.completions.create(
${request})
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].text, end="", flush=True)
`;
    case 'embeddings':
      return `${head}
answer = client.embeddings.create(
${request})
for item in answer.data:
    print(item.embedding[:4])
`;
    case 'transcription':
      return `${head}
transcript = client.audio.transcriptions.create(
    file=open(${pythonLiteral(file)}, "rb"),
${request})
print(transcript.text)
`;
  }
}
