// `npm start`: everything a person needs, from a fresh clone to a running product. Runs on Node 20 with nothing installed.
import { ensureInstalled } from './launch/install.mjs';
import { useOwnNode } from './launch/own-node.mjs';
import { launch } from './launch/say.mjs';

await launch(async () => {
  await ensureInstalled();
  await useOwnNode();
  const { startProduct } = await import('./launch/start-product.mjs');
  await startProduct({ dev: process.argv.includes('--dev') });
});
