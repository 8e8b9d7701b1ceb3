import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anthropic, textOf } from './anthropic.mjs';
import { ask, client, model, record, seen } from './gateway.mjs';

const cacheOf = ({ response }) => response.headers.get('x-hybridai-cache');

test('a streamed answer is replayed to OpenAI\'s client chunk by chunk', async () => {
  const request = { model, messages: ask('<cached-stream> [[words:40]]'), stream: true, stream_options: { include_usage: true }, temperature: 0 };
  const takes = [];
  for (let i = 0; i < 2; i++) {
    const answer = await client().chat.completions.create(request).withResponse();
    const chunks = [];
    for await (const chunk of answer.data) chunks.push(chunk);
    takes.push({ cache: cacheOf(answer), chunks, id: answer.response.headers.get('x-hybridai-request-id'), cost: answer.response.headers.get('x-hybridai-cost') });
  }
  assert.deepEqual(takes.map(({ cache }) => cache), ['miss', 'exact']);
  assert.ok(takes[0].chunks.length > 10);
  assert.deepEqual(takes[1].chunks, takes[0].chunks);
  assert.equal(takes[1].cost, '0');
  const [first, second] = [await record(takes[0].id), await record(takes[1].id)];
  assert.deepEqual([second.costUsd, second.savedUsd, second.cache, second.usage], [0, first.costUsd, 'exact', first.usage]);
  assert.equal((await seen('openai', '<cached-stream>')).length, 1);
});

test('the same stream at the same time is one call, whole for both', async () => {
  const request = { model, messages: ask('<shared-stream> [[words:400]]'), stream: true };
  const texts = await Promise.all([0, 1, 2].map(async () => {
    let text = '';
    for await (const chunk of await client().chat.completions.create(request)) text += chunk.choices[0]?.delta.content ?? '';
    return text;
  }));
  assert.equal(texts[0].split(' ').length, 400);
  assert.deepEqual(texts, [texts[0], texts[0], texts[0]]);
});

test('Anthropic\'s client gets a translated stream again as it was', async () => {
  const request = { model: `openai/${model}`, max_tokens: 200, messages: [{ role: 'user', content: '<cached-message> [[say:Grüße aus Köln 🌷]]' }] };
  const takes = [];
  for (let i = 0; i < 2; i++) takes.push(await anthropic().messages.stream(request).finalMessage());
  assert.equal(textOf(takes[1]), 'Grüße aus Köln 🌷');
  assert.deepEqual(takes[1], takes[0]);
  assert.equal((await seen('openai', '<cached-message>')).length, 1);
});

test('a caller refuses the cache', async () => {
  const create = (cache) => client().chat.completions.create({ model, messages: ask('<refused> hello') }, { headers: { 'x-hybridai-cache': cache } }).withResponse();
  assert.deepEqual([cacheOf(await create('on')), cacheOf(await create('off')), cacheOf(await create('only'))], ['miss', 'off', 'exact']);
  await assert.rejects(client().chat.completions.create({ model, messages: ask('<never asked>') }, { headers: { 'x-hybridai-cache': 'only' } }), (error) => error.status === 404 && error.code === 'cache_miss');
});
