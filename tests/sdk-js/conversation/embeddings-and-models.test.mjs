import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { client, model } from './gateway.mjs';

test('vectors come packed and as numbers, and are the same', async () => {
  const request = { model: 'text-embedding-3-small', input: ['one', 'two'], dimensions: 32 };
  const packed = await client().embeddings.create(request);
  const plain = await client().embeddings.create({ ...request, encoding_format: 'float' });
  assert.equal(packed.data.length, 2);
  packed.data.forEach(({ embedding }, i) => {
    assert.equal(embedding.length, 32);
    embedding.forEach((number, j) => assert.ok(Math.abs(number - plain.data[i].embedding[j]) < 1e-6));
  });
  assert.ok(packed.usage.total_tokens > 0);
});

test('models are listed and can be retrieved', async () => {
  const ids = [];
  for await (const entry of client().models.list()) ids.push(entry.id);
  assert.ok(ids.includes(model));
  assert.equal((await client().models.retrieve(model)).id, model);
  await assert.rejects(client().models.retrieve('no-such-model'), OpenAI.NotFoundError);
});
