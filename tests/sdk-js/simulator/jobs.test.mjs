import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Mistral } from '@mistralai/mistralai';
import OpenAI, { toFile } from 'openai';
import { ask, baseURL, billed, eventually, reset, script } from './simulator.mjs';

const model = 'gpt-4.1-mini';
const options = { apiKey: 'key-of-jobs', maxRetries: 0 };
const openai = new OpenAI({ ...options, baseURL: baseURL('/openai/v1') });
const groq = new OpenAI({ ...options, baseURL: baseURL('/groq/openai/v1') });
const mistral = new Mistral({ apiKey: 'key-of-jobs', serverURL: baseURL('/mistral') });

const jsonl = (lines) => lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
const examples = (count) => Array.from({ length: count }, (_, i) => ({ messages: [...ask(`City ${i}?`), { role: 'assistant', content: `Rome ${i}` }] }));
const chats = (count, body) => Array.from({ length: count }, (_, i) => ({
  custom_id: `r${i}`, method: 'POST', url: '/v1/chat/completions', body: { messages: ask(`[[say:Answer ${i}]]`), ...body },
}));

const upload = async (lines, purpose, client = openai) => client.files.create({ file: await toFile(Buffer.from(jsonl(lines)), 'data.jsonl'), purpose });
const ended = (id) => eventually(() => openai.fineTuning.jobs.retrieve(id), (job) => ['succeeded', 'failed', 'cancelled'].includes(job.status));
const all = async (page) => { const items = []; for await (const item of page) items.push(item); return items; };
const lines = async (client, id) => (await (await client.files.content(id)).text()).trim().split('\n').map((line) => JSON.parse(line));
const notFound = (promise) => assert.rejects(promise, (error) => error instanceof OpenAI.NotFoundError);

afterEach(async () => { for (const provider of ['openai', 'groq', 'mistral']) await reset(provider); });

test('files', async () => {
  const file = await openai.files.create({
    file: await toFile(Buffer.from('{"a":"Grüße"}'), 'grüße.jsonl'), purpose: 'user_data', expires_after: { anchor: 'created_at', seconds: 3600 },
  });
  assert.deepEqual([file.object, file.filename, file.bytes, file.purpose, file.expires_at - file.created_at], ['file', 'grüße.jsonl', 15, 'user_data', 3600]);
  assert.deepEqual(await openai.files.retrieve(file.id), file);
  assert.equal((await openai.files.waitForProcessing(file.id)).status, 'processed');
  assert.equal(await (await openai.files.content(file.id)).text(), '{"a":"Grüße"}');
  const others = [await upload(examples(1), 'fine-tune'), await upload(examples(1), 'fine-tune')];
  const listed = await all(openai.files.list({ limit: 1, purpose: 'fine-tune' }));
  assert.deepEqual(listed.slice(0, 2).map((each) => each.id), [others[1].id, others[0].id]);
  await notFound(new OpenAI({ ...options, apiKey: 'key-of-others', baseURL: baseURL('/openai/v1') }).files.retrieve(file.id));
  assert.equal((await openai.files.delete(file.id)).deleted, true);
  await notFound(openai.files.content(file.id));
  await assert.rejects(upload(['x'], 'nonsense'), OpenAI.BadRequestError);
});

