import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { startProduct, type Product } from '../../e2e/support/product.ts';
import { checkInvariants } from './checker.ts';
import { Client, type Run } from './client.ts';
import { stopLoads } from './load.ts';
import { environmentOf } from './processes.ts';
import { Seeded } from './seed.ts';
import { unmountDisks } from './small-disk.ts';
import { until } from './until.ts';

const PASSWORD = 'a canary of a password, 7316';
/** An input no log may show. */
export const INPUT_CANARY = 731_642.25;

/** A product with a client that remembers, its database, and the choices of the run. */
export interface Rig {
  product: Product;
  client: Client;
  db: pg.Pool;
  seeded: Seeded;
  apiKey: string;
  folder: string;
  /** For the rig's own client, or another team's. */
  deploy(model: string, bytes: Uint8Array, by?: Client): Promise<{ status: string; error: { code: string; message: string } | null }>;
  ended(id: string, timeoutMs?: number): Promise<Run>;
  reached(id: string, status: string, timeoutMs?: number): Promise<Run>;
}

/** Starts a product before a file's tests and, after them, looks for any broken invariant. `env` is given the folder of the rig. */
export function useRig(env: (folder: string) => Promise<Record<string, string>> | Record<string, string> = () => ({})): () => Rig {
  let rig: Rig | null = null;
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'faults-'));
    rig = await startRig(folder, await env(folder));
  });
  afterAll(async () => {
    if (!rig) return;
    const { product, folder, db } = rig;
    try {
      await stopLoads();
      await product.ready(60_000);
      expect(await checkInvariants(evidenceOf(rig))).toEqual([]);
    } finally {
      await db.end();
      await product.stop();
      unmountDisks();
      rmSync(folder, { recursive: true, force: true });
    }
  });
  return () => {
    if (!rig) throw new Error('the product did not start');
    return rig;
  };
}

async function startRig(folder: string, env: Record<string, string>): Promise<Rig> {
  const seeded = new Seeded();
  const product = await startProduct({ dataFolder: path.join(folder, 'data'), env });
  const out = await product.moorage(['setup', '--email', 'owner@example.com', '--password-stdin', '--team', 'harbour'], PASSWORD);
  const apiKey = out.trim().split('\n').at(-1) ?? '';
  const client = new Client({ url: product.url, apiKey, log: path.join(folder, 'calls.ndjson') });
  const db = new pg.Pool({ connectionString: environmentOf(product.pid('web') ?? 0).DATABASE_URL, max: 2 });
  // A Postgres that is killed breaks idle connections; the next query makes another.
  db.on('error', () => undefined);
  const reached = (id: string, wanted: string[], timeoutMs: number) =>
    until(`${id} is ${wanted.join(' or ')}`, timeoutMs, async () => {
      const run = await client.get(id);
      return run && wanted.includes(run.status) ? run : null;
    });
  return {
    product,
    client,
    db,
    seeded,
    apiKey,
    folder,
    deploy: (model, bytes, by = client) => deploy(by, model, bytes),
    ended: (id, timeoutMs = 30_000) => reached(id, ['succeeded', 'failed', 'canceled', 'expired'], timeoutMs),
    reached: (id, status, timeoutMs = 30_000) => reached(id, [status], timeoutMs),
  };
}

async function deploy(client: Client, model: string, bytes: Uint8Array) {
  const answer = await client.send(`/models/${model}/versions?filename=model.onnx`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', prefer: 'wait=60' },
    body: new Uint8Array(bytes),
  });
  return JSON.parse(answer.body) as Awaited<ReturnType<Rig['deploy']>>;
}

function evidenceOf({ product, client, db, apiKey }: Rig) {
  const secret = environmentOf(product.pid('web') ?? 0).MOORAGE_SECRET ?? '';
  return {
    db,
    dataFolder: product.dataFolder,
    acknowledged: client.acknowledged,
    output: product.output(),
    secrets: { 'API key': apiKey, password: PASSWORD, 'session secret': secret, 'canary of an input': String(INPUT_CANARY) },
  };
}
