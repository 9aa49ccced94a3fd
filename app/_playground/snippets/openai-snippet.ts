import { isFile, isTensor, type SnippetCall, type SnippetInput } from './call.ts';

/** Fields of a run by the names OpenAI has for them. */
const NAMES: Record<string, string> = { max_new_tokens: 'max_tokens' };

/** The same call by OpenAI's own client, for models it has a call for; null for all others. */
export function openAiSnippet({ origin, model, inputs }: SnippetCall, task: string): string | null {
  const head = `import OpenAI from 'openai';\n\nconst client = new OpenAI({ baseURL: ${JSON.stringify(`${origin}/v1`)}, apiKey: process.env.MOORAGE_KEY });\n`;
  const data = new Map(inputs.flatMap((input): [string, unknown][] => (isFile(input) || isTensor(input) ? [] : [[input.name, input.json]])));
  switch (task) {
    case 'text-generation':
      return data.has('messages') ? head + chat(model, data) : data.has('prompt') ? head + completion(model, data) : null;
    case 'feature-extraction':
      return `${head}
const { data } = await client.embeddings.create(${written({ model, input: data.get('text') ?? 'Some text.' })});
for (const { embedding } of data) console.log(embedding.slice(0, 4));
`;
    case 'automatic-speech-recognition':
      return transcription(head, model, inputs);
    default:
      return null;
  }
}

function chat(model: string, data: Map<string, unknown>): string {
  return `
const stream = await client.chat.completions.create(${written({ model, ...parameters(data), stream: true })});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
`;
}

function completion(model: string, data: Map<string, unknown>): string {
  return `
const stream = await client.completions.create(${written({ model, ...parameters(data), stream: true })});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.text ?? '');
`;
}

function transcription(head: string, model: string, inputs: readonly SnippetInput[]): string {
  const file = inputs.find(isFile)?.fileName ?? 'recording.wav';
  return `import { createReadStream } from 'node:fs';
${head}
const transcript = await client.audio.transcriptions.create({ model: ${JSON.stringify(model)}, file: createReadStream(${JSON.stringify(file)}) });
console.log(transcript.text);
`;
}

function parameters(data: Map<string, unknown>): Record<string, unknown> {
  return Object.fromEntries([...data].filter(([name]) => name !== 'prompt' || !data.has('messages')).map(([name, value]) => [NAMES[name] ?? name, value]));
}

function written(value: object): string {
  return JSON.stringify(value, null, 2);
}