test('fine-tuning from the file to the answers of the model', async () => {
  await script('openai', { jobs: { queueMs: 50, durationMs: 200 } });
  const file = await upload(examples(12), 'fine-tune');
  const job = await openai.fineTuning.jobs.create({
    model, training_file: file.id, suffix: 'cities', metadata: { team: 'a' }, method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 4, batch_size: 'auto' } } },
  });
  assert.deepEqual([job.object, job.status, job.fine_tuned_model, job.error], ['fine_tuning.job', 'validating_files', null, null]);
  const done = await ended(job.id);
  assert.equal(done.status, 'succeeded');
  assert.match(done.fine_tuned_model, /^ft:gpt-4\.1-mini-2025-04-14:simulated:cities:\w{8}$/);
  assert.equal(done.method.supervised.hyperparameters.n_epochs, 4);
  assert.equal((await billed('openai', job.id)).nanoDollars, done.trained_tokens * 5_000);

  const events = await all(openai.fineTuning.jobs.listEvents(job.id, { limit: 7 }));
  assert.equal(events.at(-1).message, `Created fine-tuning job: ${job.id}`);
  assert.equal(events[0].message, 'The job has successfully completed');
  assert.equal(events.filter((event) => event.type === 'metrics').length, 48);
  const checkpoints = await all(openai.fineTuning.jobs.checkpoints.list(job.id, { limit: 2 }));
  assert.deepEqual(checkpoints.map((checkpoint) => checkpoint.step_number), [48, 36, 24]);
  const losses = checkpoints.map((checkpoint) => checkpoint.metrics.train_loss);
  assert.ok(losses[0] < losses[1] && losses[1] < losses[2]);
  const table = Buffer.from(await (await openai.files.content(done.result_files[0])).text(), 'base64').toString();
  assert.match(table, /^step,train_loss,/);

  for (const name of [done.fine_tuned_model, checkpoints[1].fine_tuned_model_checkpoint]) {
    assert.ok((await all(openai.models.list())).some((each) => each.id === name));
    const answer = await openai.chat.completions.create({ model: name, messages: ask('[[say:I am tuned]]') });
    assert.deepEqual([answer.model, answer.choices[0].message.content], [name, 'I am tuned']);
    const chunks = await all(await openai.chat.completions.create({ model: name, stream: true, messages: ask('[[say:I am tuned]]') }));
    assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), 'I am tuned');
  }
  assert.equal((await openai.models.delete(done.fine_tuned_model)).deleted, true);
  await notFound(openai.chat.completions.create({ model: done.fine_tuned_model, messages: ask('x') }));
  assert.ok((await all(openai.fineTuning.jobs.list({ metadata: { team: 'a' } }))).some((each) => each.id === job.id));
});

test('the quality of a tuned model is its own', async () => {
  await script('openai', { models: { [model]: { quality: 0, jobs: { queueMs: 0, durationMs: 0, quality: 1 } } } });
  const job = await openai.fineTuning.jobs.create({ model, training_file: (await upload(examples(10), 'fine-tune')).id });
  const { fine_tuned_model: tuned } = await ended(job.id);
  const says = async (name) => (await openai.chat.completions.create({ model: name, messages: ask('[[say:Right]]') })).choices[0].message.content;
  assert.equal(await says(tuned), 'Right');
  assert.notEqual(await says(model), 'Right');
});

test('a bad file fails the job', async () => {
  const file = await upload([...examples(9), { messages: [{ role: 'user', content: 'and then?' }] }], 'fine-tune');
  const job = await ended((await openai.fineTuning.jobs.create({ model, training_file: file.id })).id);
  assert.deepEqual([job.status, job.error.code, job.error.param, job.trained_tokens], ['failed', 'invalid_training_file', 'training_file', null]);
  assert.match(job.error.message, /Line 10: the last message must be from the assistant/);
  await assert.rejects(openai.fineTuning.jobs.create({ model: 'gpt-5.4', training_file: file.id }), (error) => error.code === 'model_not_available');
  await notFound(openai.fineTuning.jobs.retrieve('ftjob-none'));
});

test('a job is paused, resumed and cancelled', async () => {
  await script('openai', { jobs: { queueMs: 0, durationMs: 600_000 } });
  const { id } = await openai.fineTuning.jobs.create({ model, training_file: (await upload(examples(10), 'fine-tune')).id });
  assert.equal((await openai.fineTuning.jobs.retrieve(id)).status, 'running');
  assert.equal((await openai.fineTuning.jobs.pause(id)).status, 'paused');
  assert.equal((await openai.fineTuning.jobs.resume(id)).status, 'running');
  assert.equal((await openai.fineTuning.jobs.cancel(id)).status, 'cancelled');
  await assert.rejects(openai.fineTuning.jobs.resume(id), OpenAI.BadRequestError);
});

