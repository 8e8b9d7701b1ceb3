import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toFile } from 'openai';
import { apiKey, client, eventually, gateway, model, reset, script } from './gateway.mjs';

const line = (id) => JSON.stringify({
  custom_id: id, method: 'POST', url: '/v1/chat/completions', body: { model: `openai/${model}`, messages: [{ role: 'user', content: `Hello ${id}` }] },
});
const usage = async () => (await (await fetch(`${gateway}/api/usage?limit=100`, { headers: { authorization: `Bearer ${apiKey}` } })).json()).data.filter(({ api }) => api === 'batch.chat.completions');

test('a batch from its file to its answers and its cost', async () => {
  const openai = client();
  const file = await openai.files.create({ file: await toFile(Buffer.from(`${line('a')}\n${line('b')}\n`), 'lines.jsonl'), purpose: 'batch' });
  assert.equal(file.object, 'file');
  assert.equal(file.filename, 'lines.jsonl');
  assert.equal((await openai.files.retrieve(file.id)).id, file.id);
  const before = (await usage()).length;
  const batch = await openai.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h', metadata: { job: '7' } });
  assert.deepEqual(batch.metadata, { job: '7' });
  const done = await eventually(() => openai.batches.retrieve(batch.id), ({ status }) => status === 'completed');
  const answers = (await (await openai.files.content(done.output_file_id)).text()).trim().split('\n').map((text) => JSON.parse(text));
  assert.deepEqual(answers.map(({ custom_id }) => custom_id), ['a', 'b']);
  assert.ok(answers.every(({ response }) => response.body.choices[0].message.content.length > 0));

  await fetch(`${gateway}/api/jobs/batch-settlement/run`, { method: 'POST', headers: { authorization: `Bearer ${apiKey}` } });
  const records = await eventually(usage, (items) => items.length >= before + 2);
  assert.ok(records.every(({ costUsd }) => costUsd > 0));
  const listed = [];
  for await (const { id } of openai.batches.list({ limit: 1 })) listed.push(id);
  assert.ok(listed.includes(batch.id));
  assert.equal((await openai.files.delete(file.id)).deleted, true);
});

test('a batch that is cancelled keeps what was answered by then', async () => {
  await script('openai', { jobs: { queueMs: 20, durationMs: 4000 } });
  try {
    const openai = client();
    const lines = Array.from({ length: 40 }, (_, index) => line(`${index}`)).join('\n');
    const file = await openai.files.create({ file: await toFile(Buffer.from(lines), 'lines.jsonl'), purpose: 'batch' });
    const batch = await openai.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' });
    await eventually(() => openai.batches.retrieve(batch.id), ({ request_counts }) => request_counts.completed > 0);
    assert.ok(['cancelling', 'cancelled'].includes((await openai.batches.cancel(batch.id)).status));
    const done = await eventually(() => openai.batches.retrieve(batch.id), ({ status }) => status === 'cancelled');
    const answers = (await (await openai.files.content(done.output_file_id)).text()).trim().split('\n');
    assert.equal(answers.length, done.request_counts.completed);
    assert.ok(answers.length < 40);
    await assert.rejects(openai.batches.cancel(batch.id), ({ status, message }) => status === 400 && message.includes('cancelled'));
    const files = [];
    for await (const { id } of openai.files.list({ purpose: 'batch_output', limit: 1 })) files.push(id);
    assert.ok(files.includes(done.output_file_id));
  } finally {
    await reset('openai');
  }
});

test("a batch at Mistral by OpenAI's SDK", async () => {
  const openai = client();
  const lines = ['a', 'b'].map((id) => line(id).replace(`openai/${model}`, 'mistral/mistral-small-latest')).join('\n');
  const file = await openai.files.create({ file: await toFile(Buffer.from(lines), 'lines.jsonl'), purpose: 'batch' });
  const batch = await openai.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h', metadata: { job: '8' } });
  const done = await eventually(() => openai.batches.retrieve(batch.id), ({ status }) => status === 'completed');
  assert.deepEqual([done.input_file_id, done.completion_window, done.metadata, done.request_counts], [file.id, '24h', { job: '8' }, { total: 2, completed: 2, failed: 0 }]);
  const answers = (await (await openai.files.content(done.output_file_id)).text()).trim().split('\n').map((text) => JSON.parse(text));
  assert.deepEqual(answers.map(({ custom_id, response }) => [custom_id, response.status_code]), [['a', 200], ['b', 200]]);
});

test('bad lines and unknown ids', async () => {
  const openai = client();
  await assert.rejects(
    toFile(Buffer.from(`${line('a')}\n{`), 'lines.jsonl').then((file) => openai.files.create({ file, purpose: 'batch' })),
    ({ status, message, param }) => status === 400 && message.includes('Line 2') && param === 'file');
  await assert.rejects(openai.batches.retrieve('batch_unknown'), ({ status, code }) => status === 404 && code === 'not_found');
  await assert.rejects(openai.files.content('file-unknown'), ({ status }) => status === 404);
});
