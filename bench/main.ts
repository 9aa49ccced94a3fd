import { OUTPUT, runBench } from './run-bench.ts';
import { runScale } from './scale/run-scale.ts';

/**
 * `npm run bench`: everything. `npm run bench -- quick`: a short run without Python servers. `npm run bench -- scale`: a
 * full installation beside an empty one. Further words name models: `npm run bench -- quick echo`.
 */
const words = process.argv.slice(2);
if (words[0] === 'scale') await runScale(OUTPUT);
else
  await runBench(
    words.includes('quick') ? 'quick' : 'full',
    words.filter((word) => word !== 'quick'),
  );
process.exit(0);