test('a batch from the file to its answers', async () => {
  const body = { model };
  const file = await upload([...chats(3, body), { ...chats(1, { model, n: 0 })[0], custom_id: 'bad' }], 'batch');
  const batch = await openai.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h', metadata: { a: 'b' } });
  assert.deepEqual([batch.object, batch.status, batch.metadata], ['batch', 'validating', { a: 'b' }]);
  const done = await eventually(() => openai.batches.retrieve(batch.id), (each) => each.status === 'completed');
  assert.deepEqual(done.request_counts, { total: 4, completed: 3, failed: 1 });
  const answers = await lines(openai, done.output_file_id);
  assert.deepEqual(answers.map((line) => [line.custom_id, line.response.body.choices[0].message.content]), [['r0', 'Answer 0'], ['r1', 'Answer 1'], ['r2', 'Answer 2']]);
  assert.equal((await lines(openai, done.error_file_id))[0].response.status_code, 400);
  const usage = answers[0].response.body.usage;
  const line = await billed('openai', answers[0].response.body.id);
  assert.equal(line.nanoDollars, usage.prompt_tokens * 200 + usage.completion_tokens * 800);
  assert.equal(done.usage.output_tokens, answers.reduce((sum, each) => sum + each.response.body.usage.completion_tokens, 0));
  assert.ok((await all(openai.batches.list({ limit: 1 }))).some((each) => each.id === batch.id));

  const bad = await openai.batches.create({ input_file_id: (await upload([...chats(1, body), '{'], 'batch')).id, endpoint: '/v1/chat/completions', completion_window: '24h' });
  const failed = await eventually(() => openai.batches.retrieve(bad.id), (each) => each.status === 'failed');
  assert.deepEqual([failed.errors.data[0].code, failed.errors.data[0].line], ['invalid_json_line', 2]);
  await script('openai', { jobs: { queueMs: 0, durationMs: 600_000 } });
  const slow = await openai.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' });
  assert.equal((await openai.batches.cancel(slow.id)).status, 'cancelling');
  assert.equal((await openai.batches.retrieve(slow.id)).status, 'cancelled');
});

test('Groq answers batches of chats', async () => {
  const file = await upload(chats(1, { model: 'openai/gpt-oss-20b' }), 'batch', groq);
  const batch = await groq.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' });
  const done = await eventually(() => groq.batches.retrieve(batch.id), (each) => each.status === 'completed');
  assert.equal((await lines(groq, done.output_file_id))[0].response.body.choices[0].message.content, 'Answer 0');
  await assert.rejects(groq.batches.create({ input_file_id: file.id, endpoint: '/v1/embeddings', completion_window: '24h' }), OpenAI.BadRequestError);
});

test('files and batches of Mistral', async () => {
  const content = jsonl([0, 1].map((i) => ({ custom_id: `m${i}`, body: { messages: ask(`[[say:Answer ${i}]]`) } })));
  const file = await mistral.files.upload({ purpose: 'batch', file: { fileName: 'batch.jsonl', content: new TextEncoder().encode(content) } });
  assert.deepEqual([file.sizeBytes, file.numLines, file.sampleType, file.source], [content.length, 2, 'batch_request', 'upload']);
  assert.equal((await mistral.files.retrieve({ fileId: file.id })).deleted, false);
  assert.ok((await mistral.files.list({ purpose: 'batch' })).data.some((each) => each.id === file.id));
  assert.equal(await new Response(await mistral.files.download({ fileId: file.id })).text(), content);

  const job = await mistral.batch.jobs.create({ inputFiles: [file.id], endpoint: '/v1/chat/completions', model: 'mistral-small-latest', metadata: { a: 'b' } });
  assert.equal(job.status, 'QUEUED');
  const done = await eventually(() => mistral.batch.jobs.get({ jobId: job.id }), (each) => each.status === 'SUCCESS');
  assert.deepEqual([done.totalRequests, done.succeededRequests, done.failedRequests], [2, 2, 0]);
  const output = (await new Response(await mistral.files.download({ fileId: done.outputFile })).text()).trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(output.map((line) => [line.custom_id, line.response.body.choices[0].message.content]), [['m0', 'Answer 0'], ['m1', 'Answer 1']]);
  assert.equal((await billed('mistral', output[0].response.body.id)).batch, true);

  const inline = await mistral.batch.jobs.create({ requests: [{ customId: 'one', body: { input: 'a cat' } }], endpoint: '/v1/embeddings', model: 'mistral-embed' });
  const { outputs } = await eventually(() => mistral.batch.jobs.get({ jobId: inline.id, inline: true }), (each) => each.status === 'SUCCESS');
  assert.equal(outputs[0].response.body.data[0].embedding.length, 1024);
  await script('mistral', { jobs: { queueMs: 0, durationMs: 600_000 } });
  const slow = await mistral.batch.jobs.create({ inputFiles: [file.id], endpoint: '/v1/chat/completions', model: 'mistral-small-latest' });
  assert.equal((await mistral.batch.jobs.cancel({ jobId: slow.id })).status, 'CANCELLATION_REQUESTED');
  assert.ok((await mistral.batch.jobs.list({ status: ['CANCELLED'] })).data.some((each) => each.id === slow.id));
  assert.equal((await mistral.batch.jobs.delete({ jobId: slow.id })).deleted, true);
  assert.equal((await mistral.files.delete({ fileId: file.id })).deleted, true);
  await assert.rejects(mistral.files.retrieve({ fileId: file.id }), (error) => error.statusCode === 404 && /"object":"error"/.test(error.body));
});
