import { expect, test, type Browser, type Page } from '@playwright/test';
import { OWNER, setUp } from './support/fixtures.ts';
import { startProduct, type Product } from './support/product.ts';

let product: Product;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(300_000);
  product = await setUp(await startProduct());
});
test.afterAll(() => product.stop());

async function signIn(page: Page, password: string, email: string = OWNER.email): Promise<void> {
  await page.goto(`${product.url}/login`);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signedIn(browser: Browser, password: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, password);
  await page.waitForURL('**/harbour/models');
  return page;
}

test('a changed password keeps this browser in and puts the others out', async ({ browser }) => {
  const here = await signedIn(browser, OWNER.password);
  const there = await signedIn(browser, OWNER.password);
  await here.goto(`${product.url}/account`);
  await here.locator('input[name=current]').fill('not the current password');
  await here.locator('input[name=next]').fill('a second password to use');
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.locator('p[role=alert]')).toContainText('not right');
  await here.locator('input[name=current]').fill(OWNER.password);
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.getByRole('status')).toContainText('Your password is changed');
  await here.goto(`${product.url}/harbour/models`);
  await expect(here.getByRole('heading', { name: 'Models' })).toBeVisible();
  await there.goto(`${product.url}/harbour/models`);
  await expect(there).toHaveURL(/\/login/);
  await signIn(there, OWNER.password);
  await expect(there.locator('p[role=alert]')).toContainText('E-mail or password is not right');
});

test('signing out everywhere ends the sessions of every browser', async ({ browser }) => {
  const here = await signedIn(browser, 'a second password to use');
  const there = await signedIn(browser, 'a second password to use');
  await here.goto(`${product.url}/account`);
  await here.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(here).toHaveURL(/\/login/);
  await there.reload();
  await expect(there).toHaveURL(/\/login/);
});

test('a forgotten password is set anew by a link that the owner or the command makes, once', async ({ browser }) => {
  const owner = await signedIn(browser, 'a second password to use');
  await owner.goto(`${product.url}/harbour/settings/members`);
  await owner.getByRole('button', { name: /^Actions for/ }).click();
  await owner.getByRole('menuitem', { name: 'Make a password link' }).click();
  const byOwner = (await owner.getByTestId('shown-link').textContent()) ?? '';
  const page = await (await browser.newContext()).newPage();
  await page.goto(byOwner);
  await page.locator('input[name=password]').fill('a third password to use');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL('**/harbour/models');
  await owner.goto(`${product.url}/account`);
  await expect(owner).toHaveURL(/\/login/);

  await page.goto(byOwner);
  await page.locator('input[name=password]').fill('a password of a thief');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(page.locator('p[role=alert]')).toContainText(/does not work|used|expired/);

  const byCommand = (await product.moorage(['reset-password', '--email', OWNER.email])).trim().split('\n').at(-1) ?? '';
  await page.goto(byCommand);
  await page.locator('input[name=password]').fill('a fourth password to use');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL('**/harbour/models');
  await signedIn(browser, 'a fourth password to use');
});

test('open sign-up makes an account and its team, only while the owner allows it', async ({ browser }) => {
  const visitor = await (await browser.newContext()).newPage();
  await visitor.goto(`${product.url}/signup`);
  await expect(visitor.getByLabel('E-mail')).toHaveCount(0);
  const owner = await signedIn(browser, 'a fourth password to use');
  await owner.goto(`${product.url}/harbour/settings`);
  // The switch turns at once; what others may do changes when the server has it.
  const saved = owner.waitForResponse((response) => response.url().includes('installation.update'));
  await owner.getByRole('switch').click();
  await expect(owner.getByRole('switch')).toBeChecked();
  expect((await saved).ok()).toBe(true);
  await visitor.goto(`${product.url}/signup`);
  await visitor.getByLabel('E-mail').fill('visitor@example.com');
  await visitor.getByLabel('Your name').fill('Bea');
  await visitor.locator('input[name=password]').fill('a password of a visitor');
  await visitor.getByLabel('Team name').fill('visitors');
  await visitor.locator('button[type=submit]').click();
  await visitor.waitForURL('**/visitors/models');
  await visitor.goto(`${product.url}/harbour/models`);
  await expect(visitor.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
});
