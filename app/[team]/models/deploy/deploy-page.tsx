'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo, useRef } from 'react';
import { formatNoun } from '../../../../server/format-count.ts';
import { useTRPCClient } from '../../../_client/trpc.tsx';
import type { PickedFile } from '../../../_client/uploader-drop.ts';
import { useUploader } from '../../../_client/use-uploader.ts';
import type { UploadCalls } from '../../../_client/uploader.ts';
import { DropOverlay } from '../../../_components/drop-overlay.tsx';
import { DeploymentPanel } from './deployment-panel.tsx';
import { NewDeployment } from './new-deployment.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { useFilePicker } from './use-file-picker.tsx';

/** One story on one URL: drop → upload with the form beside it → checklist → Try it. */
export function DeployPage({ team }: { team: string }) {
  const deployment = useSearchParams().get('deployment');
  const client = useTRPCClient();
  const calls = useMemo<UploadCalls>(
    () => ({
      findStored: (file) => client.uploads.findStored.mutate({ team, ...file }),
      get: (upload) => client.uploads.get.query({ team, upload }),
      delete: (upload) => client.uploads.delete.mutate({ team, upload }),
    }),
    [client, team],
  );
  const { uploader, items } = useUploader(team, calls);
  const others = useRef(false);
  const add = useCallback(
    (files: PickedFile[]) => {
      // "Choose other files": what was on the list gives way, unless the chooser is closed again.
      if (others.current) for (const item of uploader?.items() ?? []) uploader?.remove(item.key);
      others.current = false;
      uploader?.add(files);
    },
    [uploader],
  );
  const { chooseFiles, chooseFolder, inputs } = useFilePicker(
    add,
    useCallback(() => void (others.current = false), []),
  );
  const chooseOthers = () => {
    others.current = true;
    chooseFiles();
  };
  const dragged = useFileDrop(add);
  return (
    <>
      {inputs}
      {dragged !== null && <DropOverlay text={`Drop to add ${formatNoun(dragged, 'item')}`} />}
      {deployment ? (
        <DeploymentPanel key={deployment} {...{ team, deployment, uploader, items }} onChooseFiles={chooseFiles} onChooseOthers={chooseOthers} />
      ) : (
        uploader && (
          <NewDeployment
            {...{ team, uploader, items, dragging: dragged !== null }}
            onChooseFiles={chooseFiles}
            onChooseOthers={chooseOthers}
            onChooseFolder={chooseFolder}
          />
        )
      )}
    </>
  );
}
