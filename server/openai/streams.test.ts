import { afterEach, beforeEach, expect, it } from 'vitest';
import { once } from 'node:events';
import { connect } from 'node:net';
import { revokeApiKey } from '../api-keys/revoke-api-key.ts';
import { createTestKey } from '../testing/start-test-web.ts';
import { CHAT, TextBench } from '../testing/text-bench.ts';

const ASKED = { model: 'writer', messages: [{ role: 'user', content: 'Tell me about runs' }], stream: true };

let bench: TextBench;
beforeEach(async () => {
  bench = await TextBench.start();
  await bench.addModel('writer', CHAT);
});
afterEach(() => bench.stop());

/** A stream under way: what was read of it so far, and its run. */
async function open(init: { signal?: AbortSignal; key?: string } = {}) {
  const answer = await bench.post('/v1/chat/completions', ASKED, init);
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

it('a stream goes on while its process is stopping, until its run has ended', async () => {
  const { id, seen, reading } = await open();
  const run = await bench.claim();
  await bench.write(id, 'A run ');
  await expect.poll(() => seen.text).toContain('A run ');
  bench.runtime.end(60_000);
  await bench.write(id, 'goes on.');
  await bench.finish(run, 'completion', { generated_text: 'A run goes on.', details: { finish_reason: 'eos_token', prompt_tokens: 4, generated_tokens: 4 } });
  await reading;
  expect(seen.text).toContain('goes on.');
  expect(seen.text).toMatch(/\[DONE\]\s*$/);
});

it('a stream that its process cannot finish says where its run goes on, and does not end it', async () => {
  const { id, seen, reading } = await open();
  await bench.write(id, 'A run ');
  await expect.poll(() => seen.text).toContain('A run ');
  bench.runtime.end(100);
  await reading;
  expect(seen.text).toContain(`This process is stopping. The run goes on: read it at /api/v1/invocations/${id}`);
  expect(seen.text).toContain('"code":"unavailable"');
  expect(seen.text).not.toContain('[DONE]');
  expect(await bench.statusOf(id)).toBe('queued');
});

it('a call without a stream is told the same', async () => {
  const answer = bench.post('/v1/chat/completions', { ...ASKED, stream: false });
  await bench.claim();
  bench.runtime.end(100);
  const { status, headers } = await answer;
  const id = headers.get('x-invocation-id') ?? '';
  expect(status).toBe(503);
  expect((await (await answer).json()) as object).toMatchObject({
    error: { message: `This process is stopping. The run goes on: read it at /api/v1/invocations/${id}` },
  });
  expect(await bench.statusOf(id)).toBe('queued');
});

it('a call whose run ends while the process is stopping is answered with its result', async () => {
  const answer = bench.post('/v1/chat/completions', { ...ASKED, stream: false });
  const run = await bench.claim();
  bench.runtime.end(60_000);
  // Longer than those wait who can be told to come again.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await bench.finish(run, 'completion', { generated_text: 'A run ends.', details: { finish_reason: 'eos_token', prompt_tokens: 4, generated_tokens: 3 } });
  expect((await answer).status).toBe(200);
  expect(await (await answer).text()).toContain('A run ends.');
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
  const { id, seen } = await open({ signal: leaving.signal });
  await bench.write(id, 'A run ');
  await expect.poll(() => seen.text).toContain('A run ');
  leaving.abort();
  await expect.poll(() => bench.statusOf(id)).toBe('canceled');
});

it('a key that is revoked ends its streams at once, with the reason, and not the run', async () => {
  const key = await createTestKey(bench.runtime, 'acme', 'developer');
  const { id, seen, reading } = await open({ key });
  await bench.write(id, 'A run ');
  await expect.poll(() => seen.text).toContain('A run ');
  await revokeApiKey(await bench.ownerCtx(), { team: 'acme', key: `key_${key.split('_')[1]}` });
  await reading;
  await bench.write(id, 'never read');
  expect(seen.text).toContain('"type":"authentication_error"');
  expect(seen.text).not.toContain('never read');
  expect(await bench.statusOf(id)).toBe('queued');
});

it('a reader who does not read is cut, and its run ends', async () => {
  const { hostname, port } = new URL(bench.web.url);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify(ASKED);
  socket.write(`POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bench.key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  const id = /x-invocation-id: (inv_\w+)/i.exec(head.toString())?.[1] ?? '';
  socket.pause();
  // More than the system itself takes for a reader.
  for (let at = 0; at < 30; at += 1) await bench.write(id, 'x'.repeat(1_000_000));
  await expect.poll(() => bench.statusOf(id), { timeout: 20_000 }).toBe('canceled');
  socket.destroy();
}, 40_000);
