import type { Page } from '@playwright/test';
import { writerRepository } from '../server/testing/bundles/writer-repository.ts';
import { LocalHub } from '../server/testing/bundles/local-hub.ts';
import { startBadLine, type BadLine } from './support/bad-line.ts';
import { expect, setUp, test, type SetUpProduct } from './support/fixtures.ts';
import { looksRight } from './support/looks-right.ts';
import { startProduct } from './support/product.ts';
import { signIn } from './support/sign-in.ts';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

let hub: LocalHub;
/** Between the product and the Hub. */
let line: BadLine;
let own: SetUpProduct;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  hub = new LocalHub(writerRepository());
  await hub.start();
  line = await startBadLine(hub.url);
  own = await setUp(await startProduct({ env: { MOORAGE_HUB: line.url } }));
});
test.afterAll(async () => {
  await own.stop();
  await line.close();
  hub.stop();
});
test.beforeEach(async ({ page }) => {
  hub.asked.length = 0;
  await signIn(page, own.url);
});

async function openDialog(page: Page): Promise<void> {
  await page.goto(`${own.url}/${own.team}/models/deploy`);
  await page.getByRole('button', { name: 'From Hugging Face or npm' }).click();
}

async function bring(page: Page, source: string, model: string): Promise<void> {
  await openDialog(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Source').fill(source);
  await dialog.getByLabel('Model name').fill(model);
  await dialog.getByRole('button', { name: 'Deploy' }).click();
}

const step = (page: Page, name: string) => page.getByRole('list', { name: 'Steps of this deployment' }).getByRole('listitem').filter({ hasText: name });

test('a repository of the Hub is named, its download is followed, and the model is ready to be tried', async ({ page }) => {
  hub.holdAfter = 4_000_000;
  await openDialog(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Source').fill('hf:acme/writer');
  await expect(dialog.getByLabel('Model name')).toHaveValue('writer');
  await expect(dialog.getByRole('combobox', { name: 'Precision' })).toBeVisible();
  await looksRight(page);
  await dialog.getByRole('button', { name: 'Deploy' }).click();
  await expect(page.getByRole('heading', { name: 'Downloading writer v1' })).toBeVisible();
  await expect(step(page, 'Downloading')).toContainText(/4\.0\sMB of 13\.9\sMB, 28\s%/);
  await expect(step(page, 'Downloading')).toContainText('commit c0ffee: 6 files');
  await looksRight(page);
  hub.holdAfter = null;
  await expect(page.getByRole('heading', { name: 'writer v1 is ready' })).toBeVisible({ timeout: 60_000 });
  await expect(step(page, 'Downloaded')).toContainText(/13\.9\sMB in 6 files from the Hub/);
  await page.getByRole('link', { name: 'Try it' }).click();
  await expect(page.getByRole('region', { name: 'Conversation' })).toBeVisible();
});

test('the address of its page is pasted, and only the precision that is chosen is downloaded', async ({ page }) => {
  await page.goto(`${own.url}/${own.team}/models/deploy`);
  await expect(page.getByRole('heading', { name: 'Drop a model file or a folder' })).toBeVisible();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'https://huggingface.co/acme/writer/tree/v2');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Source')).toHaveValue('hf:acme/writer@v2');
  await dialog.getByLabel('Model name').fill('small');
  await dialog.getByRole('combobox', { name: 'Precision' }).click();
  await page.getByRole('option', { name: 'q4', exact: true }).click();
  await dialog.getByRole('button', { name: 'Deploy' }).click();
  await expect(page.getByRole('heading', { name: 'small v1 is ready' })).toBeVisible({ timeout: 60_000 });
  const graphs = hub.asked.map(({ path }) => path).filter((path) => path.startsWith('/onnx/'));
  expect(new Set(graphs)).toEqual(new Set(['/onnx/model_q4.onnx']));
  expect(hub.asked[0]?.path).toContain('/revision/v2');
  await expect(page.getByRole('group', { name: 'Precision' })).toContainText(/q4.*13\.9\sMB/);
});

test('a repository that is not there, holds no graphs or cannot be read as a source is told in words', async ({ page }) => {
  await bring(page, 'hf:acme/nobody', 'nobody');
  await expect(page.getByRole('heading', { name: 'There is no acme/nobody on the Hub' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Failed at download. Nothing was activated.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible();
  await looksRight(page);
  await bring(page, 'hf:acme/torch', 'torch');
  await expect(page.getByRole('heading', { name: 'acme/torch holds no ONNX graphs' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('optimum-cli export onnx --model acme/torch out/')).toBeVisible();
  await bring(page, 'hf:../etc', 'etc');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('is not a source on the Hugging Face Hub');
});

test('what is gated is refused, and given with the token of the settings, which is never shown again', async ({ page }) => {
  await bring(page, 'hf:acme/secret', 'secret');
  await expect(page.getByRole('heading', { name: 'The Hub does not give acme/secret to this team' })).toBeVisible({ timeout: 30_000 });
  const failed = page.url();
  await page.getByRole('link', { name: 'Read token' }).click();

  const card = page.getByRole('region', { name: 'Hugging Face' });
  await expect(card).toContainText('no token');
  await expect(card.getByRole('button', { name: 'Save token' })).toHaveAttribute('aria-disabled', 'true');
  await card.getByLabel('Read token').fill('hf_right');
  await expect(card.getByLabel('Read token')).toHaveAttribute('type', 'password');
  await card.getByRole('button', { name: 'Show token' }).click();
  await expect(card.getByLabel('Read token')).toHaveAttribute('type', 'text');
  await card.getByRole('button', { name: 'Save token' }).click();
  await expect(card).toContainText('Token kept');
  await page.reload();
  await expect(card).toContainText('Token kept');
  expect(await page.content()).not.toContain('hf_right');
  await looksRight(page);

  await page.goto(failed);
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByRole('heading', { name: 'secret v1 is ready' })).toBeVisible({ timeout: 60_000 });
  expect(hub.asked.find(({ path }) => path === '/onnx/model.onnx')?.authorization).toBeUndefined();

  await page.goto(`${own.url}/${own.team}/settings`);
  await card.getByRole('button', { name: 'Remove token' }).click();
  const asked = page.getByRole('dialog', { name: 'Remove the Hugging Face token?' });
  await expect(asked.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await asked.getByRole('button', { name: 'Remove token' }).click();
  await expect(card).toContainText('no token');
  await bring(page, 'hf:acme/secret', 'secret-again');
  await expect(page.getByRole('heading', { name: 'The Hub does not give acme/secret to this team' })).toBeVisible({ timeout: 30_000 });
});

test('a Hub that cannot be reached is called so, and a retry goes on when it can', async ({ page }) => {
  line.cut();
  await bring(page, 'hf:acme/writer', 'later');
  await expect(page.getByRole('heading', { name: 'The Hugging Face Hub cannot be reached' })).toBeVisible({ timeout: 60_000 });
  const told = page.getByRole('alert').filter({ hasText: 'What to do' });
  await expect(told).toContainText(new URL(line.url).host);
  await expect(told).toContainText('download the folder elsewhere and drop it here');
  await looksRight(page);
  line.mend();
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByRole('heading', { name: 'later v1 is ready' })).toBeVisible({ timeout: 60_000 });
});
