// `npm test`: everything, unit to browser, with the same self-set-up as `npm start`. Ends with "N passed, N failed".
import { ensureInstalled } from './launch/install.mjs';
import { useOwnNode } from './launch/own-node.mjs';
import { launch } from './launch/say.mjs';

await launch(async () => {
  await ensureInstalled();
  await useOwnNode();
  const { runTests } = await import('./testing/run-tests.mjs');
  process.exit(await runTests());
});
