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

it('a reader who leaves ends the run', async () => {
  const leaving = new AbortController();
  const { id, seen } = await open(leaving.signal);
  await bench.write(id, 'A run ');
  await expect.poll(() => seen.text).toContain('A run ');
  leaving.abort();
  await expect.poll(() => bench.statusOf(id)).toBe('canceled');
});
