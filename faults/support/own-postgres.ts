import path from 'node:path';

/** A Postgres beside the product, as the launcher makes its embedded one. */
export interface OwnPostgres {
  /** Over TCP. */
  url: string;
  stop(): Promise<void>;
}

export async function startPostgres(folder: string): Promise<OwnPostgres> {
  // The launcher's own, which has no types.
  const launcher = (await import(path.resolve(import.meta.dirname, '../../scripts/launch/postgres.mjs'))) as {
    ensurePostgres(folder: string): Promise<OwnPostgres>;
  };
  const { url, stop } = await launcher.ensurePostgres(folder);
  const address = new URL(url);
  address.searchParams.delete('host');
  return { url: address.href, stop };
}
