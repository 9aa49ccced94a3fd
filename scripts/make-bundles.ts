// `node scripts/make-bundles.ts`: makes the small models that tests deploy, and says how well each does on what it has not seen.
import { captionerBundle } from '../server/testing/bundles/captioner-bundle.ts';
import { speakerBundle } from '../server/testing/bundles/speaker-bundle.ts';
import { BUNDLED_TASKS, taskBundle } from '../server/testing/bundles/task-bundle.ts';
import { pairBundle, prefixBundle, translatorBundle } from '../server/testing/bundles/translator-bundle.ts';
import { writerBundle } from '../server/testing/bundles/writer-bundle.ts';

const writer = writerBundle();
say(writer.folder, `perplexity on held-out text: ${writer.perplexity.model.toFixed(2)} (single bytes: ${writer.perplexity.unigram.toFixed(2)})`);
for (const { folder, exact } of [prefixBundle(), translatorBundle(), pairBundle()]) {
  say(folder, ...Object.entries(exact).map(([name, share]) => `${name}: ${(100 * share).toFixed(1)} % of held-out texts exactly right`));
}
const captioner = captionerBundle();
say(captioner.folder, `${(100 * captioner.exact).toFixed(1)} % of held-out drawings described exactly`);
say(speakerBundle().folder, 'not learnt: a tone for each letter');
for (const task of BUNDLED_TASKS) say(taskBundle(task).folder, 'not learnt: random weights');

function say(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n  ')}\n`);
}
