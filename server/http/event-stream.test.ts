import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHAT, TextBench } from '../testing/text-bench.ts';

let bench: TextBench;
beforeAll(async () => {
  bench = await TextBench.start();
  await bench.addModel('writer', CHAT);
});
afterAll(() => bench.stop());

it('a reader who reads has all of a long text, however much of it is there at once', async () => {
  const asked = { inputs: [{ name: 'prompt', data: 'The worker' }] };
  const made = await bench.web.call('/api/v1/models/writer/invocations', {
    key: bench.key,
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'respond-async' },
    body: JSON.stringify(asked),
  });
  const { id } = (await made.json()) as { id: string };
  const run = await bench.claim();
  await bench.write(id, ...Array.from({ length: 3_000 }, (_, at) => `word ${at} `));
  await bench.finish(run, 'completion', { generated_text: '' });
  const text = await (await bench.web.call(`/api/v1/invocations/${id}/events`, { key: bench.key })).text();
  expect(text.length).toBeGreaterThan(300_000);
  expect(text.match(/^event: output$/gm)).toHaveLength(3_000);
  expect(text).toContain('event: done');
});
