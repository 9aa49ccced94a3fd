import { useEffect, useRef, type ReactNode } from 'react';
import { readChosenFiles, type PickedFile } from '../../../_client/uploader-drop.ts';

/** Opens the browser's choosers: the keyboard's way to what a drop does. `inputs` has to be on the page. */
export function useFilePicker(
  onFiles: (files: PickedFile[]) => void,
  onCancel: () => void,
): { chooseFiles: () => void; chooseFolder: () => void; inputs: ReactNode } {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const input = files.current;
    input?.addEventListener('cancel', onCancel);
    return () => input?.removeEventListener('cancel', onCancel);
  }, [onCancel]);
  const take = (input: HTMLInputElement) => {
    const chosen = input.files ? readChosenFiles(input.files) : [];
    // The same file may be chosen again.
    input.value = '';
    if (chosen.length > 0) onFiles(chosen);
  };
  const inputs = (
    <>
      <input ref={files} type="file" multiple hidden data-testid="choose-files" aria-label="Files" onChange={(event) => take(event.currentTarget)} />
      <input ref={folder} type="file" hidden aria-label="Folder" {...{ webkitdirectory: '' }} onChange={(event) => take(event.currentTarget)} />
    </>
  );
  return { chooseFiles: () => files.current?.click(), chooseFolder: () => folder.current?.click(), inputs };
}
