import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toFile } from 'openai';
import { apiKey, client, eventually, gateway, model } from './gateway.mjs';

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

test('bad lines and unknown ids', async () => {
  const openai = client();
  await assert.rejects(
    toFile(Buffer.from(`${line('a')}\n{`), 'lines.jsonl').then((file) => openai.files.create({ file, purpose: 'batch' })),
    ({ status, message, param }) => status === 400 && message.includes('Line 2') && param === 'file');
  await assert.rejects(openai.batches.retrieve('batch_unknown'), ({ status, code }) => status === 404 && code === 'not_found');
  await assert.rejects(openai.files.content('file-unknown'), ({ status }) => status === 404);
});
