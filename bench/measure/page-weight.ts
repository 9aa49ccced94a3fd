import { gzipSync } from 'node:zlib';
import { OWNER, type BenchProduct } from '../bench-product.ts';
import { PageVisitor } from '../scale/page-visitor.ts';

export interface PageWeight {
  /** JavaScript that the library page asks for on its first load, each file gzipped by itself. */
  scriptKilobytes: number;
  scripts: number;
}

/** What the library page weighs for whoever opens the app for the first time. */
export async function pageWeight(bench: BenchProduct): Promise<PageWeight> {
  const visitor = await PageVisitor.signIn(bench);
  const page = await visitor.visit(`/${OWNER.team}/models`);
  // Browsers of today leave the file for those without modules where it is.
  const tags = [...page.matchAll(/<script [^>]*>/g)].map(([tag]) => tag).filter((tag) => !/nomodule/i.test(tag));
  const scripts = new Set(tags.flatMap((tag) => /src="(\/_next\/[^"]+\.js[^"]*)"/.exec(tag)?.[1] ?? []));
  let bytes = 0;
  for (const src of scripts) bytes += gzipSync(Buffer.from(await (await fetch(bench.product.url + src)).arrayBuffer())).byteLength;
  return { scriptKilobytes: bytes / 1000, scripts: scripts.size };
}
