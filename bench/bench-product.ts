import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { startProduct, type Product } from '../e2e/support/product.ts';
import type { BenchModel } from './models/bench-model.ts';

/** A product of the benchmark's own, set up, with a key of its team. */
export class BenchProduct {
  readonly product: Product;
  readonly key: string;

  private constructor(product: Product, key: string) {
    this.product = product;
    this.key = key;
  }

  /** Starts it in a folder that goes again with it. */
  static async start(options: { env?: Record<string, string> } = {}): Promise<BenchProduct> {
    const product = await startProduct({ env: { MOORAGE_LOG: 'warn', ...options.env } });
    const setUp = ['setup', '--email', OWNER.email, '--password-stdin', '--team', OWNER.team];
    const printed = await product.moorage(setUp, OWNER.password);
    return new BenchProduct(product, printed.trim().split('\n').at(-1) ?? '');
  }

  /** Its own Postgres. */
  get databaseUrl(): string {
    const file = path.join(this.product.dataFolder, 'postgres/connection.json');
    const { port, password } = JSON.parse(readFileSync(file, 'utf8')) as { port: number; password: string };
    return `postgresql://postgres:${password}@127.0.0.1:${port}/moorage`;
  }

  /** The same product as another team uses it; the team is made. */
  async asTeam(team: string): Promise<BenchProduct> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    await client.query('insert into team (id, name) values (gen_random_uuid(), $1)', [team]);
    await client.end();
    const printed = await this.product.moorage(['key', 'create', '--team', team]);
    return new BenchProduct(this.product, printed.trim().split('\n').at(-1) ?? '');
  }

  /** The processes that serve: what is below them belongs to them. */
  pids(): number[] {
    return [this.product.pid('web'), this.product.pid('worker'), this.product.pid('postgres')].filter((pid) => pid !== null);
  }

  async api(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${this.product.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${this.key}`, ...init.headers } });
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status}: ${(await response.text()).slice(0, 500)}`);
    return response;
  }

  async json<T>(path: string, init?: RequestInit): Promise<T> {
    return (await (await this.api(path, init)).json()) as T;
  }

  /** Deploys a model and waits until it takes runs. @throws Error when it does not come so far */
  async deploy(model: Pick<BenchModel, 'name' | 'file'>): Promise<void> {
    await this.#ready(`/models/${model.name}/versions?filename=${model.name}.onnx&task=tensor`, 'application/octet-stream', readFileSync(model.file));
  }

  /** Deploys from the npm registry, by the product's own way. */
  async import(name: string, source: string): Promise<void> {
    await this.#ready(`/models/${name}/versions`, 'application/json', JSON.stringify({ source, task: 'tensor' }));
  }

  async #ready(path: string, type: string, body: BodyInit): Promise<void> {
    let version = await this.json<Version>(path, { method: 'POST', headers: { 'content-type': type, prefer: 'wait=60' }, body });
    const deadline = Date.now() + 120_000;
    while (version.status === 'deploying' && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      version = await this.json<Version>(`${path.split('?')[0]}/${version.number}`);
    }
    if (version.status !== 'ready') throw new Error(`${path} did not deploy: ${JSON.stringify(version.error)}`);
  }
}

interface Version {
  number: number;
  status: string;
  error: unknown;
}

export const OWNER = { email: 'bench@example.com', password: 'a password of the bench', team: 'bench' };
