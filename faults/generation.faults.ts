import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fromId } from '../server/ids.ts';
import { writerBundle } from '../server/testing/bundles/writer-bundle.ts';
import { runnersOf, busiestOf } from './support/processes.ts';
import { useRig } from './support/rig.ts';
import { FULL } from './support/seed.ts';
import { until } from './support/until.ts';

/** An hour of recording has as long. */
const HOUR_MS = 3_600_000;

const rig = useRig();

interface Written {
  kind: string;
  data: { attempt: number; text: string };
}

test('a runner killed while it writes: the run begins anew, its readers are told, and the text is that of the second attempt', async () => {
  const { client, product, ended } = rig();
  const form = new FormData();
  const { folder, files } = writerBundle();
  for (const name of files) form.append('file', new Blob([new Uint8Array(readFileSync(path.join(folder, name)))]), name);
  const made = JSON.parse((await client.send('/models/writer/versions', { method: 'POST', headers: { prefer: 'wait=60' }, body: form })).body) as {
    status: string;
  };
  expect(made.status).toBe('ready');
  const { id } = await client.invoke('writer', [
    { name: 'prompt', data: 'The worker' },
    { name: 'max_new_tokens', data: 1000 },
    { name: 'min_new_tokens', data: 1000 },
    { name: 'temperature', data: 2 },
    { name: 'seed', data: 1 },
  ]);
  const writtenOf = async (): Promise<Written['data'][]> => {
    const { body } = await client.send(`/invocations/${id}/events?after=0`, { signal: AbortSignal.timeout(500) }).catch(() => ({ body: '' }));
    return [...body.matchAll(/^data: (.*)$/gm)]
      .map(([, data]) => JSON.parse(data ?? '') as Written)
      .flatMap(({ kind, data }) => (kind === 'output' ? [data] : []));
  };
  const { db } = rig();
  await until('text is written', 10_000, async () => (await db.query(`select 1 from event where kind = 'output' limit 1`)).rowCount);
  process.kill(await busiestOf(runnersOf(product.pid('worker') ?? 0)), 'SIGKILL');
  const run = await ended(id, 60_000);
  expect([run.status, run.attempts]).toEqual(['succeeded', 2]);
  const written = await writtenOf();
  expect([...new Set(written.map(({ attempt }) => attempt))]).toEqual([1, 2]);
  const text = written.flatMap((piece) => (piece.attempt === 2 ? [piece.text] : [])).join('');
  const [output] = (JSON.parse((await client.send(`/invocations/${id}`)).body) as { outputs: { data: { generated_text: string } }[] }).outputs;
  expect(text).toBe(output?.data.generated_text);
  // The same seed: what was written before the death is how the second attempt begins.
  const before = written.flatMap((piece) => (piece.attempt === 1 ? [piece.text] : [])).join('');
  expect(text.startsWith(before)).toBe(true);
});

test.runIf(FULL)(
  'an hour of speech is written down to its end, in order, and says how far it is',
  async () => {
    const { client, db, ended } = rig();
    const made = await client.send('/models/speech/versions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=120' },
      body: JSON.stringify({ source: 'sample:speech-writer' }),
    });
    expect(JSON.parse(made.body)).toMatchObject({ status: 'ready' });
    // 7.2 s of a reading; frames of MP3 follow each other as they are.
    const reading = readFileSync(path.resolve(import.meta.dirname, '../public/gallery/reading.mp3'));
    const readings = 497;
    const sent = await client.send('/models/speech/invocations', {
      method: 'POST',
      headers: { 'content-type': 'audio/mpeg', prefer: 'respond-async' },
      body: Buffer.concat(Array.from({ length: readings }, () => reading)),
    });
    const { id } = JSON.parse(sent.body) as { id: string };
    const run = await ended(id, HOUR_MS);
    expect([run.status, run.error, run.attempts]).toEqual(['succeeded', null, 1]);
    const [output] = (JSON.parse((await client.send(`/invocations/${id}`)).body) as { outputs: { data: { text: string } }[] }).outputs;
    expect(output?.data.text.match(/Dashwood/g)?.length).toBeGreaterThan(0.9 * readings);
    const { rows } = await db.query<{ progress: number | null }>(
      `select (data->>'progress')::float as progress from event where kind = 'output' and subject = $1 order by seq`,
      [fromId('inv', id)],
    );
    const progress = rows.map((row) => row.progress).filter((value) => value !== null);
    expect(progress.length).toBeGreaterThan(100);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  },
  HOUR_MS,
);
