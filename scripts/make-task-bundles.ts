// `node scripts/make-task-bundles.ts`: makes the small bundles that tests deploy, one for each task of one pass, and says where they lie.
import { BUNDLED_TASKS, taskBundle } from '../server/testing/bundles/task-bundle.ts';

for (const task of BUNDLED_TASKS) process.stdout.write(`${task}: ${taskBundle(task).folder}\n`);
