import { useEffect, useRef, useState } from 'react';
import { readDroppedFiles, type PickedFile } from '../../../_client/uploader-drop.ts';

/**
 * The whole page takes files, by drop and by paste. Returns how many are being dragged over it (browsers tell no names
 * or sizes before the drop), or null.
 */
export function useFileDrop(onFiles: (files: PickedFile[]) => void, enabled = true): number | null {
  const [dragged, setDragged] = useState<number | null>(null);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    if (!enabled) return;
    const controller = new AbortController();
    const { signal } = controller;
    let depth = 0;
    const take = async (transfer: DataTransfer) => {
      const files = await readDroppedFiles(transfer);
      if (files.length > 0) latest.current(files);
    };
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      if (event.type === 'dragenter') depth++;
      setDragged(event.dataTransfer.items.length);
    };
    const onLeave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setDragged(null);
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setDragged(null);
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      void take(event.dataTransfer);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.clipboardData?.types.includes('Files')) void take(event.clipboardData);
    };
    window.addEventListener('dragenter', onDrag, { signal });
    window.addEventListener('dragover', onDrag, { signal });
    window.addEventListener('dragleave', onLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('paste', onPaste, { signal });
    return () => controller.abort();
  }, [enabled]);
  return enabled ? dragged : null;
}
