import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHAT, TextBench } from '../testing/text-bench.ts';

const ASKED = { model: 'writer', messages: [{ role: 'user', content: 'Tell me about runs' }], stream: true };

let bench: TextBench;
beforeEach(async () => {
  bench = await TextBench.start();
  await bench.addModel('writer', CHAT);
});
afterEach(() => bench.stop());

/** A stream under way: what was read of it so far, and its run. */
async function open(signal?: AbortSignal) {
  const answer = await bench.post('/v1/chat/completions', ASKED, { signal });
  expect(answer.status).toBe(200);
  const id = answer.headers.get('x-invocation-id') ?? '';
  const seen = { text: '', ended: false };
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) seen.text += decoder.decode(chunk as Uint8Array, { stream: true });
  })()
    .catch(() => undefined)
    .finally(() => (seen.ended = true));
  return { id, seen, reading };
}

it('a stream of a process that is stopping says where its run goes on, and does not end it', async () => {
  const { id, seen, reading } = await open();
  await bench.write(id, 'A run ');
  await expect.poll(() => seen.text).toContain('A run ');
  bench.runtime.end();
  await reading;
  expect(seen.text).toContain(`This process is stopping. The run goes on: read it at /api/v1/invocations/${id}`);
  expect(seen.text).toContain('"code":"unavailable"');
  expect(seen.text).not.toContain('[DONE]');
  expect(await bench.statusOf(id)).toBe('queued');
});

it('a call without a stream is told the same when the process is stopping', async () => {
  const answer = bench.post('/v1/chat/completions', { ...ASKED, stream: false });
  await bench.claim();
  bench.runtime.end();
  const { status, headers } = await answer;
  const id = headers.get('x-invocation-id') ?? '';
  expect(status).toBe(503);
  expect((await (await answer).json()) as object).toMatchObject({
    error: { message: `This process is stopping. The run goes on: read it at /api/v1/invocations/${id}` },
  });
  expect(await bench.statusOf(id)).toBe('queued');
});

it('a stream carries the pieces of its run, why it ended, and [DONE]', async () => {
  const { id, seen, reading } = await open();
  const run = await bench.claim();
  await bench.write(id, 'A run ', '', 'ends.');
  await bench.finish(run, 'completion', { generated_text: 'A run ends.', details: { finish_reason: 'eos_token', prompt_tokens: 4, generated_tokens: 3 } });
  await reading;
  const lines = [...seen.text.matchAll(/^data: (.*)$/gm)].map(([, line]) => line ?? '');
  expect(lines.at(-1)).toBe('[DONE]');
  const choices = lines
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { choices: { delta: { content?: string }; finish_reason: string | null }[] }).choices[0]);
  expect(choices.map((choice) => [choice?.delta.content, choice?.finish_reason])).toEqual([
    ['', null],
    ['A run ', null],
    ['ends.', null],
    [undefined, 'stop'],
  ]);
});

it('a reader who leaves ends the run', async () => {
  const leaving = new AbortController();
  const { id, seen } = await open(leaving.signal);
  await bench.write(id, 'A run ');
  await expect.poll(() => seen.text).toContain('A run ');
  leaving.abort();
  await expect.poll(() => bench.statusOf(id)).toBe('canceled');
});
