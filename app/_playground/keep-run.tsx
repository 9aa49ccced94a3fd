'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { clientError } from '../_client/client-error.ts';
import { useTRPC } from '../_client/trpc.tsx';
import { Button } from '../_components/button.tsx';
import { Dialog } from '../_components/dialog.tsx';
import { Field } from '../_components/field.tsx';
import { IconButton } from '../_components/icon-button.tsx';
import { Input } from '../_components/input.tsx';
import { Menu } from '../_components/menu.tsx';
import { showToast } from '../_components/show-toast.tsx';
import { ShareDialog } from './share-dialog.tsx';

/** What can be done with a run that came out right: keep it with the model, or show it to somebody. */
export function KeepRun({ team, id }: { team: string; id: string }) {
  const [asking, setAsking] = useState<'example' | 'golden' | 'share' | null>(null);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label="Keep or share this run" bare>
            <Ellipsis className="size-4" strokeWidth={1.75} />
          </IconButton>
        }
        items={[
          { label: 'Save as example', onSelect: () => setAsking('example') },
          { label: 'Save as golden test', onSelect: () => setAsking('golden') },
          'separator',
          { label: 'Share a link', onSelect: () => setAsking('share') },
        ]}
      />
      {asking === 'share' ? <ShareDialog team={team} id={id} onClose={() => setAsking(null)} /> : null}
      {asking === 'example' || asking === 'golden' ? <SaveDialog team={team} id={id} golden={asking === 'golden'} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

function SaveDialog({ team, id, golden, onClose }: { team: string; id: string; golden: boolean; onClose(): void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation(
    trpc.examples.save.mutationOptions({
      onSuccess: async (example) => {
        await client.invalidateQueries({ queryKey: trpc.examples.pathKey() });
        showToast({
          title: `${example.name} is kept with ${example.model}`,
          fact: golden ? 'Every new version runs it before it can be made active.' : 'One click fills it in.',
        });
        onClose();
      },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={golden ? 'Save as golden test' : 'Save as example'}
      description={
        golden
          ? 'Every new version of the model runs these inputs when it is deployed. Where it gives something else, somebody has to accept that before it is made active.'
          : 'Whoever opens the playground can fill in these inputs with one click.'
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={name.trim() === ''}
            pending={save.isPending}
            pendingLabel="Saving"
            onClick={() => save.mutate({ team, invocation: id, name, golden })}
          >
            Save
          </Button>
        </>
      }
    >
      <Field label="Name" required error={save.error ? clientError(save.error).message : null}>
        <Input value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
      </Field>
    </Dialog>
  );
}
