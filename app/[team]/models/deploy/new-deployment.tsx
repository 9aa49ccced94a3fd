'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { useTRPC, useTRPCClient } from '../../../_client/trpc.tsx';
import type { Uploader } from '../../../_client/uploader.ts';
import { totalsOf, type UploadItem } from '../../../_client/uploader-item.ts';
import { PageHeader } from '../../../_components/page-header.tsx';
import { StepRail } from '../../../_components/step-rail.tsx';
import { DeployForm, type DeployFormValue } from './deploy-form.tsx';
import { DetectedCard } from './detected-card.tsx';
import { readDraft, suggestName, writeDraft } from './draft.ts';
import { DropPanel } from './drop-panel.tsx';
import { problemOf } from '../../../_client/problem-of.ts';
import { railOf } from './deployment-steps.ts';
import { useDetected } from './use-detected.ts';
import { useUploadNews } from './use-upload-news.ts';
import { UploadPanel } from './upload-panel.tsx';

type NewDeploymentProps = {
  team: string;
  uploader: Uploader;
  items: readonly UploadItem[];
  dragging: boolean;
  onChooseFiles: () => void;
  onChooseOthers: () => void;
  onChooseFolder: () => void;
};

/** Before a version exists: the drop zone, then the files with the form beside them. */
export function NewDeployment({ team, uploader, items, dragging, onChooseFiles, onChooseOthers, onChooseFolder }: NewDeploymentProps) {
  const form = useDraft(team, uploader, items);
  const detected = useDetected(items);
  const totals = totalsOf(items);
  const { armed, problem, deploy, disarm } = useDeploy({ team, uploader, items, form: form.value });
  const news = useUploadNews(items);
  const title = items.length === 0 ? 'Deploy a model' : form.value.name ? `Deploy ${form.value.name}` : 'Deploy a model';
  return (
    <>
      <PageHeader crumbs={[{ label: 'Models', href: `/${team}/models` }, { label: 'Deploy' }]} title={title} facts={`Private to ${team}`} />
      <p ref={news} className="sr-only" aria-live="polite" />
      {items.length === 0 ? (
        <DropPanel {...{ team, dragging, onChooseFiles, onChooseFolder }} />
      ) : (
        <>
          <StepRail
            className="mt-4"
            label="Steps of this deployment"
            steps={railOf(totals.allDone ? 'done' : items.some((item) => item.state === 'uploading' || item.state === 'waiting') ? 'moving' : 'halted')}
          />
          <div className="mt-4 grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1fr)_340px] lg:grid-rows-[auto_1fr]">
            <UploadPanel {...{ uploader, items, onChooseFiles }} onCancel={form.cancel} />
            <DeployForm
              {...{ team, armed, problem }}
              value={form.value}
              onChange={form.change}
              uploading={!totals.allDone}
              blocked={detected?.state === 'refused' ? 'These files cannot be deployed: see what to do beside' : null}
              onDeploy={deploy}
              onDisarm={disarm}
            />
            {detected && (
              <div className="min-w-0 space-y-5">
                <DetectedCard detected={detected} uploading={!totals.allDone} onChooseFiles={onChooseFiles} onChooseOthers={onChooseOthers} />
              </div>
            )}
          </div>
        </>
      )}
    </>
  );
}

/** Name, note and which uploads belong together: kept over a reload. */
function useDraft(team: string, uploader: Uploader, items: readonly UploadItem[]) {
  const client = useTRPCClient();
  const asked = useSearchParams().get('model');
  const [value, setValue] = useState<DeployFormValue>({ name: asked ?? '', note: '' });
  const touched = useRef(asked !== null);
  const restored = useRef(false);

  useEffect(() => {
    const draft = readDraft(team);
    if (!draft) return void (restored.current = true);
    const abort = new AbortController();
    client.uploads.list
      .query({ team }, { signal: abort.signal })
      .then((uploads) => {
        const mine = uploads.filter((upload) => draft.uploadIds.includes(upload.id));
        if (mine.length > 0) {
          setValue((now) => ({ name: asked ?? (draft.name || now.name), note: draft.note || now.note }));
          touched.current ||= draft.name !== '';
          uploader.restore(mine.toReversed());
        }
      })
      .catch(() => undefined)
      .finally(() => (restored.current = true));
    return () => abort.abort();
  }, [team, client, uploader, asked]);

  const paths = items.map((item) => item.path).join('\n');
  useEffect(() => {
    if (!touched.current && paths) setValue((now) => ({ ...now, name: suggestName(paths.split('\n')) }));
  }, [paths]);

  const uploadIds = items.flatMap((item) => item.uploadId ?? []).join(' ');
  useEffect(() => {
    if (restored.current) writeDraft(team, uploadIds ? { ...value, uploadIds: uploadIds.split(' ') } : null);
  }, [team, value, uploadIds]);

  return {
    value,
    change(next: DeployFormValue) {
      if (next.name !== value.name) touched.current = true;
      setValue(next);
    },
    cancel() {
      for (const item of items) uploader.remove(item.key);
      touched.current = asked !== null;
      setValue({ name: asked ?? '', note: '' });
    },
  };
}

/** Makes the version when the person has said so and the last byte is there. */
function useDeploy({ team, uploader, items, form }: { team: string; uploader: Uploader; items: readonly UploadItem[]; form: DeployFormValue }) {
  const router = useRouter();
  const trpc = useTRPC();
  const [mode, setMode] = useState<'new' | 'add' | null>(null);
  const { allDone } = totalsOf(items);
  const created = useMutation(
    trpc.versions.create.mutationOptions({
      onSuccess(version) {
        if (!version.deployment) return;
        writeDraft(team, null);
        router.replace(`/${team}/models/deploy?deployment=${version.deployment.id}`);
        uploader.release();
      },
      onError: () => setMode(null),
    }),
  );
  const { mutate, isIdle, reset } = created;
  useEffect(() => {
    if (!mode || !allDone || !isIdle) return;
    const files = items.flatMap((item) => (item.uploadId ? [{ uploadId: item.uploadId, name: item.path }] : []));
    mutate({ team, model: form.name.trim(), note: form.note, mode, files });
  }, [mode, allDone, isIdle, items, mutate, team, form]);
  return {
    armed: mode !== null || created.isPending || created.isSuccess,
    problem: created.error ? problemOf(created.error) : null,
    deploy(next: 'new' | 'add') {
      reset();
      setMode(next);
    },
    disarm: () => setMode(null),
  };
}
