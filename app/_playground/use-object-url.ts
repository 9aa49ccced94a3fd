import { useEffect, useMemo } from 'react';

/** An address for bytes in memory, given back when they change. */
export function useObjectUrl(bytes: Uint8Array | null, mediaType = 'application/octet-stream'): string | null {
  const url = useMemo(() => (bytes ? URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaType })) : null), [bytes, mediaType]);
  useEffect(
    () => () => {
      if (url) URL.revokeObjectURL(url);
    },
    [url],
  );
  return url;
}
