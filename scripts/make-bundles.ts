// `node scripts/make-writer.ts`: makes the small language model that tests deploy, and says how well it knows text it has not seen.
import { writerBundle } from '../server/testing/bundles/writer-bundle.ts';

const { folder, perplexity } = writerBundle();
process.stdout.write(`${folder}\nperplexity on held-out text: ${perplexity.model.toFixed(2)} (single bytes: ${perplexity.unigram.toFixed(2)})\n`);
