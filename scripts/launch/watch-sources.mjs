import { watch } from 'node:fs';
import path from 'node:path';
import { ROOT } from './install.mjs';
import { say } from './say.mjs';

const SETTLE_MS = 300;

/** Calls `onChange` when code in one of these folders changed, once per burst of changes. Returns how to stop. */
export function watchSources(folders, onChange) {
  let timer = null;
  const watchers = folders.map((folder) =>
    watch(path.join(ROOT, folder), { recursive: true }, (_, file) => {
      if (!/\.tsx?$/.test(file ?? '') || /\.test\.tsx?$|^generated\//.test(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        say(`${path.join(folder, file)} changed`);
        onChange();
      }, SETTLE_MS);
    }),
  );
  return () => watchers.forEach((watcher) => watcher.close());
}
