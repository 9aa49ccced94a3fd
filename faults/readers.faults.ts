import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { fromId } from '../server/ids.ts';
import { slowModel } from '../server/testing/onnx/hard-models.ts';
import { slow } from './support/inputs.ts';
import { useRig } from './support/rig.ts';
import { count } from './support/seed.ts';
import { pause, until } from './support/until.ts';

const READERS = count(100, 500);
// A kilobyte each: kept for every reader, they would be a gigabyte, or two.
const LINES = count(12_000, 4_000);
const LINE = 'a line of a log that nobody reads, '.repeat(28);
const MEGABYTE = 1024 ** 2;

const rig = useRig(() => ({ MOORAGE_RUN_TIMEOUT_MS: '300000' }));

test(
  'R14: readers of events that do not read: they are let go, memory stays bounded, and one who resumes has every line once, in order',
  async () => {
    const { deploy, client, product, reached } = rig();
    await deploy('slow', slowModel());
    const { id } = await client.invoke('slow', slow(200_000));
    onTestFinished(async () => void (await client.send(`/invocations/${id}/cancel`, { method: 'POST' })));
    await reached(id, 'running');
    const before = residentBytes();
    const stalled = await Promise.all(Array.from({ length: READERS }, () => openStalled(id)));
    const last = await writeLines(id);
    const reading = readInPieces(id, last);
    let most = 0;
    let slowestMs = 0;
    const watching = (async () => {
      for (const end = Date.now() + count(8_000, 30_000); Date.now() < end;) {
        const at = Date.now();
        expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
        slowestMs = Math.max(slowestMs, Date.now() - at);
        most = Math.max(most, residentBytes());
        await pause(50);
      }
    })();
    const seqs = await reading;
    await watching;
    // What nobody reads is kept up to 256 kB a reader; the rest, 300 to 500 MB, is what this much work leaves to the collector for a moment.
    expect(most - before).toBeLessThan(0.4 * READERS * LINES * LINE.length);
    expect(slowestMs).toBeLessThan(5_000);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => i + 1));
    expect(seqs.at(-1)).toBeGreaterThanOrEqual(last);
    await until('those who do not read are let go', 20_000, async () => (await connectionsOfWeb()) < READERS / 2);
    for (const socket of stalled) socket.destroy();
  },
  count(120_000, 300_000),
);

/** A reader that asks and never takes a byte of the answer. */
async function openStalled(id: string): Promise<Socket> {
  const { port } = new URL(rig().product.url);
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  socket.pause().on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(`GET /api/v1/invocations/${id}/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${rig().apiKey}\r\n\r\n`);
  return socket;
}

// As the product stores them, in one transaction: numbered on under the subject's lock. Returns the last number.
async function writeLines(id: string): Promise<number> {
  const connection = await rig().db.connect();
  const subject = fromId('inv', id);
  try {
    await connection.query('begin');
    await connection.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [subject]);
    const { rows } = await connection.query(
      `insert into event (subject, seq, kind, data, created_at)
       select $1::uuid, coalesce((select max(seq) from event where subject = $1::uuid), 0) + n, 'log', jsonb_build_object('level', 'info', 'text', $2::text), clock_timestamp()
       from generate_series(1, $3::int) n returning seq`,
      [subject, LINE, LINES],
    );
    await connection.query('notify moorage_events');
    await connection.query('commit');
    return rows.at(-1).seq;
  } finally {
    connection.release();
  }
}

/** Reads, breaks off after a piece, and goes on with Last-Event-ID, until it has the line numbered `last`. */
async function readInPieces(id: string, last: number): Promise<number[]> {
  const seqs: number[] = [];
  while ((seqs.at(-1) ?? 0) < last) {
    const gone = new AbortController();
    const { product, apiKey } = rig();
    const headers = { authorization: `Bearer ${apiKey}`, 'last-event-id': String(seqs.at(-1) ?? 0) };
    const response = await fetch(`${product.url}/api/v1/invocations/${id}/events`, { headers, signal: gone.signal });
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        if (text.length > MEGABYTE) break;
        await pause(1);
        if (text.includes(`id: ${last}\n`)) break;
      }
    } catch {
      // It was slow itself, and was let go.
    }
    gone.abort();
    // Only what came whole counts; a status has the number of the last line.
    for (const [, seq, kind] of text.matchAll(/id: (\d+)\nevent: (\w+)\ndata: .*\n\n/g)) if (kind !== 'status') seqs.push(Number(seq));
  }
  return seqs;
}

function residentBytes(): number {
  const status = readFileSync(`/proc/${rig().product.pid('web')}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

async function connectionsOfWeb(): Promise<number> {
  const port = Number(new URL(rig().product.url).port).toString(16).toUpperCase().padStart(4, '0');
  // proc(5): local address, remote address, state 01 is established.
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => new RegExp(`^\\s*\\d+: [0-9A-F]{8}:${port} [0-9A-F:]{13} 01`).test(line)).length;
}
