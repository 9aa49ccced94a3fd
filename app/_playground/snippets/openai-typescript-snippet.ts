import type { OpenAiCall } from './openai-call.ts';

/** The call by OpenAI's own client for TypeScript. */
export function openAiTypescriptSnippet({ baseUrl, kind, parameters, extra, file }: OpenAiCall): string {
  const head = `import OpenAI from 'openai';\n\nconst client = new OpenAI({ baseURL: ${JSON.stringify(baseUrl)}, apiKey: process.env.MOORAGE_KEY });\n`;
  const request = JSON.stringify({ ...parameters, ...extra }, null, 2);
  switch (kind) {
    case 'chat':
      return `${head}
const stream = await client.chat.completions.create(${request});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
`;
    case 'completion':
      return `${head}
const stream = await client.completions.create(${request});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.text ?? '');
`;
    case 'embeddings':
      return `${head}
const { data } = await client.embeddings.create(${request});
for (const { embedding } of data) console.log(embedding.slice(0, 4));
`;
    case 'transcription':
      return `import { createReadStream } from 'node:fs';
${head}
const transcript = await client.audio.transcriptions.create({
  file: createReadStream(${JSON.stringify(file)}),
  ...${request},
});
console.log(transcript.text);
`;
  }
}
