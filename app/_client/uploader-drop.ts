/** A file with the place it has in what was dropped: "weights/model.onnx.data". */
export interface PickedFile {
  file: File;
  path: string;
}

/** Everything in a drop or a paste, folders walked to the bottom; a folder that holds all of it is left out of the paths. */
export async function readDroppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  // Entries have to be taken before the first await: the list is emptied when the event is over.
  const entries = [...transfer.items].flatMap((item) => (item.kind === 'file' ? [{ entry: item.webkitGetAsEntry(), file: item.getAsFile() }] : []));
  const found: PickedFile[] = [];
  for (const { entry, file } of entries) {
    if (entry) await walkEntry(entry, found);
    else if (file) found.push({ file, path: file.name });
  }
  return withoutSharedFolder(found.filter(isWanted));
}

/** What a file input or a folder input gave. */
export function readChosenFiles(list: FileList): PickedFile[] {
  return withoutSharedFolder([...list].map((file) => ({ file, path: file.webkitRelativePath || file.name })).filter(isWanted));
}

async function walkEntry(entry: FileSystemEntry, found: PickedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, path: entry.fullPath.replace(/^\//, '') });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader hands out at most 100 entries at a time.
    const page = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (page.length === 0) return;
    for (const child of page) await walkEntry(child, found);
  }
}

/** What file managers and Git leave in folders is no part of a model. */
function isWanted({ path }: PickedFile): boolean {
  return !path.split('/').some((part) => part === '.DS_Store' || part === '.git' || part === '__MACOSX' || part === 'Thumbs.db');
}

function withoutSharedFolder(files: PickedFile[]): PickedFile[] {
  const top = files[0]?.path.includes('/') ? files[0].path.slice(0, files[0].path.indexOf('/') + 1) : '';
  if (!top || !files.every(({ path }) => path.startsWith(top))) return files;
  return withoutSharedFolder(files.map(({ file, path }) => ({ file, path: path.slice(top.length) })));
}
